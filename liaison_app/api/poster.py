"""`/n/{id}/poster`: one sheet to print, with a QR code to the neighborhood's page. In Spanish below `/es`."""

from __future__ import annotations

import asyncio
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.own_pages import OwnPage, answer
from liaison_app.api.who import application_of
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.front_end.icons import sprite_address
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import speakers
from liaison_app.wording.poster import PosterWords, say_poster
from liaison_app.wording.speakers import SpeakerWords

# A name that was taken back must be gone from what is printed next: every reader asks whether it has changed.
FRESH_S = 0
LONG_NAME = 18
HOUSES = ("a", "c", "b", "d")


def _poster(locale: str) -> Handler:
    @answers_errors
    async def poster(request: Request) -> Response:
        """200 with the sheet; 404 where there is no such neighborhood."""
        application = application_of(request)
        one = NeighborhoodId(request.path_params["neighborhood_id"])
        seat = await asyncio.to_thread(application.use, speakers.seat_of, neighborhood_id=one)
        with using_locale(locale):
            words = say_poster(seat, application.ports["city_profile"].name, application.settings.public_url)
            code = application.ports["qr_codes"].svg(words.address)
            return answer(request, _page(words, code), seconds=FRESH_S)

    return poster


def _page(words: PosterWords, code: str) -> OwnPage:
    long = " sign--long" if len(words.name) > LONG_NAME else ""
    pointed = t("QR code to {address}", address=words.short)
    body = (
        f"{_tools(words)}<main class=sheet>"
        f'<h1 class="sign{long}"><span>{escape(words.name)}</span></h1>'
        f"<p class=lead>{escape(words.lead)}</p><p class=sub>{escape(words.sub)}</p>"
        f'<div class=way><div class=code role=img aria-label="{escape(pointed)}">'
        f"{code}</div>"
        f"<div><p class=scan>{escape(words.scan)}</p><p class=address>{_breakable(words.short)}</p></div></div>"
        f"{_who(words)}{_houses(words)}"
        f"<p class=call>{escape(words.call)}</p></main>"
    )
    return OwnPage(title=t("{page} · Liaison", page=words.name), body=body, style="poster.css", script="poster.js")


def _tools(words: PosterWords) -> str:
    """On the screen only: back, the other languages, print."""
    others = "".join(
        f'<a href="{escape(to)}" lang="{locale}" hreflang="{locale}">{escape(name)}</a>'
        for locale, name, to in words.other
    )
    return (
        f'<nav class=tools aria-label="{escape(t("Poster"))}">'
        f'<a href="{escape(words.back_to)}">← {escape(words.name)}</a>{others}'
        f"<button type=button hidden>{escape(t('Print'))}</button></nav>"
    )


def _who(words: PosterWords) -> str:
    found = words.speakers
    named = "".join(map(_speaker, found.named))
    listed = f"<ul>{named}</ul>" if named else ""
    rest = found.unnamed if found.unnamed and found.named else found.said if not found.named else ""
    said = "".join(f"<p>{escape(one)}</p>" for one in (rest, words.empty_seat if found.is_empty else "") if one)
    return f"<section class=who><h2>{escape(words.who)}</h2>{listed}{said}</section>"


def _speaker(one: SpeakerWords) -> str:
    more = "".join(f"<br/>{escape(text)}" for text in (one.languages, one.line) if text)
    badge = f"<span class=badge aria-hidden=true>{escape(one.initials)}</span>"
    return f"<li>{badge}<p><b>{escape(one.name)}</b>{more}</p></li>"


def _houses(words: PosterWords) -> str:
    drawn = "".join(
        f'<svg class="house{" house--lit" if lit else ""}" viewBox="0 0 48 80" aria-hidden="true">'
        f'<use href="{sprite_address()}#house-{HOUSES[place % len(HOUSES)]}"/></svg>'
        for place, lit in enumerate(words.lights)
    )
    return f"<figure class=row><div>{drawn}</div><figcaption>{escape(words.lit)}</figcaption></figure>"


def _breakable(address: str) -> str:
    return escape(address).replace("/", "/<wbr/>")


ROUTES = [Route(routes.localized("/n/{neighborhood_id}/poster", one), _poster(one)) for one in LOCALES]
