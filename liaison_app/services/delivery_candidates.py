"""What a search found at the city that may be a ticket of ours, for the person who is to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import ServiceRequestId, TicketId
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import StatusChange, Ticket

CANDIDATE = "candidate"
MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of the city's that may be a ticket's own; `held_by` is the ticket of ours that was told it already."""

    number: ServiceRequestId
    held_by: TicketId | None


def note_candidates(ticket: Ticket, numbers: Sequence[ServiceRequestId], *, now: datetime, uow: UnitOfWork) -> None:
    """Keep what was found, each number once, in the history of the ticket: it has no try where it was restored."""
    known = _noted(TicketId(ticket.id), uow)
    uow.db.add_all(
        StatusChange(
            ticket_id=ticket.id, at=now, kind=ChangeKind.DELIVERY, word=CANDIDATE, note=number, is_public=False
        )
        for number in numbers[:MOST]
        if number not in known
    )


def list_candidates(*, actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> tuple[Candidate, ...]:
    """What searches found for one ticket, in the order in which it was found.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
    """
    actor.require(Audience.COORDINATOR)
    if snapshot.db.get(Ticket, ticket_id) is None:
        raise NotFound
    numbers = _noted(ticket_id, snapshot)
    holders = snapshot.db.exec(
        select(Ticket.service_request_id, Ticket.id).where(
            col(Ticket.service_request_id).in_(numbers), Ticket.id != ticket_id, col(Ticket.origin).not_in(MIRRORED)
        )
    ).all()
    held_by = {number: TicketId(holder) for number, holder in holders}
    return tuple(Candidate(number, held_by.get(number)) for number in numbers)


def _noted(ticket_id: TicketId, snapshot: Snapshot) -> list[ServiceRequestId]:
    wanted = select(StatusChange.note).where(
        StatusChange.ticket_id == ticket_id,
        StatusChange.kind == ChangeKind.DELIVERY,
        StatusChange.word == CANDIDATE,
    )
    return [ServiceRequestId(number) for number in snapshot.db.exec(wanted.order_by(col(StatusChange.id))).all()]
