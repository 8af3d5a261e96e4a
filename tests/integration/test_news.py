"""News in the app: made with what happened, each person's own, read once for all their devices."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin, Visibility
from liaison_app.models import CityMessage, CoSign, NewsItem, NewsMute, StatusChange, Ticket
from liaison_app.services import following, giving_way, news_choosing, news_making, news_reading, thread_raising
from tests.builders import A_DAY, NOW, World
from tests.integration.test_threads import ask, tells, write
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
def far(news):
    """Somebody of another neighborhood."""
    found = news.world.account(name="Fay Ortiz")
    news.account(found, neighborhood_id=None)
    return found


@pytest.fixture
def ticket(news, rosa):
    return news.world.ticket(rosa, promised_on=None)


def test_each_hears_once_by_what_is_nearest(news, rosa, far, ticket):
    neighbor = news.world.account()
    behind = news.world.account()
    news.world.add(CoSign(id="s", ticket_id=ticket, account_id=behind.account_id, asked_at=NOW, confirmed_at=NOW))
    for one in (far, behind, rosa):
        news.use(following.follow, actor=one, ticket_id=ticket)
    stranger = news.world.account()
    news.account(stranger, neighborhood_id=None)
    news.close(ticket)
    news.make()
    assert news.heard(rosa) == [("mine", "closed")]
    assert news.heard(far) == news.heard(behind) == [("followed", "closed")]
    assert news.heard(neighbor) == [("neighborhood", "closed")]
    assert news.heard(stranger) == []
    assert news.causes() == 0
    news.make()
    assert len(news.rows(NewsItem)) == 4, "told once"


def test_nobody_hears_of_what_they_did_themselves(news, rosa, far, ticket):
    news.use(following.follow, actor=far, ticket_id=ticket)
    news.world.change(ticket, ChangeKind.OUTCOME, word="not_fixed", by=far.account_id)
    news.make()
    assert news.heard(far) == []
    assert news.heard(rosa) == [("mine", "looked")]


def test_a_step_that_moves_the_status_is_told_once(news, rosa, ticket):
    tells(news.world, ticket, news.world.clock.at, status=Status.CLOSED, text="Done.")
    news.make()
    assert news.heard(rosa) == [("mine", "closed")]
    news.world.clock.at += timedelta(minutes=5)
    tells(news.world, ticket, news.world.clock.at, status=Status.CLOSED, text="The crew says more.")
    news.make()
    assert news.heard(rosa)[1:] == [("mine", "city_wrote")]


def test_a_private_ticket_is_its_liaisons_and_coordinators_alone(news, rosa, cora, far):
    private = news.world.ticket(rosa, visibility=Visibility.PRIVATE)
    news.world.account()
    news.close(private)
    news.world.change(private, ChangeKind.DELIVERY, word="human", is_public=False)
    news.make()
    assert news.heard(rosa) == [("mine", "closed"), ("mine", "held")]
    assert news.heard(cora) == [("desk", "decide")]
    assert {one.account_id for one in news.rows(NewsItem)} == {rosa.account_id, cora.account_id}


def test_what_is_decided_about_a_ticket_is_not_told_to_followers(news, rosa, far, ticket):
    news.use(following.follow, actor=far, ticket_id=ticket)
    news.world.change(ticket, ChangeKind.DECISION, word="closed_by_us", note="x")
    news.world.change(ticket, ChangeKind.CITY_UPDATE, word="x", note="Hidden", is_public=False)
    news.make()
    assert news.heard(far) == []
    assert ("mine", "decided") in news.heard(rosa)


def test_a_new_ticket_is_news_in_its_neighborhood_for_two_days(news, rosa, far):
    neighbor = news.world.account()
    fresh = news.world.ticket(rosa, requested_at=NOW)
    old = news.world.ticket(rosa, requested_at=NOW - 3 * A_DAY)
    for one in (fresh, old):
        news.world.change(one, ChangeKind.FILED, by=rosa.account_id)
    news.make()
    assert news.heard(neighbor) == [("neighborhood", "filed")]
    assert news.heard(rosa) == news.heard(far) == []


def test_what_the_city_hears_otherwise_is_no_news_in_the_neighborhood(news, rosa, far):
    neighbor = news.world.account()
    copy = news.world.ticket(None, origin=TicketOrigin.CITY, requested_at=NOW)
    news.use(following.follow, actor=far, ticket_id=copy)
    news.world.change(copy, ChangeKind.FILED)
    news.close(copy)
    news.make()
    assert news.heard(neighbor) == []
    assert news.heard(far) == [("followed", "closed")]


def test_what_an_old_record_tells_is_no_news(news, rosa, ticket):
    news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open", at=NOW - 32 * A_DAY)
    news.make()
    assert news.heard(rosa) == []
    assert news.causes() == 0


def test_private_messages_reach_the_other_end(news, rosa, cora, ticket):
    second = news.world.account(Role.COORDINATOR)
    write(news.world, rosa, ticket)
    news.make()
    assert news.heard(cora) == news.heard(second) == [("answers", "private")]
    assert news.heard(rosa) == []
    write(news.world, cora, ticket, text="Thanks")
    news.make()
    assert news.heard(rosa) == [("answers", "private")]
    assert len(news.heard(second)) == 1


def test_an_answer_of_the_city_is_its_askers_news(news, rosa, ticket):
    ask(news.world, rosa, ticket)
    tells(news.world, ticket, news.world.clock.at + timedelta(minutes=1), text="On Monday.")
    news.make()
    assert sorted(news.heard(rosa)) == [("answers", "answered"), ("mine", "city_wrote")]


def test_a_question_past_due_is_the_desks_news_once(news, rosa, cora, ticket):
    ask(news.world, rosa, ticket)
    for day in (8, 9, 15, 16):
        news.world.clock.at = NOW + day * A_DAY
        news.use(thread_raising.raise_overdue)
        news.make()
    assert news.heard(cora) == [("desk", "overdue"), ("desk", "contact")]


def test_a_message_that_waits_for_a_person_is_the_desks_news(news, rosa, cora, ticket):
    ref = ask(news.world, rosa, ticket)

    def stick(*, uow):
        uow.db.get_one(CityMessage, ref).delivery = Delivery.HUMAN

    news.use(stick)
    news.make()
    assert news.heard(cora) == [("desk", "decide_message")]


def test_a_cause_commits_with_what_caused_it_or_not_at_all(news, rosa, ticket):
    class Broken(Exception):
        pass

    def breaking(*, uow):
        uow.db.add(StatusChange(ticket_id=ticket, at=NOW, kind=ChangeKind.CITY_UPDATE, word="open"))
        uow.db.flush()
        raise Broken

    with pytest.raises(Broken):
        news.use(breaking)
    assert news.causes() == 0
    news.make()
    assert news.heard(rosa) == []


def test_several_workers_make_each_piece_once(news, rosa, ticket):
    for number in range(30):
        news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open", note=str(number))
    at_once, failed = threading.Barrier(4), []

    def work():
        at_once.wait()
        try:
            for _ in range(3):
                news.make()
        except Exception as error:  # noqa: BLE001 (a thread's failure is told to the test)
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert failed == []
    assert len(news.heard(rosa)) == 30
    assert news.causes() == 0


def test_one_cause_that_fails_holds_up_no_other(news, rosa, ticket, monkeypatch):
    bad = news.world.ticket(rosa)
    for one in (bad, ticket):
        news.close(one)
    real = news_making.drafts_of

    def failing(one, *rest):
        if one.ticket_id == bad:
            raise ValueError(bad)
        return real(one, *rest)

    monkeypatch.setattr(news_making, "drafts_of", failing)
    news.make()
    assert (len(news.heard(rosa)), news.causes()) == (1, 1)
    monkeypatch.setattr(news_making, "drafts_of", real)
    news.make()
    assert news.causes() == 1, "it is tried again later"
    news.world.clock.at += timedelta(hours=1)
    news.make()
    assert (len(news.heard(rosa)), news.causes()) == (2, 0)


def test_only_what_may_be_read_now_is_listed_and_counted(news, rosa, cora, far, ticket):
    news.use(following.follow, actor=far, ticket_id=ticket)
    news.close(ticket)
    write(news.world, rosa, ticket)
    news.make()
    assert (news.unread(far), news.unread(rosa), news.unread(cora)) == (1, 1, 2)
    news.hide(ticket)
    assert (news.unread(far), news.listed(far).rows) == (0, ())
    assert news.unread(rosa) == 1
    dropped = Actor(cora.account_id, Role.LIAISON, cora.name, None)
    assert (news.unread(dropped), news.listed(dropped).rows) == (0, ()), "a role that was lost"
    news.set(ticket, filed_by=far.account_id)
    assert (news.unread(rosa), news.listed(rosa).rows) == (0, ()), "a ticket that is another's by now"


def test_news_is_its_readers_alone(news, rosa, far, ticket):
    news.close(ticket)
    news.make()
    news.use(news_reading.read_all, actor=far, upto=10**8)
    news.use(news_reading.note_opened, actor=far, ticket_id=ticket)
    assert news.unread(rosa) == 1, "reading is each person's own"
    for actor, error in ((PUBLIC, SignInNeeded), (news.world.account(Role.CITY), NotAllowed)):
        for service, given in ((news_reading.list_news, {}), (news_reading.read_all, {"upto": 1})):
            with pytest.raises(error):
                news.use(service, actor=actor, **given)
        news.use(news_reading.note_opened, actor=actor, ticket_id=ticket)
        assert news.unread(actor) == 0
    assert news.unread(rosa) == 1


def test_what_was_read_on_one_device_is_read_on_the_other(news, rosa, ticket):
    other = news.world.ticket(rosa)
    for one in (ticket, other):
        news.close(one)
    news.make()
    woken = []
    news.world.app.database._published = woken.extend
    news.use(news_reading.note_opened, actor=rosa, ticket_id=ticket)
    assert woken == [rooms.news(rosa.account_id)], "the other device hears of it"
    assert [row.is_read for row in news.listed(rosa).rows] == [False, True]
    woken.clear()
    news.use(news_reading.note_opened, actor=rosa, ticket_id=ticket)
    assert woken == [], "nothing is written where nothing is unread"
    newest = max(row.id for row in news.listed(rosa).rows)
    news.close(ticket)
    news.make()
    news.use(news_reading.read_all, actor=rosa, upto=newest)
    assert news.unread(rosa) == 1, "what came in since is not read"


def test_pages_are_keyed_and_whole(news, rosa, ticket):
    for number in range(7):
        news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open", note=str(number))
    news.make()
    ids = [row.id for row in news.listed(rosa).rows]
    news.use(news_reading.read_all, actor=rosa, upto=ids[3])
    seen, after = [], ""
    while True:
        page = news.listed(rosa, after=after, limit=2)
        seen += [(row.id, row.is_read) for row in page.rows]
        after = page.next_page
        if not after:
            break
    assert [one for one, _ in seen] == ids
    assert [is_read for _, is_read in seen] == [False] * 3 + [True] * 4
    for nonsense in ("x", "u", "u-1", "r９", "u" + "9" * 30):
        assert news.listed(rosa, after=nonsense).rows


def test_a_muted_ticket_is_quiet_but_for_what_is_written_to_the_person(news, rosa, cora, ticket):
    news.use(news_choosing.mute, actor=rosa, ticket_id=ticket)
    news.close(ticket)
    write(news.world, cora, ticket, text="Rosa?")
    news.make()
    assert news.heard(rosa) == [("answers", "private")]
    assert [one.tell_at for one in news.rows(NewsItem) if one.account_id == rosa.account_id] == [None]
    news.use(news_choosing.unmute, actor=rosa, ticket_id=ticket)
    news.world.change(ticket, ChangeKind.CITY_UPDATE, word="open")
    news.make()
    assert news.heard(rosa)[-1] == ("mine", "city_wrote")


def test_whose_news_a_ticket_makes(news, rosa, cora, far, ticket):
    def hears(actor):
        return news.use(news_choosing.hears_of, actor=actor, ticket_id=ticket)

    assert hears(rosa) == hears(news.world.account()) == (True, False)
    stranger = Actor(far.account_id, far.role, far.name, None)
    assert hears(stranger) == hears(PUBLIC) == hears(news.world.account(Role.CITY)) == (False, False)
    news.use(following.follow, actor=stranger, ticket_id=ticket)
    news.use(news_choosing.mute, actor=stranger, ticket_id=ticket)
    assert hears(stranger) == (True, True)


def test_only_what_one_sees_can_be_muted(news, rosa, far):
    private = news.world.ticket(rosa, visibility=Visibility.PRIVATE)
    with pytest.raises(NotFound):
        news.use(news_choosing.mute, actor=far, ticket_id=private)
    for actor, error in ((PUBLIC, SignInNeeded), (news.world.account(Role.CITY), NotAllowed)):
        with pytest.raises(error):
            news.use(news_choosing.mute, actor=actor, ticket_id=private)
    assert news.rows(NewsMute) == []


def test_a_copy_that_gives_way_brings_its_news_along(news, rosa, far, ticket):
    copy = news.world.ticket(None, origin=TicketOrigin.CITY, service_request_id="999")
    for one in (far, rosa):
        news.use(following.follow, actor=one, ticket_id=copy)
    news.close(copy)
    news.make()
    news.use(news_choosing.mute, actor=far, ticket_id=copy)
    news.use(news_choosing.mute, actor=far, ticket_id=ticket)

    def give(*, uow):
        giving_way.give_way("999", uow.db.get_one(Ticket, ticket), uow)

    news.use(give)
    news.make()
    assert {one.ticket_id for one in news.rows(NewsItem)} == {ticket}
    assert [one.ticket_id for one in news.rows(NewsMute)] == [ticket]
