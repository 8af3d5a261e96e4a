"""`/here/{code}`: phones are counted at a training session. `/roster/{session}/wall`: the code for a projector.

A whole class stands behind one network, so a network has wide limits, and what is said has narrow ones.
"""

from __future__ import annotations

import asyncio
from functools import partial
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from liaison_app import cohort_routes, routes
from liaison_app.api.answers import Handler, answers_errors
from liaison_app.api.forms import SEE_OTHER, read_form, status_of, waiting
from liaison_app.api.own_pages import OwnPage, address_to_type, answer_to_one
from liaison_app.api.seat_sheets import act, box, paragraph, sheet_page, sign, text_input, trouble_page, way
from liaison_app.api.sign_in import network_address
from liaison_app.api.who import actor_of, application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.access import Actor
from liaison_app.domain.cohorts import CODE_LETTERS, read_code, read_session_id, shown_short
from liaison_app.domain.errors import Conflict, InputInvalid, LiaisonError, NotFound, SignInNeeded
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import attendance, roster
from liaison_app.services.attendance import Counted, Doorway
from liaison_app.services.roster import DoorSign
from liaison_app.wording.cohort_troubles import say_cohort_trouble
from liaison_app.wording.errors import say_error, say_field_errors
from liaison_app.wording.here import say_counted, say_door, say_door_count, say_door_until, say_doorway
from liaison_app.wording.poster import short_address

TEN_MINUTES = 600
# From one network, which is a whole class: pressings, and answers that were on no list. Of one thing said: pressings.
NETWORK_PRESSES, NETWORK_WRONG, SAID_PRESSES = 300, 60, 12
NO_STORE = {"cache-control": "no-store"}


def _type_page(locale: str) -> Handler:
    async def typed(request: Request) -> Response:
        """Where the code is typed; 303 to its page where it was."""
        code = read_code(request.query_params.get("code", ""), CODE_LETTERS)
        if code:
            return RedirectResponse(cohort_routes.here(code, locale), SEE_OTHER, headers=NO_STORE)
        with using_locale(locale):
            title = t("Say that you are here")
            wrong = {"code": t("That is no code. It has six letters and digits.")} if request.url.query else {}
            field = text_input("code", t("The code on the wall"), "", wrong, most=12, class_="typed")
            form = f"<form method=get>{field}<button class=main>{escape(t('Go on'))}</button></form>"
            return sheet_page(title, f"<h1>{escape(title)}</h1>{form}", to=partial(cohort_routes.here, ""))

    return typed


def _here_page(locale: str) -> Handler:
    async def here(request: Request) -> Response:
        """200 with one button for who is signed in and on the list, with a field for others; 404 for no such code."""
        actor = await actor_of(request)
        with using_locale(locale):
            try:
                found = await application_of(request).call(attendance.doorway, code=_code(request), actor=actor)
            except LiaisonError as error:
                return await _no_session(request, error)
            return _drawn(request, found, actor)

    return here


def _here_post(locale: str) -> Handler:
    async def here(request: Request) -> Response:
        """200 once counted; 409 where attendance is closed, 422 where they are on no list, 429 too often."""
        application, actor, said = application_of(request), await actor_of(request), ""
        with using_locale(locale):
            found = None
            try:
                fields = await read_form(request)
                found = await application.call(attendance.doorway, code=_code(request), actor=actor)
                said = fields.get("said", "")
                do = partial(_count, application, network_address(request), _code(request), actor, said)
                return _counted(request, found, await asyncio.to_thread(do))
            except LiaisonError as error:
                return _drawn(request, found, actor, error, said) if found else await _no_session(request, error)

    return here


def _count(application: Application, network: str, code: str, actor: Actor, said: str) -> Counted:
    limits = application.ports["rate_limits"]
    limits.check("here_wrong", network, limit=NETWORK_WRONG, per_s=TEN_MINUTES)
    limits.hit("here_of", network, limit=NETWORK_PRESSES, per_s=TEN_MINUTES)
    whom = said.strip().lower() or str(actor.account_id)
    limits.hit("here", f"{code} {whom}", limit=SAID_PRESSES, per_s=TEN_MINUTES)
    try:
        return application.use(attendance.count_me, code=code, actor=actor, said=said)
    except InputInvalid:
        limits.hit("here_wrong", network, limit=NETWORK_WRONG, per_s=TEN_MINUTES)
        raise


def _drawn(
    request: Request, found: Doorway, actor: Actor, error: LiaisonError | None = None, said: str = ""
) -> Response:
    zone = application_of(request).ports["city_profile"].time_zone
    head = f"{sign(found.topic)}{paragraph(say_doorway(found, zone), 'lead')}"
    beside = say_field_errors(error) if isinstance(error, InputInvalid) else {}
    wrong = "" if error is None or beside else _say(error)
    inside = f"{box('wrong', wrong) if wrong else ''}{_inside(found, actor, beside, said)}"
    status = status_of(error) if error is not None else 200
    answered = sheet_page(found.topic, head + inside, to=_to(request), status=status)
    answered.headers.update(waiting(error) if error is not None else {})
    return answered


def _inside(found: Doorway, actor: Actor, beside: dict[str, str], said: str) -> str:
    if found.is_there:
        return _done(say_counted(""))
    if not found.is_open:
        return box("", t("Attendance is not open"), paragraph(t("Ask the trainer to open it, then load this again.")))
    if found.is_on_list and not said:
        press = act(t("I am here"), "here", kind="main")
        return box("gold", t("{name}, you are on the list.", name=actor.name), press)
    hint = t("What you applied with, or the code of your application.")
    field = text_input("said", t("Your e-mail or phone number"), said, beside, fills="email", hint=hint)
    return f"<form method=post novalidate>{field}<button class=main>{escape(t('I am here'))}</button></form>"


