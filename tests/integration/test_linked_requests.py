"""Linked requests: a message that goes as a request of its own, once, and is no problem of its own.

Against the practice city in a process of its own, on both databases.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import func, select

from liaison_app.bootstrap import build_application
from liaison_app.domain.access import PUBLIC as STRANGER
from liaison_app.domain.channels import CallNote, Channel, ChannelPolicy
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ids import ServiceRequestId, TicketId, new_ref
from liaison_app.domain.threads import AnswerPolicy
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import CityMessage, DeliveryAttempt, LinkedRequest, MapCell, NeighborhoodMonth, Ticket
from liaison_app.services import (
    city_calls,
    delivery_deciding,
    delivery_recording,
    linked_requests,
    message_changing,
    message_deciding,
    message_rerouting,
    ticket_lists,
    ticket_reading,
)
from liaison_app.settings import Settings
from liaison_app.wording.city_letters import CityLetters
from liaison_app.wording.errors import say_error
from liaison_app.wording.services import say_service
from liaison_app.wording.threads import thread_words
from tests.delivery_world import COORDINATOR, LIAISON, POLICY, World, client_of

LINKED = ChannelPolicy(linked=frozenset({"SR-ST05"}))
TEXT = "Is the crew coming this week?"


@pytest.fixture
def world(database_url, practice_city):
    policy = replace(POLICY, takes_messages=False)
    world = World(database_url, client_of(practice_city.url, practice_city.api_key), policy)
    yield world
    world.close()


@pytest.fixture
def ticket_id(world):
    """A ticket that the city has."""
    ticket_id = world.file()
    world.deliver()
    return ticket_id


def ask(world, ticket_id, ref="", policy=LINKED, **given) -> str:
    return world.write(ticket_id, TEXT, ref, channel_policy=policy, intent="status", **given)


def write(world) -> bool:
    return linked_requests.write_next(
        database=world.database, clock=world.clock, city_profile=world.city_profile,
        city_letter_writer=CityLetters(world.city_profile),
    )  # fmt: skip


def follow(world) -> None:
    while linked_requests.follow_next(database=world.database, clock=world.clock, city_profile=world.city_profile):
        pass


def work(world) -> None:
    while write(world):
        pass
    while world.deliver():
        pass
    follow(world)


def linked(world, ref) -> Ticket | None:
    with world.database.snapshot() as snapshot:
        wanted = select(Ticket).join(LinkedRequest, LinkedRequest.ticket_id == Ticket.id)
        return snapshot.db.exec(wanted.where(LinkedRequest.message_id == ref)).first()


def at_the_city(practice_city, words=TEXT) -> list:
    return list(practice_city.desk.queue(is_open=None, words=words, page_size=100).requests)


def thread(world, ticket_id, actor=LIAISON, locale="en"):
    with world.database.snapshot() as snapshot:
        detail = ticket_reading.show(
            actor=actor, ticket_id=TicketId(ticket_id), snapshot=snapshot, clock=world.clock,
            city_profile=world.city_profile, delivery_policy=world.policy, channel_policy=LINKED,
        )  # fmt: skip
    with using_locale(locale):
        return thread_words(detail, world.city_profile.time_zone, "liaison")


def test_a_question_goes_as_a_request_that_names_the_first_one(world, practice_city, ticket_id):
    first = world.ticket(ticket_id)
    assert thread(world, ticket_id).goes_as == "This goes to the city as a new request that names this one."
    ref = ask(world, ticket_id)
    work(world)
    (there,) = at_the_city(practice_city)
    request = practice_city.desk.request(there.service_request_id)
    assert request.service_code == first.service_code
    with using_locale("en"):  # the city's own name, or the guidance's where another test has loaded one
        service = say_service(first.service_code, first.service_name)
    assert service.lower() == "abandoned bike"
    assert request.description.startswith(
        f"This is about request {first.service_request_id} ({service}).\n"
        "It is no new problem: please add it to that request and answer there or here.\n"
        f"The question: What is the status?\n{TEXT}"
    )
    assert request.description.endswith(f"[ref {ref}]")
    message = world.message(ref)
    assert (message.channel, message.delivery, message.city_update_id) == (
        Channel.REQUEST, Delivery.ACCEPTED, str(there.service_request_id),
    )  # fmt: skip
    assert message.answer_by is not None
    (line,) = thread(world, ticket_id).lines
    assert line.via == "Sent as a new request that names this one"
    assert line.state == f"The city has it under {there.service_request_id}. What it answers appears here."


def test_it_is_no_second_problem(world, practice_city, ticket_id):
    """Neither in a count, nor in a list, nor to anybody's eyes but coordinators'. The control is another ticket."""

    def counts():
        with world.database.snapshot() as snapshot:
            sums = [snapshot.db.exec(select(func.sum(kind.n))).one() for kind in (MapCell, NeighborhoodMonth)]
            mine = ticket_lists.list_mine(
                actor=LIAISON, standing=None, query="", after="", limit=50, snapshot=snapshot, clock=world.clock,
                city_profile=world.city_profile,
            )  # fmt: skip
            return [*sums, mine.counts.total, mine.year.sent]

    before = counts()
    ref = ask(world, ticket_id)
    work(world)
    assert counts() == before
    other = linked(world, ref)
    assert (other.visibility, other.filed_by, other.delivery) == (Visibility.PRIVATE, None, Delivery.ACCEPTED)
    for actor in (STRANGER, LIAISON):
        with pytest.raises(NotFound), world.database.snapshot() as snapshot:
            ticket_reading.seen_by(actor, TicketId(other.id), snapshot)
    world.file()
    assert counts() != before


def test_the_citys_news_mirrors_no_copy_of_it(world, practice_city, ticket_id):
    world.policy = replace(world.policy, mirrors=True, has_updated_after=True)
    ask(world, ticket_id)
    work(world)
    for _ in range(3):
        world.poll_records()
        world.clock.move(120)
    with world.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(func.count()).select_from(Ticket)).one() == 2


def test_what_the_city_answers_there_stands_in_the_thread_and_ends_the_wait(world, practice_city, ticket_id):
    ref, other = ask(world, ticket_id), ask(world, ticket_id, policy=LINKED)
    work(world)
    number = ServiceRequestId(world.message(ref).city_update_id)
    world.rooms.clear()
    practice_city.desk.answer(number, "On Friday, with a larger truck.")
    time.sleep(0.05)
    world.poll()
    assert world.message(ref).answered_at is not None
    assert world.message(other).answered_at is None, "it answers its own question"
    assert f"ticket:{ticket_id}" in world.rooms
    answer = next(line for line in thread(world, ticket_id).lines if line.kind == "city")
    assert (answer.who, answer.text, answer.is_city) == (
        "The city, to the new request:", "On Friday, with a larger truck.", True,
    )  # fmt: skip
    assert world.ticket(ticket_id).status is Status.OPEN
    practice_city.desk.close(ServiceRequestId(world.message(other).city_update_id), "Added there.", was_fixed=True)
    world.poll()
    assert world.message(other).answered_at is not None
    assert world.ticket(ticket_id).status is Status.OPEN, "closing the question closes no problem"


def test_pressed_twice_it_is_one(world, practice_city, ticket_id):
    ref = ask(world, ticket_id)
    ask(world, ticket_id, ref)
    work(world)
    ask(world, ticket_id, ref)
    work(world)
    assert len(at_the_city(practice_city)) == 1


@pytest.mark.parametrize(
    ("kind", "how"), [("error_after", {}), ("drop_after", {}), ("malformed", {"shape": "empty"})]
)  # fmt: skip
def test_what_arrived_though_nobody_said_so_is_found_and_not_filed_again(world, practice_city, ticket_id, kind, how):
    ref = ask(world, ticket_id)
    write(world)
    practice_city.desk.switch_on(kind, count=1, **how)
    world.deliver()
    follow(world)
    assert linked(world, ref).delivery is Delivery.UNKNOWN
    assert world.message(ref).delivery is Delivery.SENDING
    world.settle()
    work(world)
    assert (world.message(ref).delivery, len(at_the_city(practice_city))) == (Delivery.ACCEPTED, 1)


def test_killed_after_the_post_it_is_found(world, practice_city, ticket_id):
    ref = ask(world, ticket_id)
    write(world)
    claimed = world.claim()
    world.city.post(claimed.request)
    world.clock.move(world.policy.lease_s + 1)
    assert world.give_up_lost()
    world.settle()
    work(world)
    assert (world.message(ref).delivery, len(at_the_city(practice_city))) == (Delivery.ACCEPTED, 1)


def test_killed_between_its_steps_nothing_is_lost_or_filed_twice(world, practice_city, ticket_id, monkeypatch):
    ref = ask(world, ticket_id)
    with monkeypatch.context() as patched:
        patched.setattr(linked_requests, "move", None)
        with pytest.raises(TypeError):
            write(world)
    assert (linked(world, ref), world.message(ref).delivery) == (None, Delivery.QUEUED)
    work(world)
    assert (world.message(ref).delivery, len(at_the_city(practice_city))) == (Delivery.ACCEPTED, 1)


@pytest.fixture
def refused(world, practice_city, ticket_id):
    """A question whose request the city refused."""
    ref = ask(world, ticket_id)
    practice_city.desk.switch_on("refuse", count=1, description="We take no questions.")
    work(world)
    assert (world.message(ref).delivery, world.message(ref).city_words) == (
        Delivery.REJECTED, "We take no questions.",
    )  # fmt: skip
    return ref


def test_what_was_refused_goes_again_as_the_same_request(world, practice_city, refused):
    world.write_again(refused)
    work(world)
    assert (world.message(refused).delivery, len(at_the_city(practice_city))) == (Delivery.ACCEPTED, 1)


def test_new_words_go_out_with_it(world, practice_city, refused):
    with world.database.unit_of_work() as uow:
        message_deciding.amend(
            actor=COORDINATOR, message_id=refused, text="Which crew has it?", uow=uow, clock=world.clock
        )
    work(world)
    assert len(at_the_city(practice_city, "Which crew has it?")) == 1


def test_a_coordinator_who_settles_the_request_settles_the_message(world, practice_city, refused):
    other = linked(world, refused)
    with world.database.unit_of_work() as uow:
        delivery_deciding.withdraw(
            actor=COORDINATOR, ticket_id=TicketId(other.id), reason="It was called about.", uow=uow, clock=world.clock
        )
    follow(world)
    assert world.message(refused).delivery is Delivery.WITHDRAWN
    assert world.message(refused).answer_by is None


def test_what_was_refused_is_asked_by_phone_and_its_request_goes_nowhere(world, practice_city, ticket_id, refused):
    call(world, ticket_id, refused)
    work(world)
    assert (world.message(refused).channel, world.message(refused).delivery) == (Channel.PHONE, Delivery.ACCEPTED)
    assert (linked(world, refused).delivery, at_the_city(practice_city)) == (Delivery.WITHDRAWN, [])


def send_by(world, ref, channel) -> None:
    both = ChannelPolicy("311@city.example", linked=LINKED.linked)
    with world.database.unit_of_work() as uow:
        message_rerouting.send_by(
            actor=LIAISON, message_id=ref, channel=channel, uow=uow, clock=world.clock,
            delivery_policy=world.policy, channel_policy=both,
        )  # fmt: skip


def mail_refused(world, ref) -> None:
    with world.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, ref).delivery = Delivery.REJECTED


def test_what_was_refused_goes_as_a_mail_and_its_request_goes_nowhere(world, practice_city, refused):
    send_by(world, refused, "email")
    work(world)
    assert world.message(refused).channel is Channel.EMAIL
    assert (linked(world, refused).delivery, at_the_city(practice_city)) == (Delivery.WITHDRAWN, [])


def test_there_and_back_it_goes_as_the_request_that_it_was(world, practice_city, refused):
    first = linked(world, refused).id
    send_by(world, refused, "email")
    mail_refused(world, refused)
    send_by(world, refused, "request")
    work(world)
    message = world.message(refused)
    assert (message.channel, message.delivery) == (Channel.REQUEST, Delivery.ACCEPTED)
    assert linked(world, refused).id == first
    assert len(at_the_city(practice_city)) == 1


def test_there_and_back_what_a_coordinator_settles_meanwhile_is_settled(world, practice_city, refused):
    send_by(world, refused, "email")
    mail_refused(world, refused)
    send_by(world, refused, "request")
    with world.database.unit_of_work() as uow:
        delivery_deciding.withdraw(
            actor=COORDINATOR, ticket_id=TicketId(linked(world, refused).id), reason="It was called about.", uow=uow,
            clock=world.clock,
        )  # fmt: skip
    work(world)
    assert (world.message(refused).delivery, at_the_city(practice_city)) == (Delivery.WITHDRAWN, [])


def call(world, ticket_id, ref, outcome="took") -> None:
    with world.database.unit_of_work() as uow:
        city_calls.log_call(
            actor=LIAISON, ticket_id=TicketId(ticket_id), ref=new_ref(), note=CallNote(about=ref, outcome=outcome),
            uow=uow, clock=world.clock, city_profile=world.city_profile, answer_policy=AnswerPolicy(),
        )  # fmt: skip


def withdraw(world, ref) -> None:
    with world.database.unit_of_work() as uow:
        message_deciding.withdraw(
            actor=COORDINATOR, message_id=ref, reason="It is settled.", uow=uow, clock=world.clock
        )


@pytest.mark.parametrize("way", ["email", "call", "withdraw"])
def test_after_a_restore_it_stays_where_it_is_until_its_request_was_looked_up(world, practice_city, ticket_id, way):
    ref = ask(world, ticket_id)
    write(world)
    with world.database.unit_of_work() as uow:
        delivery_deciding.distrust(uow=uow, clock=world.clock, delivery_policy=world.policy)
    follow(world)
    assert (world.message(ref).delivery, linked(world, ref).delivery) == (Delivery.HUMAN, Delivery.UNKNOWN)
    leave = {
        "email": lambda: send_by(world, ref, "email"),
        "call": lambda: call(world, ticket_id, ref),
        "withdraw": lambda: withdraw(world, ref),
    }[way]
    with pytest.raises(Conflict) as refused:
        leave()
    assert refused.value.reason == "request_under_way"
    with using_locale("es"):
        assert say_error(refused.value).startswith("Todavía averiguamos")
    assert (world.message(ref).channel, world.message(ref).delivery) == (Channel.REQUEST, Delivery.HUMAN)
    call(world, ticket_id, ref, "nobody")  # says nothing to the city, so it is always taken
    world.settle()
    work(world)
    assert (world.message(ref).delivery, len(at_the_city(practice_city))) == (Delivery.ACCEPTED, 1)


def test_withdrawn_at_the_message_desk_its_request_goes_nowhere(world, practice_city, refused):
    withdraw(world, refused)
    follow(world)
    other = linked(world, refused)
    assert (world.message(refused).delivery, other.delivery) == (Delivery.WITHDRAWN, Delivery.WITHDRAWN)
    with pytest.raises(Conflict), world.database.unit_of_work() as uow:
        delivery_deciding.send_again(actor=COORDINATOR, ticket_id=TicketId(other.id), uow=uow, clock=world.clock)
    work(world)
    assert at_the_city(practice_city) == []


def test_what_another_worker_has_is_left_to_it(world, practice_city, ticket_id):
    """SQLite has one writer at a time, so there nobody meets a locked row."""
    ref = ask(world, ticket_id)
    write(world)
    world.deliver()
    given = {"database": world.database, "clock": world.clock, "city_profile": world.city_profile}
    if world.database.engine.dialect.name == "postgresql":
        with world.database.unit_of_work() as uow:
            uow.db.exec(select(LinkedRequest).with_for_update()).all()
            uow.db.exec(select(CityMessage).with_for_update()).all()
            assert not linked_requests.follow_next(**given)
    assert linked_requests.follow_next(**given)
    assert not linked_requests.follow_next(**given)
    assert world.message(ref).delivery is Delivery.ACCEPTED


def take_back(world, ref) -> None:
    with world.database.unit_of_work() as uow:
        message_changing.take_back(actor=LIAISON, message_id=ref, uow=uow, clock=world.clock)


def change(world, ref) -> None:
    with world.database.unit_of_work() as uow:
        message_changing.change(actor=LIAISON, message_id=ref, text="Which crew?", uow=uow, clock=world.clock)


def desk_sends_again(world, ref) -> None:
    ticket_id = TicketId(linked(world, ref).id)
    with world.database.unit_of_work() as uow:
        delivery_deciding.send_again(actor=COORDINATOR, ticket_id=ticket_id, uow=uow, clock=world.clock)


def test_what_was_refused_and_taken_back_is_at_no_desk_to_be_sent_again(world, practice_city, refused):
    take_back(world, refused)
    other = linked(world, refused)
    assert (other.delivery, other.description) == (Delivery.WITHDRAWN, "")
    with pytest.raises(Conflict):
        desk_sends_again(world, refused)
    work(world)
    assert (world.message(refused).delivery, world.message(refused).text) == (Delivery.WITHDRAWN, "")
    assert at_the_city(practice_city) == []


def test_what_went_by_mail_instead_and_is_taken_back_leaves_no_words_with_its_request(world, refused):
    both = ChannelPolicy("311@city.example", linked=LINKED.linked)
    with world.database.unit_of_work() as uow:
        message_rerouting.send_by(
            actor=LIAISON, message_id=refused, channel="email", uow=uow, clock=world.clock,
            delivery_policy=world.policy, channel_policy=both,
        )  # fmt: skip
    take_back(world, refused)
    assert linked(world, refused).description == ""


@pytest.mark.parametrize("result", list(AttemptResult))
@pytest.mark.parametrize("act", [change, take_back])
def test_whose_request_may_have_arrived_is_neither_changed_nor_taken_back(world, refused, act, result):
    """A try that surely brought nothing is the control."""
    tried = {"number": 2, "fence": 2, "worker": "w", "started_at": world.clock.now(), "result": result.value}
    with world.database.unit_of_work() as uow:
        uow.db.add(DeliveryAttempt(ticket_id=linked(world, refused).id, **tried))
    brought_nothing = result.value in {"unreachable", "busy", "refused", "forbidden", "not_sent"}
    if brought_nothing:
        act(world, refused)
    else:
        with pytest.raises(Conflict, match="already_left"):
            act(world, refused)
    assert (world.message(refused).text == TEXT) is not brought_nothing


@pytest.mark.parametrize("act", [change, take_back])
def test_whose_request_a_coordinator_sent_again_is_neither_changed_nor_taken_back(world, practice_city, refused, act):
    desk_sends_again(world, refused)
    with pytest.raises(Conflict, match="already_left"):
        act(world, refused)
    work(world)
    assert len(at_the_city(practice_city)) == 1


def test_following_and_taking_back_at_once_wait_for_no_one_forever(world, refused, monkeypatch):
    """Both want the message and its request; each has time for its first lock before the other's second one."""
    ticket_id = TicketId(linked(world, refused).id)
    with world.database.unit_of_work() as uow:
        delivery_deciding.withdraw(
            actor=COORDINATOR, ticket_id=ticket_id, reason="It was called about.", uow=uow, clock=world.clock
        )
    worker_has, author_has, broken = threading.Event(), threading.Event(), []
    held = delivery_recording.held

    def slowly(ticket_id, uow):
        if threading.current_thread().name == "author":
            author_has.set()
            return held(ticket_id, uow)
        found = held(ticket_id, uow)
        worker_has.set()
        author_has.wait(1)
        return found

    def author():
        worker_has.wait(5)
        with suppress(Conflict):  # it is withdrawn by then
            take_back(world, refused)

    def tries(act):
        try:
            act()
        except DBAPIError as error:
            broken.append(type(error.orig).__name__)

    monkeypatch.setattr(delivery_recording, "held", slowly)
    both = [
        threading.Thread(target=tries, args=[author], name="author"),
        threading.Thread(target=tries, args=[lambda: follow(world)], name="worker"),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert (broken, world.message(refused).delivery) == ([], Delivery.WITHDRAWN)


def test_only_where_the_city_wants_it(world, ticket_id, tmp_path):
    for policy in (ChannelPolicy(), ChannelPolicy(linked=frozenset({"SR-ST02"}))):
        with pytest.raises(Conflict):
            ask(world, ticket_id, policy=policy)
    ask(world, ticket_id, policy=ChannelPolicy(linked=frozenset({"all"})))
    for given, wants in (
        ({}, False),
        ({"linked_requests": "SR-ST05,SR-ST06"}, True),
        ({"linked_requests": "all"}, True),
    ):
        app = build_application(Settings(data_dir=tmp_path, **given))
        assert app.ports["channel_policy"].takes_linked("SR-ST05") is wants
        app.close()


@pytest.mark.parametrize("locale", ["en", "es"])
def test_it_goes_out_in_the_citys_language_whatever_its_writers(world, practice_city, ticket_id, locale):
    with using_locale(locale):
        ask(world, ticket_id)
        work(world)
    (there,) = at_the_city(practice_city)
    assert practice_city.desk.request(there.service_request_id).description.startswith("This is about request")
