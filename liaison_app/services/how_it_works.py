"""How the city's process goes and how long it really takes: what is known of each service, and counts of the last year.

The counts are read from the tables that are kept with every write, of public tickets alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.city_process import CityProcess
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.closing_times import ClosingTimes, SeenFigures, ServiceTimes, ends_of
from liaison_app.domain.counting import EVERY
from liaison_app.domain.errors import NotFound
from liaison_app.domain.facets import CLOSED, Facet
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import NeighborhoodId, ServiceCode
from liaison_app.domain.months import Month, month_of, year_to
from liaison_app.domain.ports import Clock
from liaison_app.models import ClosingTime, Neighborhood, NeighborhoodMonth
from liaison_app.services import catalogue
from liaison_app.services.catalogue import OfferedKind


@dataclass(frozen=True, slots=True)
class WholeProcess:
    """Every service that the city offers with its times, and the process that all of them go through.

    `found` are the services that a search means, None where nothing was searched for.
    """

    process: CityProcess
    kinds: tuple[OfferedKind, ...]
    times: Mapping[ServiceCode, ClosingTimes]
    seen: SeenFigures
    found: tuple[ServiceCode, ...] | None = None


@dataclass(frozen=True, slots=True)
class ServiceProcessDetail:
    """One service with all that is known of it."""

    process: CityProcess
    kind: OfferedKind
    times: ServiceTimes


def show_whole(
    *,
    text: str,
    locale: str,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
    city_process: CityProcess,
    guidance: Guidance,
) -> WholeProcess:
    """The whole process; `text` searches among the services in plain words, '' does not."""
    since = _since(clock.now(), city_profile.time_zone)
    kinds = catalogue.kinds(locale=locale, guidance=guidance, snapshot=snapshot)
    return WholeProcess(
        process=city_process,
        kinds=kinds,
        times=_city_times(since, snapshot),
        seen=_seen(EVERY, since, snapshot),
        found=_found(text, locale, kinds, guidance, snapshot) if text.strip() else None,
    )


def show_service(
    *,
    code: ServiceCode,
    locale: str,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
    city_process: CityProcess,
    guidance: Guidance,
) -> ServiceProcessDetail:
    """One service.

    Raises:
        NotFound: the city does not offer it (any more).
    """
    kind = catalogue.kind(code=code, locale=locale, guidance=guidance, snapshot=snapshot)
    if kind is None:
        raise NotFound
    since = _since(clock.now(), city_profile.time_zone)
    places = _place_times(code, since, snapshot)
    names = {NeighborhoodId(row.id): row.name for row in snapshot.db.exec(select(Neighborhood)).all()}
    slowest, fastest = ends_of({place: times for place, times in places.items() if place != EVERY}, names)
    times = ServiceTimes(
        code=code,
        times=places.get(NeighborhoodId(EVERY), ClosingTimes()),
        seen=_seen(code, since, snapshot),
        slowest=slowest,
        fastest=fastest,
    )
    return ServiceProcessDetail(city_process, kind, times)


def _since(now: datetime, zone: ZoneInfo) -> Month:
    return year_to(month_of(now.astimezone(zone)))


def _found(
    text: str, locale: str, kinds: Sequence[OfferedKind], guidance: Guidance, snapshot: Snapshot
) -> tuple[ServiceCode, ...]:
    """What the text may mean, likeliest first, then the services whose names hold it."""
    meant = catalogue.find_kinds(text=text, locale=locale, chosen=None, guidance=guidance, snapshot=snapshot)
    wanted = text.strip().casefold()
    named = [kind for kind in kinds if wanted in f"{kind.name} {kind.city_name} {kind.code}".casefold()]
    return tuple(dict.fromkeys(kind.code for kind in (*meant, *named)))


def _city_times(since: Month, snapshot: Snapshot) -> dict[ServiceCode, ClosingTimes]:
    rows = snapshot.db.exec(
        select(ClosingTime.service_code, ClosingTime.days, func.sum(ClosingTime.n))
        .where(ClosingTime.neighborhood_id == EVERY, col(ClosingTime.month) >= since)
        .group_by(ClosingTime.service_code, col(ClosingTime.days))
    ).all()
    by_code: dict[ServiceCode, list[tuple[int, int]]] = defaultdict(list)
    for code, days, many in rows:
        by_code[ServiceCode(code)].append((days, int(many)))
    return {code: ClosingTimes.of(counts) for code, counts in by_code.items()}


def _place_times(code: ServiceCode, since: Month, snapshot: Snapshot) -> dict[NeighborhoodId, ClosingTimes]:
    """The times of a service by neighborhood, `EVERY` for the whole city."""
    # By name, or the whole table would be read for one service.
    places = [EVERY, *snapshot.db.exec(select(Neighborhood.id)).all()]
    rows = snapshot.db.exec(
        select(ClosingTime.neighborhood_id, ClosingTime.days, func.sum(ClosingTime.n))
        .where(
            col(ClosingTime.neighborhood_id).in_(places),
            ClosingTime.service_code == code,
            col(ClosingTime.month) >= since,
        )
        .group_by(ClosingTime.neighborhood_id, col(ClosingTime.days))
    ).all()
    by_place: dict[NeighborhoodId, list[tuple[int, int]]] = defaultdict(list)
    for place, days, many in rows:
        by_place[NeighborhoodId(place)].append((days, int(many)))
    return {place: ClosingTimes.of(counts) for place, counts in by_place.items()}


def _seen(code: str, since: Month, snapshot: Snapshot) -> SeenFigures:
    rows = snapshot.db.exec(
        select(NeighborhoodMonth.facet, func.sum(NeighborhoodMonth.n))
        .where(
            NeighborhoodMonth.neighborhood_id == EVERY,
            NeighborhoodMonth.service_code == code,
            col(NeighborhoodMonth.month) >= since,
        )
        .group_by(col(NeighborhoodMonth.facet))
    ).all()
    counts = {int(facet): int(many) for facet, many in rows}
    return SeenFigures(
        closed=sum(counts.get(facet, 0) for facet in CLOSED),
        fixed=counts.get(Facet.CLOSED_FIXED, 0),
        not_fixed=counts.get(Facet.CLOSED_NOT_FIXED, 0),
    )
