"""What a liaison's phone keeps to work without a signal: kinds in every language, and the liaison's own lists."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app.api.answers import answers_errors
from liaison_app.api.forms import locale_of
from liaison_app.api.who import actor_of, application_of
from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ticket_rows import NeighborhoodTickets
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.services import catalogue, meetings_kept, places, ticket_lists
from liaison_app.wording.pocket import VERSION, say_kept_cards, say_kept_kinds, say_kept_meetings
from liaison_app.wording.ticket_lists import neighborhood_cards, own_sections

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

MINE_KEPT, AROUND_KEPT = 50, 30
PER_HOUR = 240


@answers_errors
async def kept(request: Request) -> Response:
    """`GET /api/pocket?locale=`: everything that the phone keeps for its account; 204 where nobody is signed in.

    A phone asks without knowing, so that is no error. 403 for whoever may not file.
    """
    actor = await actor_of(request)
    if not actor.is_signed_in:
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    account_id = actor.require(Audience.LIAISON)
    application = application_of(request)
    application.ports["rate_limits"].hit("pocket", str(account_id), limit=PER_HOUR, per_s=3600)
    locale = locale_of({"locale": request.query_params.get("locale", "")})
    content = await asyncio.to_thread(_content, application, actor, locale)
    return JSONResponse(content, headers={"Cache-Control": "private, no-store"})


def _content(application: Application, actor: Actor, locale: str) -> dict[str, Any]:
    settings, here = application.settings, places.neighborhoods
    return {
        "version": VERSION,
        "locale": locale,
        "zone": str(application.ports["city_profile"].time_zone),
        "account": {"id": actor.account_id, "name": actor.name, "neighborhood": actor.neighborhood_id or ""},
        "most": {"photos": settings.photos_per_ticket, "bytes": settings.photo_max_mb * 1024 * 1024},
        "neighborhoods": [[one.id, one.name] for one in application.use(here)],
        "kinds": {one: application.use(_kinds, locale=one) for one in LOCALES},
        **_lists(application, actor, locale),
    }


def _kinds(*, locale: str, guidance: Guidance, snapshot: Snapshot) -> list[dict[str, Any]]:
    offered = catalogue.kinds(locale=locale, guidance=guidance, snapshot=snapshot)
    with using_locale(locale):
        return say_kept_kinds(offered, lambda code: catalogue.questions_of(code, snapshot), guidance)


def _lists(application: Application, actor: Actor, locale: str) -> dict[str, Any]:
    use, zone = application.use, application.ports["city_profile"].time_zone
    mine = use(ticket_lists.list_mine, actor=actor, standing=None, query="", after="", limit=MINE_KEPT)
    meetings = use(meetings_kept.kept_meetings, actor=actor)
    around = _around(application, actor.neighborhood_id)
    with using_locale(locale):
        own = [card for section in own_sections(mine, is_search=False) for card in section.rows]
        return {
            "mine": say_kept_cards(own),
            "around": {"name": around.neighborhood_name, "rows": say_kept_cards(neighborhood_cards(around))}
            if around
            else None,
            "meetings": say_kept_meetings(meetings, zone),
        }


def _around(application: Application, neighborhood_id: NeighborhoodId | None) -> NeighborhoodTickets | None:
    if neighborhood_id is None:
        return None
    listing = ticket_lists.list_in_neighborhood
    return application.use(listing, neighborhood_id=neighborhood_id, standings=(), after="", limit=AROUND_KEPT)


ROUTES = [Route("/api/pocket", kept)]
