"""Chronic spots: places where the same family of problems keeps coming back. Pure rules; who finds them is a service.

A spot is a point on the map, its **anchor**, with everything of one family that lies within `REACH_M` of it, so that
no two of its tickets are more than `NEAR_M` apart; what lies near two spots belongs to the nearer. It is chronic by
what came back, not by how much there was: a hundred calls about one pile are one pile.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from liaison_app.domain.city_process import FamilyKey
from liaison_app.domain.geo import LatLon, distance_m, metres_per_degree
from liaison_app.domain.ids import SpotId, TicketId, crockford
from liaison_app.domain.tickets import Outcome

NEAR_M = 40.0
REACH_M = NEAR_M / 2
FEWEST_TICKETS, FEWEST_MONTHS, FEWEST_RETURNS = 4, 3, 1
WINDOW_YEARS = 3
_SPOT_LETTERS = 8
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A public ticket as a sign of a problem: where the public sees it, when it was asked for, when the city closed it
    (None while it is open), and what somebody saw there."""

    id: TicketId
    at: LatLon
    requested_at: datetime
    closed_at: datetime | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often something came back. `gaps` are the days from a closing to the next report, one for each return, in
    the order of time. `looked_at` counts tickets on which somebody said what is there."""

    tickets: int
    months: int
    closings: int
    seen_fixed: int
    looked_at: int
    open_now: int
    gaps: tuple[int, ...]
    first_on: date
    last_on: date

    @property
    def returns(self) -> int:
        return len(self.gaps)

    @property
    def usual_gap(self) -> int | None:
        """The median of the gaps in whole days; None where nothing came back."""
        return math.ceil(median(self.gaps)) if self.gaps else None

    @property
    def is_chronic(self) -> bool:
        """Whether it is enough to be called so."""
        return self.tickets >= FEWEST_TICKETS and self.months >= FEWEST_MONTHS and len(self.gaps) >= FEWEST_RETURNS


@dataclass(frozen=True, slots=True)
class SpotOfTicket:
    """Where a ticket's problem has been before: the spot, the ticket's place among its tickets (1 is the first), and
    the day of the first."""

    id: SpotId
    place: int
    first_on: date


def window_start(today: date) -> date:
    """The first day that counts: three years before `today`."""
    try:
        return today.replace(year=today.year - WINDOW_YEARS)
    except ValueError:  # 29 February
        return today.replace(year=today.year - WINDOW_YEARS, day=28)


def recurrence_of(sightings: Iterable[Sighting], zone: ZoneInfo) -> Recurrence:
    """How often the problem of these sightings (at least one) came back. Days and months are those of `zone`.

    A report is a return where the city has closed one here since the report before it, and it counts from the last of
    those closings; so several calls about one pile are one return.
    """
    rows = sorted(sightings, key=lambda one: (one.requested_at, one.id))
    days = [one.requested_at.astimezone(zone).date() for one in rows]
    return Recurrence(
        tickets=len(rows),
        months=len({(day.year, day.month) for day in days}),
        closings=sum(one.closed_at is not None for one in rows),
        seen_fixed=sum(one.outcome is Outcome.FIXED for one in rows),
        looked_at=sum(one.outcome not in {None, Outcome.CANNOT_TELL} for one in rows),
        open_now=sum(one.closed_at is None for one in rows),
        gaps=tuple(gap for _, gap in returns_of(rows)),
        first_on=days[0],
        last_on=days[-1],
    )


def returns_of(sightings: Iterable[Sighting]) -> list[tuple[TicketId, int]]:
    """The tickets by which the problem came back, and how many days after the closing before; oldest first."""
    rows = sorted(sightings, key=lambda one: (one.requested_at, one.id))
    closings = sorted(one.closed_at for one in rows if one.closed_at is not None)
    found, at, last = [], 0, None
    for row in rows:
        closed = None
        while at < len(closings) and closings[at] <= row.requested_at:
            closed, at = closings[at], at + 1
        if closed is not None and last is not None:
            found.append((row.id, max(0, (row.requested_at - closed) // _A_DAY)))
        last = row
    return found


def spot_id_of(family: FamilyKey, anchor: TicketId) -> SpotId:
    """The id of the spot that was first found around `anchor`: always the same, in every database."""
    digest = hashlib.sha256(f"{family}\x00{anchor}".encode()).digest()
    return SpotId(f"S-{crockford(int.from_bytes(digest[:8]), _SPOT_LETTERS)}")


def nearest(at: LatLon, anchors: Mapping[SpotId, LatLon]) -> SpotId | None:
    """The spot that a place belongs to; of two that are equally near the lower id, None where none is in reach."""
    measured = [(distance_m(at, anchor), spot_id) for spot_id, anchor in anchors.items()]
    within = [pair for pair in measured if pair[0] <= REACH_M]
    return min(within)[1] if within else None


def new_anchors(
    sightings: Sequence[Sighting],
    *,
    is_chronic: Callable[[Sequence[Sighting]], bool],
    may_anchor: Callable[[LatLon], bool],
) -> list[tuple[Sighting, list[Sighting]]]:
    """The spots among sightings of one family that belong to none: the anchor (its oldest ticket) and all members.

    The place with the most around it comes first; what it takes no later one has. Places where `may_anchor` is false
    can belong to a spot but not make one.
    """
    left = _Left(sightings)
    heap = [(-left.count(place), place) for place in left.places if may_anchor(place)]
    heap = [row for row in heap if -row[0] >= FEWEST_TICKETS]
    heapq.heapify(heap)
    found = []
    while heap:
        count, place = heapq.heappop(heap)
        inside = left.around(place)
        if -count > len(inside):  # something near was taken since
            if len(inside) >= FEWEST_TICKETS:
                heapq.heappush(heap, (-len(inside), place))
        elif is_chronic(inside):
            found.append((left.oldest_at(place), inside))
            left.take(place)
    return found


class _Left:
    """Sightings that belong to no spot yet, by their places."""

    def __init__(self, sightings: Sequence[Sighting]) -> None:
        self.places: dict[LatLon, list[Sighting]] = defaultdict(list)
        for one in sightings:
            self.places[one.at].append(one)
        self._near = _neighbors(list(self.places))

    def around(self, place: LatLon) -> list[Sighting]:
        """Those within reach of a place; none where the place itself was taken."""
        near = self._near[place] if place in self.places else []
        return [one for other in near for one in self.places.get(other, ())]

    def count(self, place: LatLon) -> int:
        return sum(len(self.places[other]) for other in self._near[place])

    def oldest_at(self, place: LatLon) -> Sighting:
        return min(self.places[place], key=lambda one: (one.requested_at, one.id))

    def take(self, place: LatLon) -> None:
        for other in self._near[place]:
            self.places.pop(other, None)


def _neighbors(places: Sequence[LatLon]) -> dict[LatLon, list[LatLon]]:
    """For each place all places within reach of it, itself included."""
    if not places:
        return {}
    north, east = metres_per_degree(places[0].lat)
    boxes: dict[tuple[int, int], list[LatLon]] = defaultdict(list)
    for place in places:
        boxes[int(place.lat * north // REACH_M), int(place.lon * east // REACH_M)].append(place)
    around = {}
    for (row, column), inside in boxes.items():
        beside = [
            place
            for y in (row - 1, row, row + 1)
            for x in (column - 1, column, column + 1)
            for place in boxes.get((y, x), ())
        ]
        for place in inside:
            around[place] = [
                near
                for near in beside
                if math.hypot((near.lat - place.lat) * north, (near.lon - place.lon) * east) <= REACH_M
            ]
    return around
