"""Amending a ticket that the city did not take: its liaison, or a coordinator, changes the words; it goes out again."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.drafts import DESCRIPTION_LENGTH
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import OutboxEntry, StatusChange, Ticket, TicketAnswer, TicketPhoto
from liaison_app.services import audit, outbox
from liaison_app.services.decisions import note_decision
from liaison_app.services.delivery_recording import held


def amend(*, actor: Actor, ticket_id: TicketId, description: str, uow: UnitOfWork, clock: Clock) -> None:
    """Change the description of the actor's own refused ticket and let it go out again, with the same ref.

    Raises:
        SignInNeeded, NotAllowed: the actor may not file.
        NotFound: the actor has filed no such ticket.
        Conflict: the city has not refused it: it waits, is on its way, or was taken.
        InputInvalid: (field `description`) it is too long, or all that the city would get is a pin.
    """
    account_id = actor.require(Audience.LIAISON)
    found = uow.db.get(Ticket, ticket_id)
    if found is None or found.filed_by != account_id or uow.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    _, ticket = held(ticket_id, uow)
    if ticket.delivery is not Delivery.REJECTED:
        raise Conflict("not_refused")
    _change_words(ticket, description, uow)
    uow.db.add(
        StatusChange(
            ticket_id=ticket_id, at=clock.now(), kind=ChangeKind.AMENDED, by=account_id, is_public=False
        )
    )  # fmt: skip
    outbox.queue_again(ticket=ticket, uow=uow, clock=clock)
    audit.note(actor=actor, action="amended", subject=ticket_id, uow=uow, clock=clock)


def amend_at_desk(*, actor: Actor, ticket_id: TicketId, description: str, uow: UnitOfWork, clock: Clock) -> None:
    """A coordinator changes the description of a ticket that waits for a person, and it goes out again.

    Only for what the city does not have: whoever does this has looked.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
        Conflict: it does not wait for a person.
        InputInvalid: as `amend`.
    """
    actor.require(Audience.COORDINATOR)
    if uow.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    _, ticket = held(ticket_id, uow)
    if ticket.delivery not in HELD:
        raise Conflict("not_waiting_for_a_person")
    _change_words(ticket, description, uow)
    outbox.queue_again(ticket=ticket, uow=uow, clock=clock)
    note_decision(Decision.AMENDED, ticket, actor=actor, uow=uow, clock=clock)


def _change_words(ticket: Ticket, description: str, uow: UnitOfWork) -> None:
    words = description.strip()
    if len(words) > DESCRIPTION_LENGTH:
        raise InputInvalid({"description": "too_long"})
    if not words and not _has_more(TicketId(ticket.id), uow):
        raise InputInvalid({"description": "words_needed"})
    ticket.description = words


def _has_more(ticket_id: TicketId, uow: UnitOfWork) -> bool:
    """Whether the city gets answers or a photo with it."""
    answers = select(TicketAnswer.code).where(col(TicketAnswer.ticket_id) == ticket_id).limit(1)
    photos = select(TicketPhoto.key).where(col(TicketPhoto.ticket_id) == ticket_id).limit(1)
    return uow.db.exec(answers).first() is not None or uow.db.exec(photos).first() is not None
