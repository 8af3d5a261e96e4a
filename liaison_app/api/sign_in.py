"""Signing in and out over HTTP, as plain forms: no script and no websocket is needed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import parse_qs, quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api import sign_in_page
from liaison_app.api.forms import fault, go_on, locale_of, own_path, own_path_in, read_form, wants_json
from liaison_app.api.half_way import set_half_way
from liaison_app.api.who import (
    application_of,
    device_of,
    drop_session_cookie,
    session_token,
    set_session_cookie,
)
from liaison_app.bootstrap import Application
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.errors import InputInvalid, LiaisonError, SignInRefused, TooMany
from liaison_app.domain.second_factor import Asked
from liaison_app.front_end.guards import address_of
from liaison_app.i18n import DEFAULT_LOCALE
from liaison_app.logs import logger
from liaison_app.services import second_factors, sign_in

# Tries beyond this, from one address, are refused without a row each.
NOTED_PER_MINUTE = 30

# Where the second factor is asked for, after the password.
CODE_PAGE = "/sign-in/code"

log = logger("sign_in")


async def post_sign_in(request: Request) -> Response:
    """Sign in: 303 (or JSON for our script) to `next` or the account's first page; 401, 422 or 429 with words."""
    application, fields = application_of(request), {}
    try:
        fields = await read_form(request)
        proven = await asyncio.to_thread(_prove, application, request, fields)
        next_path = _next(request, fields)
        return await asyncio.to_thread(enter, request, proven, fields, next_path)
    except LiaisonError as error:
        log.info("sign_in_failed", why=error.code)
        locale = locale_of(fields)
        if wants_json(request):
            return fault(error, locale, beside="password")
        return sign_in_page.answer(error, fields | {"next": _next(request, fields)}, locale)


def enter(request: Request, proven: sign_in.Proven, fields: dict[str, str], next_path: str = "") -> Response:
    """Let in whoever proved who they are, or ask for their second factor first. Raises: SignInRefused."""
    application, keep = application_of(request), fields.get("keep") == "yes"
    asked = application.use(second_factors.asked_of, account_id=proven.account_id)
    if asked is Asked.NOTHING:
        opened = open_session(application, request, proven, keep=keep)
        return welcome(request, opened, locale_of(fields), next_path)
    if asked is Asked.SET_UP:
        application.use(second_factors.begin, account_id=proven.account_id)
    to = own_path(next_path, "")
    response = go_on(request, routes.localized(CODE_PAGE, locale_of(fields)) + (f"?next={quote(to)}" if to else ""))
    set_half_way(response, application, proven.account_id, keeps=keep)
    return response


def _next(request: Request, fields: dict[str, str]) -> str:
    """Where the browser wanted to go: from the form, or from the address of the page it stood on."""
    asked = parse_qs(urlsplit(request.headers.get("referer", "")).query).get("next", [""])
    return fields.get("next") or asked[0]


def _prove(application: Application, request: Request, fields: dict[str, str]) -> sign_in.Proven:
    email, address = fields.get("email", ""), network_address(request)
    try:
        return application.use(sign_in.prove, email=email, password=fields.get("password", ""), address=address)
    except (SignInRefused, TooMany) as error:
        with suppress(TooMany):
            application.ports["rate_limits"].hit("sign_in_noted", address, limit=NOTED_PER_MINUTE, per_s=60)
            application.use(sign_in.note_failure, actor=PUBLIC, email=email, why=error.code)
        raise


def open_session(
    application: Application, request: Request, proven: sign_in.Proven, *, keep: bool
) -> sign_in.OpenedSession:
    """Open a login session for whoever sent `request`. Raises: SignInRefused."""
    return application.use(
        sign_in.open_session,
        proven=proven,
        keep=keep,
        device=device_of(request),
        previous=session_token(request),
    )


def welcome(request: Request, opened: sign_in.OpenedSession, form_locale: str, next_path: str = "") -> Response:
    """Send a freshly signed-in browser on, with its cookie, in the account's language or in one that was chosen."""
    locale = form_locale if _is_chosen(form_locale, next_path) else opened.locale
    home = routes.localized(routes.HOMES[opened.role], locale)
    response = go_on(request, own_path_in(locale, next_path, home))
    set_session_cookie(response, application_of(request), opened.token, opened.kept_for)
    return response


def _is_chosen(form_locale: str, next_path: str) -> bool:
    """Whether a language was chosen on the way here, and is not to change under its reader.

    An address that names one was chosen: of the page to sign in at, or of the page asked for. One that names none is
    what everybody gets, whatever they read, and says nothing.
    """
    return {form_locale, routes.locale_of(own_path(next_path, "/"))} != {DEFAULT_LOCALE}


async def post_sign_out(request: Request) -> Response:
    """Sign out: the login session ends, the cookie goes, the browser is sent to the map."""
    application = application_of(request)
    fields: dict[str, str] = {}
    with suppress(InputInvalid):
        fields = await read_form(request)
    await asyncio.to_thread(application.use, sign_in.end, token=session_token(request))
    response = go_on(request, routes.localized(routes.MAP, locale_of(fields)))
    drop_session_cookie(response, application)
    # A report that was begun lies on this device; whoever signs out leaves nothing behind for the next person.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def network_address(request: Request) -> str:
    """The address a request comes from; what proxies say counts only where the settings trust them."""
    return address_of(request.scope, frozenset(application_of(request).settings.trusted_proxies))


ROUTES = [
    Route("/api/sign-in", post_sign_in, methods=["POST"]),
    Route("/api/sign-out", post_sign_out, methods=["POST"]),
]
