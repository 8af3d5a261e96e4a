"""The fault matrix of docs/delivery.md against the practice city: a real process, real HTTP, both databases.

After every case the same question is asked of the city's own register: how often is this ticket in it?
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DAY_S
from liaison_app.domain.errors import Conflict
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, ServiceRequestId, TicketId
from liaison_app.domain.ports_city import DeskPhase, DeskRequest
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import Ticket
from liaison_app.services import delivery_recording, outbox
from liaison_app.services.delivery_claiming import claim, may_still_post
from liaison_app.services.delivery_health import delivery_health
from tests.delivery_world import POLICY, SETTLE_S, World, client_of

pytestmark = pytest.mark.long


@pytest.fixture
def world(database_url, practice_city):
    world = World(database_url, client_of(practice_city.url, practice_city.api_key))
    yield world
    world.close()


def record(world, claim_, told):
    with world.database.unit_of_work() as uow:
        delivery_recording.record(claimed=claim_, told=told, uow=uow, clock=world.clock, delivery_policy=world.policy)


def accepted(number=None, token=None):
    from liaison_app.domain.city import Posted
    from liaison_app.domain.delivery_steps import AttemptResult

    result = AttemptResult.ACCEPTED if number else AttemptResult.TOKEN
    return delivery_recording.Told(result, Posted(number, token))


def test_a_request_gets_the_citys_number(world, practice_city):
    ticket_id = world.file("Bike at the corner.")
    assert world.entry(ticket_id).delivery is Delivery.QUEUED
    assert "outbox" in world.rooms
    assert world.deliver()
    ticket = world.ticket(ticket_id)
    assert ticket.delivery is Delivery.ACCEPTED
    assert world.numbers_at(practice_city, ticket_id) == [ticket.service_request_id]
    record_ = practice_city.record(ticket.service_request_id)
    assert record_["description"] == f"Bike at the corner.\n\n[ref {ticket.ref}]"
    assert [kind for kind, _, _ in world.changes(ticket_id)] == [ChangeKind.SENT, ChangeKind.CITY_NUMBER]
    assert {f"ticket:{ticket_id}", "account:liaison"} <= set(world.rooms)
    assert not world.deliver(), "there is nothing more to send"


def test_d01_a_crash_before_the_claim_commits_leaves_it_queued(world, practice_city):
    ticket_id = world.file()
    with suppress(RuntimeError), world.database.unit_of_work() as uow:
        assert claim(worker="w", uow=uow, clock=world.clock, delivery_policy=world.policy)
        raise RuntimeError("power")
    assert world.entry(ticket_id).delivery is Delivery.QUEUED
    assert world.attempts(ticket_id) == []
    world.deliver()
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


def test_d02_a_crash_after_the_claim_is_looked_up_and_then_sent_once(world, practice_city):
    ticket_id = world.file()
    assert world.claim() is not None  # and the worker is gone
    assert world.entry(ticket_id).delivery is Delivery.SENDING
    assert not world.give_up_lost(), "the lease still runs"
    world.clock.move(POLICY.lease_s)
    assert world.give_up_lost()
    assert world.entry(ticket_id).delivery is Delivery.UNKNOWN
    assert not world.deliver(), "never resent blindly"
    world.settle()
    assert world.entry(ticket_id).delivery is Delivery.QUEUED
    world.deliver()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


def test_d03_a_crash_after_the_post_finds_it_again(world, practice_city):
    ticket_id = world.file()
    claim_ = world.claim()
    posted = world.city.post(claim_.request)  # and the worker is gone before it records
    world.clock.move(POLICY.lease_s)
    world.give_up_lost()
    world.settle()
    assert world.ticket(ticket_id).service_request_id == posted.service_request_id
    assert world.numbers_at(practice_city, ticket_id) == [posted.service_request_id]
    assert world.entry(ticket_id).reason == "reconciled"


@pytest.mark.parametrize("fault", ["drop_after", "error_after", "slow"])
def test_d05_d08_an_answer_lost_after_the_city_took_it_is_found_soon(world, practice_city, fault):
    ticket_id = world.file()
    practice_city.desk.switch_on(fault, count=1, seconds=POLICY.timeout_s + 1 if fault == "slow" else 0)
    world.deliver()
    assert world.entry(ticket_id).delivery is Delivery.UNKNOWN
    assert world.ticket(ticket_id).service_request_id is None
    while fault == "slow" and not world.numbers_at(practice_city, ticket_id):
        time.sleep(0.05)  # the city still works on it
    world.clock.move(POLICY.first_look_s)
    world.look_up()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]


@pytest.mark.parametrize("fault", ["drop_before", "error_before", "down"])
def test_d06_d08_what_never_arrived_is_sent_after_two_clean_searches(world, practice_city, fault):
    ticket_id = world.file()
    practice_city.desk.switch_on(fault, count=1, reach="posts")
    world.deliver()
    assert world.entry(ticket_id).delivery is Delivery.UNKNOWN
    before = world.clock.now()
    world.settle()
    assert world.entry(ticket_id).delivery is Delivery.QUEUED
    assert world.clock.now() - before >= timedelta(seconds=SETTLE_S)
    world.deliver()
    assert len(world.numbers_at(practice_city, ticket_id)) == 1
    assert [attempt.result for attempt in world.attempts(ticket_id)] == ["unclear", "accepted"]


def test_d06_a_time_out_before_the_city_took_it_is_looked_up_and_then_sent_once(world, practice_city):
    ticket_id = world.file()
    os.kill(practice_city.pid, signal.SIGSTOP)  # connections are made, and nobody reads what comes
    world.deliver()
    practice_city.stop(signal.SIGKILL)
    practice_city.start()
    assert world.attempts(ticket_id)[0].detail == "ReadTimeout"
    assert world.entry(ticket_id).delivery is Delivery.UNKNOWN
    world.settle()
    world.deliver()
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]


def test_d07_a_name_that_nobody_knows_sends_nothing_and_is_tried_again(world, practice_city):
    ticket_id = world.file()
    good = world.city
    world.ask(client_of("http://no-such-city.invalid/open311/v2", practice_city.api_key))
    world.deliver()
    entry = world.entry(ticket_id)
    assert (entry.delivery, entry.reason, entry.failures) == (Delivery.QUEUED, "unreachable", 1)
    world.ask(good)
    world.poll()
    world.deliver()
    assert len(world.attempts(ticket_id)) == 2
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


def test_d07_a_city_that_cannot_be_reached_is_tried_again_and_the_wait_ends_when_it_is_back(world, practice_city):
    ticket_ids = [world.file(), world.file()]
    practice_city.stop()
    try:
        while world.deliver():
            pass
        waiting = world.entry(ticket_ids[0])
        assert (waiting.delivery, waiting.reason) == (Delivery.QUEUED, "unreachable")
        assert waiting.due_at - world.clock.now() > timedelta(seconds=50)
        assert world.endpoint().unreachable_since is not None
        world.clock.move(3700)
        assert _health(world).unreachable_since is not None
        while world.deliver():
            pass
    finally:
        practice_city.start()
    assert not world.deliver(), "the back-off still runs"
    world.poll()  # any contact shows that it is back
    assert world.endpoint().unreachable_since is None
    while world.deliver():
        pass
    for ticket_id in ticket_ids:
        assert len(world.numbers_at(practice_city, ticket_id)) == 1
        assert ("queued", "unreachable") in [change[1:] for change in world.changes(ticket_id)]


def _health(world):
    with world.database.snapshot() as snapshot:
        return delivery_health(snapshot=snapshot, clock=world.clock, delivery_policy=world.policy)


@pytest.mark.parametrize("code", [400, 404, 422])
def test_d09_what_the_city_refuses_is_told_in_its_words_and_goes_out_again_once_amended(world, practice_city, code):
    ticket_id = TicketId(world.file("Bike."))
    practice_city.desk.switch_on("refuse", count=1, code=code, description="Say where the bike stands.")
    world.deliver()
    entry = world.entry(ticket_id)
    assert (entry.delivery, entry.city_words) == (Delivery.REJECTED, "Say where the bike stands.")
    assert entry.due_at is None
    world.clock.move(7 * DAY_S)
    assert not world.deliver(), "it waits for its liaison, however long"
    world.amend(ticket_id, "Bike at the north gate.")
    world.deliver()
    (number,) = world.numbers_at(practice_city, ticket_id)
    assert practice_city.record(number)["description"].startswith("Bike at the north gate.")
    assert [attempt.result for attempt in world.attempts(ticket_id)] == ["refused", "accepted"]


def test_d10_a_refusal_that_is_a_web_page_is_no_refusal(world, practice_city):
    ticket_id = world.file()
    practice_city.desk.switch_on("refuse", count=1, shape="html")
    world.deliver()
    assert world.entry(ticket_id).delivery is Delivery.UNKNOWN
    assert world.attempts(ticket_id)[0].http_status == 400
    world.settle()
    world.deliver()
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]


def test_d11_a_key_that_is_not_accepted_pauses_the_endpoint_and_loses_nothing(world, practice_city):
    ticket_ids = [world.file(), world.file()]
    good = world.city
    world.ask(client_of(practice_city.url, "wrong"))
    assert world.deliver()
    assert not world.deliver(), "one refusal is enough"
    assert world.endpoint().paused_at is not None
    assert [world.entry(ticket_id).delivery for ticket_id in ticket_ids] == [Delivery.QUEUED] * 2
    world.ask(good)
    assert not world.deliver()
    world.clock.move(POLICY.pause_retry_s)
    while world.deliver():
        pass
    assert [len(world.numbers_at(practice_city, ticket_id)) for ticket_id in ticket_ids] == [1, 1]
    assert world.endpoint().paused_at is None


@pytest.mark.parametrize("code", [401, 403])
def test_d11_either_way_of_saying_no_to_a_key_pauses_and_an_accepted_one_goes_on(world, practice_city, code):
    ticket_id = world.file()
    practice_city.desk.switch_on("refuse", count=1, code=code, description="Who are you?")
    world.deliver()
    assert world.entry(ticket_id).delivery is Delivery.QUEUED
    assert world.endpoint().pause_reason == "Who are you?"
    assert world.attempts(ticket_id)[0].http_status == code
    world.clock.move(POLICY.pause_retry_s)
    world.deliver()
    assert world.endpoint().paused_at is None
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


@pytest.mark.parametrize(("retry_after", "wait_s"), [(0, 60), (600, 600)])
def test_d12_a_busy_city_is_given_the_time_it_asks_for(world, practice_city, retry_after, wait_s):
    ticket_id = world.file()
    practice_city.desk.switch_on("too_many", count=1, seconds=retry_after)
    world.deliver()
    entry = world.entry(ticket_id)
    assert (entry.delivery, entry.reason) == (Delivery.QUEUED, "busy")
    assert entry.due_at - world.clock.now() == pytest.approx(timedelta(seconds=wait_s), abs=timedelta(seconds=5))
    world.clock.move(wait_s)
    world.deliver()
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


@pytest.mark.parametrize("shape", ["truncated", "empty", "html", "others"])
def test_d13_an_answer_that_says_nothing_of_ours_is_looked_up(world, practice_city, shape):
    ticket_id = world.file()
    practice_city.desk.switch_on("malformed", count=1, shape=shape)
    world.deliver()
    assert world.entry(ticket_id).delivery is Delivery.UNKNOWN
    world.clock.move(POLICY.first_look_s)
    world.look_up()
    assert world.ticket(ticket_id).service_request_id in world.numbers_at(practice_city, ticket_id)
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


def test_d14_a_placeholder_becomes_a_number_and_is_never_sent_again(world, practice_city):
    ticket_id = world.file()
    practice_city.desk.switch_on("token_first", count=1, seconds=3600)
    world.deliver()
    assert world.ticket(ticket_id).city_token
    assert not world.deliver()
    world.clock.move(POLICY.token_backoff_s[0])
    assert world.look_at_token()
    assert world.entry(ticket_id).delivery is Delivery.AWAITING_ID
    practice_city.desk.step_clock(hours=2)
    world.clock.move(3600)
    world.look_at_token()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]
    assert len(world.attempts(ticket_id)) == 1


def test_d15_a_placeholder_without_a_number_ends_with_a_person(world, practice_city):
    ticket_id = world.file()
    practice_city.desk.switch_on("token_first", count=1, seconds=-1)
    world.deliver()
    for _ in range(12):
        world.clock.move(DAY_S)
        world.look_at_token()
    assert world.entry(ticket_id).delivery is Delivery.HUMAN
    assert len(world.attempts(ticket_id)) == 1
    assert _health(world).for_people == 1


def test_d17_a_city_whose_clock_is_ten_minutes_off_is_still_searched_where_it_is(world, practice_city):
    for skew_s in (-600.0, 600.0):
        practice_city.desk.set_clock(skew_s=skew_s)
        ticket_id = world.file()
        practice_city.desk.switch_on("drop_after", count=1)
        world.deliver()
        world.clock.move(POLICY.first_look_s)
        world.look_up()
        assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED, skew_s


def test_d18_two_workers_never_get_the_same_message(world, practice_city):
    ticket_ids = {world.file() for _ in range(6)}
    other = world.twin()
    claims = [one.claim(name) for _ in range(4) for one, name in ((world, "a"), (other, "b"))]
    got = [claim_.ticket_id for claim_ in claims if claim_ is not None]
    assert sorted(got) == sorted(ticket_ids)
    for claim_ in claims[:6]:
        record(world, claim_, accepted(world.city.post(claim_.request).service_request_id))
    assert [len(world.numbers_at(practice_city, ticket_id)) for ticket_id in ticket_ids] == [1] * 6
    other.close()


def test_d18_workers_that_claim_at_the_same_moment_never_get_the_same_message(world):
    ticket_ids = [world.file() for _ in range(30)]
    got, ready = [], threading.Barrier(4)

    def work(name):
        ready.wait()
        while (claim_ := world.claim(name)) is not None:
            got.append(claim_.ticket_id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A worker that passes over what another is just claiming may stop early; what is left is found the next time.
    while (claim_ := world.claim()) is not None:
        got.append(claim_.ticket_id)
    assert sorted(got) == sorted(ticket_ids)
    assert all(len(world.attempts(ticket_id)) == 1 for ticket_id in ticket_ids)


def test_d19_a_worker_that_slept_past_its_lease_does_not_post(world, practice_city):
    ticket_id = world.file()
    claim_ = world.claim()
    world.clock.move(POLICY.lease_s - POLICY.timeout_s + 1)
    with world.database.snapshot() as snapshot:
        may = may_still_post(claimed=claim_, snapshot=snapshot, clock=world.clock, delivery_policy=world.policy)
    assert not may, "the lease would end while the POST is under way"
    assert world.numbers_at(practice_city, ticket_id) == []


def test_d19_the_number_a_fenced_worker_brings_late_is_kept_and_nothing_is_sent_twice(world, practice_city):
    ticket_id = world.file()
    late = world.claim()
    world.clock.move(POLICY.lease_s)
    world.give_up_lost()
    posted = world.city.post(late.request)
    record(world, late, accepted(posted.service_request_id))
    assert world.ticket(ticket_id).service_request_id == posted.service_request_id
    assert not world.deliver()
    assert world.numbers_at(practice_city, ticket_id) == [posted.service_request_id]


def test_d19_a_late_number_stops_the_second_try_that_has_not_been_sent_yet(world, practice_city):
    ticket_id = world.file()
    late = world.claim()
    world.clock.move(POLICY.lease_s)
    world.give_up_lost()
    world.settle()  # nothing was there: queued again
    second = world.claim()
    posted = world.city.post(late.request)
    record(world, late, accepted(posted.service_request_id))
    with world.database.snapshot() as snapshot:
        assert not may_still_post(claimed=second, snapshot=snapshot, clock=world.clock, delivery_policy=world.policy)
    assert world.numbers_at(practice_city, ticket_id) == [posted.service_request_id]


def test_a_second_number_for_one_ticket_is_flagged_and_the_first_stays(world, practice_city):
    ticket_id = world.file()
    late = world.claim()
    world.clock.move(POLICY.lease_s)
    world.give_up_lost()
    world.settle()
    world.deliver()  # the second try is accepted
    first = world.ticket(ticket_id).service_request_id
    posted = world.city.post(late.request)  # and only now the sleeper posts: nothing on earth could have told it
    record(world, late, accepted(posted.service_request_id))
    assert world.ticket(ticket_id).service_request_id == first
    assert (ChangeKind.DELIVERY, "duplicate", posted.service_request_id) in world.changes(ticket_id)
    assert world.attempts(ticket_id)[0].service_request_id == posted.service_request_id
    assert "desk" in world.rooms


def test_d23_a_search_that_was_cut_off_at_a_thousand_rows_is_asked_again_in_parts(world, practice_city, tmp_path):
    world.ask(city_without_pages(practice_city, tmp_path))
    practice_city.desk.take_over(list(crowd(1100, spread_s=1500.0)))
    ticket_id = world.file()
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver()
    world.clock.move(POLICY.first_look_s)
    world.look_up()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    assert world.numbers_at(practice_city, ticket_id) == [world.ticket(ticket_id).service_request_id]


def test_d23_what_stays_cut_off_in_its_smallest_part_never_counts_as_not_there(world, practice_city, tmp_path):
    world.ask(city_without_pages(practice_city, tmp_path))
    ticket_id = world.file()
    practice_city.desk.switch_on("drop_before", count=1)
    world.deliver()
    practice_city.desk.take_over(list(crowd(1001, spread_s=0.0)))  # more in one moment than it ever shows
    for _ in range(2):
        world.clock.move(SETTLE_S)
        world.look_up()
    entry = world.entry(ticket_id)
    assert (entry.delivery, entry.clean_searches) == (Delivery.UNKNOWN, 0)
    world.clock.move(POLICY.search_patience_s)
    world.look_up()
    assert (world.entry(ticket_id).delivery, world.entry(ticket_id).reason) == (Delivery.HUMAN, "cannot_search")
    assert world.numbers_at(practice_city, ticket_id) == []


def city_without_pages(practice_city, tmp_path):
    """The practice city as one that knows no pages and cuts off at a thousand rows without saying so."""
    (tmp_path / "jurisdictions.toml").write_text("[no_pages]\nrow_caps = [1000]\nechoes_description = true\n")
    return client_of(practice_city.url, practice_city.api_key, profile="no_pages", folder=tmp_path)


def crowd(count, spread_s):
    """Other people's requests, the newest of them a moment ago."""
    now = datetime.now(UTC)
    for number in range(count):
        at = now - timedelta(seconds=5 + spread_s * number / count)
        yield DeskRequest(
            ServiceRequestId(str(50_000_000 + number)), ServiceCode("SR-ST05"), "", "", DeskPhase.ACKNOWLEDGED,
            is_open=True, requested_at=at, updated_at=at, description="somebody else's", at=LatLon(39.95, -75.16),
        )  # fmt: skip


