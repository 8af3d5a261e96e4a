"""The questions that are past due, as the coordinators' desk lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.threads import AnswerPolicy, Intent, Side
from liaison_app.models import Account, CityMessage, SideMessage, Ticket
from liaison_app.services.ticket_projection import day_of

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """A question that nobody answered in time; its words stand on its ticket's page, where reading them is noted."""

    message_id: str
    ticket_id: TicketId
    side: Side
    intent: Intent
    author_name: str
    service_code: str
    service_name: str
    address: str
    answer_by: date
    contact_at: datetime | None


@dataclass(frozen=True, slots=True)
class OverdueAnswers:
    """Those that are due longest first. `is_cut` where there are more; `contact` is whom to turn to at the city."""

    rows: tuple[OverdueRow, ...]
    is_cut: bool
    today: date
    contact: str


def list_overdue(
    *, actor: Actor, snapshot: Snapshot, clock: Clock, city_profile: CityProfile, answer_policy: AnswerPolicy
) -> OverdueAnswers:
    """What coordinators were told of and nobody has answered since.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    found = [*_rows(CityMessage, Side.CITY, snapshot), *_rows(SideMessage, Side.OWN, snapshot)]
    rows = sorted(found, key=lambda row: (row.answer_by, row.message_id))
    today = day_of(clock.now(), city_profile.time_zone)
    return OverdueAnswers(tuple(rows[:MOST_SHOWN]), len(rows) > MOST_SHOWN, today, answer_policy.contact)


def _rows(kind: Any, side: Side, snapshot: Snapshot) -> Iterator[OverdueRow]:
    wanted = (
        select(kind, Ticket, Account.name)
        .join(Ticket, col(Ticket.id) == col(kind.ticket_id))
        .join(Account, col(Account.id) == col(kind.author_id))
        .where(
            col(kind.answer_by).is_not(None), col(kind.answered_at).is_(None), col(kind.raised_at).is_not(None)
        )
        .order_by(col(kind.answer_by), col(kind.id))
        .limit(MOST_SHOWN + 1)
    )  # fmt: skip
    for message, ticket, name in snapshot.db.exec(wanted).all():
        yield OverdueRow(
            message_id=message.id,
            ticket_id=TicketId(ticket.id),
            side=side,
            intent=message.intent,
            author_name=name,
            service_code=ticket.service_code,
            service_name=ticket.service_name,
            address=ticket.address,
            answer_by=message.answer_by,
            contact_at=message.contact_at,
        )
