"""`/room/{code}`: the page that phones in the room open; `/room/{code}/wall`: for a projector. In Spanish below `/es`.

Pages of their own, whole in one answer: no framework, no websocket, no account. What is on them is drawn here and kept
up to date by a small script (`sheets/room.js`, `sheets/wall.js`), which hears of changes by one stream.
"""

from __future__ import annotations

import asyncio
import json
from functools import partial
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import Handler
from liaison_app.api.own_pages import OwnPage, address_to_type, answer_to_one
from liaison_app.api.room import DEVICE_COOKIE, device_in, has_attended, told_of
from liaison_app.api.room_telling import Told
from liaison_app.api.who import application_of
from liaison_app.domain.errors import LiaisonError, TooMany
from liaison_app.domain.room import (
    NOTE_LENGTH,
    SHOWN_FOR,
    WHAT_LENGTH,
    WHERE_LENGTH,
    Visitor,
    device_mark,
    new_device,
    read_room_code,
)
from liaison_app.front_end.icons import sprite_address
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.wording.errors import say_error
from liaison_app.wording.poster import short_address
from liaison_app.wording.room import say_room
from liaison_app.wording.room_page import script_words, wall_words

UNLISTED = '<meta name="robots" content="noindex"/>'
OWN_NAMES = {"en": "English", "es": "Español"}


def _page(locale: str) -> Handler:
    async def room(request: Request) -> Response:
        """200 with the page, and the phone's own id in a cookie; 404 for no such room, 429 for too many of those."""
        code = read_room_code(request.path_params["code"]) or ""
        with using_locale(locale):
            try:
                told = await told_of(request, code)
            except LiaisonError as error:
                return _no_room(error)
            device = device_in(request) or new_device()
            visitor, meeting_id = Visitor(code, device), told.board.meeting_id
            there = await has_attended(request, visitor, meeting_id)
            draw = partial(_room_page, request, told, visitor, locale, is_there=there)
            answered = await asyncio.to_thread(lambda: answer_to_one(draw()))
        answered.set_cookie(
            DEVICE_COOKIE,
            device,
            max_age=int(SHOWN_FOR.total_seconds()),
            path="/",
            secure=application_of(request).settings.is_https,
            httponly=True,
            samesite="lax",
        )
        return answered

    return room


def _wall(locale: str) -> Handler:
    async def wall(request: Request) -> Response:
        """200 with the wall; 404 for no such room, 429 for too many of those."""
        code = read_room_code(request.path_params["code"]) or ""
        with using_locale(locale):
            try:
                told = await told_of(request, code)
            except LiaisonError as error:
                return _no_room(error)
            return await asyncio.to_thread(lambda: answer_to_one(_wall_page(request, told, code, locale)))

    return wall


def _no_room(error: LiaisonError) -> Response:
    is_busy = isinstance(error, TooMany)
    said = say_error(error) if is_busy else t("There is no such room, or it is long over. Look at the code again.")
    body = f"<main><h1>{escape(t('No room here'))}</h1><p>{escape(said)}</p>{_way_on()}</main>"
    return answer_to_one(OwnPage(title=t("No room here"), body=body, style="room.css"), 429 if is_busy else 404)


def _way_on() -> str:
    return f'<p><a href="{routes.localized(routes.MAP)}">{escape(t("To the map of all neighborhoods"))}</a></p>'


def _room_page(request: Request, told: Told, visitor: Visitor, locale: str, *, is_there: bool) -> OwnPage:
    application, board = application_of(request), told.board
    name = say_room(board, told.zone, application.ports["clock"].now())
    state = json.loads(told.whole(locale, device_mark(visitor.device, board.meeting_id))) | {"there": is_there}
    head = state["head"]
    body = (
        f"{_bar(visitor.code, locale)}<main{'' if head['is_open'] else ' class=is-closed'}>"
        f"<h1 class=sign><span>{escape(name.title)}</span></h1><p class=about>{escape(name.about)}</p>"
        f'<p id=until class=until data-closed-words="{escape(t("The room is closed"))}">'
        f"{escape(head['until'] or t('The room is closed'))}</p>"
        f"<p id=trouble class=trouble role=status hidden></p>"
        f"<noscript><p class=trouble>{escape(t('Your browser runs no scripts: tell your liaison what is wrong.'))}</p>"
        f"</noscript>{_form()}{_here()}"
        f"<section aria-labelledby=yours id=own hidden><h2 id=yours>{escape(t('Yours'))}</h2>"
        f"<ul id=mine></ul></section><section aria-labelledby=list-title>"
        f"<h2 id=list-title>{escape(t('On the list'))}</h2>{_list(state)}</section>"
        f"<footer><p>{escape(_kept())}</p>{_way_on()}</footer></main>"
        f"{_data(visitor.code, locale, script_words(), state)}"
    )
    title = t("{page} · Liaison", page=name.title)
    return OwnPage(title=title, body=body, style="room.css", script="room.js", head=UNLISTED, connects="'self'")


def _bar(code: str, locale: str) -> str:
    others = "".join(
        f'<a href="{routes.room(code, one)}" lang="{one}" hreflang="{one}">{OWN_NAMES[one]}</a>'
        for one in LOCALES
        if one != locale
    )
    return f"<nav class=bar aria-label='{escape(t('Language'))}'><b>Liaison</b>{others}</nav>"


