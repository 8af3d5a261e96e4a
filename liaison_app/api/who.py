"""Who sends a request: its login cookie, its network address, its device."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from liaison_app.domain.access import PUBLIC, Actor
from liaison_app.signed_in import actor_by, cookie_name, token_in

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

MEANT_ACCOUNT = "x-liaison-account"
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("FxiOS", "Firefox"))
_MORE_BROWSERS = (("SamsungBrowser", "Samsung Internet"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
_MORE_SYSTEMS = (("CrOS", "ChromeOS"), ("Mac OS", "Mac"), ("Linux", "Linux"))


def application_of(request: Request) -> Application:
    """The program behind a request."""
    application: Application = request.app.state.application
    return application


def session_token(request: Request) -> str | None:
    """The value of the login cookie that came with a request, or None."""
    return token_in("; ".join(request.headers.getlist("cookie")), application_of(request))


async def actor_of(request: Request) -> Actor:
    """Who is signed in with this request; the public where nobody is, or no longer.

    What was kept on a phone goes under the account that kept it: a request that names another one than who is signed
    in now is nobody's.
    """
    actor = await asyncio.to_thread(actor_by, session_token(request), application_of(request))
    meant = request.headers.get(MEANT_ACCOUNT)
    return PUBLIC if meant is not None and meant != actor.account_id else actor


def device_of(request: Request) -> str:
    """The browser and system in words, such as `Firefox, Android`; '' where the request does not say."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for mark, name in (*_BROWSERS, *_MORE_BROWSERS) if mark in agent), "")
    system = next((name for mark, name in (*_SYSTEMS, *_MORE_SYSTEMS) if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def set_session_cookie(response: Response, application: Application, token: str, kept_for: timedelta | None) -> None:
    """Hand the browser its login cookie: unreadable by scripts, not sent along by other sites' requests."""
    response.set_cookie(
        cookie_name(application),
        token,
        max_age=int(kept_for.total_seconds()) if kept_for else None,
        path="/",
        secure=application.settings.is_https,
        httponly=True,
        samesite="lax",
    )


def drop_session_cookie(response: Response, application: Application) -> None:
    """Let the browser forget its login cookie."""
    response.delete_cookie(
        cookie_name(application), path="/", secure=application.settings.is_https, httponly=True, samesite="lax"
    )
