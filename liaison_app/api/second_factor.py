"""The second factor over HTTP: asked for after the password, set up there or on one's own account, taken off.

Plain pages of their own: a secret is in no script, no websocket and no page that is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.factor_pages import ask_page, codes_page, own_page, set_up_page
from liaison_app.api.forms import locale_of, own_path, own_path_in, read_form, status_of, waiting
from liaison_app.api.half_way import drop_half_way, half_way_of
from liaison_app.api.own_pages import answer_to_one
from liaison_app.api.sign_in import CODE_PAGE, open_session, welcome
from liaison_app.api.who import actor_of, application_of, set_session_cookie
from liaison_app.bootstrap import Application
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import InputInvalid, LiaisonError, SignInNeeded
from liaison_app.domain.ids import AccountId
from liaison_app.domain.second_factor import Asked
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.services import second_factors
from liaison_app.services.sign_in import Proven

Fields = dict[str, str]
Act = Callable[[Request, Fields, str], Awaitable[Response]]
_WRONG = InputInvalid({"code": "code_wrong"})


def _page(locale: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        """What is asked after the password: a code, or to set the second factor up. Others begin at the start."""
        application, half = application_of(request), half_way_of(request)
        next_path = own_path(request.query_params.get("next", ""), "")
        if half is None:
            return _to_sign_in(locale, next_path)
        with using_locale(locale):
            return await asyncio.to_thread(_asked, application, AccountId(half.account_id), next_path, None)

    return page


def _asked(
    application: Application, account_id: AccountId, next_path: str, error: LiaisonError | None
) -> Response:  # fmt: skip
    status, headers = (status_of(error), waiting(error)) if error else (200, {})
    if application.use(second_factors.asked_of, account_id=account_id) is Asked.SET_UP:
        own = application.use(second_factors.show, account_id=account_id)
        answer = answer_to_one(set_up_page(own, application.ports["qr_codes"], next_path, error), status)
    else:
        answer = answer_to_one(ask_page(next_path, error), status)
    answer.headers.update(headers)
    return answer


def _to_sign_in(locale: str, next_path: str) -> Response:
    to = routes.sign_in(next_path, locale) if next_path else routes.localized(routes.SIGN_IN, locale)
    return RedirectResponse(to, 303, headers={"cache-control": "no-store"})


async def post_code(request: Request) -> Response:
    """The code after the password: 303 into the app, or, where it was just set up, the recovery codes."""
    fields: Fields = {}
    half, locale, next_path = half_way_of(request), "en", ""
    try:
        fields = await read_form(request)
        locale, next_path = locale_of(fields), own_path(fields.get("next", ""), "")
        if half is None:
            return _to_sign_in(locale, next_path)
        return await asyncio.to_thread(_enter, request, AccountId(half.account_id), fields, locale, keep=half.keeps)
    except LiaisonError as error:
        if half is None:
            return _to_sign_in(locale, next_path)
        with using_locale(locale):
            known = AccountId(half.account_id)
            return await asyncio.to_thread(_asked, application_of(request), known, next_path, error)


def _enter(request: Request, account_id: AccountId, fields: Fields, locale: str, *, keep: bool) -> Response:
    application, code = application_of(request), fields.get("code", "")[:40]
    is_new = application.use(second_factors.asked_of, account_id=account_id) is Asked.SET_UP
    codes: tuple[str, ...] = ()
    if is_new:
        codes = application.use(second_factors.confirm, account_id=account_id, code=code)
    else:
        _take(application, account_id, code)
    opened = open_session(application, request, Proven(account_id), keep=keep)
    answer = welcome(request, opened, locale, fields.get("next", ""))
    if is_new:
        home = routes.localized(routes.HOMES[opened.role], locale)
        with using_locale(locale):
            answer = answer_to_one(codes_page(codes, own_path_in(locale, fields.get("next", ""), home)))
        set_session_cookie(answer, application, opened.token, opened.kept_for)
    drop_half_way(answer, application)
    return answer


def _take(application: Application, account_id: AccountId, code: str) -> None:
    """Raises: TooMany; InputInvalid, where the code does not fit."""
    application.use(second_factors.count_try, account_id=account_id)
    if not application.use(second_factors.take, account_id=account_id, code=code):
        raise _WRONG


def _own(locale: str) -> Callable[[Request], Awaitable[Response]]:
    async def own(request: Request) -> Response:
        """One's own second factor: whether it is on, and how to set it up."""
        actor = await actor_of(request)
        if not actor.is_in(Audience.SIGNED_IN):
            return _to_sign_in(locale, routes.localized(routes.SECOND_FACTOR, locale))
        with using_locale(locale):
            return await asyncio.to_thread(_own_answer, application_of(request), actor, None)

    return own


def _own_answer(application: Application, actor: Actor, error: LiaisonError | None) -> Response:
    own = application.use(second_factors.show, account_id=actor.require(Audience.SIGNED_IN))
    answer = answer_to_one(own_page(own, application.ports["qr_codes"], error), status_of(error) if error else 200)
    answer.headers.update(waiting(error) if error else {})
    return answer


async def post_own(request: Request) -> Response:
    """Act on one's own second factor; `act` says how: begin, confirm, codes, off."""
    fields: Fields = {}
    actor = await actor_of(request)
    try:
        fields = await read_form(request)
        actor.require(Audience.SIGNED_IN)
        with using_locale(locale_of(fields)):
            return await asyncio.to_thread(_act, application_of(request), actor, fields)
    except SignInNeeded:
        return _to_sign_in(locale_of(fields), routes.localized(routes.SECOND_FACTOR, locale_of(fields)))
    except LiaisonError as error:
        with using_locale(locale_of(fields)):
            return await asyncio.to_thread(_own_answer, application_of(request), actor, error)


def _act(application: Application, actor: Actor, fields: Fields) -> Response:
    account_id, act = actor.require(Audience.SIGNED_IN), fields.get("act", "")
    code, back = fields.get("code", "")[:40], routes.localized(routes.SECOND_FACTOR)
    if act == "begin":
        application.use(second_factors.begin, account_id=account_id)
    elif act == "confirm":
        return answer_to_one(
            codes_page(application.use(second_factors.confirm, account_id=account_id, code=code), back)
        )
    elif act in {"codes", "off"}:
        _take(application, account_id, code)
        if act == "codes":
            return answer_to_one(codes_page(application.use(second_factors.new_codes, actor=actor), back))
        application.use(second_factors.turn_off, actor=actor)
    return RedirectResponse(back, 303, headers={"cache-control": "no-store"})


ROUTES = [
    *(Route(routes.localized(CODE_PAGE, one), _page(one)) for one in LOCALES),
    *(Route(routes.localized(routes.SECOND_FACTOR, one), _own(one)) for one in LOCALES),
    Route("/api/sign-in/code", post_code, methods=["POST"]),
    Route("/api/second-factor", post_own, methods=["POST"]),
]
