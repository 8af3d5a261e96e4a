"""Sheets to print for neighbors, in all languages at once: a room's code, the list to sign in on, a ticket's receipt,
and strips to tear off with the way to a neighborhood's page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.own_pages import OwnPage, address_to_type, answer, answer_to_one
from liaison_app.api.who import actor_of, application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import LiaisonError, NotFound, SignInNeeded
from liaison_app.domain.ids import MeetingId, NeighborhoodId, read_ticket_id
from liaison_app.i18n import LOCALES, active_locale, t, using_locale
from liaison_app.services import receipts, room_opening, speakers
from liaison_app.services.room_opening import RoomPanel
from liaison_app.wording.dates import say_exact_day
from liaison_app.wording.errors import say_error
from liaison_app.wording.poster import short_address
from liaison_app.wording.room_sheets import (
    PaperReceiptWords,
    RoomSheetWords,
    TearOffWords,
    say_paper_receipt,
    say_room_sheet,
    say_tear_off,
)

STRIPS = 8
LINES = 24
# Whoever prints the strips next gets the name as it is then.
FRESH_S = 0

Draw = Callable[[Application, Actor, Request], OwnPage]


def for_members(draw: Draw, locale: str) -> Handler:
    """A sheet for whoever is signed in and may have it; others are led to the sign-in page, or to nothing."""

    async def sheet(request: Request) -> Response:
        application, actor = application_of(request), await actor_of(request)
        with using_locale(locale):
            try:
                return answer_to_one(await asyncio.to_thread(draw, application, actor, request))
            except SignInNeeded:
                to = routes.sign_in(request.url.path, locale)
                return RedirectResponse(to, 303, headers={"cache-control": "no-store"})
            except LiaisonError as error:
                body = f"<main class=sheet><h1>{escape(say_error(error))}</h1></main>"
                return answer_to_one(OwnPage(title=say_error(error), body=body, style="paper.css"), 404)

    return sheet


def _languages() -> list[str]:
    """All of them, the active one first."""
    return sorted(LOCALES, key=lambda one: one != active_locale())


def _in_all(say: Callable[[], Any]) -> list[Any]:
    """Something said in every language, the active one first."""
    found = []
    for locale in _languages():
        with using_locale(locale):
            found.append(say())
    return found


def _tools(back_to: str, back: str) -> str:
    """On the screen only: the way back, and the button that prints."""
    return (
        f'<nav class=tools aria-label="{escape(t("Sheet"))}"><a href="{escape(back_to)}">← {escape(back)}</a>'
        f"<button type=button hidden>{escape(t('Print'))}</button></nav>"
    )


def _code(application: Application, address: str) -> str:
    pointed = escape(t("QR code to {address}", address=short_address(address)))
    return f'<div class=code role=img aria-label="{pointed}">{application.ports["qr_codes"].svg(address)}</div>'


def _page(title: str, body: str) -> OwnPage:
    return OwnPage(title=t("{page} · Liaison", page=title), body=body, style="paper.css", script="poster.js")


def _panel(application: Application, actor: Actor, request: Request) -> RoomPanel:
    meeting_id = MeetingId(request.path_params["meeting_id"])
    return application.use(room_opening.panel, actor=actor, meeting_id=meeting_id)


def _room_sheet(application: Application, actor: Actor, request: Request) -> OwnPage:
    panel = _panel(application, actor, request)
    if not panel.code:
        raise NotFound
    address = application.settings.public_url.rstrip("/") + routes.room(panel.code, "en")
    title = panel.title or panel.neighborhood
    words = _in_all(say_room_sheet)
    body = (
        f"{_tools(routes.meeting_room(panel.meeting_id), t('The room takes part'))}<main class='sheet sheet--room'>"
        f"<h1 class=sign><span>{escape(title)}</span></h1>"
        f"{''.join(_room_lead(one) for one in words)}{_code(application, address)}"
        f"<p class=address>{address_to_type(address)}</p>{''.join(_room_foot(one) for one in words)}</main>"
    )
    return _page(title, body)


def _room_lead(words: RoomSheetWords) -> str:
    return f"<div lang={words.locale}><p class=lead>{escape(words.lead)}</p><p>{escape(words.scan)}</p></div>"


def _room_foot(words: RoomSheetWords) -> str:
    return f"<p lang={words.locale}>{escape(words.how)} {escape(words.kept)}</p>"


def _sign_in_sheet(application: Application, actor: Actor, request: Request) -> OwnPage:
    panel = _panel(application, actor, request)
    zone = application.ports["city_profile"].time_zone
    title, day = panel.title or panel.neighborhood, panel.starts_at.astimezone(zone).date()
    days = _in_all(lambda: say_exact_day(day))
    heads = _in_all(lambda: (t("Name (only if you like)"), t("Block or street (only if you like)")))
    notes = _in_all(lambda: (active_locale(), t("We count who is here. Names are deleted after a year.")))
    cells = "".join(f"<th scope=col>{' / '.join(escape(one[place]) for one in heads)}</th>" for place in (0, 1))
    rows = "".join(f"<tr><td class=number>{number + 1}</td><td></td><td></td></tr>" for number in range(LINES))
    body = (
        f"{_tools(routes.meeting_room(panel.meeting_id), t('The room takes part'))}<main class='sheet sheet--list'>"
        f"<h1>{escape(title)}</h1><p>{escape(' · '.join(filter(None, (*days, panel.place))))}</p>"
        f"{''.join(f'<p class=small lang={locale}>{escape(said)}</p>' for locale, said in notes)}"
        f"<table><thead><tr><th><span class=unseen>#</span></th>{cells}</tr></thead>"
        f"<tbody>{rows}</tbody></table></main>"
    )
    return _page(t("Sign-in sheet"), body)


def _receipt(application: Application, actor: Actor, request: Request) -> OwnPage:
    ticket_id = read_ticket_id(request.path_params["ticket_id"])
    if ticket_id is None:
        raise NotFound
    found = application.use(receipts.receipt_of, actor=actor, ticket_id=ticket_id)
    zone, public_url = application.ports["city_profile"].time_zone, application.settings.public_url
    both = _in_all(lambda: say_paper_receipt(found, zone, public_url))
    parts = "<hr/>".join(_receipt_part(application, one) for one in both)
    body = f"{_tools(routes.ticket(ticket_id), t('To the ticket'))}<main class='sheet sheet--receipt'>{parts}</main>"
    return _page(both[0].title, body)


def _receipt_part(application: Application, words: PaperReceiptWords) -> str:
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in words.facts)
    code = _code(application, words.address) if words.address else ""
    address = f"<p class=address>{address_to_type(words.address)}</p>" if words.address else ""
    heading = "h1" if words.locale == active_locale() else "h2"
    return (
        f"<section lang={words.locale} class=receipt><{heading}>{escape(words.title)}</{heading}><dl>{rows}</dl>"
        f"<div class=way>{code}<div><p>{escape(words.how)}</p>{address}<p>{escape(words.call)}</p></div>"
        "</div></section>"
    )


@answers_errors
async def tear_off(request: Request) -> Response:
    """200 with the sheet for everybody, in all languages at once; 404 where there is no such neighborhood."""
    application = application_of(request)
    one = NeighborhoodId(request.path_params["neighborhood_id"])
    seat = await asyncio.to_thread(application.use, speakers.seat_of, neighborhood_id=one)
    city = application.ports["city_profile"].name
    words = _in_all(lambda: say_tear_off(seat, city))
    address = f"{application.settings.public_url.rstrip('/')}{routes.neighborhood(one)}"
    strip = (
        f"<li>{application.ports['qr_codes'].svg(address)}"
        f"<p><b>{escape(seat.neighborhood_name)}</b><br/>{escape(short_address(address))}</p></li>"
    )
    takes = " · ".join(f"<span lang={one.locale}>{escape(one.take)}</span>" for one in words)
    body = (
        f"{_tools(routes.neighborhood(one), seat.neighborhood_name)}<main class='sheet sheet--strips'>"
        f"<h1 class=sign><span>{escape(seat.neighborhood_name)}</span></h1>"
        f"{''.join(_tear_off_part(one) for one in words)}{_code(application, address)}"
        f"<p class=address>{address_to_type(address)}</p><p class=take>{takes}</p>"
        f"<ul aria-hidden=true>{strip * STRIPS}</ul></main>"
    )
    return answer(request, _page(seat.neighborhood_name, body), seconds=FRESH_S)


def _tear_off_part(words: TearOffWords) -> str:
    return (
        f"<div lang={words.locale}><p class=lead>{escape(words.lead)}</p>"
        f"<p>{escape(words.sub)} {escape(words.call)}</p></div>"
    )


_SHEETS: tuple[tuple[str, Draw], ...] = (
    ("/meetings/{meeting_id}/room/sheet", _room_sheet),
    ("/meetings/{meeting_id}/room/sign-in-sheet", _sign_in_sheet),
    ("/t/{ticket_id}/receipt", _receipt),
)
ROUTES = [
    *(Route(routes.localized(at, one), for_members(draw, one)) for at, draw in _SHEETS for one in LOCALES),
    Route("/n/{neighborhood_id}/tear-off", tear_off),
]
