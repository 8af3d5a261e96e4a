"""Looking for chronic spots in one part of the city: what its public tickets of the last three years say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, union_all
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.chronic_spots import (
    REACH_M,
    Recurrence,
    Sighting,
    nearest,
    new_anchors,
    recurrence_of,
    spot_id_of,
    window_start,
)
from liaison_app.domain.city_process import CityProcess, Family, FamilyKey
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import Bounds, LatLon, cell_of, cells_of_box
from liaison_app.domain.ids import SpotId, TicketId
from liaison_app.domain.tickets import Visibility
from liaison_app.models import ChronicSpot, Ticket

_ACROSS = 8  # how many tiles the ranges of a box are made of, side by side: few ranges that reach little beyond it
_SEEN: tuple[Any, ...] = (
    Ticket.id,
    Ticket.public_lat,
    Ticket.public_lon,
    Ticket.service_code,
    Ticket.requested_at,
    Ticket.closed_at,
    Ticket.outcome,
    Ticket.public_address,
    Ticket.neighborhood_id,
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at a part of the city found: the spots there as they are now, and how many tickets were read."""

    spots: tuple[dict[str, Any], ...]
    read: int


@dataclass(frozen=True, slots=True)
class _Found:
    """The public tickets around a part of the city, by family, and where each stands in words."""

    sightings: dict[FamilyKey, list[Sighting]]
    places: dict[str, tuple[str, str | None]]


def look_at(
    area: Bounds, *, now: datetime, city_profile: CityProfile, city_process: CityProcess, snapshot: Snapshot,
    found_just_now: Iterable[Mapping[str, Any]] = (),
) -> Looked:  # fmt: skip
    """The chronic spots whose anchors lie in `area`, as rows of `ChronicSpot`: known ones anew, and new ones.

    What tickets around the area belong to is looked at too, so that a spot on its edge is whole. `found_just_now` are
    rows that the snapshot does not have yet: what belongs to a spot across the edge makes no second one here.
    """
    zone = city_profile.time_zone
    first = datetime.combine(window_start(now.astimezone(zone).date()), time(), zone)
    found = _sightings(area.grown(REACH_M), first, city_process, snapshot)
    known = _known(area.grown(2 * REACH_M), snapshot)
    for row in found_just_now:
        if "family" in row:
            known[row["family"]].setdefault(row["id"], LatLon(row["lat"], row["lon"]))
    rows: list[dict[str, Any]] = []
    for family in city_process.families:
        inside = found.sightings[family.key]
        anchors = known[family.key]
        if inside or anchors:
            rows += _look_at_family(family, inside, anchors, area, found, city_profile)
    return Looked(tuple(rows), len(found.places))


def _look_at_family(
    family: Family,
    sightings: Sequence[Sighting],
    anchors: dict[SpotId, LatLon],
    area: Bounds,
    found: _Found,
    city_profile: CityProfile,
) -> Iterable[dict[str, Any]]:
    def recurs(members: Sequence[Sighting]) -> Recurrence:
        return recurrence_of(members, city_profile.time_zone)

    members: dict[SpotId, list[Sighting]] = defaultdict(list)
    free = []
    for one in sightings:
        spot_id = nearest(one.at, anchors) if anchors else None
        if spot_id is None:
            free.append(one)
        else:
            members[spot_id].append(one)
    for spot_id, at in anchors.items():
        if area.holds(at):
            inside = members[spot_id]
            yield _row(spot_id, family, at, inside, recurs(inside) if inside else None, found)
    new = new_anchors(free, is_chronic=lambda inside: recurs(inside).is_chronic, may_anchor=area.holds)
    for anchor, inside in new:
        yield _row(spot_id_of(family.key, anchor.id), family, anchor.at, inside, recurs(inside), found)


