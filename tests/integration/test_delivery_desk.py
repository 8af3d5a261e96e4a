"""The delivery desk on both databases: its sections and pages, each decision, who may not, and what is told to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.desk_rows import DeskSection
from liaison_app.domain.errors import CityUnreachable, Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import TicketId
from liaison_app.domain.tickets import ChangeKind, Standing, TicketOrigin, Visibility
from liaison_app.models import (
    Account,
    AuditEntry,
    CityEndpoint,
    DeliveryAttempt,
    Follow,
    HandOver,
    OutboxEntry,
    StatusChange,
    Ticket,
    WorkerSign,
)
from liaison_app.services import (
    delivery_candidates,
    delivery_deciding,
    delivery_desk,
    delivery_handing,
    delivery_joining,
    delivery_resuming,
    exchange,
    ticket_lists,
    ticket_reading,
)
from liaison_app.services.delivery_recording import flag_duplicate
from liaison_app.services.giving_way import held_twice
from tests.builders import NOW, World
from tests.fake_city import FakeCity

HOUR = timedelta(hours=1)


@pytest.fixture
def people(world):
    """A liaison and two coordinators."""
    return world.account(name="Lee"), world.account(Role.COORDINATOR, "Cora"), world.account(Role.COORDINATOR, "Dan")


def stands(world, liaison, delivery, *, ago=HOUR, **given):
    """A ticket whose message stands at `delivery` for as long as `ago`."""
    ticket_id = world.ticket(liaison, delivery=delivery)
    at = NOW - ago
    world.waiting(ticket_id, delivery, queued_at=at, posted_at=at, **given)
    if delivery in {Delivery.HUMAN, Delivery.REJECTED}:
        world.change(ticket_id, ChangeKind.DELIVERY, word=delivery.value, at=at, is_public=False)
    return ticket_id


def twice(world, liaison, *numbers):
    """A ticket that the city has under more than one number."""
    ticket_id = stands(world, liaison, Delivery.ACCEPTED)
    with world.app.database.unit_of_work() as uow:
        flag_duplicate(uow.db.get_one(Ticket, ticket_id), numbers, now=NOW, uow=uow)
    return ticket_id


def listed(world, actor, section, **given):
    given = {"after": "", "limit": 10} | given
    return world.app.use(delivery_desk.list_section, actor=actor, section=section, **given)


def ids(page):
    return [row.id for row in page.rows]


def decided(world, actor, ticket_id=None):
    page = world.app.use(delivery_desk.list_decisions, actor=actor, ticket_id=ticket_id, after="", limit=50)
    return [(row.decision, row.note, row.by_name) for row in page.rows]


def row_of(world, kind, key):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get(kind, key)


def test_every_message_stands_in_its_section(world, people):
    liaison, cora, _ = people
    where = {
        DeskSection.WAITING: [stands(world, liaison, one) for one in (Delivery.QUEUED, Delivery.SENDING)],
        DeskSection.UNCLEAR: [stands(world, liaison, one) for one in (Delivery.UNKNOWN, Delivery.AWAITING_ID)],
        DeskSection.PEOPLE: [stands(world, liaison, Delivery.HUMAN, reason="cannot_tell")],
        DeskSection.REJECTED: [stands(world, liaison, Delivery.REJECTED, city_words="Too short.")],
        DeskSection.DUPLICATES: [twice(world, liaison, "777", "778")],
    }
    stands(world, liaison, Delivery.ACCEPTED)
    for section, expected in where.items():
        assert sorted(ids(listed(world, cora, section))) == sorted(expected), section
    counts = world.app.use(exchange.show_exchange, actor=cora).counts
    assert counts == {section: len(expected) for section, expected in where.items()}
    (refused,) = listed(world, cora, DeskSection.REJECTED).rows
    assert (refused.city_words, refused.filed_by_name, refused.since) == ("Too short.", "Lee", NOW - HOUR)
    (double,) = listed(world, cora, DeskSection.DUPLICATES).rows
    assert [one.number for one in double.seconds] == ["777", "778"]


def test_pages_follow_each_other_though_rows_leave_between_them(world, people):
    liaison, cora, _ = people
    tickets = [stands(world, liaison, Delivery.HUMAN, ago=HOUR * n) for n in (5, 4, 3, 2, 1)]
    same = [stands(world, liaison, Delivery.HUMAN, ago=HOUR) for _ in range(2)]
    first = listed(world, cora, DeskSection.PEOPLE, limit=2)
    assert ids(first) == tickets[:2]
    world.app.use(delivery_deciding.send_again, actor=cora, ticket_id=tickets[0])
    second = listed(world, cora, DeskSection.PEOPLE, limit=3, after=first.next_page)
    third = listed(world, cora, DeskSection.PEOPLE, limit=3, after=second.next_page)
    assert ids(second)[:2] == tickets[2:4]
    assert sorted([ids(second)[2], *ids(third)]) == sorted([tickets[4], *same])
    assert third.next_page is None


def test_the_exchange_is_told_as_it_is(world, people):
    liaison, cora, _ = people
    ticket_id = stands(world, liaison, Delivery.QUEUED, due_at=NOW + HOUR)
    for number, (result, ago) in enumerate((("accepted", 90), ("token", 30), ("unclear", 10)), start=1):
        at = NOW - timedelta(minutes=ago)
        world.add(
            DeliveryAttempt(
                ticket_id=ticket_id, number=number, fence=1, worker="w", started_at=at, finished_at=at, result=result
            )
        )
    world.add(
        CityEndpoint(jurisdiction="", paused_at=NOW - HOUR, pause_reason="bad key", not_before=NOW + HOUR),
        WorkerSign(worker="alive", started_at=NOW - HOUR, seen_at=NOW - timedelta(seconds=40)),
        WorkerSign(worker="gone", started_at=NOW - HOUR, seen_at=NOW - HOUR),
    )
    found = world.app.use(exchange.show_exchange, actor=cora)
    assert (found.paused_at, found.pause_reason, found.asked_until) == (NOW - HOUR, "bad key", NOW + HOUR)
    assert (found.last_accepted_at, found.per_hour) == (NOW - timedelta(minutes=30), 1)
    assert (found.senders, found.sender_seen_at) == (1, NOW - timedelta(seconds=40))
    assert found.unreachable_since is None


def test_trying_now_resumes_the_endpoint_and_tries_one_that_waits_for_the_city(world, people):
    liaison, cora, _ = people
    key = stands(world, liaison, Delivery.QUEUED, reason=AttemptResult.FORBIDDEN.value, due_at=NOW + HOUR)
    older, newer = (
        stands(world, liaison, Delivery.QUEUED, ago=HOUR * n, reason=AttemptResult.UNREACHABLE.value, due_at=NOW + HOUR)
        for n in (3, 2)
    )
    world.add(CityEndpoint(jurisdiction="", paused_at=NOW - HOUR, pause_reason="bad key"))
    world.app.use(delivery_resuming.try_now, actor=cora)
    assert row_of(world, CityEndpoint, "").paused_at is None
    due = {one: row_of(world, OutboxEntry, one).due_at for one in (key, older, newer)}
    assert due == {key: NOW, older: NOW, newer: NOW + HOUR}


def test_a_number_is_believed_also_while_we_still_look(world, people):
    liaison, cora, _ = people
    ticket_id = stands(world, liaison, Delivery.UNKNOWN, due_at=NOW)
    world.app.use(delivery_deciding.take_number, actor=cora, ticket_id=ticket_id, number=" 555 ")
    ticket = row_of(world, Ticket, ticket_id)
    assert (ticket.delivery, ticket.service_request_id) == (Delivery.ACCEPTED, "555")
    assert decided(world, cora) == [(Decision.NUMBER_TAKEN, "555", "Cora")]
    waiting = stands(world, liaison, Delivery.QUEUED)
    with pytest.raises(Conflict):
        world.app.use(delivery_deciding.take_number, actor=cora, ticket_id=waiting, number="556")


def test_what_is_withdrawn_goes_nowhere_and_its_liaison_hears_why(world, people):
    liaison, cora, _ = people
    ticket_id = stands(world, liaison, Delivery.HUMAN)
    with pytest.raises(InputInvalid):
        world.app.use(delivery_deciding.withdraw, actor=cora, ticket_id=ticket_id, reason="  ")
    world.app.use(delivery_deciding.withdraw, actor=cora, ticket_id=ticket_id, reason="The lot is private.")
    ticket, entry = row_of(world, Ticket, ticket_id), row_of(world, OutboxEntry, ticket_id)
    assert (ticket.delivery, entry.delivery, entry.due_at) == (Delivery.WITHDRAWN, Delivery.WITHDRAWN, None)
    assert ticket.visibility is Visibility.PRIVATE, "the public does not see what the city was never told"
    with pytest.raises(NotFound):
        world.app.use(ticket_reading.show, actor=PUBLIC, ticket_id=ticket_id)
    seen = world.app.use(ticket_reading.show, actor=liaison, ticket_id=ticket_id)
    assert seen.card.standing is Standing.WITHDRAWN
    assert (ChangeKind.DECISION, "The lot is private.") in [(one.kind, one.note) for one in seen.changes]
    mine = world.app.use(ticket_lists.list_mine, actor=liaison, standing=None, query="", after="", limit=10)
    assert (mine.counts.withdrawn, mine.counts.ours) == (1, 0)
    with pytest.raises(Conflict):
        world.app.use(delivery_deciding.send_again, actor=cora, ticket_id=ticket_id)


def test_what_is_handed_over_names_who_decides_until_it_moves(world, people):
    liaison, cora, dan = people
    ticket_id = stands(world, liaison, Delivery.HUMAN)
    assert [one.name for one in world.app.use(delivery_handing.list_colleagues, actor=cora)] == ["Dan"]
    hand = {"actor": cora, "ticket_id": ticket_id}
    world.app.use(delivery_handing.hand_over, **hand, whom=dan.account_id, note="You know this block.")
    (row,) = listed(world, dan, DeskSection.PEOPLE).rows
    assert (row.handed.to_name, row.handed.is_liaison, row.handed.note) == ("Dan", False, "You know this block.")
    assert decided(world, dan, ticket_id) == [(Decision.HANDED_OVER, "Dan: You know this block.", "Cora")]
    world.app.use(delivery_deciding.send_again, actor=dan, ticket_id=ticket_id)
    assert row_of(world, HandOver, ticket_id) is None
    for whom in (cora.account_id, liaison.account_id, "nobody", ""):
        other = stands(world, liaison, Delivery.HUMAN)
        with pytest.raises(InputInvalid):
            world.app.use(delivery_handing.hand_over, actor=cora, ticket_id=other, whom=whom, note="x")


def test_the_liaison_is_asked_and_answers(world, people):
    liaison, cora, _ = people
    other = world.account()
    ticket_id = stands(world, liaison, Delivery.REJECTED)
    world.app.use(delivery_handing.hand_over, actor=cora, ticket_id=ticket_id, whom="liaison", note="Which color?")
    asked = {
        actor: world.app.use(ticket_reading.show, actor=actor, ticket_id=ticket_id).own for actor in (liaison, cora)
    }
    assert (asked[liaison].asked, asked[cora].asked) == ("Which color?", "")
    for actor, error in ((other, NotFound), (cora, NotFound), (PUBLIC, SignInNeeded)):
        with pytest.raises(error):
            world.app.use(delivery_handing.answer, actor=actor, ticket_id=ticket_id, words="Blue.")
    with pytest.raises(InputInvalid):
        world.app.use(delivery_handing.answer, actor=liaison, ticket_id=ticket_id, words="")
    world.app.use(delivery_handing.answer, actor=liaison, ticket_id=ticket_id, words="Blue.")
    assert decided(world, cora)[0] == (Decision.ANSWERED, "Blue.", "Lee")
    assert listed(world, cora, DeskSection.REJECTED).rows[0].handed is None
    with pytest.raises(NotFound):
        world.app.use(delivery_handing.answer, actor=liaison, ticket_id=ticket_id, words="Again.")


@pytest.mark.parametrize("keeps_second", [False, True])
def test_two_numbers_become_one_and_the_other_stays_in_the_history(world, people, keeps_second):
    liaison, cora, _ = people
    ticket_id = twice(world, liaison, "777")
    first = row_of(world, Ticket, ticket_id).service_request_id
    keep = "777" if keeps_second else first
    world.app.use(delivery_joining.join, actor=cora, ticket_id=ticket_id, second="777", keep=keep)
    assert row_of(world, Ticket, ticket_id).service_request_id == keep
    decision = Decision.JOINED_SECOND if keeps_second else Decision.JOINED_FIRST
    assert decided(world, cora) == [(decision, "777", "Cora")]
    assert ids(listed(world, cora, DeskSection.DUPLICATES)) == []
    is_due = row_of(world, OutboxEntry, ticket_id).due_at == NOW
    assert is_due is keeps_second, "the record that counts now is read at once"
    other = row_of(world, Ticket, stands(world, liaison, Delivery.ACCEPTED)).service_request_id
    with world.app.database.snapshot() as snapshot:
        assert "777" in held_twice(None, snapshot)
        assert held_twice(["777", first, other, "888"], snapshot) == held_twice(None, snapshot)
    with pytest.raises(NotFound):
        world.app.use(delivery_joining.join, actor=cora, ticket_id=ticket_id, second="777", keep=keep)


@pytest.mark.parametrize("origin", [TicketOrigin.CITY, TicketOrigin.OPEN_DATA])
def test_a_second_number_that_stands_here_as_a_copy_is_kept_and_the_copy_gives_way(world, people, origin):
    liaison, cora, dan = people
    ticket_id = twice(world, liaison, "777")
    copy = world.ticket(None, service_request_id="777", origin=origin, delivery=Delivery.ACCEPTED)
    world.change(copy, ChangeKind.CITY_UPDATE, word="in_progress", note="A crew comes.")
    world.add(Follow(ticket_id=copy, account_id=dan.account_id, since=NOW))
    world.app.use(delivery_joining.join, actor=cora, ticket_id=ticket_id, second="777", keep="777")
    assert row_of(world, Ticket, ticket_id).service_request_id == "777"
    assert row_of(world, Ticket, copy) is None
    assert row_of(world, Follow, (ticket_id, dan.account_id)) is not None
    with world.app.database.snapshot() as snapshot:
        notes = snapshot.db.exec(select(StatusChange.note).where(StatusChange.ticket_id == ticket_id)).all()
    assert "A crew comes." in notes


def test_a_number_of_another_ticket_or_a_placeholder_is_never_kept(world, people):
    liaison, cora, _ = people
    other = row_of(world, Ticket, stands(world, liaison, Delivery.ACCEPTED)).service_request_id
    ticket_id = twice(world, liaison, other, "tok-1")
    world.add(
        DeliveryAttempt(
            ticket_id=ticket_id, number=1, fence=1, worker="w", started_at=NOW, result="token", detail="tok-1"
        )
    )
    for second in (other, "tok-1"):
        with pytest.raises(InputInvalid):
            world.app.use(delivery_joining.join, actor=cora, ticket_id=ticket_id, second=second, keep=second)
        with pytest.raises(InputInvalid):
            world.app.use(delivery_joining.join, actor=cora, ticket_id=ticket_id, second=second, keep="12")
    (row,) = listed(world, cora, DeskSection.DUPLICATES).rows
    assert [(one.number, one.is_placeholder) for one in row.seconds] == [(other, False), ("tok-1", True)]


def test_a_page_of_duplicates_takes_as_many_statements_as_one(world, people):
    liaison, cora, _ = people
    twice(world, liaison, "777")
    statements = []
    event.listen(world.app.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert len(ids(listed(world, cora, DeskSection.DUPLICATES))) == 1
    for_one = len(statements)
    for number in range(5):
        twice(world, liaison, f"88{number}", f"99{number}")
    statements.clear()
    page = listed(world, cora, DeskSection.DUPLICATES)
    assert len(statements) == for_one
    assert sorted([one.number for one in row.seconds] for row in page.rows) == [
        ["777"], *([f"88{number}", f"99{number}"] for number in range(5))
    ]  # fmt: skip


def test_the_citys_records_of_both_numbers_are_shown_or_it_is_said_that_they_cannot_be(sqlite_url):
    world = World.on(sqlite_url)
    cora = world.account(Role.COORDINATOR)
    city = FakeCity(world.clock, steps=[])
    look = {"actor": cora, "numbers": ["1000", "1001"], "city": city}
    assert world.app.use(delivery_joining.look_at_records, **look).records == ()
    city.fails = CityUnreachable()
    assert not world.app.use(delivery_joining.look_at_records, **look).is_readable
    world.app.close()


def test_every_decision_is_audited_and_wakes_who_watches(world, people):
    liaison, cora, _ = people
    heard = []
    world.app.database._published = heard.extend
    ticket_id = stands(world, liaison, Delivery.HUMAN)
    heard.clear()
    world.app.use(delivery_deciding.withdraw, actor=cora, ticket_id=ticket_id, reason="Private lot.")
    assert {rooms.DESK, rooms.ticket(ticket_id), rooms.account(liaison.account_id)} <= set(heard)
    with world.app.database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(AuditEntry)).all()
    assert [(one.actor_id, one.action, one.subject, one.detail) for one in rows] == [
        (cora.account_id, "withdrawn", ticket_id, {})
    ], "ids and codes, never what was written"


def calls(ticket_id):
    """Everything that only coordinators may call, with arguments that fit."""
    one = {"ticket_id": ticket_id}
    page = {"after": "", "limit": 5}
    return [
        (exchange.show_exchange, {}),
        (delivery_desk.list_section, {"section": DeskSection.PEOPLE, **page}),
        (delivery_desk.list_decisions, {"ticket_id": None, **page}),
        (delivery_desk.show_one, one),
        (delivery_candidates.list_candidates, one),
        (delivery_resuming.try_now, {}),
        (delivery_deciding.withdraw, one | {"reason": "x"}),
        (delivery_handing.list_colleagues, {}),
        (delivery_handing.hand_over, one | {"whom": "liaison", "note": "x"}),
        (delivery_joining.join, one | {"second": "1", "keep": "1"}),
        (delivery_joining.look_at_records, {"numbers": ["1"]}),
    ]


def test_nobody_else_may_look_or_decide(world, people):
    liaison, _, _ = people
    ticket_id = stands(world, liaison, Delivery.HUMAN)
    before = row_of(world, OutboxEntry, ticket_id).model_dump()
    for actor, error in ((PUBLIC, SignInNeeded), (liaison, NotAllowed), (world.account(Role.CITY), NotAllowed)):
        for service, given in calls(ticket_id):
            with pytest.raises(error):
                world.app.use(service, actor=actor, **given)
    assert row_of(world, OutboxEntry, ticket_id).model_dump() == before
    assert row_of(world, Account, liaison.account_id) is not None


def test_what_is_not_there_cannot_be_decided(world, people):
    _, cora, _ = people
    for service, given in calls(TicketId("T-000000")):
        if "ticket_id" in given and given["ticket_id"] is not None:
            with pytest.raises(NotFound):
                world.app.use(service, actor=cora, **given)
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(StatusChange)).all() == []
