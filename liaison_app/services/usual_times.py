"""How long it usually takes here: counted from tickets of the same service that the city closed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from sqlalchemy import func, select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.counting import EVERY
from liaison_app.domain.ids import NeighborhoodId, ServiceCode
from liaison_app.domain.months import month_of, year_to
from liaison_app.domain.ticket_times import Usual
from liaison_app.models import ClosingTime

FEWEST = 20  # fewer say nothing about what is usual
DOTS = 20

Days = Sequence[tuple[int, int]]


def usual_of(
    *,
    service_code: ServiceCode,
    neighborhood_id: NeighborhoodId | None,
    neighborhood_name: str,
    now: datetime,
    snapshot: Snapshot,
) -> Usual | None:
    """What is usual for a service in a neighborhood; in the whole city where too few are from there; None where too few
    are from anywhere. Of all that were closed this month and in the eleven before."""
    if neighborhood_id is not None:
        here = _days(service_code, neighborhood_id, now, snapshot)
        if _count(here) >= FEWEST:
            return _usual(here, neighborhood_name)
    everywhere = _days(service_code, EVERY, now, snapshot)
    return _usual(everywhere, "") if _count(everywhere) >= FEWEST else None


def _days(service_code: str, neighborhood_id: str, now: datetime, snapshot: Snapshot) -> Days:
    """How many took how many days: (days, how many), ascending."""
    of = ClosingTime
    rows = snapshot.db.execute(
        select(col(of.days), func.sum(of.n))
        .where(
            col(of.neighborhood_id) == neighborhood_id,
            col(of.service_code) == service_code,
            col(of.month) >= year_to(month_of(now)),
        )
        .group_by(col(of.days))
        .order_by(col(of.days))
    )
    return [(days, int(n)) for days, n in rows if n]


def _count(days: Days) -> int:
    return sum(n for _, n in days)


def _usual(days: Days, neighborhood: str) -> Usual:
    reached = list(accumulate(n for _, n in days))

    def within(share: float) -> int:
        """The day by which a share of them was closed."""
        wanted = max(1, math.ceil(share * reached[-1]))
        return next(day for (day, _), so_far in zip(days, reached, strict=True) if so_far >= wanted)

    return Usual(
        count=reached[-1],
        half_within=within(0.5),
        most_within=within(0.9),
        days=tuple(within((dot + 0.5) / DOTS) for dot in range(DOTS)),
        neighborhood=neighborhood,
    )
