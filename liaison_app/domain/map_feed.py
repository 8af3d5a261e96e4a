"""The public map's questions and answers: filters, tiles, clusters, pins, counts by neighborhood.

Counts are of public tickets only. `late` tickets are among the `open` ones. Positions are WGS 84 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import NeighborhoodId, TicketId
from liaison_app.domain.tickets import Standing

# From this zoom on a tile answers with single tickets; before it, with clusters.
PIN_ZOOM = 17
MAX_ZOOM = 20
# A tile is cut into 2**SPLIT by 2**SPLIT cells, one cluster each: at 256 pixels a tile, one every 128 pixels.
SPLIT = 1
MAX_PINS = 300


class Show(StrEnum):
    """Which tickets, by where they stand."""

    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class MapFilter:
    """What the reader wants to see. `kind` is the icon key that services share (`trash`, `light` …), '' for all."""

    show: Show = Show.OPEN
    kind: str = ""
    neighborhood_id: NeighborhoodId | None = None

    @classmethod
    def parse(cls, show: str = "", kind: str = "", neighborhood_id: str = "") -> MapFilter:
        """The filter that an address asks for; an empty word is the default.

        Raises:
            InputInvalid: `show` is no word of ours, or another word is far too long to be one.
        """
        if len(kind) > 40 or len(neighborhood_id) > 64:
            raise InputInvalid({"kind": "too_long"})
        try:
            return cls(Show(show or Show.OPEN), kind, NeighborhoodId(neighborhood_id) if neighborhood_id else None)
        except ValueError as error:
            raise InputInvalid({"show": "not_a_choice"}) from error


@dataclass(frozen=True, slots=True)
class Tile:
    """A web-Mercator tile."""

    zoom: int
    x: int
    y: int

    @classmethod
    def parse(cls, zoom: int, x: int, y: int) -> Tile:
        """A tile that exists.

        Raises:
            InputInvalid: there is no such tile.
        """
        if not 0 <= zoom <= MAX_ZOOM or not (0 <= x < 1 << zoom and 0 <= y < 1 << zoom):
            raise InputInvalid({"tile": "not_a_choice"})
        return cls(zoom, x, y)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tickets, how many of them open, and how many of those late."""

    count: int
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Tickets that lie close together, at their mean position."""

    lat: float
    lon: float
    tally: Tally


@dataclass(frozen=True, slots=True)
class MapPin:
    """One ticket on the map."""

    id: TicketId
    lat: float
    lon: float
    standing: Standing
    service_code: str
    service_name: str
    address: str


@dataclass(frozen=True, slots=True)
class TileContent:
    """A tile's answer: clusters, or pins at street level. `is_cut` when there were more pins than a tile shows."""

    clusters: tuple[Cluster, ...] = ()
    pins: tuple[MapPin, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class NeighborhoodTally:
    """A neighborhood with its counts; its position is its centre, approximate."""

    id: NeighborhoodId
    name: str
    lat: float
    lon: float
    tally: Tally
