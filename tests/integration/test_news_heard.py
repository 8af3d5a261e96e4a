"""What the city says by mail or on a request that brought a question is news for whoever asked, and the liaison."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from liaison_app.domain.access import Role
from liaison_app.domain.channels import CallNote
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import ServiceRequestId, new_ref
from liaison_app.domain.tickets import TicketOrigin
from liaison_app.models import CityMessage, NewsCause, NewsItem, Ticket
from liaison_app.services import city_calls, following, news_choosing, news_making
from tests import delivery_world
from tests.delivery_world import COORDINATOR, LIAISON, POLICY, client_of
from tests.integration import test_linked_requests as linked
from tests.integration.test_city_mail import ADDRESSES, ask, work, world_on
from tests.integration.test_mail_receiving import raw, receive
from tests.news import NewsWorld


@pytest.fixture
def news(database_url, smtp):
    world = world_on(database_url, smtp()[1])
    yield NewsWorld(world)
    world.app.close()


@pytest.fixture
def rosa(news):
    return news.world.account(name="Rosa Medina")


@pytest.fixture
def fay(news):
    """Somebody else who asks about the ticket."""
    return news.world.account(name="Fay Ortiz")


@pytest.fixture
def cora(news):
    return news.world.account(Role.COORDINATOR, "Cora Ellis")


@pytest.fixture
def ticket(news, rosa):
    return news.world.ticket(rosa, promised_on=None)


def asked_by(news, actor, ticket) -> str:
    ref = ask(news.world, actor, ticket)
    work(news.world)
    news.make()
    return ref


def comes(news, ticket, number: int) -> None:
    news.world.clock.at += timedelta(minutes=10)
    receive(news.world, raw(ADDRESSES.for_city(ticket), f"On day {number}.", Message_ID=f"<{number}@city.example>"))
    news.make()


def test_further_words_by_mail_are_news_for_whoever_asked(news, rosa, cora, ticket):
    asked_by(news, rosa, ticket)
    comes(news, ticket, 1)
    assert news.heard(rosa) == [("answers", "answered")], "told once"
    comes(news, ticket, 2)
    assert news.heard(rosa) == [("answers", "answered"), ("answers", "city_wrote")]
    assert news.unread(rosa) == 2
    assert news.heard(cora) == []
    assert news.causes() == 0


def test_the_tickets_liaison_hears_what_the_city_answered_somebody_else(news, rosa, fay, ticket):
    news.use(following.follow, actor=fay, ticket_id=ticket)
    asked_by(news, fay, ticket)
    stranger = news.world.account()
    for number in (1, 2):
        comes(news, ticket, number)
    assert news.heard(fay) == [("answers", "answered"), ("answers", "city_wrote")]
    assert news.heard(rosa) == [("mine", "city_wrote")] * 2
    assert news.heard(stranger) == []
    assert (news.unread(fay), news.unread(rosa)) == (2, 2)
    news.hide(ticket)
    assert (news.unread(fay), news.unread(rosa)) == (0, 2)


def test_what_came_by_mail_on_a_muted_ticket_is_the_askers_alone(news, rosa, fay, ticket):
    news.use(following.follow, actor=fay, ticket_id=ticket)
    asked_by(news, fay, ticket)
    news.use(news_choosing.mute, actor=rosa, ticket_id=ticket)
    comes(news, ticket, 1)
    assert (news.heard(rosa), news.heard(fay)) == ([], [("answers", "answered")])


@pytest.mark.parametrize("is_own", [True, False])
def test_whoever_heard_the_answer_in_a_call_is_not_told_of_it(news, rosa, cora, ticket, is_own):
    asked = asked_by(news, rosa, ticket)
    note = CallNote(about=asked, outcome="answered", said="On Thursday.", reached="X")
    caller = rosa if is_own else cora
    news.use(city_calls.log_call, actor=caller, ticket_id=ticket, ref=new_ref(), note=note)
    news.make()
    assert news.heard(rosa) == ([] if is_own else [("answers", "answered")])
    assert news.causes() == 0


def test_a_new_question_that_was_answered_in_its_call_is_no_news_for_the_caller(news, rosa, ticket):
    note = CallNote(intent="status", asked="When?", outcome="answered", said="On Thursday.", reached="X")
    news.use(city_calls.log_call, actor=rosa, ticket_id=ticket, ref=new_ref(), note=note)
    news.make()
    assert news.heard(rosa) == []
    assert news.causes() == 0


@pytest.fixture
def world(database_url, practice_city):
    policy = replace(POLICY, takes_messages=False)
    world = delivery_world.World(database_url, client_of(practice_city.url, practice_city.api_key), policy)
    yield world
    world.close()


@pytest.fixture
def original(world):
    """A ticket that the city has."""
    ticket_id = world.file()
    world.deliver()
    made(world)
    return ticket_id


def made(world) -> None:
    while news_making.make_news(database=world.database, clock=world.clock, city_profile=world.city_profile):
        pass


def heard(world, actor, about) -> list[tuple[str, str]]:
    """What an account heard, which all has to be about one ticket."""
    with world.database.snapshot() as snapshot:
        wanted = select(NewsItem).where(NewsItem.account_id == actor.account_id).order_by(col(NewsItem.id))
        rows = snapshot.db.exec(wanted).all()
    assert {one.ticket_id for one in rows if one.kind.value != "number"} <= {about}
    return [(one.subject.value, one.kind.value) for one in rows if one.kind.value != "number"]


def test_what_the_city_writes_to_a_linked_request_is_told_with_its_ticket(world, practice_city, original):
    ref = linked.ask(world, original)
    linked.work(world)
    number = ServiceRequestId(world.message(ref).city_update_id)
    for text in ("Which house number?", "We still need the house number."):
        practice_city.desk.answer(number, text)
        time.sleep(0.05)
        world.poll()
        made(world)
    assert heard(world, LIAISON, original) == [("answers", "answered"), ("answers", "city_wrote")]
    practice_city.desk.close(number, "Added there.", was_fixed=True)
    time.sleep(0.05)
    world.poll()
    made(world)
    assert heard(world, LIAISON, original)[2:] == [("answers", "city_wrote")], "its closing closes no problem"
    assert heard(world, COORDINATOR, original) == []


def test_a_refused_question_is_one_piece_of_desk_news(world, practice_city, original):
    ref = linked.ask(world, original)
    practice_city.desk.switch_on("refuse", count=1, description="We take no questions.")
    linked.work(world)
    with world.database.snapshot() as snapshot:
        assert snapshot.db.get_one(CityMessage, ref).delivery is Delivery.REJECTED
    made(world)
    assert heard(world, COORDINATOR, original) == [("desk", "decide_message")]


def test_a_refused_ticket_is_desk_news(world, practice_city, original):
    """The control: what is no linked request waits for a coordinator as before."""
    practice_city.desk.switch_on("refuse", count=1, description="No.")
    other = world.file()
    world.deliver()
    made(world)
    assert heard(world, COORDINATOR, other) == [("desk", "decide")]


def test_a_strangers_request_notes_no_cause_until_it_moves(world, practice_city):
    world.policy = replace(world.policy, has_updated_after=True, mirrors=True)
    number = practice_city.file(description="A bike.")
    world.poll_records()
    with world.database.snapshot() as snapshot:
        (copy,) = snapshot.db.exec(select(Ticket).where(Ticket.origin == TicketOrigin.CITY)).all()
        assert snapshot.db.exec(select(NewsCause)).all() == []
    practice_city.desk.close(number, "Taken away.", was_fixed=True)
    time.sleep(0.05)
    world.poll()
    with world.database.snapshot() as snapshot:
        assert {one.ticket_id for one in snapshot.db.exec(select(NewsCause)).all()} == {copy.id}
