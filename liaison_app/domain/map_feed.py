"""The public map's questions and answers: filters, tiles, clusters, pins, counts by neighborhood.

Counts are of public tickets only. `late` tickets are among the `open` ones. Positions are WGS 84 degrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import NeighborhoodId, ServiceCode, TicketId
from liaison_app.domain.months import Month, month_words, parse_month
from liaison_app.domain.tickets import Standing

# From this zoom on a tile answers with single tickets; before it, with clusters.
PIN_ZOOM = 17
MAX_ZOOM = 20
# A tile is cut into 2**SPLIT by 2**SPLIT cells, one cluster each: at 256 pixels a tile, one every 128 pixels.
SPLIT = 1
MAX_PINS = 300

_LENGTHS = {"kind": 40, "service": 64, "neighborhood": 64}


class Show(StrEnum):
    """Which tickets, by where they stand: two by the city's word, two by what a person saw on the spot."""

    OPEN = "open"  # the city has not closed it
    LATE = "late"  # open, and past the day that the city promised
    CLOSED = "closed"  # the city closed it, whatever anybody saw
    FIXED = "fixed"  # a person saw that it is fixed
    NOT_FIXED = "not_fixed"  # a person saw that it is not fixed, or not wholly
    ALL = "all"


@dataclass(frozen=True, slots=True)
class MapFilter:
    """What the reader wants to see. An empty word asks for all.

    `kind` is the icon key that services share (`trash`, `light` …), `service_code` one service. `since` and `until`
    are months of the city's calendar, both included, of the day a ticket was asked for.
    """

    show: Show = Show.OPEN
    kind: str = ""
    neighborhood_id: NeighborhoodId | None = None
    service_code: ServiceCode | None = None
    since: Month | None = None
    until: Month | None = None

    @classmethod
    def read(cls, words: Mapping[str, str]) -> MapFilter:
        """The filter that an address asks for by `show`, `kind`, `service`, `since`, `until` and `neighborhood`.

        A word that is missing or empty is the default; words of other names are none of ours.

        Raises:
            InputInvalid: a word is none that can be asked for; names the word.
        """
        errors = {name: "too_long" for name, length in _LENGTHS.items() if len(words.get(name, "")) > length}
        months = {name: parse_month(words.get(name, "")) for name in ("since", "until")}
        errors |= {name: "not_a_choice" for name, month in months.items() if month is None and words.get(name)}
        since, until = months["since"], months["until"]
        if since is not None and until is not None and since > until:
            errors["until"] = "not_a_choice"
        show = words.get("show", "") or Show.OPEN
        if show not in set(Show):
            errors["show"] = "not_a_choice"
        if errors:
            raise InputInvalid(errors)
        return cls(
            show=Show(show),
            kind=words.get("kind", ""),
            neighborhood_id=NeighborhoodId(words.get("neighborhood", "")) or None,
            service_code=ServiceCode(words.get("service", "")) or None,
            since=since,
            until=until,
        )

    @property
    def has_months(self) -> bool:
        """Whether it asks for months at all."""
        return self.since is not None or self.until is not None

    def words(self) -> dict[str, str]:
        """The words that ask for it in an address; those that say the default are left out."""
        every = {
            "show": "" if self.show is Show.OPEN else self.show.value,
            "kind": self.kind,
            "service": self.service_code or "",
            "since": month_words(self.since) if self.since else "",
            "until": month_words(self.until) if self.until else "",
            "neighborhood": self.neighborhood_id or "",
        }
        return {name: word for name, word in every.items() if word}


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