def _form() -> str:
    return (
        f"<details class=add id=add><summary>{_icon('add')}{escape(t('Add a concern'))}</summary>"
        "<form id=offer novalidate>"
        f"{_field('what', t('What is wrong?'), WHAT_LENGTH, hint=t('For example: couch on the sidewalk'))}"
        f"{_field('where', t('Where?'), WHERE_LENGTH, hint=t('A house number, a corner or a landmark'))}"
        f"<button type=button id=place class=quiet>{_icon('locate')}<span></span></button>"
        "<p id=place-said class=small role=status></p>"
        f"{_field('note', t('Anything else? (optional)'), NOTE_LENGTH, is_long=True)}"
        f'<div id=personal class=personal role=alert data-title="{escape(t("Does this name or reach a person?"))}"'
        f' data-send="{escape(t("It is meant. Send it"))}" hidden></div>'
        f"<p class=small>{escape(_consent())}</p>"
        f"<p id=form-said role=status></p>"
        f"<button class=main>{_icon('send')}{escape(t('Send'))}</button></form></details>"
    )


def _field(name: str, label: str, most: int, *, hint: str = "", is_long: bool = False) -> str:
    common = f'id="{name}" name="{name}" maxlength="{most}" aria-describedby="{name}-hint {name}-error"'
    typed = f"<textarea {common} rows=3></textarea>" if is_long else f'<input {common} autocomplete="off"/>'
    said = f'<p class=small id="{name}-hint">{escape(hint)}</p>' if hint else f'<span id="{name}-hint"></span>'
    wrong = f'<p class=error id="{name}-error" hidden></p>'
    return f'<label for="{name}">{escape(label)}</label>{said}{wrong}{typed}'


def _consent() -> str:
    return t(
        "A liaison reads it first. Then everybody in the room and on the wall reads what and where, without a name, "
        "and it goes to the city as a request. Leave names and phone numbers out."
    )


def _kept() -> str:
    return t(
        "No account and no name. A random number in a cookie tells your phone from others, for {days} days; we keep "
        "nothing else about it.",
        days=SHOWN_FOR.days,
    )


def _here() -> str:
    return (
        f"<details class=here id=here-box><summary>{_icon('check')}{escape(t('Say that you are here'))}</summary>"
        f"<form id=here novalidate>{_field('said', t('The digits that were said aloud'), 12)}"
        f"<button class=quiet>{escape(t('Count me'))}</button></form></details><p id=there class=there hidden></p>"
    )


def _list(state: dict[str, object]) -> str:
    """The list as it stands; the script draws it anew with its buttons."""
    head, rows = state["head"], state["list"]
    said = "".join(
        f"<p id={name} class=small>{escape(str(head[name]))}</p>"  # type: ignore[index]
        for name in ("count", "waiting", "unshown", "attended")
    )
    drawn = "".join(
        f"<li><div><b>{escape(one['title'])}</b><p class=small>{escape(one['about'])}</p></div></li>"
        for one in rows  # type: ignore[attr-defined]
    )
    return f"{said}<ul id=list>{drawn}</ul><p id=empty class=small hidden></p>"


def _data(code: str, locale: str, words: dict[str, str], state: dict[str, object]) -> str:
    """What the script begins with: data, which no browser runs."""
    content = {"code": code, "lang": locale, "words": words, "state": state}
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="begin">{text}</script>'


def _icon(name: str) -> str:
    return f'<svg aria-hidden="true" class="icon"><use href="{sprite_address()}#{name}"/></svg>'


def _wall_page(request: Request, told: Told, code: str, locale: str) -> OwnPage:
    application = application_of(request)
    address = application.settings.public_url.rstrip("/") + routes.room(code, "en")
    name = say_room(told.board, told.zone, application.ports["clock"].now())
    state = json.loads(told.whole(locale, None))
    other = next(one for one in LOCALES if one != locale)
    with using_locale(other):
        second = f"<p class=second lang={other}>{escape(t('Point your phone’s camera at this, or type:'))}</p>"
    picture = application.ports["qr_codes"].svg(address)
    pointed = escape(t("QR code to {address}", address=short_address(address)))
    body = (
        f"<header><h1 class=sign><span>{escape(name.title)}</span></h1><div><p>{escape(name.about)}</p>"
        f"<p id=until>{escape(state['head']['until'] or t('The room is closed'))}</p></div>"
        f"{_wall_tools(code, other)}</header>"
        f"<main><section class=join><h2>{escape(t('Add yours'))}</h2>"
        f'<div class=code role=img aria-label="{pointed}">{picture}</div>'
        f"<p>{escape(t('Point your phone’s camera at this, or type:'))}</p>{second}"
        f"<p class=address>{address_to_type(address)}</p>"
        "<p id=attended></p></section>"
        f"<section class=shown aria-labelledby=count><h2 id=count></h2><p id=waiting class=small></p>"
        f"<p id=unshown class=small></p><ul id=list></ul><p id=empty hidden></p></section></main>"
        f"{_data(code, locale, wall_words(), state)}"
    )
    title = t("{page} · Liaison", page=name.title)
    return OwnPage(title=title, body=body, style="wall.css", script="wall.js", head=UNLISTED, connects="'self'")


def _wall_tools(code: str, other: str) -> str:
    to = escape(routes.room_wall(code, other))
    return (
        f'<nav aria-label="{escape(t("Wall"))}"><a href="{to}" lang="{other}" hreflang="{other}">{OWN_NAMES[other]}</a>'
        f"<button type=button id=theme>{escape(t('Light or dark'))}</button></nav>"
    )


ROUTES = [
    *(Route(routes.localized("/room/{code}", one), _page(one)) for one in LOCALES),
    *(Route(routes.localized("/room/{code}/wall", one), _wall(one)) for one in LOCALES),
]