def test_d24_where_the_city_shows_no_words_a_record_at_the_same_place_is_for_a_person(world, practice_city):
    ticket_id = world.file()
    world.ask(client_of(practice_city.url, practice_city.api_key, profile="plain"))
    practice_city.desk.switch_on("drop_after", count=1)
    practice_city.desk.switch_on("no_echo")
    world.deliver()
    world.clock.move(POLICY.first_look_s)
    world.look_up()
    assert (world.entry(ticket_id).delivery, world.entry(ticket_id).reason) == (Delivery.HUMAN, "several_maybes")
    assert world.ticket(ticket_id).service_request_id is None, "it may be a stranger's"
    assert len(world.numbers_at(practice_city, ticket_id)) == 1, "and nothing is sent again"


def test_d24_without_any_trace_a_person_decides_and_nothing_is_sent(world, practice_city):
    ticket_id = world.file()
    world.policy = replace(world.policy, shows_marker=False)
    practice_city.desk.switch_on("drop_before", count=1)
    world.deliver()
    world.settle()
    assert (world.entry(ticket_id).delivery, world.entry(ticket_id).reason) == (Delivery.HUMAN, "cannot_tell")


def test_d25_two_hits_are_accepted_once_and_flagged(world, practice_city):
    ticket_id = world.file()
    practice_city.desk.switch_on("twice", count=1)
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver()
    world.clock.move(POLICY.first_look_s)
    world.look_up()
    numbers = sorted(world.numbers_at(practice_city, ticket_id))
    assert len(numbers) == 2
    assert world.ticket(ticket_id).service_request_id == numbers[0]
    assert (ChangeKind.DELIVERY, "duplicate", numbers[1]) in world.changes(ticket_id)


