"""An author changes a message or takes it back: to the city until it has left, privately with or without a trace."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound
from liaison_app.domain.tickets import Visibility
from liaison_app.models import AuditEntry, CityMessage, MessageAttempt, MessagePhoto, MessageVersion, SideMessage
from liaison_app.services import answers_due, message_changing, message_delivering, retention
from tests.builders import A_DAY, World
from tests.integration.test_message_photos import loose, write_with
from tests.integration.test_quotes import quote_in, write_quoting
from tests.integration.test_threads import SAID, arrive, ask, open_city, row, sees, thread, ticket, words, write

__all__ = ["ticket"]
MINUTE = timedelta(minutes=1)


def change(world, actor, ref, text="Is anybody coming?", personal_ok=""):
    world.app.use(message_changing.change, actor=actor, message_id=ref, text=text, personal_ok=personal_ok)


def take_back(world, actor, ref):
    world.app.use(message_changing.take_back, actor=actor, message_id=ref)


def versions(world, ref) -> list[str]:
    with world.app.database.snapshot() as snapshot:
        wanted = select(MessageVersion).where(MessageVersion.message_id == ref).order_by(MessageVersion.id)
        return [one.text for one in snapshot.db.exec(wanted).all()]


def line(world, actor, ticket_id, ref, locale="en"):
    return next(one for one in words(world, actor, ticket_id, locale).lines if one.id == ref)


def test_a_private_message_is_changed_freely_while_it_is_new_and_unread(world, rosa, cora, ticket):
    ref = write(world, rosa, ticket)
    world.clock.at += 15 * MINUTE
    change(world, rosa, ref)
    assert (row(world, ref, SideMessage).text, versions(world, ref)) == ("Is anybody coming?", [])
    assert line(world, cora, ticket, ref).changed == ""


@pytest.mark.parametrize("how", ["read", "late"])
def test_afterwards_it_says_that_it_was_changed_and_coordinators_can_open_what_it_said(world, rosa, cora, ticket, how):
    ref = write(world, rosa, ticket)
    if how == "read":
        sees(world, cora, ticket)
    else:
        world.clock.at += 16 * MINUTE
    change(world, rosa, ref)
    shown = line(world, cora, ticket, ref)
    assert (shown.text, shown.has_versions) == ("Is anybody coming?", True)
    assert shown.changed.startswith("Changed today")
    assert not line(world, rosa, ticket, ref).has_versions
    found = world.app.use(message_changing.show_versions, actor=cora, message_id=ref)
    assert [one.text for one in found] == [SAID]
    with world.app.database.snapshot() as snapshot:
        told = snapshot.db.exec(select(AuditEntry).where(AuditEntry.action == "message_versions_seen")).all()
    assert [(one.actor_id, one.subject) for one in told] == [(cora.account_id, ticket)]
    with pytest.raises(NotAllowed):
        world.app.use(message_changing.show_versions, actor=rosa, message_id=ref)


def test_what_was_taken_back_leaves_that_it_was_there_and_awaits_nothing(world, rosa, cora, ticket):
    ref = write(world, rosa, ticket, "status")
    assert row(world, ref, SideMessage).answer_by is not None
    take_back(world, rosa, ref)
    take_back(world, rosa, ref)
    assert (row(world, ref, SideMessage).text, row(world, ref, SideMessage).answer_by, versions(world, ref)) == (
        "",
        None,
        [],
    )
    shown = line(world, cora, ticket, ref, "es")
    assert (shown.text, shown.clock, shown.changes_as) == ("", "", "")
    assert shown.taken_back.startswith("Lo retiró quien lo escribió, ")
    assert world.app.use(answers_due.list_overdue, actor=cora).unread == ()
    with pytest.raises(Conflict):
        change(world, rosa, ref)


def test_what_somebody_read_before_it_was_taken_back_is_kept_for_coordinators(world, rosa, cora, ticket):
    ref = write(world, rosa, ticket)
    sees(world, cora, ticket)
    take_back(world, rosa, ref)
    assert versions(world, ref) == [SAID]
    assert line(world, cora, ticket, ref).has_versions


def test_an_answer_that_is_taken_back_answers_nothing(world, rosa, cora, ticket):
    """What its end wrote next answers instead; without that, it is awaited again."""
    asked = write(world, rosa, ticket, "status")
    world.clock.at += MINUTE
    first = write(world, cora, ticket)
    world.clock.at += MINUTE
    second = write(world, cora, ticket)
    assert row(world, asked, SideMessage).answered_at == row(world, first, SideMessage).created_at
    take_back(world, cora, first)
    assert row(world, asked, SideMessage).answered_at == row(world, second, SideMessage).created_at
    take_back(world, cora, second)
    assert row(world, asked, SideMessage).answered_at is None


def test_a_message_to_the_city_is_changed_until_it_has_left(world, rosa, cora, ticket):
    ref = ask(world, rosa, ticket, arrives=False)
    change(world, rosa, ref)
    with world.app.database.unit_of_work() as uow:
        sent = message_delivering.outgoing_message(uow.db.get_one(CityMessage, ref), uow)
    assert sent.text.startswith("Is anybody coming?")
    assert line(world, rosa, ticket, ref).changes_as.endswith(f"/change/{ref}")
    assert versions(world, ref) == [SAID]
    arrive(world, ref)
    assert line(world, rosa, ticket, ref).changes_as == ""
    for late in (change, take_back):
        with pytest.raises(Conflict) as refused:
            late(world, rosa, ref, *(["Too late"] if late is change else []))
        assert refused.value.reason == "already_left"


def test_one_that_is_taken_back_is_never_sent(world, rosa, ticket):
    ref = ask(world, rosa, ticket, "status", arrives=False)
    take_back(world, rosa, ref)
    assert row(world, ref).delivery is Delivery.WITHDRAWN
    assert claim(world) is None
    shown = line(world, rosa, ticket, ref)
    assert (shown.state, shown.again) == ("", "")


def claim(world):
    with world.app.database.unit_of_work() as uow:
        return message_delivering.claim(worker="w", uow=uow, clock=world.clock, delivery_policy=open_city(world))


@pytest.mark.parametrize("result", list(AttemptResult))
def test_what_may_have_arrived_is_not_changed(world, rosa, ticket, result):
    """It waits to be sent again; only a try that surely brought nothing lets its author change it."""
    ref = ask(world, rosa, ticket, arrives=False)
    attempt = {"number": 1, "fence": 1, "worker": "w", "started_at": world.clock.at, "result": result.value}
    world.add(MessageAttempt(message_id=ref, **attempt))
    brought_nothing = {"unreachable", "busy", "refused", "forbidden", "not_sent"}
    if result.value in brought_nothing:
        change(world, rosa, ref)
    else:
        with pytest.raises(Conflict):
            change(world, rosa, ref)


def test_one_that_the_city_refused_goes_out_with_other_words(world, rosa, ticket):
    ref = ask(world, rosa, ticket, arrives=False)
    with world.app.database.unit_of_work() as uow:
        message = uow.db.get_one(CityMessage, ref)
        message.delivery, message.due_at, message.city_words = Delivery.REJECTED, None, "Too rude."
    change(world, rosa, ref)
    assert (row(world, ref).delivery, row(world, ref).city_words) == (Delivery.QUEUED, "")


def test_words_that_look_personal_are_asked_about_again(world, rosa, ticket):
    ref = ask(world, rosa, ticket, arrives=False)
    with pytest.raises(InputInvalid) as refused:
        change(world, rosa, ref, "Call 215-555-0142.")
    assert refused.value.errors == {"personal_ok": "personal_ok"}
    for empty in ("", "x" * 1001):
        with pytest.raises(InputInvalid):
            change(world, rosa, ref, empty)


@pytest.mark.parametrize("side", ["city", "own"])
def test_nobody_changes_what_somebody_else_wrote(world, rosa, cora, side):
    ticket = world.ticket(rosa, visibility=Visibility.PRIVATE)
    ref = write(world, rosa, ticket) if side == "own" else ask(world, rosa, ticket, arrives=False)
    for late in (change, take_back):
        with pytest.raises(NotAllowed):
            late(world, cora, ref)
        with pytest.raises(NotFound):
            late(world, world.account(), ref)
        with pytest.raises(NotFound):
            late(world, rosa, "NL-0000000000000000")


def test_its_photos_go_with_it(world, rosa, ticket):
    key = loose(world, rosa)
    ref = write_with(world, rosa, ticket, [key])
    take_back(world, rosa, ref)
    assert thread(world, rosa, ticket).messages[0].photos == ()
    world.clock.at += 15 * A_DAY
    world.app.use(retention.forget_loose_photos)
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(MessagePhoto)).all() == []


def test_a_quote_of_it_says_that_it_was_taken_back(world, rosa, cora, ticket):
    ref = write(world, rosa, ticket)
    quoting = write_quoting(world, cora, ticket, ref)
    take_back(world, rosa, ref)
    assert quote_in(world, cora, ticket, quoting).text == ""
    assert line(world, cora, ticket, quoting).quoted.said == "What is quoted here was taken back by its author."
    with pytest.raises(InputInvalid):
        write_quoting(world, cora, ticket, ref)


def race(world, rosa, ref, monkeypatch) -> tuple[str, list[str]]:
    """The author changes the words while a worker claims the message: what went out, and how the change ended."""
    has_looked, may_go_on, ended = threading.Event(), threading.Event(), []
    look = message_changing._require_not_left

    def slowly(message, uow):
        look(message, uow)
        has_looked.set()
        may_go_on.wait(2)

    monkeypatch.setattr(message_changing, "_require_not_left", slowly)

    def author():
        try:
            change(world, rosa, ref)
            ended.append("changed")
        except Conflict as conflict:
            ended.append(conflict.reason)

    def worker():
        found = claim(world)
        ended.append(found.message.text.partition("\n")[0] if found else "nothing")

    writing = threading.Thread(target=author)
    writing.start()
    has_looked.wait(5)
    claiming = threading.Thread(target=worker)
    claiming.start()
    claiming.join(1)
    may_go_on.set()
    writing.join(10)
    claiming.join(10)
    if "nothing" in ended:  # on PostgreSQL a claim passes over what somebody holds, and comes back
        worker()
    return next(one for one in ended if one not in {"changed", "already_left", "nothing"}), ended


def test_a_claim_and_a_change_at_once_never_part_what_is_sent_from_what_is_shown(world, rosa, ticket, monkeypatch):
    ref = ask(world, rosa, ticket, arrives=False)
    sent, _ = race(world, rosa, ref, monkeypatch)
    assert sent == row(world, ref).text == "Is anybody coming?"


def test_without_the_lock_they_do(postgres_url, monkeypatch):
    """The control, where two may write at once: the message goes out with words that nobody reads any more."""
    world = World.on(postgres_url)
    rosa = world.account(name="Rosa Medina")
    ticket = world.ticket(rosa)
    ref = ask(world, rosa, ticket, arrives=False)

    def without_lock(actor, message_id, uow, **_):
        return message_changing._found(message_id, uow)

    monkeypatch.setattr(message_changing, "_held", without_lock)
    sent, _ = race(world, rosa, ref, monkeypatch)
    assert sent == SAID
    assert row(world, ref).text == "Is anybody coming?"
    world.app.close()
