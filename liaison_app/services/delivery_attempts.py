"""The tries to deliver one ticket, as they were written down: for coordinators, who ask what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import ServiceRequestId, TicketId
from liaison_app.models import DeliveryAttempt, Ticket
from liaison_app.models.delivery import AttemptRow as StoredAttempt


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One try. `result` is None while it is under way; `detail` are the city's words, or its placeholder.

    `service_request_id` is the number that this very try brought, even late, and even where the ticket has another.
    """

    number: int
    started_at: datetime
    finished_at: datetime | None
    result: AttemptResult | None
    http_status: int | None
    detail: str
    service_request_id: ServiceRequestId | None


def list_attempts(*, actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> list[AttemptRow]:
    """Every try to deliver a ticket, the first one first; none where it was never tried.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
    """
    actor.require(Audience.COORDINATOR)
    if snapshot.db.get(Ticket, ticket_id) is None:
        raise NotFound
    wanted = select(DeliveryAttempt).where(DeliveryAttempt.ticket_id == ticket_id).order_by(col(DeliveryAttempt.number))
    return [
        attempt_row(attempt, ServiceRequestId(attempt.service_request_id) if attempt.service_request_id else None)
        for attempt in snapshot.db.exec(wanted).all()
    ]


def attempt_row(attempt: StoredAttempt, number: ServiceRequestId | None = None) -> AttemptRow:
    """A try as coordinators read it, with the number that it brought."""
    return AttemptRow(
        number=attempt.number,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        result=AttemptResult(attempt.result) if attempt.result else None,
        http_status=attempt.http_status,
        detail=attempt.detail,
        service_request_id=number,
    )
