"""What phones in the room send and hear. No account, no name: a random id in a cookie is all that a phone is known by.

A church's phones share one network, and a phone's id costs nothing to make up. So each phone has its limits, a network
has wide ones, and new phones are counted by network before they count for anything.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app.api.forms import fault
from liaison_app.api.room_live import Stream, live_rooms
from liaison_app.api.room_telling import Told
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError, NotFound, TooMany
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.plain_text import plain
from liaison_app.domain.privacy import find_personal, pieces_of
from liaison_app.domain.room import Offer, Visitor, device_mark, is_device, read_room_code
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, using_locale
from liaison_app.services import room_attending, room_listing, room_offering, room_supporting
from liaison_app.wording.report import say_personal
from liaison_app.wording.room_page import say_refused

DEVICE_COOKIE = "room"
NO_STORE = {"cache-control": "no-store"}
LONGEST_BODY = 16_000
A_MINUTE, TEN_MINUTES, AN_HOUR = 60, 600, 3600
# Of one phone: presses, concerns, codes that were not the one that was said.
PRESSES, OFFERS, TRIES = 60, 12, 8
# Of one network, which is a whole church's: the same for 200 phones, and how many phones it has in a room.
NETWORK_PRESSES, NETWORK_OFFERS, NETWORK_TRIES, NETWORK_PHONES = 1500, 400, 200, 400
# Codes of no room, asked for from one network. Rooms that are there can still be reached from it.
WRONG_CODES = 60

Act = Callable[[Application, Visitor, Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is counted before an act: its name, how much of it one phone and one network may do, in how many seconds."""

    what: str
    of_phone: int
    of_network: int
    per_s: int


async def post_offer(request: Request) -> Response:
    """Offer a concern: 201 with where it stands, 200 where it had arrived; 409, 422 or 429 with words."""
    return await _posted(request, _offer, Limits("room_offers", OFFERS, NETWORK_OFFERS, TEN_MINUTES))


async def post_behind(request: Request) -> Response:
    """Stand behind a concern of the list."""
    return await _posted(request, partial(_support, room_supporting.stand_behind), PRESSED)


async def post_step_back(request: Request) -> Response:
    """Stand behind it no longer."""
    return await _posted(request, partial(_support, room_supporting.step_back), PRESSED)


async def post_here(request: Request) -> Response:
    """Say the code that was said aloud, and be counted."""
    return await _posted(request, _attend, Limits("room_tries", TRIES, NETWORK_TRIES, TEN_MINUTES))


PRESSED = Limits("room_presses", PRESSES, NETWORK_PRESSES, A_MINUTE)


async def get_list(request: Request) -> Response:
    """The list, and what is this phone's own: for phones that hear no events. 404 for no such room."""
    code = _code(request)
    try:
        told = await told_of(request, code)
    except LiaisonError as error:
        return JSONResponse({"error": error.code}, 429 if isinstance(error, TooMany) else 404, headers=NO_STORE)
    device = device_in(request)
    mark = device_mark(device, told.board.meeting_id) if device else None
    there = bool(device) and await has_attended(request, Visitor(code, device), told.board.meeting_id)
    whole = json.loads(told.whole(locale_in(request), mark)) | {"there": there}
    return JSONResponse(whole, headers=NO_STORE)


async def get_events(request: Request) -> Response | Stream:
    """The list and each change of it, as server-sent events; 404 for no such room, 429 for too many streams."""
    code, network = _code(request), network_address(request)
    # A wall is nobody's phone.
    device = "" if "wall" in request.query_params else device_in(request)
    return Stream(live_rooms(request), code=code, network=network, locale=locale_in(request), device=device)


async def told_of(request: Request, code: str) -> Told:
    """The room of a code, read now.

    Raises: NotFound; TooMany where its network asked for too many that are not there.
    """
    application = application_of(request)
    try:
        board = await application.call(room_listing.board, code=code)
    except NotFound:
        hit = application.ports["rate_limits"].hit
        await asyncio.to_thread(hit, "room_codes", network_address(request), limit=WRONG_CODES, per_s=A_MINUTE)
        raise
    return Told(board, application.ports["city_profile"].time_zone)


def device_in(request: Request) -> str:
    """The phone's own id, or '' where it has none yet."""
    found = request.cookies.get(DEVICE_COOKIE, "")
    return found if is_device(found) else ""


def locale_in(request: Request) -> str:
    """The language that the page asks in."""
    asked = request.query_params.get("lang", DEFAULT_LOCALE)
    return asked if asked in LOCALES else DEFAULT_LOCALE


