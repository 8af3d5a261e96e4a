"""The public map's data over REST: tiles, neighborhoods, the list in view, the ground under it. Cached, no cookie."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api import numbers
from liaison_app.api.answers import answers_errors, cached_json
from liaison_app.api.sign_in import network_address
from liaison_app.bootstrap import Application
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import Bounds
from liaison_app.domain.map_feed import Cluster, MapFilter, NeighborhoodTally, Tally, Tile, TileContent
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, active_locale, using_locale
from liaison_app.services import known_borders, map_feed, place_imports, ticket_finding
from liaison_app.wording.map import list_line, pin_lines, said_credits

T = TypeVar("T")
FRESH_S = 15
GROUND_S = 600
SHAPES_S = 3600


def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


def _locale(request: Request) -> str:
    asked = request.query_params.get("lang", DEFAULT_LOCALE)
    return asked if asked in LOCALES else DEFAULT_LOCALE


async def _answer(
    request: Request, service: Callable[..., T], content: Callable[[T], Any], *, seconds: int = FRESH_S, **given: Any
) -> Response:
    """What `content` makes of what a service says: read, worded and packed in the threads that the map has for itself.

    Raises: TooMany, as `Pool.run_for`.
    """
    application = _application(request)

    def work() -> Response:
        found = application.use(service, **given)
        with using_locale(_locale(request)):
            return cached_json(request, content(found), seconds=seconds)

    return await application.pools["map_reads"].run_for(network_address(request), work)


@answers_errors
async def tile(request: Request) -> Response:
    """`/api/map/{z}/{x}/{y}.json`: clusters `[lat, lon, [count, open, late]]`, or pins at street level."""
    at = Tile.parse(*(int(request.path_params[name]) for name in ("z", "x", "y")))
    return await _answer(request, map_feed.tile, _tile, at=at, wanted=MapFilter.read(request.query_params))


@answers_errors
async def neighborhoods(request: Request) -> Response:
    """`/api/map/neighborhoods.json`: every neighborhood with its centre and counts."""
    wanted = MapFilter.read(request.query_params)
    return await _answer(request, map_feed.neighborhoods, _neighborhoods, wanted=wanted)


@answers_errors
async def tickets(request: Request) -> Response:
    """`/api/tickets.json?box=S,W,N,E&after=…`: the list in view, 30 at a time, in the words of `lang`.

    `about` says that the tally is no exact number: there are very many in view.
    """
    return await _answer(
        request,
        ticket_finding.in_view,
        _list,
        view=_view(request.query_params.get("box", "")),
        wanted=MapFilter.read(request.query_params),
        after=request.query_params.get("after", ""),
    )


@answers_errors
async def ground(request: Request) -> Response:
    """`/api/map/ground.json`: the tile server, or the outline and streets to draw instead of it."""
    drawn = _application(request).ports["map_ground"].content

    def content(sources: Iterable[tuple[str, str]]) -> dict[str, Any]:
        return {**drawn(), "import_attribution": said_credits(sources)}

    return await _answer(request, place_imports.credits_of_all, content, seconds=GROUND_S)


@answers_errors
async def shapes(request: Request) -> Response:
    """`/api/map/shapes.json`: the neighborhoods' borders as GeoJSON, simplified; none before an import."""
    return await _answer(request, known_borders.shown_shapes, _shapes, seconds=SHAPES_S)


def _tile(found: TileContent) -> dict[str, Any]:
    return {
        "clusters": [_cluster(one) for one in found.clusters],
        "pins": pin_lines(found.pins),
        "is_cut": found.is_cut,
    }


def _neighborhoods(found: Iterable[NeighborhoodTally]) -> dict[str, Any]:
    return {"neighborhoods": [_neighborhood(one, active_locale()) for one in found]}


def _list(found: ticket_finding.TicketPage) -> dict[str, Any]:
    cards = [list_line(card, found.today) for card in found.cards]
    return {"cards": cards, "tally": _tally(found.tally), "about": found.is_about, "next": found.next_page}


def _shapes(found: known_borders.ShownShapes) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "attribution": said_credits([(found.attribution, found.licence)]),
        "features": found.features,
    }


def _view(box: str) -> Bounds | None:
    if not box:
        return None
    try:
        south, west, north, east = (float(side) for side in box.split(","))
    except ValueError as error:
        raise InputInvalid({"box": "not_a_number"}) from error
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        raise InputInvalid({"box": "not_a_choice"})
    return Bounds(south, west, north, east)


def _tally(of: Tally) -> list[int]:
    return [of.count, of.open, of.late]


def _cluster(one: Cluster) -> list[Any]:
    return [one.lat, one.lon, _tally(one.tally)]


def _neighborhood(one: NeighborhoodTally, locale: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "lat": one.lat,
        "lon": one.lon,
        "href": routes.neighborhood(one.id, locale),
        "tally": _tally(one.tally),
    }


numbers.register()
ROUTES = [
    Route("/api/map/{z:number}/{x:number}/{y:number}.json", tile),
    Route("/api/map/neighborhoods.json", neighborhoods),
    Route("/api/map/ground.json", ground),
    Route("/api/map/shapes.json", shapes),
    Route("/api/tickets.json", tickets),
]
