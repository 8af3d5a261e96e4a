"""What a coordinator decides about a draft: it goes to the city, back to its author, or nowhere. Each leaves a trace.

Drafts are what accounts file and write to the city that do not file directly (`services.standings`).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import DRAFTS, Delivery
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import AccountId, ServiceCode, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import CityMessage, OutboxEntry, Ticket
from liaison_app.services import delivery_recording, linked_requests, message_moving, outbox
from liaison_app.services.decisions import note_decision, note_message_decision, read_note
from liaison_app.services.standings import require_desk


def send(
    *, actor: Actor, key: str, revision: int, uow: UnitOfWork, clock: Clock, guidance: Guidance
) -> None:  # fmt: skip
    """Let a draft go the way of everything that is filed, with the marker it has. `key` names a ticket or a message.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, or is suspended.
        NotFound: there is no such draft.
        Conflict: it is none (any more), `changed_meanwhile` since it was read as `revision`, or `own_draft`.
    """
    by, now = require_desk(actor, uow, clock), clock.now()
    ticket, message = _held(key, revision, by, uow)
    if message is not None:
        message_moving.let_out_again(message, now=now, uow=uow)
        note_message_decision(Decision.MESSAGE_SENT, ticket, actor=actor, uow=uow, clock=clock)
        return
    is_private = guidance.of(ServiceCode(ticket.service_code)).is_private
    outbox.let_out(ticket=ticket, is_private=is_private, uow=uow, clock=clock)
    note_decision(Decision.REVIEW_SENT, ticket, actor=actor, uow=uow, clock=clock)


def send_back(*, actor: Actor, key: str, revision: int, words: str, uow: UnitOfWork, clock: Clock) -> None:
    """Ask its author to change a draft; they read `words` and offer it again.

    Raises:
        SignInNeeded, NotAllowed, NotFound, Conflict: as `send`.
        InputInvalid: (field `words`) they are empty or too long.
    """
    by, now = require_desk(actor, uow, clock), clock.now()
    ticket, message = _held(key, revision, by, uow)
    said, step = read_note("words", words), Step(Delivery.SENT_BACK, None)
    if message is not None:
        message.withdrawn_because = said
        message_moving.move(message, step, now=now, uow=uow)
        note_message_decision(Decision.MESSAGE_SENT_BACK, ticket, actor=actor, uow=uow, clock=clock, note=said)
        return
    delivery_recording.move(delivery_recording.held(TicketId(ticket.id), uow)[0], ticket, step, now=now, uow=uow)
    ticket.updated_at = now
    note_decision(Decision.REVIEW_SENT_BACK, ticket, actor=actor, uow=uow, clock=clock, note=said)


def refuse(*, actor: Actor, key: str, revision: int, reason: str, uow: UnitOfWork, clock: Clock) -> None:
    """Decide that a draft is not to be sent. It stays with its author, who reads the reason.

    Raises:
        SignInNeeded, NotAllowed, NotFound, Conflict: as `send`.
        InputInvalid: (field `reason`) it is empty or too long.
    """
    by, now = require_desk(actor, uow, clock), clock.now()
    ticket, message = _held(key, revision, by, uow)
    why = read_note("reason", reason)
    if message is not None:
        _end_message(message, why, now, uow)
        note_message_decision(Decision.MESSAGE_WITHDRAWN, ticket, actor=actor, uow=uow, clock=clock, note=why)
        return
    entry, _ = delivery_recording.held(TicketId(ticket.id), uow)
    delivery_recording.move(entry, ticket, Step(Delivery.WITHDRAWN, None), now=now, uow=uow)
    ticket.updated_at, entry.settled_at = now, now
    note_decision(Decision.WITHDRAWN, ticket, actor=actor, uow=uow, clock=clock, note=why)


def _end_message(message: CityMessage, why: str, now: datetime, uow: UnitOfWork) -> None:
    linked_requests.let_go(message, now=now, uow=uow)
    message_moving.move(message, Step(Delivery.WITHDRAWN, None), now=now, uow=uow)
    message.settled_at, message.withdrawn_because, message.answer_by = now, why, None


def _held(key: str, revision: int, by: AccountId, uow: UnitOfWork) -> tuple[Ticket, CityMessage | None]:
    """The draft for us alone, its ticket first as everywhere; as it was when it was read."""
    said = uow.db.get(CityMessage, key)
    ticket_id = said.ticket_id if said is not None else key
    ticket = uow.db.exec(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).first()
    if ticket is None or (said is None and uow.db.get(OutboxEntry, ticket_id) is None):
        raise NotFound
    message = message_moving.held(key, uow) if said is not None else None
    row = message if message is not None else delivery_recording.held(TicketId(ticket_id), uow)[0]
    if row.delivery not in DRAFTS:
        raise Conflict("not_in_review")
    if row.fence != revision:
        raise Conflict("changed_meanwhile")
    if by == (message.author_id if message is not None else ticket.filed_by):
        raise Conflict("own_draft")
    return ticket, message