async def has_attended(request: Request, visitor: Visitor, meeting_id: MeetingId) -> bool:
    """Whether this phone is counted as being there."""
    application = application_of(request)
    return await application.call(room_attending.has_attended, visitor=visitor, meeting_id=meeting_id)


async def _posted(request: Request, act: Act, limits: Limits) -> Response:
    application, locale = application_of(request), locale_in(request)
    given: Mapping[str, Any] = {}
    try:
        given = await _read(request)
        do = partial(_counted, application, _visitor(request), network_address(request), limits, act, given)
        content = await asyncio.to_thread(do)
    except Conflict as error:
        with using_locale(locale):
            said = {"reason": error.reason, "fields": {}, "notice": say_refused(error.reason)}
        return JSONResponse(said, 409, headers=NO_STORE)
    except InputInvalid as error:
        return _invalid(error, given, locale)
    except LiaisonError as error:
        return fault(error, locale)
    return JSONResponse(content, 201 if content.get("is_new") else 200, headers=NO_STORE)


def _invalid(error: InputInvalid, given: Mapping[str, Any], locale: str) -> Response:
    """What is wrong beside the fields; what looks personal is named piece by piece, to be said yes to."""
    if "personal_ok" not in error.errors:
        return fault(error, locale)
    found = find_personal(Offer.parse(dict(given)).words)
    with using_locale(locale):
        content = {"fields": {}, "notice": "", "personal": say_personal(found), "pieces": pieces_of(found)}
    return JSONResponse(content, 422, headers=NO_STORE)


async def _read(request: Request) -> Mapping[str, Any]:
    """A small JSON object. Raises: InputInvalid."""
    body = await request.body()
    if len(body) > LONGEST_BODY:
        raise InputInvalid({"form": "too_long"})
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputInvalid({"form": "not_a_form"}) from error
    if not isinstance(found, dict):
        raise InputInvalid({"form": "not_a_form"})
    return {name: plain(value) if isinstance(value, str) else value for name, value in found.items()}


def _visitor(request: Request) -> Visitor:
    """The phone that sent something. Raises: Conflict (`no_cookie`)."""
    if not (device := device_in(request)):
        raise Conflict("no_cookie")
    return Visitor(_code(request), device)


def _code(request: Request) -> str:
    return read_room_code(request.path_params["code"]) or ""


def _counted(
    application: Application, visitor: Visitor, network: str, limits: Limits, act: Act, given: Mapping[str, Any]
) -> dict[str, Any]:
    _count_phone(application, visitor, network)
    hit = application.ports["rate_limits"].hit
    hit(limits.what, f"{visitor.code} {visitor.device}", limit=limits.of_phone, per_s=limits.per_s)
    hit(f"{limits.what}_of", network, limit=limits.of_network, per_s=limits.per_s)
    try:
        return act(application, visitor, given)
    except NotFound:
        hit("room_codes", network, limit=WRONG_CODES, per_s=A_MINUTE)
        raise


def _count_phone(application: Application, visitor: Visitor, network: str) -> None:
    """A phone that was not in this room in the last hour takes a place of its network's. Raises: TooMany."""
    counts, phone = application.ports["rate_limits"], f"{visitor.code} {visitor.device}"
    try:
        counts.check("room_phone", phone, limit=1, per_s=AN_HOUR)
    except TooMany:
        return
    counts.hit("room_phones", f"{visitor.code} {network}", limit=NETWORK_PHONES, per_s=AN_HOUR)
    with suppress(TooMany):
        counts.hit("room_phone", phone, limit=1, per_s=AN_HOUR)


def _offer(application: Application, visitor: Visitor, given: Mapping[str, Any]) -> dict[str, Any]:
    offered = application.use(room_offering.offer, visitor=visitor, given=Offer.parse(dict(given)))
    return {"state": offered.state.value, "is_new": offered.is_new}


def _support(
    service: Callable[..., None], application: Application, visitor: Visitor, given: Mapping[str, Any]
) -> dict[str, Any]:
    application.use(service, visitor=visitor, key=str(given.get("key", "")))
    return {}


def _attend(application: Application, visitor: Visitor, given: Mapping[str, Any]) -> dict[str, Any]:
    application.use(room_attending.attend_by_code, visitor=visitor, said=str(given.get("said", "")))
    return {"there": True}


API = "/api/room/{code}"
ROUTES = [
    Route(f"{API}/list", get_list),
    Route(f"{API}/events", get_events),
    Route(f"{API}/concerns", post_offer, methods=["POST"]),
    Route(f"{API}/behind", post_behind, methods=["POST"]),
    Route(f"{API}/step-back", post_step_back, methods=["POST"]),
    Route(f"{API}/here", post_here, methods=["POST"]),
]
