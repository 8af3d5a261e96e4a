"""A view of the map as one small picture with a short list: what other sites show in a frame. Public fields only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liaison_app.domain.geo import LatLon
from liaison_app.domain.map_feed import MapFilter, Tally
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.domain.tickets import Standing

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A ticket in the picture."""

    at: LatLon
    standing: Standing


@dataclass(frozen=True, slots=True)
class ViewPicture:
    """What a view shows. `place` is the neighborhood's name, '' for the whole city.

    `dots` are the newest tickets, up to a bound; `rings` the neighborhood's border as (longitude, latitude) where one
    was imported, with whom to credit for it in `credit`.
    """

    wanted: MapFilter
    place: str
    tally: Tally
    cards: tuple[TicketCard, ...]
    dots: tuple[Dot, ...]
    rings: tuple[Ring, ...]
    credit: str
    today: date
