"""Messages that go out a second time, keys that are refused, and rows of the city's that cannot be stored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison_app.domain.city import CityRequest, CityUpdate, Found, NewRequest, Posted
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DAY_S
from liaison_app.domain.errors import CityBusy, CityForbids, CityOutcomeUnknown
from liaison_app.domain.ids import ServiceRequestId, TicketId
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.services import delivery_recording, outbox
from liaison_app.services.delivery_claiming import claim
from liaison_app.services.message_looking_up import without_own
from tests.delivery_world import World
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
        assert without_own(steps, [], now, uow) == steps
