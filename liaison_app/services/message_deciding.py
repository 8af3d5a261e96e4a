"""What a person decides about a message to the city that waits for one. Each decision leaves a trace."""

from __future__ import annotations

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ports import Clock
from liaison_app.models import CityMessage, MessageHandOver, Ticket
from liaison_app.services import audit, linked_requests
from liaison_app.services.city_messages import check_words, keep_unless_certified
from liaison_app.services.decisions import note_message_decision, read_note
from liaison_app.services.delivery_handing import colleague
from liaison_app.services.message_changing import put_words
from liaison_app.services.message_moving import held, let_out_again, move
from liaison_app.services.personal_asking import require_meant


def send_again(*, actor: Actor, message_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """Its author, or a coordinator, lets a message go out anew that the city refused or that could not be settled.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is no such message for the actor.
        Conflict: it does not wait for a person, or its ticket has no number at the city.
    """
    account_id = actor.require(Audience.LIAISON)
    found = uow.db.get(CityMessage, message_id)
    if found is None or not (found.author_id == account_id or actor.role is Role.COORDINATOR):
        raise NotFound
    message, ticket = _waiting(message_id, uow)
    _need_number(ticket)
    let_out_again(message, now=clock.now(), uow=uow)
    if found.author_id == account_id:
        keep_unless_certified(message, uow, clock)
    if actor.role is Role.COORDINATOR:
        note_message_decision(Decision.MESSAGE_AGAIN, ticket, actor=actor, uow=uow, clock=clock)
    else:
        audit.note(actor=actor, action="message_again", subject=ticket.id, uow=uow, clock=clock)


def amend(
    *, actor: Actor, message_id: str, text: str, personal_ok: str = "", uow: UnitOfWork, clock: Clock
) -> None:  # fmt: skip
    """A coordinator changes the words of a message that the city does not have, and it goes out again.

    `personal_ok` are the pieces of the words that look personal and are meant to go out. What it said before is kept.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such message.
        InputInvalid: (field `message`) it is empty or too long; (field `personal_ok`) it does not name what looks
            personal.
        Conflict: it does not wait for a person, or its ticket has no number at the city.
    """
    actor.require(Audience.COORDINATOR)
    message, ticket = _waiting(message_id, uow)
    _need_number(ticket)
    words = text.strip()
    check_words(words)
    require_meant(words, personal_ok)
    now = clock.now()
    if message.text != words:
        put_words(message, words, now, uow)
    let_out_again(message, now=now, uow=uow)
    note_message_decision(Decision.MESSAGE_AMENDED, ticket, actor=actor, uow=uow, clock=clock)


def hand_over(*, actor: Actor, message_id: str, whom: str, note: str, uow: UnitOfWork, clock: Clock) -> None:
    """Let another coordinator decide; `whom` is the account.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such message.
        InputInvalid: (field `whom`) it is nobody who can be handed it; (field `note`) it is empty or too long.
        Conflict: it does not wait for a person.
    """
    by = actor.require(Audience.COORDINATOR)
    _, ticket = _waiting(message_id, uow)
    account, said = colleague(whom, by, uow), read_note("note", note)
    told = f"{account.name}: {said}"
    note_message_decision(Decision.MESSAGE_HANDED, ticket, actor=actor, uow=uow, clock=clock, note=told)
    uow.db.add(MessageHandOver(message_id=message_id, to_account=account.id, by_account=by, note=said, at=clock.now()))


def withdraw(*, actor: Actor, message_id: str, reason: str, uow: UnitOfWork, clock: Clock) -> None:
    """A coordinator decides that a message is not to be sent. The people of its ticket, its author too, read why.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such message.
        InputInvalid: (field `reason`) it is empty or too long.
        Conflict: it does not wait for a person; `request_under_way`, the request that it went as may be with the city.
    """
    actor.require(Audience.COORDINATOR)
    message, ticket = _waiting(message_id, uow)
    why, now = read_note("reason", reason), clock.now()
    linked_requests.let_go(message, now=now, uow=uow)
    move(message, Step(Delivery.WITHDRAWN, None), now=now, uow=uow)
    message.settled_at, message.withdrawn_because, message.answer_by = now, why, None
    note_message_decision(Decision.MESSAGE_WITHDRAWN, ticket, actor=actor, uow=uow, clock=clock, note=why)


def _waiting(message_id: str, uow: UnitOfWork) -> tuple[CityMessage, Ticket]:
    """The message and its ticket for us alone; it waits for a person. Whoever was to decide is it no more."""
    found = uow.db.get(CityMessage, message_id)
    if found is None:
        raise NotFound
    # The ticket first, as everywhere: its history is written to, and the poll locks messages behind their tickets.
    ticket = uow.db.exec(select(Ticket).where(Ticket.id == found.ticket_id).with_for_update()).first()
    message = held(message_id, uow)
    if message.delivery not in HELD or ticket is None or message.ticket_id != ticket.id:
        raise Conflict("not_waiting_for_a_person")
    handed = uow.db.get(MessageHandOver, message_id)
    if handed is not None:
        uow.db.delete(handed)
        uow.db.flush()
    return message, ticket


def _need_number(ticket: Ticket) -> None:
    """A message without one would be about nothing."""
    if ticket.service_request_id is None:
        raise Conflict("no_number_yet")
