"""What follows when no answer comes: coordinators are told once, then it is one for the city's contact."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.news import Subject
from liaison_app.domain.threads import AnswerPolicy
from liaison_app.models import AuditEntry, CityMessage, MailMessage, NewsItem, SideMessage
from liaison_app.services import answers_due, news_making, news_telling, thread_ending, thread_raising
from tests.builders import A_DAY, NOW, World
from tests.integration.test_threads import ask, row, sees, tells, words, write

CONTACT = "Streets Department liaison desk, 215-686-0000"


@pytest.fixture
def world(database_url):
    policy = AnswerPolicy(contact=CONTACT)
    made = World.on(database_url, answer_policy=policy)
    yield made
    made.app.close()


@pytest.fixture
def ticket(world, rosa):
    return world.ticket(rosa, promised_on=None)


def raise_overdue(world) -> bool:
    return world.app.use(thread_raising.raise_overdue)


def on(world, days: int) -> None:
    """So many days after Friday, 11 December."""
    world.clock.at = NOW + days * A_DAY


def told(world) -> list[tuple[str, str]]:
    """Who heard of what is overdue, oldest first."""
    while world.app.use(news_making.make_news):
        pass
    with world.app.database.snapshot() as snapshot:
        wanted = select(NewsItem).where(NewsItem.subject == Subject.DESK).order_by(col(NewsItem.id))
        return [(one.account_id, one.kind.value) for one in snapshot.db.exec(wanted).all()]


def steps_noted(world) -> list[str]:
    with world.app.database.snapshot() as snapshot:
        wanted = select(AuditEntry.action).where(col(AuditEntry.action).like("answer_%")).order_by(col(AuditEntry.id))
        return list(snapshot.db.exec(wanted).all())


def overdue(world, actor):
    return world.app.use(answers_due.list_overdue, actor=actor)


def test_a_question_past_its_day_is_told_to_coordinators_once(world, rosa, cora, ticket):
    """Due on Friday the 18th; on Saturday it is past due."""
    ref = ask(world, rosa, ticket)
    for day in (0, 3, 7):
        on(world, day)
        raise_overdue(world)
    assert row(world, ref).raised_at is None, "on its day an answer is in time"
    on(world, 8)
    raise_overdue(world)
    raise_overdue(world)
    assert row(world, ref).raised_at == world.clock.at
    assert told(world) == [(cora.account_id, "overdue")]
    assert steps_noted(world) == ["answer_raised"]
    assert [one.message_id for one in overdue(world, cora).rows] == [ref]


def test_after_a_second_time_it_is_for_the_citys_contact(world, rosa, cora, ticket):
    """Told on Saturday the 19th: five working days later it is the 25th."""
    ref = ask(world, rosa, ticket)
    on(world, 8)
    raise_overdue(world)
    on(world, 13)
    raise_overdue(world)
    assert row(world, ref).contact_at is None
    on(world, 14)
    raise_overdue(world)
    raise_overdue(world)
    assert row(world, ref).contact_at == world.clock.at
    assert [kind for _, kind in told(world)] == ["overdue", "contact"]
    assert steps_noted(world) == ["answer_raised", "answer_contact"]
    (line,) = words(world, rosa, ticket).lines
    assert line.steps == [
        "Coordinators were told that no answer came: Sat 19 Dec",
        "Marked for the city’s contact: today",
        f"The city’s contact: {CONTACT}",
    ]
    assert line.clock == "No answer: 7 days past due"
    assert overdue(world, cora).contact == CONTACT


def test_an_answer_ends_it_and_what_was_done_stays_told(world, rosa, cora, ticket):
    ask(world, rosa, ticket)
    on(world, 8)
    raise_overdue(world)
    tells(world, ticket, world.clock.at, text="On Monday.")
    assert overdue(world, cora).rows == ()
    on(world, 30)
    raise_overdue(world)
    assert steps_noted(world) == ["answer_raised"]
    line = words(world, rosa, ticket).lines[0]
    assert (line.clock_kind, len(line.steps)) == ("done", 1)


@pytest.mark.parametrize("delivery", [one for one in Delivery if one is not Delivery.ACCEPTED])
def test_what_the_city_does_not_have_is_not_awaited_from_it(world, rosa, cora, ticket, delivery):
    """That is the delivery desk's; its days begin when it arrives."""
    ref = ask(world, rosa, ticket)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(CityMessage, ref).delivery = delivery
    on(world, 8)
    raise_overdue(world)
    assert row(world, ref).raised_at is None


