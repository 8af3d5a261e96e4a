"""A neighborhood's page in words."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app import routes
from liaison_app.domain.ticket_rows import NeighborhoodTickets
from liaison_app.wording.numbers import say_number
from liaison_app.wording.tickets import CardWords, card_words

MAP_ZOOM = 15


@dataclass(frozen=True)
class NeighborhoodWords:
    """The page's head: figures as people write them, its centre (WGS 84 degrees), the way to the map there.

    `name` is empty before it is known.
    """

    id: str = ""
    name: str = ""
    map_to: str = ""
    feed_to: str = ""
    lat: float = 0.0
    lon: float = 0.0
    open: str = "0"
    late: str = "0"
    closed: str = "0"
    fixed: str = "0"
    next_page: str = ""


def neighborhood_words(found: NeighborhoodTickets) -> NeighborhoodWords:
    """What the page shows of `found`, in the active locale. `closed` counts all that the city closed."""
    counts = found.counts
    at = f"{found.centre.lat:.5f},{found.centre.lon:.5f},{MAP_ZOOM}"
    return NeighborhoodWords(
        id=found.neighborhood_id,
        name=found.neighborhood_name,
        lat=found.centre.lat,
        lon=found.centre.lon,
        map_to=f"{routes.localized(routes.MAP)}?at={at}",
        feed_to=routes.neighborhood_feed(found.neighborhood_id),
        open=say_number(counts.open),
        late=say_number(counts.late),
        closed=say_number(counts.closed + counts.fixed + counts.not_fixed),
        fixed=say_number(counts.fixed),
        next_page=found.next_page or "",
    )


def neighborhood_cards(found: NeighborhoodTickets) -> list[CardWords]:
    """The page's tickets as cards."""
    return [card_words(row, found.today) for row in found.rows]