def _row(
    spot_id: SpotId,
    family: Family,
    at: LatLon,
    members: Sequence[Sighting],
    recurrence: Recurrence | None,
    found: _Found,
) -> dict[str, Any]:
    """A spot's columns; without anything of the last three years it only says that it is chronic no more."""
    if recurrence is None:
        return {"id": spot_id, "is_chronic": False}
    told = Counter(found.places[one.id] for one in members)
    (address, neighborhood_id), _ = max(told.items(), key=lambda pair: (pair[1], pair[0][0]))
    return {
        "id": spot_id,
        "family": family.key,
        "lat": at.lat,
        "lon": at.lon,
        "cell": cell_of(at),
        "address": address,
        "neighborhood_id": neighborhood_id,
        "is_chronic": recurrence.is_chronic,
        "tickets": recurrence.tickets,
        "months": recurrence.months,
        "closings": recurrence.closings,
        "returns": recurrence.returns,
        "gap_days": recurrence.usual_gap,
        "seen_fixed": recurrence.seen_fixed,
        "looked_at": recurrence.looked_at,
        "open_now": recurrence.open_now,
        "first_on": recurrence.first_on,
        "last_on": recurrence.last_on,
    }


def _sightings(box: Bounds, first: datetime, city_process: CityProcess, snapshot: Snapshot) -> _Found:
    families = {code: family.key for family in city_process.families for code in family.services}
    sightings: dict[FamilyKey, list[Sighting]] = defaultdict(list)
    places = {}
    for row in _tickets(box, first, list(families), snapshot):
        ticket_id, lat, lon, code, requested_at, closed_at, outcome, address, neighborhood_id = row
        sighting = Sighting(TicketId(ticket_id), LatLon(lat, lon), requested_at, closed_at, outcome)
        sightings[families[code]].append(sighting)
        places[ticket_id] = (address, neighborhood_id)
    return _Found(sightings, places)


def _tickets(box: Bounds, first: datetime, codes: Sequence[str], snapshot: Snapshot) -> Sequence[Any]:
    """What the public sees of tickets in a box, without those that never went to the city. What was told in words has
    no place that could be one with another's."""
    ranges = cells_of_box(box, _ACROSS)
    given = {"first": first, "codes": list(codes), "gone": Delivery.WITHDRAWN} | asdict(box) | _bounds_of(ranges)
    return snapshot.db.execute(_ticket_statement(len(ranges)), given).all()


def _known(box: Bounds, snapshot: Snapshot) -> dict[FamilyKey, dict[SpotId, LatLon]]:
    """The anchors that are known in a box, by family, those that are chronic no more among them."""
    known: dict[FamilyKey, dict[SpotId, LatLon]] = defaultdict(dict)
    ranges = cells_of_box(box, _ACROSS)
    for spot_id, family, lat, lon in snapshot.db.execute(_spot_statement(len(ranges)), _bounds_of(ranges)).all():
        known[FamilyKey(family)][SpotId(spot_id)] = LatLon(lat, lon)
    return known


def _bounds_of(ranges: Sequence[tuple[int, int]]) -> dict[str, int]:
    lows = {f"low_{arm}": low for arm, (low, _) in enumerate(ranges)}
    return lows | {f"high_{arm}": high for arm, (_, high) in enumerate(ranges)}


# An arm for each range of cells: neither database reads an OR of ranges well. A statement is put together once for each
# number of arms: that takes longer than asking it.
@lru_cache(maxsize=64)
def _ticket_statement(arms: int) -> Any:
    wanted = select(*_SEEN).where(
        Ticket.visibility == Visibility.PUBLIC,
        col(Ticket.is_in_words).is_(False),
        col(Ticket.public_lat).between(bindparam("south"), bindparam("north")),
        col(Ticket.public_lon).between(bindparam("west"), bindparam("east")),
        col(Ticket.service_code).in_(bindparam("codes", expanding=True)),
        col(Ticket.requested_at) >= bindparam("first"),
        col(Ticket.delivery) != bindparam("gone"),
    )
    return union_all(*[wanted.where(_in_range(col(Ticket.cell), arm)) for arm in range(arms)])


@lru_cache(maxsize=64)
def _spot_statement(arms: int) -> Any:
    wanted = select(ChronicSpot.id, ChronicSpot.family, ChronicSpot.lat, ChronicSpot.lon)
    return union_all(*[wanted.where(_in_range(col(ChronicSpot.cell), arm)) for arm in range(arms)])


def _in_range(cell: Any, arm: int) -> Any:
    return cell.between(bindparam(f"low_{arm}"), bindparam(f"high_{arm}"))
