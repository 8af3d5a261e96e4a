"""How long it usually takes here: counted from tickets of the same service that the city closed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.counting import days_between
from liaison_app.domain.ids import NeighborhoodId, ServiceCode
from liaison_app.domain.ticket_rows import Usual
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.models import Ticket

FEWEST = 20  # fewer say nothing about what is usual
MOST = 200  # the newest of them are enough
DOTS = 20
A_YEAR = timedelta(days=365)


def usual_of(
    *,
    service_code: ServiceCode,
    neighborhood_id: NeighborhoodId | None,
    neighborhood_name: str,
    now: datetime,
    snapshot: Snapshot,
) -> Usual | None:
    """What is usual for a service in a neighborhood; in the whole city where too few are from there; None where too few
    are from anywhere."""
    if neighborhood_id is not None:
        here = _days(service_code, neighborhood_id, now, snapshot)
        if len(here) >= FEWEST:
            return _usual(here, neighborhood_name)
    everywhere = _days(service_code, None, now, snapshot)
    return _usual(everywhere, "") if len(everywhere) >= FEWEST else None


def _days(service_code: str, neighborhood_id: str | None, now: datetime, snapshot: Snapshot) -> list[int]:
    wanted = (
        select(Ticket.requested_at, Ticket.closed_at)
        .where(
            Ticket.service_code == service_code,
            Ticket.status == Status.CLOSED,
            Ticket.visibility == Visibility.PUBLIC,
            col(Ticket.closed_at) >= now - A_YEAR,
        )
        .order_by(col(Ticket.closed_at).desc())
        .limit(MOST)
    )
    if neighborhood_id is not None:
        wanted = wanted.where(Ticket.neighborhood_id == neighborhood_id)
    rows = snapshot.db.exec(wanted).all()
    return sorted(days_between(since, until) for since, until in rows if until is not None)


def _usual(days: Sequence[int], neighborhood: str) -> Usual:
    return Usual(
        count=len(days),
        half_within=_within(days, 0.5),
        most_within=_within(days, 0.9),
        days=tuple(_within(days, (dot + 0.5) / DOTS) for dot in range(DOTS)),
        neighborhood=neighborhood,
    )


def _within(days: Sequence[int], share: float) -> int:
    return days[max(0, math.ceil(share * len(days)) - 1)]
