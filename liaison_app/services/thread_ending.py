"""A coordinator ends a question whose answer came in another way: by phone, in person, or as something else."""

from __future__ import annotations

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import CityMessage, SideMessage, Ticket
from liaison_app.services import audit
from liaison_app.services.decisions import read_note


def answer_otherwise(*, actor: Actor, message_id: str, note: str, uow: UnitOfWork, clock: Clock) -> None:
    """A question that was raised is answered, as `note` says; everybody who reads the question reads the note.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such message.
        InputInvalid: (field `answered_how`) it is empty or too long.
        Conflict: it is not past due, or was answered meanwhile.
    """
    actor.require(Audience.COORDINATOR)
    said = read_note("answered_how", note)
    message = _held(message_id, uow)
    if message.raised_at is None or message.answer_by is None or message.answered_at is not None:
        raise Conflict("not_past_due")
    message.answered_at, message.answered_how = clock.now(), said
    audit.note(actor=actor, action="answer_otherwise", subject=message.ticket_id, uow=uow, clock=clock)
    uow.announce(rooms.DESK, rooms.ticket(TicketId(message.ticket_id)))


def _held(message_id: str, uow: UnitOfWork) -> CityMessage | SideMessage:
    """The message as it is now and for us alone, behind its ticket as everywhere."""
    found = uow.db.get(CityMessage, message_id) or uow.db.get(SideMessage, message_id)
    if found is None:
        raise NotFound
    uow.db.exec(select(Ticket.id).where(Ticket.id == found.ticket_id).with_for_update()).first()
    uow.db.refresh(found, with_for_update=True)
    return found