def test_d26_a_double_tap_is_one_message_and_nothing_queues_it_again(world, practice_city):
    ticket_id = world.file()
    ref = world.ticket(ticket_id).ref
    with pytest.raises(IntegrityError):
        world.file(ref=ref)  # past every check of the form
    for _ in range(2):  # while it waits, and when the city has it
        with world.database.unit_of_work() as uow, pytest.raises(Conflict):
            outbox.queue_again(ticket=uow.db.get_one(Ticket, ticket_id), uow=uow, clock=world.clock)
        world.deliver()
    assert not world.deliver()
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


def test_d27_an_edit_while_it_is_being_sent_is_refused_and_the_city_gets_what_was_saved(world, practice_city):
    ticket_id = TicketId(world.file("As it was saved."))
    edits = []

    class EditedWhileItIsSent:
        """Somebody changes the words in the middle of the POST."""

        def post(self, request):
            try:
                world.amend(ticket_id, "As it was changed.")
            except Conflict as refused:
                edits.append(refused.reason)
            return city.post(request)

    city = world.city
    world.ask(EditedWhileItIsSent())
    world.deliver()
    world.ask(city)
    assert edits == ["not_refused"]
    with pytest.raises(Conflict):
        world.amend(ticket_id, "Afterwards.")
    (number,) = world.numbers_at(practice_city, ticket_id)
    assert practice_city.record(number)["description"].startswith("As it was saved.")
    assert world.ticket(ticket_id).description == "As it was saved."


