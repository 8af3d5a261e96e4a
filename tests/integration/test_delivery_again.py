"""Messages that go out a second time, keys that are refused, and rows of the city's that cannot be stored."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.city import CityRequest, CityUpdate, Found, NewRequest, Posted
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DAY_S
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.endpoint_profile import EndpointProfile
from liaison_app.domain.errors import CityBusy, CityForbids, CityOutcomeUnknown
from liaison_app.domain.ids import ServiceRequestId, TicketId
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.services import delivery_deciding, delivery_recording, outbox
from liaison_app.services.delivery_candidates import list_candidates
from liaison_app.services.delivery_claiming import claim
from liaison_app.services.message_looking_up import without_own
from tests.city_stub import CityStub, Told
from tests.delivery_world import COORDINATOR, World
from tests.fake_city import FakeCity


class TokenCity(FakeCity):
    """Gives a new placeholder for every POST, and never a number."""

    def post(self, request: NewRequest) -> Posted:
        number = super().post(request).service_request_id
        self.records.clear()  # placeholders are in no list
        self.given = getattr(self, "given", 0) + 1
        return Posted(city_token=f"token-{self.given}-{number}")


class PickyCity(FakeCity):
    """Refuses the key for every text with a word in it, as a firewall does."""

    def post(self, request: NewRequest) -> Posted:
        if "select" in request.description.lower():
            self._ask("refused")
            raise CityForbids("Request blocked.", http_status=403)
        return super().post(request)


@pytest.fixture
def world(database_url):
    world = World(database_url, None)
    world.ask(FakeCity(world.clock, steps=[]))
    yield world
    world.close()


def send_again(world, ticket_id):
    with world.database.unit_of_work() as uow:
        _, ticket = delivery_recording.held(ticket_id, uow)
        outbox.queue_again(ticket=ticket, uow=uow, clock=world.clock)


def test_a_second_placeholder_after_sending_again_is_taken_and_nothing_goes_out_a_third_time(world):
    city = TokenCity(world.clock)
    world.ask(city)
    ticket_id = world.file()
    world.deliver()
    first = world.ticket(ticket_id).city_token
    for _ in range(12):
        world.clock.move(DAY_S)
        world.look_at_token()
    assert world.entry(ticket_id).delivery is Delivery.HUMAN
    send_again(world, ticket_id)
    assert world.ticket(ticket_id).city_token is None
    world.deliver()
    assert world.ticket(ticket_id).delivery is Delivery.AWAITING_ID
    assert world.ticket(ticket_id).city_token not in {None, first}
    for _ in range(5):
        world.clock.move(world.policy.lease_s)
        world.give_up_lost()
        world.settle()
        world.deliver()
    assert city.asked.count("post") == 2
    assert [attempt.detail for attempt in world.attempts(ticket_id)] == [first, world.ticket(ticket_id).city_token]


def test_a_late_placeholder_beside_another_is_flagged_and_the_message_is_not_left_in_mid_send(world):
    ticket_id = world.file()
    with world.database.unit_of_work() as uow:
        claimed = claim(worker="w", uow=uow, clock=world.clock, delivery_policy=world.policy)
        entry, ticket = delivery_recording.held(ticket_id, uow)
        ticket.city_token = "an older one"
        posted = Posted(city_token="a newer one")
        delivery_recording.take_answer(entry, ticket, posted, now=world.clock.now(), policy=world.policy, uow=uow)
    assert claimed is not None
    assert world.entry(ticket_id).delivery is Delivery.AWAITING_ID
    assert world.ticket(ticket_id).city_token == "a newer one"
    assert (ChangeKind.DELIVERY, "duplicate", "an older one") in world.changes(ticket_id)


def a_late_answer(world, claimed, token):
    """What a worker that was fenced meanwhile records."""
    told = delivery_recording.Told(AttemptResult.TOKEN, Posted(city_token=token))
    with world.database.unit_of_work() as uow:
        delivery_recording.record(
            claimed=claimed, told=told, uow=uow, clock=world.clock, delivery_policy=world.policy
        )  # fmt: skip


def lost(world):
    """A worker that claims and sleeps past its lease; two whole searches find nothing, and it waits to go out again."""
    ticket_id, claimed = world.file(), world.claim("sleeps")
    world.clock.move(world.policy.lease_s + 1)
    world.give_up_lost()
    assert world.entry(ticket_id).delivery is Delivery.UNKNOWN
    return ticket_id, claimed


def test_a_placeholder_that_comes_late_is_flagged_itself_and_the_one_that_is_looked_at_stays(world):
    ticket_id, claimed = lost(world)
    world.settle()
    world.ask(TokenCity(world.clock))
    assert world.deliver()
    watched = world.ticket(ticket_id).city_token
    a_late_answer(world, claimed, "late")
    a_late_answer(world, claimed, watched)
    assert world.ticket(ticket_id).city_token == watched
    flagged = [note for _, word, note in world.changes(ticket_id) if word == "duplicate"]
    assert flagged == ["late"]


@pytest.mark.parametrize("goes_out_again", [True, False])
def test_a_late_placeholder_of_what_has_its_number_is_flagged_where_it_can_be_a_second_one(world, goes_out_again):
    ticket_id, claimed = lost(world)
    if goes_out_again:
        world.settle()
        assert world.deliver()
    else:
        world.take_number(ticket_id, "77")
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    a_late_answer(world, claimed, "late")
    flagged = [note for _, word, note in world.changes(ticket_id) if word == "duplicate"]
    assert flagged == (["late"] if goes_out_again else []), "the only try's placeholder stands for the number we have"
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED


def test_one_text_that_is_always_refused_stops_nobody_else(world):
    world.ask(PickyCity(world.clock))
    bad = world.file("Please select a crew.")
    world.deliver()
    assert world.entry(bad).delivery is Delivery.QUEUED, "it may be the key"
    assert world.endpoint().paused_at is not None
    first = world.file()
    world.clock.move(world.policy.pause_retry_s)
    world.deliver()
    for _ in range(3):  # by now the bad one had its turn again
        world.clock.move(world.policy.pause_retry_s)
        while world.deliver():
            pass
    assert world.ticket(first).delivery is Delivery.ACCEPTED
    entry = world.entry(bad)
    assert (entry.delivery, entry.reason, entry.city_words) == (Delivery.HUMAN, "forbidden", "Request blocked.")
    assert world.endpoint().paused_at is None
    second = world.file()
    world.deliver()
    assert world.ticket(second).delivery is Delivery.ACCEPTED


def test_a_wait_without_end_ends_within_a_day(world):
    world.city.fails = CityBusy("later", retry_after_s=10**12)
    ticket_id = world.file()
    world.deliver()
    assert world.entry(ticket_id).delivery is Delivery.QUEUED
    world.city.fails = None
    world.clock.move(DAY_S)
    world.deliver()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED


def with_city(world):
    ticket_id = world.file()
    world.deliver()
    return TicketId(ticket_id), ServiceRequestId(world.ticket(ticket_id).service_request_id)


def test_one_row_that_cannot_be_stored_keeps_no_other_ticket_from_its_news(world):
    (bad, bad_number), (good, good_number) = with_city(world), with_city(world)
    now = world.clock.now()
    broken = "nothing that a database takes: \x00 \ud800"
    world.city.steps = [
        CityUpdate("u1", bad_number, Status.CLOSED, "closed", now, broken),
        CityUpdate("u2", good_number, Status.CLOSED, "closed", now, "Done."),
    ]
    world.poll()
    assert world.ticket(good).status is Status.CLOSED
    assert world.endpoint().polled_until is not None
    world.city.told = {
        bad_number: CityRequest(bad_number, Status.CLOSED, status_notes=broken),
        good_number: CityRequest(good_number, Status.CLOSED, status_notes="Swept."),
    }
    world.read_records()
    assert world.ticket(good).status_notes == "Swept."
    assert world.ticket(bad).id == bad


def test_an_update_with_a_very_long_id_is_written_once(world):
    ticket_id, number = with_city(world)
    world.city.steps = [CityUpdate("u" * 300, number, Status.OPEN, "investigating", world.clock.now())]
    for _ in range(3):
        world.poll()
    assert [change[1] for change in world.changes(ticket_id)].count("investigating") == 1


def test_a_fast_clock_of_the_citys_stamps_nothing_in_the_future_and_a_reopening_counts(world):
    ticket_id, number = with_city(world)
    now = world.clock.now()
    world.city.steps = [CityUpdate("u1", number, Status.CLOSED, "closed", now + timedelta(minutes=10))]
    world.poll()
    assert world.ticket(ticket_id).status is Status.CLOSED
    assert world.ticket(ticket_id).closed_at <= world.clock.now()
    world.clock.move(300)
    world.city.steps.append(
        CityUpdate("u2", number, Status.OPEN, "reopen", world.clock.now())
    )  # its clock is right now, so by its own times this was before it was closed
    world.city.told = {number: CityRequest(number, Status.OPEN)}
    world.poll()
    world.read_records()  # due at once after news, and the city's record decides
    assert world.ticket(ticket_id).status is Status.OPEN


def test_a_record_without_notes_leaves_the_reason_and_a_new_status_does_not_keep_an_old_one(world):
    ticket_id, number = with_city(world)
    world.city.told = {number: CityRequest(number, Status.CLOSED, status_notes="Work done.")}
    world.read_records()
    world.city.told = {number: CityRequest(number, Status.CLOSED)}
    world.clock.move(DAY_S + 1)
    world.read_records()
    assert world.ticket(ticket_id).status_notes == "Work done."
    world.city.told = {number: CityRequest(number, Status.OPEN)}
    world.clock.move(DAY_S + 1)
    world.read_records()
    assert world.ticket(ticket_id).status_notes == ""


@pytest.mark.parametrize(
    ("found", "delivery"),
    [
        (Found(("77",), is_complete=True, by_marker=False, by_words=True), Delivery.ACCEPTED),
        (Found(("77",), is_complete=True, by_marker=False), Delivery.HUMAN),  # only the place was compared
        (Found(("77",), is_complete=False, by_marker=False, by_words=True), Delivery.UNKNOWN),  # there may be another
        (Found(("77", "78"), is_complete=True, by_marker=False, by_words=True), Delivery.HUMAN),
    ],
)
def test_a_strangers_record_is_not_taken_for_ours(world, found, delivery):
    ticket_id = world.file()
    world.city.fails = CityOutcomeUnknown("reset")
    world.deliver()
    world.city.fails, world.city.fingerprint = None, found
    world.clock.move(world.policy.first_look_s)
    world.look_up()
    assert world.entry(ticket_id).delivery is delivery


def test_the_next_poll_begins_where_an_answer_was_cut_off(world):
    world.poll()
    cut_at = world.clock.now()
    world.clock.move(3600)
    world.city.whole_until = cut_at
    world.poll()
    assert world.endpoint().polled_until == cut_at
    world.city.whole_until = None
    world.poll()
    assert world.endpoint().polled_until > cut_at + timedelta(minutes=50)


def test_a_city_that_asks_for_time_is_left_alone_by_everybody_until_then(world):
    with_city(world)
    world.file()
    world.city.fails = CityBusy("slow down", retry_after_s=600)
    world.poll()
    world.city.asked.clear()
    world.city.fails = None
    world.poll()
    assert not world.read_records()
    assert not world.look_up()
    assert not world.deliver()
    assert world.city.asked == [], "nobody asks or sends before"
    world.clock.move(601)
    world.poll()
    assert world.read_records()
    assert world.deliver()


def test_a_busy_answer_to_a_post_holds_back_the_questions_too(world):
    world.file()
    world.city.fails = CityBusy("slow down")
    world.deliver()
    world.city.fails = None
    world.city.asked.clear()
    world.poll()
    assert world.city.asked == []
    world.clock.move(61)
    world.poll()
    assert world.city.asked == ["updates"]


def test_more_steps_at_once_than_a_statement_can_name_are_read(world):
    """A city may tell of tens of thousands of steps in one answer; SQLite takes 32,766 values, PostgreSQL 65,535."""
    now = world.clock.now()
    steps = [CityUpdate(f"u{n}", ServiceRequestId("1"), Status.OPEN, "open", now, "") for n in range(70_000)]
    with world.database.unit_of_work() as uow:
        assert without_own(steps, [], now, ZoneInfo("America/New_York"), uow) == steps


LONG = "A bike, and a second one. " * 40


def cut_off_at(length, taken):
    """A city that takes requests without an answer, and keeps only the beginning of their words."""

    def tell(asked):
        if asked.method == "POST":
            taken.append(dict(asked.fields))
            return Told(b"", 500)
        rows = [
            {
                "service_request_id": f"77{number}", "status": "open", "service_code": one["service_code"],
                "lat": one["lat"], "long": one["long"], "description": one["description"][:length],
            }
            for number, one in enumerate(taken)
        ]  # fmt: skip
        return Told(json.dumps(rows).encode())

    return CityStub(tell)


@pytest.mark.parametrize(
    ("known", "delivery", "reason"), [(0, Delivery.HUMAN, "several_maybes"), (255, Delivery.ACCEPTED, "reconciled")]
)
def test_d24_what_the_city_cuts_off_is_never_taken_for_absent(world, known, delivery, reason):
    world.policy, taken = replace(world.policy, description_length=known), []
    profile = EndpointProfile("t", row_caps=(), echoes_description=True, description_length=known)
    with cut_off_at(255, taken) as stub:
        world.ask(stub.client(profile))
        ticket_id = world.file(LONG)
        world.deliver()
        world.settle()
        world.deliver()
    assert (world.entry(ticket_id).delivery, world.entry(ticket_id).reason) == (delivery, reason)
    assert len(taken) == 1, "it is never filed twice"


def candidates(world, ticket_id):
    with world.database.snapshot() as snapshot:
        found = list_candidates(actor=COORDINATOR, ticket_id=TicketId(ticket_id), snapshot=snapshot)
    return [(one.number, one.held_by) for one in found]


def unclear(world, found):
    """A ticket whose answer got lost, after a search that brought this."""
    ticket_id = world.file()
    world.city.fails = CityOutcomeUnknown("reset")
    world.deliver()
    world.city.fails, world.city.fingerprint = None, found
    world.clock.move(world.policy.first_look_s)
    world.look_up()
    assert world.entry(ticket_id).delivery is Delivery.HUMAN
    return ticket_id


def test_what_may_be_it_is_kept_for_the_person_who_decides(world):
    ticket_id = unclear(world, Found(("77", "78"), is_complete=True, by_marker=False, by_words=True))
    assert candidates(world, ticket_id) == [("77", None), ("78", None)]
    with world.database.unit_of_work() as uow:
        delivery_deciding.send_again(actor=COORDINATOR, ticket_id=TicketId(ticket_id), uow=uow, clock=world.clock)
    world.city.fails = CityOutcomeUnknown("reset")
    world.deliver()
    world.city.fails = None
    world.settle()
    assert candidates(world, ticket_id) == [("77", None), ("78", None)], "each once"
    world.take_number(ticket_id, "78")
    assert world.ticket(ticket_id).service_request_id == "78"


def test_a_number_that_another_ticket_was_told_is_kept_with_that_ticket(world):
    other = world.file()
    world.deliver()
    number = world.ticket(other).service_request_id
    ticket_id = unclear(world, Found((number,), is_complete=True, by_marker=True))
    assert world.entry(ticket_id).reason == "number_elsewhere"
    assert candidates(world, ticket_id) == [(number, other)]
    assert candidates(world, other) == []
