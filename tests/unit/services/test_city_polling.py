"""What the city says of a ticket, taken over once and on the right day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from liaison_app.domain.alerts import AlertLimits
from liaison_app.domain.city import CityRequest, CityUpdate
from liaison_app.domain.errors import CityUnreachable, CityUnreadable
from liaison_app.domain.ids import ServiceRequestId
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import CityEndpoint
from liaison_app.services import city_polling
from liaison_app.services.delivery_troubles import no_news_since
from tests.delivery_world import World
from tests.fake_city import FakeCity

CITY_KINDS = {ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD}


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None)
    world.ask(FakeCity(world.clock, steps=[]))
    yield world
    world.close()


@pytest.fixture
def ticket_id(world):
    """A ticket that the city has."""
    ticket_id = world.file()
    world.deliver()
    world.rooms.clear()
    return ticket_id


def number(world, ticket_id):
    return ServiceRequestId(world.ticket(ticket_id).service_request_id)


def tell(world, ticket_id, update_id, status, word, ago_s=0.0, description=""):
    at = (world.clock.now() - timedelta(seconds=ago_s)).replace(microsecond=0)
    world.city.steps.append(CityUpdate(update_id, number(world, ticket_id), status, word, at, description))
    return at


def record(world, ticket_id, **said):
    found = CityRequest(number(world, ticket_id), Status.OPEN, updated_at=world.clock.now())
    world.city.told[found.service_request_id] = replace(found, **said)


def city_changes(world, ticket_id):
    return [change for change in world.changes(ticket_id) if change[0] in CITY_KINDS]


def test_the_promise_and_the_department_are_read_right_after_acceptance(world, ticket_id):
    promise = datetime(2026, 12, 4, tzinfo=UTC)
    record(world, ticket_id, expected_at=promise, agency_responsible="Streets", service_notice="7 days")
    assert world.read_records()
    ticket = world.ticket(ticket_id)
    assert (ticket.expected_at, ticket.agency_responsible, ticket.service_notice) == (promise, "Streets", "7 days")
    assert f"ticket:{ticket_id}" in world.rooms
    assert not world.read_records(), "not again at once"


@pytest.mark.parametrize(
    ("expected_at", "promised_on"),
    [
        # A date in disguise: midnight UTC is the evening before in Philadelphia, and yet the promise is the 4th.
        (datetime(2026, 12, 4, 0, 0, tzinfo=UTC), date(2026, 12, 4)),
        (datetime(2026, 7, 4, 0, 0, tzinfo=UTC), date(2026, 7, 4)),
        # A real time is shown in the city's zone.
        (datetime(2026, 12, 4, 2, 30, tzinfo=UTC), date(2026, 12, 3)),
        (datetime(2026, 12, 4, 17, 0, tzinfo=UTC), date(2026, 12, 4)),
    ],
)
def test_the_promised_day_is_the_one_the_city_means(world, ticket_id, expected_at, promised_on):
    record(world, ticket_id, expected_at=expected_at)
    world.read_records()
    assert world.ticket(ticket_id).promised_on == promised_on


def test_a_promise_that_the_record_leaves_out_later_is_kept(world, ticket_id):
    record(world, ticket_id, expected_at=datetime(2026, 12, 4, tzinfo=UTC), agency_responsible="Streets")
    world.read_records()
    record(world, ticket_id)
    world.clock.move(7 * 3600)
    world.read_records()
    assert world.ticket(ticket_id).promised_on == date(2026, 12, 4)
    assert world.ticket(ticket_id).agency_responsible == "Streets"


def test_every_step_of_the_city_is_written_once(world, ticket_id):
    tell(world, ticket_id, "u1", Status.OPEN, "investigating", 60, "On the list.")
    closed_at = tell(world, ticket_id, "u2", Status.CLOSED, "fixed", 30, "Done.")
    for _ in range(3):
        world.poll()
    assert city_changes(world, ticket_id) == [
        (ChangeKind.CITY_UPDATE, "investigating", "On the list."),
        (ChangeKind.CITY_UPDATE, "fixed", "Done."),
        (ChangeKind.STATUS, "closed", ""),
    ]
    ticket = world.ticket(ticket_id)
    assert (ticket.status, ticket.closed_at) == (Status.CLOSED, closed_at)
    assert {f"ticket:{ticket_id}", "account:liaison"} <= set(world.rooms)


def test_an_answer_in_the_same_news_as_the_closing_moves_no_closing(world, ticket_id):
    closed_at = tell(world, ticket_id, "u1", Status.CLOSED, "fixed", 60, "Done.")
    tell(world, ticket_id, "u2", Status.CLOSED, "closed", 30, "All of it, yes.")
    world.poll()
    assert world.ticket(ticket_id).closed_at == closed_at
    assert [change[0] for change in city_changes(world, ticket_id)].count(ChangeKind.STATUS) == 1


def test_after_news_the_record_is_read_for_its_reason(world, ticket_id):
    world.read_records()
    tell(world, ticket_id, "u1", Status.CLOSED, "closed")
    record(world, ticket_id, status=Status.CLOSED, status_notes="Nothing was found.")
    world.poll()
    assert world.read_records()
    assert world.ticket(ticket_id).status_notes == "Nothing was found."
    assert [change[1] for change in city_changes(world, ticket_id)] == ["closed", "closed"], "one step, one status"


def test_a_ticket_that_is_opened_again_is_open_again(world, ticket_id):
    tell(world, ticket_id, "u1", Status.CLOSED, "closed", 60)
    world.poll()
    tell(world, ticket_id, "u2", Status.OPEN, "reopen")
    world.poll()
    ticket = world.ticket(ticket_id)
    assert (ticket.status, ticket.closed_at) == (Status.OPEN, None)
    assert [change[1] for change in city_changes(world, ticket_id) if change[0] is ChangeKind.STATUS] == [
        "closed",
        "open",
    ]


def test_a_step_learned_late_does_not_turn_the_clock_back(world, ticket_id):
    tell(world, ticket_id, "u2", Status.CLOSED, "fixed", 10)
    world.poll()
    tell(world, ticket_id, "u1", Status.OPEN, "in_progress", 500)
    world.poll()
    assert world.ticket(ticket_id).status is Status.CLOSED
    assert len(city_changes(world, ticket_id)) == 3


def test_a_word_we_do_not_know_changes_no_status_and_is_kept(world, ticket_id):
    tell(world, ticket_id, "u1", None, "crew_at_lunch", 60, "Back at one.")
    world.poll()
    record(world, ticket_id, status=None, status_word="crew_at_lunch")
    world.read_records()
    ticket = world.ticket(ticket_id)
    assert (ticket.status, ticket.status_word) == (Status.OPEN, "crew_at_lunch")
    assert city_changes(world, ticket_id) == [(ChangeKind.NOT_UNDERSTOOD, "crew_at_lunch", "Back at one.")], "told once"
    tell(world, ticket_id, "u2", Status.CLOSED, "fixed")
    world.poll()
    ticket = world.ticket(ticket_id)
    assert (ticket.status, ticket.status_word) == (Status.CLOSED, ""), "a word we know takes its place"


def test_steps_of_other_peoples_requests_are_passed_over(world, ticket_id):
    world.city.steps.append(CityUpdate("x", ServiceRequestId("999999"), Status.CLOSED, "closed", world.clock.now()))
    world.poll()
    assert city_changes(world, ticket_id) == []


def test_a_poll_that_fails_is_made_up_for_by_the_next(world, ticket_id):
    world.poll()
    tell(world, ticket_id, "u1", Status.CLOSED, "closed")
    world.city.fails = CityUnreadable("500")
    world.clock.move(3600)
    world.poll()
    world.city.fails = CityUnreachable("refused")
    world.clock.move(3600)
    world.poll()
    assert world.endpoint().unreachable_since is not None
    world.city.fails = None
    world.clock.move(3600)
    world.poll()
    assert world.ticket(ticket_id).status is Status.CLOSED
    assert world.endpoint().unreachable_since is None


def test_what_happened_before_a_number_was_learned_late_is_not_missed(world):
    from liaison_app.domain.delivery import Delivery

    ticket_id = world.file()
    claimed_at = world.clock.now()
    posted = world.city.post(_request_of(world, ticket_id))
    world.poll()
    world.clock.move(3 * 3600)
    world.city.steps.append(
        CityUpdate("u1", posted.service_request_id, Status.OPEN, "investigating", claimed_at + timedelta(minutes=20))
    )
    world.poll()  # nobody knows yet that this number is ours
    with world.database.unit_of_work() as uow:
        from liaison_app.services import delivery_recording

        entry, ticket = delivery_recording.held(ticket_id, uow)
        delivery_recording.take_answer(entry, ticket, posted, now=world.clock.now(), policy=world.policy, uow=uow)
    assert world.entry(ticket_id).delivery is Delivery.ACCEPTED
    world.poll()
    assert [change[1] for change in city_changes(world, ticket_id)] == ["investigating"]


def _request_of(world, ticket_id):
    from liaison_app.services.outgoing_request import outgoing

    with world.database.snapshot() as snapshot:
        return outgoing(ticket=world.ticket(ticket_id), media_links=None, snapshot=snapshot)


def test_without_updates_the_records_tell(world, ticket_id):
    world.city.steps = None
    world.policy = replace(world.policy, has_updates=False)
    world.poll()
    record(world, ticket_id)
    world.read_records()
    record(world, ticket_id, status=Status.CLOSED, status_notes="Work done.")
    world.clock.move(world.policy.poll_s + 1)
    assert world.read_records()
    assert city_changes(world, ticket_id) == [(ChangeKind.STATUS, "closed", "Work done.")]
    record(world, ticket_id)
    world.clock.move(86_401)
    assert world.read_records(), "a closed ticket is still looked at"
    assert world.ticket(ticket_id).status is Status.OPEN


def test_records_are_read_in_batches_and_old_ones_less_often(world):
    world.policy = replace(world.policy, has_updates=False, ids_per_call=3)
    for _ in range(7):
        world.file()
    while world.deliver():
        pass
    while world.read_records():
        pass
    assert [what for what in world.city.asked if what.startswith("requests")] == [
        "requests 3",
        "requests 3",
        "requests 1",
    ]
    world.clock.move(86_400)
    while world.read_records():
        pass
    world.clock.move(600)
    assert not world.read_records()


@pytest.mark.parametrize("most", [1, 4])
def test_where_less_may_be_read_than_is_due_new_tickets_and_old_ones_take_turns(world, most, monkeypatch):
    """Ten times as much is due as may be read: the newest is seen soon, and the oldest not last."""
    dice = iter([0.1, 0.9] * 100)
    monkeypatch.setattr(city_polling, "dice", lambda: next(dice))
    world.policy = replace(world.policy, has_updates=False, ids_per_call=50)
    tickets = [world.file() for _ in range(20)]
    while world.deliver():
        world.clock.move(1)
    world.read_records()
    world.clock.move(86_400 * 3)
    world.policy = replace(world.policy, ids_per_call=most)
    read = []

    def requests(ids):
        read.extend(ids)
        return []

    monkeypatch.setattr(world.city, "requests", requests)
    for _ in range(4):
        assert world.read_records()
    assert number(world, tickets[0]) in read, "the one that waited longest"
    assert number(world, tickets[-1]) in read, "the newest"
    while world.read_records():
        pass
    assert sorted(read) == sorted(number(world, ticket) for ticket in tickets), "each once"


def test_a_record_that_is_gone_changes_nothing(world, ticket_id):
    assert world.read_records()
    assert world.ticket(ticket_id).status is Status.OPEN


def test_a_city_that_cannot_be_read_is_asked_again_later(world, ticket_id):
    world.city.fails = CityUnreadable("500")
    assert not world.read_records()
    world.city.fails = None
    record(world, ticket_id, agency_responsible="Streets")
    assert not world.read_records()
    world.clock.move(world.policy.backoff_s[0])
    assert world.read_records()
    assert world.ticket(ticket_id).agency_responsible == "Streets"


def read_for(world, seconds):
    """Let the worker read what it may for so long; how often each list of numbers was asked for."""
    for _ in range(int(seconds)):
        world.read_records()
        world.clock.move(1)


class Broken(FakeCity):
    """Fails on some numbers, and on every list that names one of them."""

    def requests(self, ids):
        self.asked.append(",".join(ids))
        if set(ids) & self.broken:
            raise CityUnreadable("Internal error", http_status=500)
        return [CityRequest(number, Status.OPEN, agency_responsible="Streets") for number in ids]


@pytest.fixture
def broken(world):
    """Five tickets at a city that is asked for a number every ten seconds."""
    city = Broken(world.clock, steps=[])
    city.broken = set()
    world.ask(city)
    world.policy = replace(world.policy, has_updates=False, reads_per_minute=6, ids_per_call=5)
    tickets = [world.file() for _ in range(5)]
    while world.deliver():
        pass
    city.asked.clear()
    return city, tickets


def test_one_number_that_a_city_fails_on_keeps_no_other_from_being_read(world, broken):
    city, tickets = broken
    city.broken = {number(world, tickets[1])}
    read_for(world, 120)
    said = [world.ticket(one).agency_responsible for one in tickets]
    assert said == ["Streets", "", "Streets", "Streets", "Streets"]
    assert len(city.asked) <= 13, "one by one is no burst"


def test_numbers_that_cannot_be_read_take_no_turns_from_the_others(world, broken):
    city, tickets = broken
    world.policy = replace(world.policy, ids_per_call=1)
    city.broken = {number(world, one) for one in tickets[:4]}
    read_for(world, 1800)
    of_the_broken = [what for what in city.asked if what in city.broken]
    assert len(of_the_broken) <= 4 * 4, "after 0, 1, 6 and 21 minutes, each"
    assert world.ticket(tickets[4]).agency_responsible == "Streets"


def no_news(world):
    with world.database.snapshot() as snapshot:
        endpoint = snapshot.db.get_one(CityEndpoint, "")
        return no_news_since(endpoint, world.clock.now(), world.policy, AlertLimits(), snapshot)


def test_where_records_alone_are_read_silence_is_no_trouble_until_one_fails_again_and_again(world, broken):
    city, tickets = broken
    world.clock.move(6 * 86_400)
    read_for(world, 60)  # each every six hours by now
    world.clock.move(5 * 3600)
    assert no_news(world) is None, "none was to be read for a while"
    city.broken = {number(world, one) for one in tickets}
    for _ in range(120):
        world.read_records()
        world.clock.move(60)
    assert no_news(world) is not None


def test_since_when_news_cannot_be_read_counts_from_the_first_try(world):
    world.city.fails = CityUnreadable("a web page", http_status=200)
    for _ in range(130):
        world.poll()
        world.clock.move(60)
    assert no_news(world) is not None
    world.city.fails = None
    world.poll()
    assert no_news(world) is None


def test_records_of_a_city_that_is_away_are_no_worse_for_it(world, broken):
    city, tickets = broken
    city.fails = CityUnreachable("refused")
    city.requests = city._ask
    read_for(world, 60)
    assert {world.entry(one).failures for one in tickets} == {0}


def test_news_of_a_private_ticket_wakes_its_people_and_not_the_neighborhood(world, ticket_id):
    from liaison_app.domain.tickets import Visibility
    from liaison_app.models import Neighborhood, Ticket

    def set_to(visibility):
        with world.database.unit_of_work() as uow:
            if uow.db.get(Neighborhood, "cobbs-creek") is None:
                uow.db.add(Neighborhood(id="cobbs-creek", name="Cobbs Creek", lat=39.95, lon=-75.24))
                uow.db.flush()
            ticket = uow.db.get_one(Ticket, ticket_id)
            ticket.neighborhood_id, ticket.visibility = "cobbs-creek", visibility
        world.rooms.clear()

    set_to(Visibility.PRIVATE)
    tell(world, ticket_id, "u1", Status.CLOSED, "closed")
    world.poll()
    assert f"ticket:{ticket_id}" in world.rooms
    assert "neighborhood:cobbs-creek" not in world.rooms
    set_to(Visibility.PUBLIC)
    tell(world, ticket_id, "u2", Status.OPEN, "reopen")
    world.poll()
    assert "neighborhood:cobbs-creek" in world.rooms


def test_one_question_brings_every_record_that_changed(world):
    world.city.steps = None
    world.policy = replace(world.policy, has_updates=False, has_updated_after=True)
    tickets = [world.file() for _ in range(3)]
    while world.deliver():
        pass
    world.read_records()
    world.poll_records()
    world.clock.move(3600)
    record(world, tickets[1], status=Status.CLOSED, status_notes="Work done.", updated_at=world.clock.now())
    world.city.asked.clear()
    world.poll_records()
    assert world.city.asked == ["changed"]
    assert [world.ticket(one).status for one in tickets] == [Status.OPEN, Status.CLOSED, Status.OPEN]
    world.poll_records()
    assert city_changes(world, tickets[1]) == [(ChangeKind.STATUS, "closed", "Work done.")], "seen twice, told once"


def test_records_that_came_cut_off_are_asked_for_again(world, ticket_id):
    world.policy = replace(world.policy, has_updated_after=True)
    world.poll_records()
    world.clock.move(5 * 3600)
    cut = world.city.whole_until = world.clock.now() - timedelta(hours=4)
    world.poll_records()
    assert world.endpoint().records_until == cut
    world.city.whole_until = None
    changed_at = cut + timedelta(hours=1)
    record(world, ticket_id, status=Status.CLOSED, updated_at=changed_at)
    world.poll_records()
    assert world.ticket(ticket_id).status is Status.CLOSED
    assert world.endpoint().records_until > changed_at


def test_a_city_that_cannot_be_asked_what_changed_is_not(world, ticket_id):
    world.city.asked.clear()
    world.poll_records()
    assert world.city.asked == []


def test_a_poll_of_records_that_fails_is_made_up_for(world, ticket_id):
    world.policy = replace(world.policy, has_updated_after=True)
    world.poll_records()
    before = world.endpoint().records_until
    world.city.fails = CityUnreachable("refused")
    world.clock.move(60)
    world.poll_records()
    assert world.endpoint().records_until == before
    assert world.endpoint().unreachable_since is not None


@pytest.mark.parametrize("skew_s", [600, -600])
def test_a_step_learned_late_from_a_city_whose_clock_is_off_turns_nothing_back(world, ticket_id, skew_s):
    """The newer step lies ahead of our clock and is shown as of now; the older one lies ahead of it as well."""
    tell(world, ticket_id, "u2", Status.OPEN, "reopen", -skew_s)
    world.poll()
    tell(world, ticket_id, "u1", Status.CLOSED, "closed", 60 - skew_s)
    world.poll()
    assert world.ticket(ticket_id).status is Status.OPEN
    assert ChangeKind.STATUS not in {kind for kind, _, _ in city_changes(world, ticket_id)}


def test_a_step_a_city_dates_far_ahead_does_not_silence_it(world, ticket_id):
    record(world, ticket_id, updated_at=world.clock.now() + timedelta(days=4000))
    world.read_records()
    world.clock.move(3600)
    tell(world, ticket_id, "u1", Status.CLOSED, "closed")
    world.poll()
    assert world.ticket(ticket_id).status is Status.CLOSED


def test_a_record_that_was_on_its_way_while_a_step_came_in_turns_nothing_back(world, ticket_id):
    record(world, ticket_id)
    stale = world.city.told[number(world, ticket_id)]

    def requests(ids):
        tell(world, ticket_id, "u1", Status.CLOSED, "fixed")
        world.poll()
        return [stale]

    world.city.requests = requests
    assert world.read_records()
    assert world.ticket(ticket_id).status is Status.CLOSED