def test_what_awaits_no_answer_is_never_raised(world, rosa, cora, ticket):
    thanks, note = ask(world, rosa, ticket, "thanks"), write(world, rosa, ticket)
    on(world, 60)
    raise_overdue(world)
    assert row(world, thanks).raised_at is row(world, note, SideMessage).raised_at is None


def test_a_private_question_is_raised_and_never_for_the_citys_contact(world, rosa, cora, ticket):
    ref = write(world, rosa, ticket, "wrong_service")
    on(world, 5)
    raise_overdue(world)
    on(world, 60)
    raise_overdue(world)
    message = row(world, ref, SideMessage)
    assert (message.raised_at, message.contact_at) == (NOW + 5 * A_DAY, None)
    write(world, cora, ticket, text="It is Streets.")
    assert overdue(world, cora).rows == ()


def test_the_list_is_for_coordinators_and_holds_nobodys_words(world, rosa, cora, ticket):
    write(world, rosa, ticket, "status", text="The heron said so.")
    on(world, 5)
    raise_overdue(world)
    for actor, error in ((rosa, NotAllowed), (world.account(Role.CITY), NotAllowed), (PUBLIC, SignInNeeded)):
        with pytest.raises(error):
            overdue(world, actor)
    found = overdue(world, cora)
    assert [(one.author_name, one.answer_by) for one in found.rows] == [("Rosa Medina", date(2026, 12, 15))]
    assert "heron" not in str(found)
    told(world)
    world.app.use(news_telling.tell_news)
    with world.app.database.snapshot() as snapshot:
        mails = snapshot.db.exec(select(MailMessage)).all()
    assert [one.recipient for one in mails if one.key.startswith(f"tell/{cora.account_id}/")], "the control"
    assert not [one for one in mails if "heron" in one.text + one.html]


def test_a_coordinator_hears_of_each_and_a_closed_account_of_nothing(world, rosa, cora, ticket):
    second = world.account(Role.COORDINATOR)
    from liaison_app.models import Account

    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, second.account_id).is_active = False
    for number in range(3):
        ask(world, rosa, ticket, text=f"Question {number}?")
    on(world, 8)
    raise_overdue(world)
    assert told(world) == [(cora.account_id, "overdue")] * 3


def test_several_workers_raise_each_question_once(world, rosa, cora, ticket):
    for number in range(8):
        ask(world, rosa, ticket, text=f"Question {number}?")
    on(world, 8)
    at_once, failed = threading.Barrier(4), []

    def work():
        at_once.wait()
        try:
            for _ in range(3):
                raise_overdue(world)
        except Exception as error:  # noqa: BLE001 (a thread's failure is told to the test)
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert failed == []
    assert steps_noted(world) == ["answer_raised"] * 8
    assert told(world) == [(cora.account_id, "overdue")] * 8


def test_many_are_raised_step_by_step(world, rosa, cora, ticket, monkeypatch):
    monkeypatch.setattr(thread_raising, "AT_ONCE", 2)
    for number in range(3):
        ask(world, rosa, ticket, text=f"Question {number}?")
    on(world, 8)
    assert [raise_overdue(world) for _ in range(2)] == [True, False]
    assert steps_noted(world) == ["answer_raised"] * 3


def test_open_pages_and_the_desk_are_woken(world, rosa, cora, ticket):
    ask(world, rosa, ticket)
    woken = []
    world.app.database._published = woken.extend
    raise_overdue(world)
    assert woken == []
    on(world, 8)
    raise_overdue(world)
    assert {rooms.ticket(ticket), rooms.DESK} <= set(woken)


