"""A number goes back to the ticket it belongs to: the city had told it to another one of ours as well.

What the city said under the number was about its owner, and goes over. The other ticket knows nothing of the city any
more, and waits for a person: the city may have it under a number that nobody was told.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.ids import TicketId
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import StatusChange, Ticket
from liaison_app.services.delivery_recording import held, move

_TOLD = (ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD)


def give_back(number: str, owner: Ticket, *, now: datetime, uow: UnitOfWork) -> Ticket:
    """Take `number` from the ticket of ours that has it beside `owner`; that ticket, which waits for a person now."""
    wanted = select(Ticket.id).where(
        Ticket.service_request_id == number, Ticket.id != owner.id, col(Ticket.origin).not_in(MIRRORED)
    )
    entry, other = held(TicketId(uow.db.exec(wanted).one()), uow)
    told = (col(StatusChange.ticket_id) == other.id, col(StatusChange.kind).in_(_TOLD))
    uow.db.execute(update(StatusChange).where(*told).values(ticket_id=owner.id))
    other.status, other.status_notes, other.status_word = Status.OPEN, "", ""
    other.service_request_id = other.accepted_at = other.closed_at = other.status_told_at = None
    other.expected_at = other.promised_on = None
    other.agency_responsible = ""
    entry.settled_at = None
    move(entry, other, Step(Delivery.HUMAN, None, "number_given_back"), now=now, uow=uow)
    uow.db.flush()  # the number is free before its owner takes it
    return other
