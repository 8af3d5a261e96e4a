"""What makes news more than once, and what makes none: each occasion is told, and told by one piece."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.access import Role
from liaison_app.domain.channels import CallNote
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import new_ref
from liaison_app.domain.news import Cause
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin
from liaison_app.models import CityMessage, HandOver, NewsCause, NewsItem, StatusChange, Ticket
from liaison_app.services import (
    city_calls,
    following,
    message_deciding,
    news_making,
    open_data_amending,
    thread_raising,
)
from liaison_app.services.known_borders import borders
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.places import neighborhoods
from tests.builders import A_DAY, NOW, World
from tests.integration.test_threads import arrive, ask, open_record, tells
from tests.news import NewsWorld


@pytest.fixture
def news(database_url):
    world = World.on(database_url)
    yield NewsWorld(world)
    world.app.close()


@pytest.fixture
def rosa(news):
    return news.world.account(name="Rosa Medina")


@pytest.fixture
def cora(news):
    return news.world.account(Role.COORDINATOR, "Cora Ellis")


@pytest.fixture
def ticket(news, rosa):
    return news.world.ticket(rosa, promised_on=None)


def call(news, actor, ticket, **note) -> None:
    news.use(city_calls.log_call, actor=actor, ticket_id=ticket, ref=new_ref(), note=CallNote(**note))


def test_a_question_that_is_past_due_again_is_news_again(news, rosa, cora, ticket):
    asked = ask(news.world, rosa, ticket)
    for day in (8, 15):
        news.world.clock.at = NOW + day * A_DAY
        news.use(thread_raising.raise_overdue)
        news.make()
    named = (news.world.clock.at + 2 * A_DAY).date()
    call(news, rosa, ticket, about=asked, outcome="took", next_on=named.isoformat())
    for day in (22, 32):
        news.world.clock.at = NOW + day * A_DAY
        news.use(thread_raising.raise_overdue)
        news.make()
    assert news.heard(cora) == [("desk", "overdue"), ("desk", "contact")] * 2
    assert news.causes() == 0


def test_what_is_handed_to_one_colleague_in_the_same_moment_is_news_twice(news, rosa, cora, ticket):
    by = news.world.account(Role.COORDINATOR)
    handed = (ticket, news.world.ticket(rosa))

    def hand(*, uow):
        for one in handed:
            to = {"to_account": cora.account_id, "by_account": by.account_id}
            uow.db.add(HandOver(ticket_id=one, note="x", at=news.world.clock.at, **to))

    news.use(hand)
    news.make()
    assert news.heard(cora) == [("desk", "handed")] * 2
    assert {one.ticket_id for one in news.rows(NewsItem)} == set(handed)
    assert news.causes() == 0


def test_an_answer_after_it_went_out_again_is_news_again(news, rosa, cora, ticket):
    asked = ask(news.world, rosa, ticket)
    for minutes in (1, 10):
        news.world.clock.at += timedelta(minutes=minutes)
        tells(news.world, ticket, news.world.clock.at, text="On Monday.")
        news.make()

        def stick(*, uow):
            uow.db.get_one(CityMessage, asked).delivery = Delivery.HUMAN

        news.use(stick)
        news.use(message_deciding.send_again, actor=cora, message_id=asked)
        news.world.clock.at += timedelta(minutes=5)
        arrive(news.world, asked)
    news.make()
    assert [kind for _, kind in news.heard(rosa)].count("answered") == 2
    assert news.causes() == 0


def test_what_somebody_has_already_keeps_nothing_from_others(news, rosa, ticket):
    """A cause that is made twice, as by a worker of an earlier version, holds up no other."""
    other = news.world.ticket(rosa)
    for one in (ticket, other):
        news.close(one)
    news.make()
    first = news.rows(NewsItem)[0]
    ref = first.cause.partition(":")[2]
    news.world.add(NewsCause(cause=Cause.CHANGE, ticket_id=first.ticket_id, ref=ref))
    news.world.change(other, ChangeKind.CITY_UPDATE, word="open", note="More.")
    news.make()
    assert news.heard(rosa) == [("mine", "closed"), ("mine", "closed"), ("mine", "city_wrote")]
    assert news.causes() == 0


def test_causes_that_another_worker_has_in_hand_are_left_to_it(news, ticket):
    """Whoever finds nothing to take asks again later, and not at once and for ever."""
    for number in range(news_making.AT_ONCE):
        news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open", note=str(number))
    has_them = threading.Event()

    def other():
        with news.world.app.database.unit_of_work() as uow:
            causes = uow.db.exec(select(NewsCause).with_for_update()).all()
            for one in causes:
                uow.db.delete(one)
            has_them.set()
            time.sleep(0.5)

    worker = threading.Thread(target=other)
    worker.start()
    assert has_them.wait(5)
    assert news.use(news_making.make_news) is False
    worker.join()


def test_a_full_batch_is_followed_by_another_look(news, ticket):
    """The control."""
    for number in range(news_making.AT_ONCE):
        news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open", note=str(number))
    assert news.use(news_making.make_news) is True
    assert news.use(news_making.make_news) is False


@pytest.mark.parametrize(("days", "noted"), [(40, 0), (20, 1)])
def test_what_an_import_tells_of_a_copy_is_noted_for_a_month(news, rosa, days, noted):
    copy = news.world.ticket(None, origin=TicketOrigin.OPEN_DATA, requested_at=NOW - 60 * A_DAY)
    news.use(following.follow, actor=rosa, ticket_id=copy)
    news.set(copy, updated_at=NOW - 50 * A_DAY)
    at = NOW - days * A_DAY
    given = {"closed_at": at, "updated_at": at, "requested_at": NOW - 60 * A_DAY, "status_notes": "Done."}
    record = open_record(news.world, status=Status.CLOSED, **given)

    def amend(*, uow):
        places = NearestPlaces(neighborhoods(snapshot=uow), borders(uow))
        open_data_amending.amend(uow.db.get_one(Ticket, copy), record, places, now=NOW, uow=uow)

    news.use(amend)
    assert news.causes() == noted
    news.make()
    assert news.heard(rosa) == [("followed", "closed")] * noted


def test_that_there_is_a_copy_is_nobodys_news(news, rosa):
    """As mirroring stores it: the copy, then its history, in one transaction."""
    copy = news.world.ticket(None, origin=TicketOrigin.CITY, requested_at=NOW)
    own = news.world.ticket(rosa, requested_at=NOW)
    causes = []
    for one in (copy, own):

        def file(*, uow, one=one):
            ticket = uow.db.get_one(Ticket, one)
            uow.db.add(StatusChange(ticket_id=ticket.id, at=NOW, kind=ChangeKind.FILED))
            uow.db.flush()

        news.use(file)
        causes.append(news.causes())
    assert causes == [0, 1]