def test_days_and_contact_come_from_the_policy(world, rosa, cora, ticket):
    world.app.ports["answer_policy"] = replace(AnswerPolicy(), city_days=1, contact_days=1)
    ref = ask(world, rosa, ticket)
    assert row(world, ref).answer_by == date(2026, 12, 14)
    on(world, 4)
    raise_overdue(world)
    on(world, 5)
    raise_overdue(world)
    assert row(world, ref).contact_at == NOW + timedelta(days=5)
    assert [len(one.steps) for one in words(world, rosa, ticket).lines] == [2], "no contact is named"


def test_where_nobody_can_be_told_nothing_is_marked_as_told(world, rosa, ticket):
    ref = ask(world, rosa, ticket)
    on(world, 8)
    raise_overdue(world)
    assert row(world, ref).raised_at is None
    world.account(Role.COORDINATOR, "Cora Ellis")
    raise_overdue(world)
    assert row(world, ref).raised_at == world.clock.at
    assert len(told(world)) == 1


def ends(world, actor, ref, note="Dana called: they come on Monday.") -> None:
    world.app.use(thread_ending.answer_otherwise, actor=actor, message_id=ref, note=note)


def test_a_coordinator_ends_a_question_that_was_answered_otherwise(world, rosa, cora, ticket):
    refs = [ask(world, rosa, ticket), write(world, rosa, ticket, "wrong_service")]
    on(world, 8)
    raise_overdue(world)
    woken = []
    world.app.database._published = woken.extend
    for ref in refs:
        ends(world, cora, ref)
        assert {rooms.DESK, rooms.ticket(ticket)} <= set(woken)
        with pytest.raises(Conflict):
            ends(world, cora, ref)
    assert overdue(world, cora).rows == ()
    assert steps_noted(world) == ["answer_raised", "answer_raised", "answer_otherwise", "answer_otherwise"]
    for line in words(world, rosa, ticket).lines:
        assert line.clock_kind == "done"
        assert line.steps[-1] == "A coordinator: Dana called: they come on Monday."
    on(world, 30)
    raise_overdue(world)
    assert row(world, refs[0]).contact_at is None


def test_only_a_coordinator_ends_it_and_only_what_was_raised(world, rosa, cora, ticket):
    ref = ask(world, rosa, ticket)
    with pytest.raises(Conflict):
        ends(world, cora, ref)
    on(world, 8)
    raise_overdue(world)
    for actor, error in ((rosa, NotAllowed), (world.account(Role.CITY), NotAllowed), (PUBLIC, SignInNeeded)):
        with pytest.raises(error):
            ends(world, actor, ref)
    with pytest.raises(NotFound):
        ends(world, cora, "NL-0000000000000000")
    for note, wrong in (("  ", "needed"), ("x" * 1001, "too_long")):
        with pytest.raises(InputInvalid) as refused:
            ends(world, cora, ref, note)
        assert refused.value.errors == {"answered_how": wrong}
    assert row(world, ref).answered_at is None


def test_what_is_new_stands_above_and_nothing_is_out_of_reach(world, rosa, cora, ticket):
    old = ask(world, rosa, ticket)
    on(world, 8)
    raise_overdue(world)
    new = ask(world, rosa, ticket)
    on(world, 20)
    raise_overdue(world)
    first = world.app.use(answers_due.list_overdue, actor=cora, most=1)
    assert ([one.message_id for one in first.rows], first.is_cut) == ([new], True)
    both = world.app.use(answers_due.list_overdue, actor=cora, most=2)
    assert ([one.message_id for one in both.rows], both.is_cut) == ([new, old], False)


def test_a_private_message_is_at_the_desk_at_once_until_one_has_read_it(world, rosa, cora, ticket):
    plain = write(world, rosa, ticket, text="The heron said so.")
    world.clock.at += timedelta(hours=1)
    question, danger = write(world, rosa, ticket, "status"), write(world, rosa, ticket, "safety")
    write(world, cora, world.ticket(rosa), text="To a liaison")
    found = overdue(world, world.account(Role.COORDINATOR))
    assert [one.message_id for one in found.unread] == [danger, plain, question]
    assert "heron" not in str(found)
    sees(world, rosa, ticket)
    assert len(overdue(world, cora).unread) == 3, "one's own reading counts for nothing"
    woken = []
    world.app.database._published = woken.extend
    sees(world, cora, ticket)
    assert rooms.DESK in woken
    assert overdue(world, cora).unread == ()
