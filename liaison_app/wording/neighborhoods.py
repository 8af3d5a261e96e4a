"""A neighborhood's page in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app import application_routes, routes
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.domain.ticket_rows import NeighborhoodTickets
from liaison_app.i18n import t
from liaison_app.services.neighborhood_pages import NeighborhoodPage
from liaison_app.wording.embed import embed_code
from liaison_app.wording.lights import house_lights
from liaison_app.wording.numbers import say_number
from liaison_app.wording.place_figures import FigureWords, say_figures
from liaison_app.wording.speakers import SpeakersWords, say_speakers
from liaison_app.wording.tickets import CardWords, card_words

MAP_ZOOM = 15


@dataclass(frozen=True)
class NeighborhoodWords:
    """The page: figures as people write them, its centre (WGS 84 degrees), and the ways from there.

    `name` is empty before it is known. In the row of houses each window is a closed ticket that somebody looked at,
    lit where it was seen fixed; `lit` says so. `brief_to` is '' where there was no meeting yet.
    `embed` is the code for other sites.
    """

    id: str = ""
    name: str = ""
    map_to: str = ""
    feed_to: str = ""
    poster_to: str = ""
    tear_off_to: str = ""
    brief_to: str = ""
    compare_to: str = ""
    spots_to: str = ""
    csv_to: str = ""
    geojson_to: str = ""
    embed: str = ""
    lat: float = 0.0
    lon: float = 0.0
    open: str = "0"
    late: str = "0"
    closed: str = "0"
    next_page: str = ""
    lights: list[str] = field(default_factory=list)
    lit: str = ""
    speakers: SpeakersWords = field(default_factory=SpeakersWords)
    figures: FigureWords = field(default_factory=FigureWords)


def neighborhood_words(found: NeighborhoodPage, public_url: str) -> NeighborhoodWords:
    """What the page shows of `found`, in the active locale. `closed` counts all that the city closed."""
    tickets, figures = found.tickets, found.figures
    at = f"{tickets.centre.lat:.5f},{tickets.centre.lon:.5f},{MAP_ZOOM}"
    name, here = tickets.neighborhood_name, tickets.neighborhood_id
    return NeighborhoodWords(
        id=here,
        name=name,
        lat=tickets.centre.lat,
        lon=tickets.centre.lon,
        map_to=f"{routes.localized(routes.MAP)}?at={at}",
        feed_to=routes.neighborhood_feed(here),
        poster_to=routes.poster(here),
        tear_off_to=routes.tear_off(here),
        brief_to=routes.public_brief(here) if found.has_brief else "",
        compare_to=routes.compare(here),
        spots_to=routes.spots(neighborhood=here),
        csv_to=routes.open_data("csv", neighborhood=here),
        geojson_to=routes.open_data("geojson", neighborhood=here),
        embed=embed_code(MapFilter(show=Show.OPEN, neighborhood_id=here), name, public_url),
        open=say_number(figures.open),
        late=say_number(figures.late),
        closed=say_number(figures.closed),
        next_page=tickets.next_page or "",
        lights=house_lights(figures.fixed, figures.looked_at),
        lit=_say_lit(figures.fixed, figures.looked_at),
        speakers=say_speakers(found.speakers, application_routes.apply(here)),
        figures=say_figures(figures),
    )


def _say_lit(lit: int, looked_at: int) -> str:
    """What the lit windows count; '' where there is nothing to count."""
    if not looked_at:
        return ""
    return t(
        "Lit windows: closed tickets that somebody saw fixed, {lit} of {all}.",
        lit=say_number(lit),
        all=say_number(looked_at),
    )


def neighborhood_cards(found: NeighborhoodTickets) -> list[CardWords]:
    """The page's tickets as cards."""
    return [card_words(row, found.today) for row in found.rows]
