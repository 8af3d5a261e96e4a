"""A neighborhood in figures, read from the tables of counts: a few statements, however many tickets there are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.counting import ALL_TIME, EVERY
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.facets import CLOSED, OPEN, Facet
from liaison_app.domain.ids import NeighborhoodId, ServiceCode
from liaison_app.domain.months import Month, month_of, months_after, months_between
from liaison_app.domain.place_figures import (
    MONTHS,
    Comparison,
    MonthFigures,
    PlaceFigures,
    ServiceFigures,
    Spread,
)
from liaison_app.domain.ports import Clock
from liaison_app.models import CityService, ClosingTime, Neighborhood, NeighborhoodMonth

SERVICES = 6
DOTS = 20
MOST_COMPARED = 4

Sums = list[tuple[int, int, int, int]]


def figures_of(
    *, neighborhood_id: NeighborhoodId, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> PlaceFigures:
    """A neighborhood's figures with the services that are most reported there. Raises: NotFound."""
    months = _months(CityCalendar(city_profile.time_zone, clock))
    codes = _most_reported([neighborhood_id], months[0], snapshot)
    return _figures(neighborhood_id, codes, months, snapshot)


def here_and_city(
    neighborhood_id: NeighborhoodId, now: datetime, zone: ZoneInfo, snapshot: Snapshot
) -> tuple[ServiceFigures, ...]:
    """The services most reported in a neighborhood over the last months, with how long they took here and in the city.
    `reported` is left at 0. Three statements."""
    last = month_of(now.astimezone(zone).date())
    since = months_after(last, 1 - MONTHS)
    codes = _most_reported([neighborhood_id], since, snapshot)
    known = select(col(CityService.code), col(CityService.name)).where(col(CityService.code).in_(codes))
    names = {code: str(name) for code, name in snapshot.db.execute(known)}
    places = (neighborhood_id, EVERY)
    of = ClosingTime
    rows = snapshot.db.execute(
        select(col(of.neighborhood_id), col(of.service_code), col(of.days), func.sum(of.n), func.sum(of.n_promised),
               func.sum(of.n_kept))
        .where(col(of.neighborhood_id).in_(places), col(of.service_code).in_(codes), col(of.month) >= since)
        .group_by(col(of.neighborhood_id), col(of.service_code), col(of.days))
        .order_by(col(of.days))
    )  # fmt: skip
    sums: defaultdict[tuple[str, str], Sums] = defaultdict(list)
    for place, code, days, n, promised, kept in rows:
        if n:
            sums[place, code].append((days, int(n), int(promised), int(kept)))
    spreads = defaultdict(Spread, {key: spread_of(found) for key, found in sums.items()})
    return tuple(
        ServiceFigures(code, names.get(code, code), 0, *(spreads[place, code] for place in places)) for code in codes
    )


