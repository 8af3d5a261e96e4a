"""View rows of chronic spots: what everybody may see, days instead of moments. Places are WGS 84 degrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liaison_app.domain.chronic_spots import Recurrence
from liaison_app.domain.city_process import FamilyKey
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId, SpotId
from liaison_app.domain.ticket_rows import TicketCard


@dataclass(frozen=True, slots=True)
class SpotFilter:
    """Which spots: of one neighborhood, of one family, or all."""

    neighborhood_id: NeighborhoodId | None = None
    family: FamilyKey | None = None

    @classmethod
    def parse(cls, neighborhood_id: str = "", family: str = "") -> SpotFilter:
        """The filter that an address asks for.

        Raises:
            InputInvalid: a word is far too long to be one of ours.
        """
        if len(neighborhood_id) > 64 or len(family) > 64:
            raise InputInvalid({"family": "too_long"})
        return cls(NeighborhoodId(neighborhood_id) if neighborhood_id else None, FamilyKey(family) if family else None)


@dataclass(frozen=True, slots=True)
class SpotCard:
    """A chronic spot in a list, as last looked at; the figures are of the last three years.

    `gap_days` is the median from a closing to the next report. `looked_at` counts tickets on which somebody said what
    is there, `seen_fixed` those of them that were seen fixed.
    """

    id: SpotId
    family: FamilyKey
    at: LatLon
    address: str
    neighborhood_id: NeighborhoodId | None
    neighborhood_name: str
    tickets: int
    closings: int
    returns: int
    gap_days: int | None
    seen_fixed: int
    looked_at: int
    open_now: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class SpotList:
    """A page of spots, those that came back most often first; `next_page` is where the next one starts, or None.

    `neighborhood_name` is '' where all are meant.
    """

    spots: tuple[SpotCard, ...]
    next_page: str | None
    neighborhood_name: str
    today: date


@dataclass(frozen=True, slots=True)
class SpotVisit:
    """One ticket of a spot's history. `city_words` are the city's when it closed it, without what looks personal.

    `came_back_after` are the days since the closing before, where this ticket is the problem's coming back.
    """

    card: TicketCard
    city_words: str
    came_back_after: int | None


@dataclass(frozen=True, slots=True)
class SpotHistory:
    """A spot with everything known of it, newest first. `recurrence` is of all of it, counted now.

    `is_chronic` is false where too little came back within the last three years; `is_cut` where the history is longer.
    """

    id: SpotId
    family: FamilyKey
    at: LatLon
    address: str
    neighborhood_id: NeighborhoodId | None
    neighborhood_name: str
    is_chronic: bool
    recurrence: Recurrence
    visits: tuple[SpotVisit, ...]
    is_cut: bool
    today: date