def _counted(request: Request, found: Doorway, counted: Counted) -> Response:
    zone = application_of(request).ports["city_profile"].time_zone
    head = f"{sign(found.topic)}{paragraph(say_doorway(found, zone), 'lead')}"
    return sheet_page(found.topic, head + _done(say_counted(counted.made_up_for)), to=_to(request))


def _done(said: str) -> str:
    return box("done", t("You are here."), "<p class=big aria-hidden=true>✓</p>", f"<p role=status>{escape(said)}</p>")


def _say(error: LiaisonError) -> str:
    return (say_cohort_trouble(error) if isinstance(error, Conflict) else "") or say_error(error)


async def _no_session(request: Request, error: LiaisonError) -> Response:
    """Wrong codes are counted, and slow where there were many; right ones are answered all the same."""
    if isinstance(error, NotFound):
        hit = partial(application_of(request).ports["rate_limits"].hit, limit=NETWORK_WRONG, per_s=TEN_MINUTES)
        try:
            await asyncio.to_thread(hit, "here_codes", network_address(request))
        except LiaisonError:
            await asyncio.sleep(1)
    words = t("There is no session with this code. Look at it again.")
    said = words if isinstance(error, NotFound) else _say(error)
    return trouble_page(t("No session here"), said, error, to=_to(request))


def _to(request: Request) -> partial[str]:
    return partial(cohort_routes.here, _code(request))


def _code(request: Request) -> str:
    return read_code(request.path_params["code"], CODE_LETTERS) or ""


def _wall(locale: str) -> Handler:
    @answers_errors
    async def wall(request: Request) -> Response:
        """200 with the wall; 303 to the sign-in page for nobody; 404 for who neither coordinates nor trains."""
        try:
            shown = await _sign_of(request)
        except SignInNeeded:
            return RedirectResponse(routes.sign_in(request.url.path, locale), SEE_OTHER, headers=NO_STORE)
        with using_locale(locale):
            return answer_to_one(_wall_page(application_of(request), shown, locale))

    return wall


@answers_errors
async def get_count(request: Request) -> Response:
    """How many are there, in words, and the code: what the wall asks for every few seconds."""
    shown = await _sign_of(request)
    zone = application_of(request).ports["city_profile"].time_zone
    asked = request.query_params.get("lang", "")
    with using_locale(asked):
        told = {"count": say_door_count(shown), "until": say_door_until(shown, zone), "code": shown.code}
    return JSONResponse(told, headers=NO_STORE)


async def _sign_of(request: Request) -> DoorSign:
    session_id, actor = read_session_id(request.path_params["session_id"]), await actor_of(request)
    return await application_of(request).call(roster.door_sign, actor=actor, session_id=session_id)


def _wall_page(application: Application, shown: DoorSign, locale: str) -> OwnPage:
    zone, session = application.ports["city_profile"].time_zone, shown.session
    other = next(one for one in LOCALES if one != locale)
    to = escape(cohort_routes.roster_wall(session.id, other))
    name = {"en": "English", "es": "Español"}[other]
    head = (
        f"<header><h1 class=sign><span>{escape(session.topic)}</span></h1><div><p>{escape(say_door(shown, zone))}</p>"
        f"<p id=until>{escape(say_door_until(shown, zone))}</p></div>"
        f'<nav aria-label="{escape(t("Wall"))}"><a href="{to}" lang="{other}" hreflang="{other}">{name}</a></nav>'
        "</header>"
    )
    body = (
        f'{head}<main data-session="{session.id}" data-lang="{locale}" data-code="{shown.code}">'
        f"{_wall_code(application, shown, other)}"
        f"<p id=count class=count role=status>{escape(say_door_count(shown))}</p></main>"
    )
    title = t("{page} · Liaison", page=session.topic)
    return OwnPage(title=title, body=body, style="door.css", script="door.js", connects="'self'")


def _wall_code(application: Application, shown: DoorSign, other: str) -> str:
    """The QR code and what to type; what to do where attendance is not open."""
    if not shown.code:
        to = cohort_routes.roster(shown.session.id)
        words = paragraph(t("Attendance is closed. Open it on the roster."))
        return f"<section class=join>{words}{way(t('Roster'), to)}</section>"
    address = application.settings.public_url.rstrip("/") + cohort_routes.here(shown.code, "en")
    with using_locale(other):
        second = f"<p class=second lang={other}>{escape(t('Point your phone’s camera at this, or type:'))}</p>"
    pointed = escape(t("QR code to {address}", address=short_address(address)))
    picture = application.ports["qr_codes"].svg(address)
    return (
        f'<section class=join><div class=qr role=img aria-label="{pointed}">{picture}</div>'
        f"<div><h2>{escape(t('Say that you are here'))}</h2>"
        f"<p>{escape(t('Point your phone’s camera at this, or type:'))}</p>{second}"
        f"<p class=address translate=no>{address_to_type(address.rpartition('/')[0])}</p>"
        f"<p class=code translate=no>{shown_short(shown.code)}</p></div></section>"
    )


HERE, WALL = "/here/{code}", "/roster/{session_id}/wall"
ROUTES = [
    *(Route(routes.localized("/here", one), _type_page(one)) for one in LOCALES),
    *(Route(routes.localized(HERE, one), _here_page(one)) for one in LOCALES),
    *(Route(routes.localized(HERE, one), _here_post(one), methods=["POST"]) for one in LOCALES),
    *(Route(routes.localized(WALL, one), _wall(one)) for one in LOCALES),
    Route("/api/roster/{session_id}/count", get_count),
]