def compare(
    *, neighborhood_ids: Sequence[NeighborhoodId], snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> Comparison:
    """Up to four neighborhoods by the services that are most reported in all of them together; each once.

    Raises:
        NotFound: one of them is none.
        InputInvalid: they are more than four.
    """
    ids = list(dict.fromkeys(neighborhood_ids))
    if len(ids) > MOST_COMPARED:
        raise InputInvalid({"n": "too_many"})
    months = _months(CityCalendar(city_profile.time_zone, clock))
    codes = _most_reported(ids, months[0], snapshot)
    everywhere = snapshot.db.execute(select(col(Neighborhood.id), col(Neighborhood.name)).order_by(Neighborhood.name))
    return Comparison(
        places=tuple(_figures(one, codes, months, snapshot) for one in ids),
        others=tuple((NeighborhoodId(key), name) for key, name in everywhere),
    )


def _figures(
    neighborhood_id: NeighborhoodId, codes: Sequence[ServiceCode], months: Sequence[Month], snapshot: Snapshot
) -> PlaceFigures:
    place = snapshot.db.get(Neighborhood, neighborhood_id)
    if place is None:
        raise NotFound
    facets = _facets(neighborhood_id, snapshot)

    def count(of: Iterable[Facet]) -> int:
        return sum(facets.get(one, 0) for one in of)

    return PlaceFigures(
        id=neighborhood_id,
        name=place.name,
        open=count(OPEN - {Facet.WITHDRAWN}),
        late=count([Facet.LATE]),
        closed=count(CLOSED),
        looked_at=count(CLOSED - {Facet.CLOSED}),
        fixed=count([Facet.CLOSED_FIXED]),
        not_fixed=count([Facet.CLOSED_NOT_FIXED]),
        services=_services(neighborhood_id, codes, months[0], snapshot),
        months=_by_month(neighborhood_id, months, snapshot),
    )


def _months(calendar: CityCalendar) -> list[Month]:
    last = month_of(calendar.today)
    return months_between(months_after(last, 1 - MONTHS), last)


def _facets(neighborhood_id: NeighborhoodId, snapshot: Snapshot) -> Mapping[int, int]:
    of = NeighborhoodMonth
    rows = snapshot.db.execute(
        select(col(of.facet), col(of.n)).where(
            col(of.neighborhood_id) == neighborhood_id, col(of.service_code) == EVERY, col(of.month) == ALL_TIME
        )
    )
    return {facet: int(n) for facet, n in rows}


def _by_month(neighborhood_id: NeighborhoodId, months: Sequence[Month], snapshot: Snapshot) -> tuple[MonthFigures, ...]:
    asked, closing = NeighborhoodMonth, ClosingTime
    reported = snapshot.db.execute(
        select(col(asked.month), func.sum(asked.n))
        .where(
            col(asked.neighborhood_id) == neighborhood_id,
            col(asked.service_code) == EVERY,
            col(asked.month) >= months[0],
        )
        .group_by(col(asked.month))
    )
    closed = snapshot.db.execute(
        select(col(closing.month), func.sum(closing.n))
        .where(col(closing.neighborhood_id) == neighborhood_id, col(closing.month) >= months[0])
        .group_by(col(closing.month))
    )
    asked_in, closed_in = ({month: int(n) for month, n in rows} for rows in (reported, closed))
    return tuple(MonthFigures(one, asked_in.get(one, 0), closed_in.get(one, 0)) for one in months)


def _most_reported(ids: Sequence[NeighborhoodId], since: Month, snapshot: Snapshot) -> list[ServiceCode]:
    """The services that are most reported in some neighborhoods together, the most first."""
    of = NeighborhoodMonth
    total = func.sum(of.n)
    rows = snapshot.db.execute(
        select(col(of.service_code))
        .where(col(of.neighborhood_id).in_(ids), col(of.service_code) != EVERY, col(of.month) >= since)
        .group_by(col(of.service_code))
        .having(total > 0)
        .order_by(total.desc(), col(of.service_code))
        .limit(SERVICES)
    )
    return [ServiceCode(code) for (code,) in rows]


def _services(
    neighborhood_id: NeighborhoodId, codes: Sequence[ServiceCode], since: Month, snapshot: Snapshot
) -> tuple[ServiceFigures, ...]:
    of = NeighborhoodMonth
    rows = snapshot.db.execute(
        select(col(of.service_code), func.sum(of.n))
        .where(col(of.neighborhood_id) == neighborhood_id, col(of.service_code).in_(codes), col(of.month) >= since)
        .group_by(col(of.service_code))
    )
    reported = {code: int(n) for code, n in rows}
    known = select(col(CityService.code), col(CityService.name)).where(col(CityService.code).in_(codes))
    names = {code: str(name) for code, name in snapshot.db.execute(known)}
    here, city = (_spreads(one, codes, since, snapshot) for one in (neighborhood_id, EVERY))
    return tuple(
        ServiceFigures(code, names.get(code, code), reported.get(code, 0), here[code], city[code]) for code in codes
    )


def _spreads(
    neighborhood_id: str, codes: Sequence[ServiceCode], since: Month, snapshot: Snapshot
) -> Mapping[str, Spread]:
    of = ClosingTime
    rows = snapshot.db.execute(
        select(col(of.service_code), col(of.days), func.sum(of.n), func.sum(of.n_promised), func.sum(of.n_kept))
        .where(col(of.neighborhood_id) == neighborhood_id, col(of.service_code).in_(codes), col(of.month) >= since)
        .group_by(col(of.service_code), col(of.days))
        .order_by(col(of.service_code), col(of.days))
    )
    sums: defaultdict[str, Sums] = defaultdict(list)
    for code, days, n, promised, kept in rows:
        if n:
            sums[code].append((days, int(n), int(promised), int(kept)))
    return defaultdict(Spread, {code: spread_of(found) for code, found in sums.items()})


def spread_of(sums: Sums) -> Spread:
    """How long it took, of (days, how many, of them promised, of those kept) by days, ascending; at least one."""
    count = sum(n for _, n, _, _ in sums)
    reached = list(accumulate(n for _, n, _, _ in sums))

    def within(share: float) -> int:
        """The day by which a share of them was closed."""
        wanted = max(1, math.ceil(share * count))
        return next(days for (days, *_), so_far in zip(sums, reached, strict=True) if so_far >= wanted)

    return Spread(
        count=count,
        half_within=within(0.5),
        most_within=within(0.9),
        days=tuple(within((dot + 0.5) / DOTS) for dot in range(DOTS)),
        promised=sum(promised for _, _, promised, _ in sums),
        kept=sum(kept for _, _, _, kept in sums),
    )