def test_d30_a_number_we_already_hold_is_for_a_person(world, practice_city):
    first = world.file()
    world.deliver()
    second = world.file()
    practice_city.desk.switch_on("same_id", count=1)
    world.deliver()
    assert (world.entry(second).delivery, world.entry(second).reason) == (Delivery.HUMAN, "number_taken")
    assert world.ticket(second).service_request_id is None
    assert world.attempts(second)[0].service_request_id == world.ticket(first).service_request_id
    assert world.ticket(first).delivery is Delivery.ACCEPTED
    assert not world.deliver(), "and nothing is sent again"
    assert [len(world.numbers_at(practice_city, one)) for one in (first, second)] == [1, 1]


def test_a_search_that_fails_does_not_count_as_clean(world, practice_city):
    ticket_id = world.file()
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver()
    practice_city.desk.switch_on("error_before", reach="reads")
    for _ in range(6):
        world.move_to(world.entry(ticket_id).due_at)
        world.look_up()
    entry = world.entry(ticket_id)
    assert (entry.delivery, entry.clean_searches) == (Delivery.UNKNOWN, 0)
    practice_city.desk.clear_faults()
    world.settle()
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


def test_the_rate_of_the_profile_is_kept(world):
    for _ in range(5):
        world.file()
    world.policy = replace(world.policy, posts_per_minute=3)
    assert [world.deliver() for _ in range(5)] == [True, True, True, False, False]
    world.clock.move(61)
    assert [world.deliver() for _ in range(3)] == [True, True, False]


def test_a_request_that_the_city_shows_late_is_found_after_the_settle_time(world, practice_city):
    ticket_id = world.file()
    practice_city.desk.switch_on("hidden", count=1, seconds=600)
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver()
    for _ in range(3):
        world.move_to(world.entry(ticket_id).due_at)
        world.look_up()
    assert world.entry(ticket_id).clean_searches == 0
    practice_city.desk.step_clock(seconds=700)
    world.settle()
    assert len(world.numbers_at(practice_city, ticket_id)) == 1


def test_the_practice_city_is_killed_and_what_it_had_taken_is_found(world, practice_city):
    ticket_id = world.file()
    claim_ = world.claim()
    world.city.post(claim_.request)
    practice_city.stop(signal.SIGKILL)
    practice_city.start()
    world.clock.move(POLICY.lease_s)
    world.give_up_lost()
    world.settle()
    assert len(world.numbers_at(practice_city, ticket_id)) == 1
