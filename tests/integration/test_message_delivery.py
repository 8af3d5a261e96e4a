"""Messages to the city keep the promises of delivery: none lost, none said twice, unclear ones looked up first.

Against the practice city in a process of its own, on both databases; what it was told is read from its own desk.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from liaison_app.domain.city import CityUpdate, Heard
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import ServiceRequestId, new_ref
from liaison_app.domain.ports_city import DeskStepKind
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import MessageAttempt
from liaison_app.services import city_contact, message_deciding, message_delivering
from liaison_app.services.city_news import take_updates, tickets_of
from liaison_app.services.delivery_claiming import claim
from tests.delivery_world import COORDINATOR, World, client_of

NOBODY_IS_THERE = "http://127.0.0.1:9/open311/v2"


@pytest.fixture
def world(database_url, practice_city):
    world = World(database_url, client_of(practice_city.url, practice_city.api_key))
    yield world
    world.close()


@pytest.fixture
def ticket_id(world):
    """A ticket that the city has."""
    ticket_id = world.file()
    world.deliver()
    return ticket_id


def said(practice_city, world, ticket_id):
    """What the city was told about a ticket."""
    request = practice_city.desk.request(ServiceRequestId(world.ticket(ticket_id).service_request_id))
    return [step.note for step in request.steps if step.kind is DeskStepKind.SAID]


def attempts(world, message_id):
    with world.database.snapshot() as snapshot:
        wanted = select(MessageAttempt).where(MessageAttempt.message_id == message_id)
        return [(row.number, row.result) for row in snapshot.db.exec(wanted.order_by(col(MessageAttempt.number)))]


def test_a_message_reaches_the_city_with_our_id_and_nothing_about_who_wrote_it(world, practice_city, ticket_id):
    message_id = world.write(ticket_id, "When does the crew come?")
    assert world.message(message_id).delivery is Delivery.QUEUED
    world.rooms.clear()
    assert world.deliver_message()
    assert said(practice_city, world, ticket_id) == [f"When does the crew come?\n\n[ref {message_id}]"]
    message = world.message(message_id)
    assert (message.delivery, message.due_at) == (Delivery.ACCEPTED, None)
    assert message.city_update_id
    assert attempts(world, message_id) == [(1, "accepted")]
    assert {f"ticket:{ticket_id}", "city_queue"} <= set(world.rooms)
    assert "neighborhood" not in str(world.rooms)
    assert not world.deliver_message(), "there is nothing more to send"


def test_a_double_tap_is_one_message(world, practice_city, ticket_id):
    ref = new_ref()
    world.write(ticket_id, "Hello?", ref=ref)
    world.write(ticket_id, "Hello?", ref=ref)
    while world.deliver_message():
        pass
    world.write(ticket_id, "Hello?", ref=ref)
    assert not world.deliver_message()
    assert len(said(practice_city, world, ticket_id)) == 1
    with pytest.raises(Conflict):
        world.write(ticket_id, "Something else", ref=ref)


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("error_after", {}),
        ("drop_after", {}),
        ("malformed", {"shape": "truncated"}),
        ("malformed", {"shape": "html"}),
        ("malformed", {"shape": "empty"}),
        ("malformed", {"shape": "others"}),
        ("slow", {"seconds": 5}),
    ],
)
def test_what_arrived_though_nobody_said_so_is_found_and_not_said_again(world, practice_city, ticket_id, kind, how):
    message_id = world.write(ticket_id)
    practice_city.desk.switch_on(kind, count=1, **how)
    assert world.deliver_message()
    assert world.message(message_id).delivery is Delivery.UNKNOWN
    time.sleep(how.get("seconds", 0))  # only now does the slow city write it down; our clock is about to run ahead
    world.settle_messages()
    assert world.message(message_id).delivery is Delivery.ACCEPTED
    assert len(said(practice_city, world, ticket_id)) == 1


@pytest.mark.parametrize("kind", ["error_before", "drop_before"])
def test_what_did_not_arrive_is_said_again_after_two_empty_searches(world, practice_city, ticket_id, kind):
    message_id = world.write(ticket_id)
    practice_city.desk.switch_on(kind, count=1)
    world.deliver_message()
    assert world.message(message_id).delivery is Delivery.UNKNOWN
    world.clock.move(60)
    assert world.look_up_message()
    assert world.message(message_id).delivery is Delivery.UNKNOWN, "before the settle time silence means nothing"
    world.settle_messages()
    assert world.message(message_id).delivery is Delivery.QUEUED
    assert said(practice_city, world, ticket_id) == []
    assert world.deliver_message()
    assert len(said(practice_city, world, ticket_id)) == 1
    assert [number for number, _ in attempts(world, message_id)] == [1, 2]


def test_a_search_that_fails_counts_for_nothing(world, practice_city, ticket_id):
    message_id = world.write(ticket_id)
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver_message()
    world.clock.move(3600)
    practice_city.desk.switch_on("error_before", reach="reads", count=2)
    assert world.look_up_message()
    assert world.message(message_id).delivery is Delivery.UNKNOWN
    assert world.message(message_id).clean_searches == 0
    practice_city.desk.clear_faults()
    world.settle_messages()
    assert world.message(message_id).delivery is Delivery.ACCEPTED
    assert len(said(practice_city, world, ticket_id)) == 1


def test_a_city_that_repeats_nothing_leaves_an_unclear_message_to_a_person(world, practice_city, ticket_id):
    world.policy = replace(world.policy, tells_messages=False)
    message_id = world.write(ticket_id)
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver_message()
    message = world.message(message_id)
    assert (message.delivery, message.reason) == (Delivery.HUMAN, "cannot_tell")
    assert not world.deliver_message()
    assert len(said(practice_city, world, ticket_id)) == 1


def test_where_nobody_answers_it_waits_and_goes_when_the_city_is_back(world, practice_city, ticket_id):
    message_id = world.write(ticket_id)
    there = world.city
    world.ask(client_of(NOBODY_IS_THERE, "key"))
    world.deliver_message()
    message = world.message(message_id)
    assert (message.delivery, message.reason) == (Delivery.QUEUED, "unreachable")
    assert message.due_at - world.clock.now() > timedelta(seconds=50)
    world.city = there
    world.poll()
    assert world.deliver_message(), "the poll reached the city, so it is due at once"
    assert len(said(practice_city, world, ticket_id)) == 1


def test_a_city_that_asks_for_time_gets_it_from_messages_too(world, practice_city, ticket_id):
    message_id = world.write(ticket_id)
    practice_city.desk.switch_on("too_many", count=1, seconds=120)
    world.deliver_message()
    assert world.message(message_id).reason == "busy"
    other = world.write(ticket_id, "And the light?")
    world.deliver_message()
    assert world.message(other).delivery is Delivery.QUEUED
    assert world.message(other).reason == "busy"
    assert said(practice_city, world, ticket_id) == []
    world.clock.move(130)
    while world.deliver_message():
        pass
    assert len(said(practice_city, world, ticket_id)) == 2


def test_the_citys_words_of_refusal_are_kept_and_a_person_sends_it_again(world, practice_city, ticket_id):
    message_id = world.write(ticket_id)
    practice_city.desk.switch_on("refuse", count=1, code=400, description="No questions today.")
    world.deliver_message()
    message = world.message(message_id)
    assert (message.delivery, message.city_words) == (Delivery.REJECTED, "No questions today.")
    assert not world.deliver_message()
    world.write_again(message_id)
    assert world.deliver_message()
    assert len(said(practice_city, world, ticket_id)) == 1


def test_a_key_that_may_file_but_not_write_stops_no_ticket(world, practice_city, ticket_id):
    message_id = world.write(ticket_id)
    practice_city.desk.switch_on("refuse", count=1, code=403)
    world.deliver_message()
    assert world.message(message_id).reason == "forbidden"
    assert world.endpoint().paused_at is None
    world.file("Another bike.")
    assert world.deliver(), "tickets go on"
    practice_city.desk.switch_on("refuse", count=1, code=403)
    world.clock.move(3700)
    world.deliver_message()
    assert world.message(message_id).delivery is Delivery.HUMAN, "others were taken, so it is the message"


def test_messages_and_tickets_share_what_the_city_takes_in_a_minute(world, practice_city, ticket_id):
    world.policy = replace(world.policy, posts_per_minute=3)
    for number in range(4):
        world.write(ticket_id, f"Question {number}")
    sent = sum(world.deliver_message() for _ in range(6))
    assert sent == 2, "the ticket was the first of three"
    other = world.file()
    assert not world.deliver()
    assert world.ticket(other).delivery is Delivery.QUEUED


def test_a_worker_that_dies_after_the_post_leaves_it_to_be_looked_up(world, practice_city, ticket_id):
    message_id = world.write(ticket_id)
    with world.database.unit_of_work() as uow:
        claimed = message_delivering.claim(worker="w", uow=uow, clock=world.clock, delivery_policy=world.policy)
    world.city.say(claimed.message)
    assert not world.give_up_lost_messages()
    world.clock.move(world.policy.lease_s + 1)
    assert world.give_up_lost_messages()
    assert world.message(message_id).delivery is Delivery.UNKNOWN
    world.settle_messages()
    assert world.message(message_id).delivery is Delivery.ACCEPTED
    assert len(said(practice_city, world, ticket_id)) == 1


def test_a_paused_worker_does_not_send_what_another_holds_and_its_answer_still_counts(world, practice_city, ticket_id):
    message_id = world.write(ticket_id)
    with world.database.unit_of_work() as uow:
        old = message_delivering.claim(worker="old", uow=uow, clock=world.clock, delivery_policy=world.policy)
    heard = world.city.say(old.message)
    world.clock.move(world.policy.lease_s + 1)
    world.give_up_lost_messages()
    with world.database.unit_of_work() as uow:
        told = message_delivering.Told(message_delivering.AttemptResult.ACCEPTED)
        message_delivering.record(
            claimed=old,
            told=told,
            heard=heard,
            uow=uow,
            clock=world.clock,
            delivery_policy=world.policy,
            city_profile=world.city_profile,
        )
    assert world.message(message_id).delivery is Delivery.ACCEPTED
    assert not world.look_up_message()
    assert len(said(practice_city, world, ticket_id)) == 1


def test_several_workers_say_each_message_once(world, practice_city, ticket_id):
    texts = [f"Question {number}" for number in range(8)]
    for text in texts:
        world.write(ticket_id, text)
    twins = [world.twin(posts_per_minute=600) for _ in range(3)]

    def work(twin):
        for _ in range(12):
            twin.deliver_message()

    threads = [threading.Thread(target=work, args=(twin,)) for twin in twins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    heard = [note.splitlines()[0] for note in said(practice_city, world, ticket_id)]
    assert sorted(heard) == texts
    for twin in twins:
        twin.database.close()


@contextmanager
def meanwhile(act):
    """What another worker does, which must wait for the transaction inside; the errors of both are raised."""
    errors = []

    def acting():
        try:
            act()
        except Exception as error:  # noqa: BLE001 (whatever it is, it is told below)
            errors.append(error)

    other = threading.Thread(target=acting, daemon=True)
    other.start()
    other.join(0.5)
    assert other.is_alive(), "it did not wait"
    yield
    other.join(10)
    assert (other.is_alive(), errors) == (False, [])


def of(world):
    return {"clock": world.clock, "delivery_policy": world.policy}


@pytest.mark.parametrize("result", [AttemptResult.ACCEPTED, AttemptResult.BUSY, AttemptResult.UNREACHABLE])
def test_a_poll_that_sees_a_message_and_its_record_do_not_wait_for_each_other(world, ticket_id, result):
    """The poll holds the endpoint and then wants the message; whoever records must want them in the same order."""
    message_id = world.write(ticket_id)
    with world.database.unit_of_work() as uow:
        claimed = message_delivering.claim(worker="w", uow=uow, **of(world))
    twin = world.twin()

    def record():
        heard = Heard("u1") if result is AttemptResult.ACCEPTED else None
        with twin.database.unit_of_work() as uow:
            message_delivering.record(
                claimed=claimed, told=message_delivering.Told(result), heard=heard, uow=uow,
                city_profile=twin.city_profile, **of(twin)
            )  # fmt: skip

    now = world.clock.now()
    number = ServiceRequestId(world.ticket(ticket_id).service_request_id)
    echo = CityUpdate("u1", number, Status.OPEN, "open", now, f"When? [ref {message_id}]")
    with world.database.unit_of_work() as uow:
        city_contact.endpoint_of(world.policy, uow)
        with meanwhile(record):
            take_updates([echo], now, world.city_profile.time_zone, uow)
            uow.db.commit()
    twin.close()
    assert (world.message(message_id).delivery, world.message(message_id).city_update_id) == (Delivery.ACCEPTED, "u1")


def test_a_poll_and_a_person_who_decides_about_a_message_do_not_wait_for_each_other(world, practice_city, ticket_id):
    practice_city.desk.switch_on("refuse", count=1, code=400)
    message_id = world.write(ticket_id)
    world.deliver_message()
    twin, now = world.twin(), world.clock.now()

    def decide():
        with twin.database.unit_of_work() as uow:
            message_deciding.send_again(actor=COORDINATOR, message_id=message_id, uow=uow, clock=twin.clock)

    number = ServiceRequestId(world.ticket(ticket_id).service_request_id)
    with world.database.unit_of_work() as uow:
        tickets_of([number], uow)
        with meanwhile(decide):
            take_updates(
                [CityUpdate("u1", number, Status.OPEN, "open", now, "Soon.")], now, world.city_profile.time_zone, uow
            )
            uow.db.commit()
    twin.close()
    assert world.message(message_id).delivery is Delivery.QUEUED


def test_a_ticket_and_a_message_claimed_at_once_keep_the_rate_together(world, ticket_id):
    world.write(ticket_id)
    world.file()
    world.policy = replace(world.policy, posts_per_minute=2)  # the ticket of before was the first
    twin, claims = world.twin(), []

    def claim_message():
        with twin.database.unit_of_work() as uow:
            claims.append(message_delivering.claim(worker="other", uow=uow, **of(twin)))

    with world.database.unit_of_work() as uow:
        assert claim(worker="one", uow=uow, **of(world)) is not None
        with meanwhile(claim_message):
            uow.db.commit()
    twin.close()
    assert claims == [None]


def test_our_own_message_told_back_is_no_word_of_the_city_and_settles_what_was_unclear(world, practice_city, ticket_id):
    message_id = world.write(ticket_id)
    practice_city.desk.switch_on("drop_after", count=1)
    world.deliver_message()
    world.poll()
    assert world.message(message_id).delivery is Delivery.ACCEPTED, "the poll saw it"
    assert ChangeKind.CITY_UPDATE not in {kind for kind, _, _ in world.changes(ticket_id)}
    practice_city.desk.step_clock(hours=3)
    world.poll()
    words = [word for kind, word, _ in world.changes(ticket_id) if kind is ChangeKind.CITY_UPDATE]
    assert "in_progress" in words, "the crew's reply is the city's word"


def test_a_message_about_a_closed_ticket_does_not_open_it_again(world, practice_city, ticket_id):
    number = ServiceRequestId(world.ticket(ticket_id).service_request_id)
    practice_city.desk.close(number, "Done.", was_fixed=True)
    world.poll()
    world.write(ticket_id, "It is still there.")
    assert world.deliver_message()
    assert not practice_city.desk.request(number).is_open
    assert world.ticket(ticket_id).status is Status.CLOSED


def test_the_city_restarts_in_mid_answer(tmp_path, database_url):
    from tests.practice_city import PracticeCityProcess

    city = PracticeCityProcess(tmp_path).start()
    world = World(database_url, client_of(city.url, city.api_key))
    try:
        ticket_id = world.file()
        world.deliver()
        city.desk.switch_on("slow", count=1, seconds=2)
        message_id = world.write(ticket_id)
        timer = threading.Timer(0.5, lambda: city.stop(signal.SIGKILL))
        timer.start()
        world.deliver_message()
        timer.join()
        assert world.message(message_id).delivery is Delivery.UNKNOWN
        city.start()
        world.settle_messages()
        if world.message(message_id).delivery is Delivery.QUEUED:
            assert world.deliver_message()
        assert world.message(message_id).delivery is Delivery.ACCEPTED
        assert len(said(city, world, ticket_id)) == 1
    finally:
        world.close()
        city.close()
