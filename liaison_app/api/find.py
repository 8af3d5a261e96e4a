"""The map's search. `/api/find.json?q=…` answers with all that may be meant; `/api/find?q=…`, a plain form's, by
redirect with the page that was meant."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import answers_errors
from liaison_app.api.forms import status_of, waiting
from liaison_app.api.own_pages import OwnPage, policy_of, written
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.domain.errors import TooMany
from liaison_app.domain.place_matches import Match
from liaison_app.domain.plain_text import plain
from liaison_app.domain.ports_places import GeocoderUnavailable
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, active_locale, t, using_locale
from liaison_app.services import place_finding
from liaison_app.wording.errors import say_error
from liaison_app.wording.finding import address_of, match_line, say_away, say_match

SEARCHES = 60
WINDOW_S = 60
KEPT_BY_NOBODY = {"Cache-Control": "no-store"}


async def find(request: Request) -> Response:
    """303 to the ticket, the neighborhood or the place that alone is meant; else a plain page to choose from, or to try
    again. The map's own script asks `find_all` instead.

    429, in words for a person, for more than 60 in a minute from one address.
    """
    asked, locale = _asked(request), _locale(request)
    with using_locale(locale):
        try:
            found = await _find(request, asked)
        except TooMany as error:
            return PlainTextResponse(say_error(error), status_of(error), headers=waiting(error))
        if len(found.matches) == 1:
            return RedirectResponse(address_of(found.matches[0]), status_code=303, headers=KEPT_BY_NOBODY)
        return _choice(found, asked)


@answers_errors
async def find_all(request: Request) -> Response:
    """`/api/find.json?q=…`: what may be meant, the likeliest first. One alone is what was meant.

    `is_whole` is false where addresses could not be looked up.
    """
    found = await _find(request, _asked(request))
    with using_locale(_locale(request)):
        content = {"matches": [match_line(one) for one in found.matches], "is_whole": found.is_whole}
        return JSONResponse(content, headers=KEPT_BY_NOBODY)


def _asked(request: Request) -> str:
    return plain(request.query_params.get("q", ""))


def _locale(request: Request) -> str:
    asked = request.query_params.get("lang", DEFAULT_LOCALE)
    return asked if asked in LOCALES else DEFAULT_LOCALE


@dataclass(frozen=True, slots=True)
class _Found:
    """What may be meant; not whole where the address service did not answer."""

    matches: tuple[Match, ...]
    is_whole: bool = True


async def _find(request: Request, asked: str) -> _Found:
    """What is named so, alone; else places and neighborhoods that may be meant. Raises TooMany."""
    application = application_of(request)
    hit = application.ports["rate_limits"].hit
    await asyncio.to_thread(hit, "find", network_address(request), limit=SEARCHES, per_s=WINDOW_S)
    if (named := await application.call(place_finding.named, text=asked)) is not None:
        return _Found((named,))
    begun = await application.call(place_finding.begun, text=asked)
    try:
        return _Found((*await application.call(place_finding.places, text=asked), *begun))
    except GeocoderUnavailable:
        return _Found(begun, is_whole=False)


def _choice(found: _Found, asked: str) -> Response:
    """What may be meant, as links, and the search again with what was typed: for browsers whose scripts do not run."""
    if found.matches:
        said = t("{count} places may be meant. Choose one:", count=len(found.matches))
    elif found.is_whole:
        said = t("We found no such place, number or neighborhood. Try a corner, like 52nd and Market.")
    else:
        said = say_away()
    lines = [(escape(address_of(one)), escape(one.name), escape(say_match(one))) for one in found.matches]
    links = "".join(f'<li><a href="{to}"><b>{name}</b> <span>{what}</span></a></li>' for to, name, what in lines)
    body = (
        f"<main><h1>{escape(t('Search'))}</h1><p>{escape(said)}</p>{f'<ul>{links}</ul>' if links else ''}"
        f'<form action="/api/find" role="search"><input type="hidden" name="lang" value="{active_locale()}"/>'
        f'<label for="q">{escape(t("Search an address, corner, neighborhood or ticket number"))}</label>'
        f'<input id="q" name="q" type="search" value="{escape(asked)}"/><button>{escape(t("Search"))}</button></form>'
        f'<p><a href="{routes.localized(routes.MAP)}">{escape(t("Back to the map"))}</a></p></main>'
    )
    page = OwnPage(title=t("{page} · Liaison", page=t("Search")), body=body, style="find.css", forms="'self'")
    headers = {**KEPT_BY_NOBODY, "Content-Security-Policy": policy_of(page)}
    return Response(written(page), media_type="text/html; charset=utf-8", headers=headers)


ROUTES = [Route("/api/find", find), Route("/api/find.json", find_all)]
