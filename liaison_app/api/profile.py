"""A person's own account over HTTP: name and language, how the public sees them, and the password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.forms import fault, go_on, locale_of, read_form, wants_json
from liaison_app.api.who import actor_of, application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import LiaisonError
from liaison_app.i18n import LOCALES, t, using_locale
from liaison_app.services import accounts, speakers
from liaison_app.wording.speakers import say_naming_kept

Fields = dict[str, str]


async def _posted(request: Request, keep: Callable[[Application, Actor, Fields], Response | None]) -> Response:
    """Read a form, let `keep` act on it, and say that it is saved."""
    fields: Fields = {}
    try:
        fields = await read_form(request)
        actor = await actor_of(request)
        response = await asyncio.to_thread(keep, application_of(request), actor, fields)
    except LiaisonError as error:
        return fault(error, locale_of(fields))
    locale = locale_of(fields)
    if response is not None or not wants_json(request):
        return response or go_on(request, routes.localized(routes.PROFILE, locale))
    with using_locale(locale):
        return _said(t("Saved."))


def _said(words: str) -> Response:
    return JSONResponse({"said": words}, headers={"cache-control": "no-store"})


async def post_profile(request: Request) -> Response:
    """Change one's name and language; another language loads the page in it."""

    def keep(application: Application, actor: Actor, fields: Fields) -> Response | None:
        here = locale_of(fields)
        language = fields["language"] if fields.get("language") in LOCALES else here
        application.use(accounts.amend_profile, actor=actor, name=fields.get("name", ""), locale=language)
        return None if language == here else go_on(request, routes.localized(routes.PROFILE, language))

    return await _posted(request, keep)


async def post_naming(request: Request) -> Response:
    """Choose whether and how one is named in public."""

    def keep(application: Application, actor: Actor, fields: Fields) -> Response | None:
        now = application.use(speakers.be_named, actor=actor, fields=fields)
        if not wants_json(request):
            return None
        with using_locale(locale_of(fields)):
            return _said(say_naming_kept(now))

    return await _posted(request, keep)


async def post_password(request: Request) -> Response:
    """Change one's password; every other browser is signed out."""
    return await _posted(request, _change_password)


def _change_password(application: Application, actor: Actor, fields: Fields) -> None:
    application.use(accounts.check_own_password, actor=actor, password=fields.get("current", ""))
    about = (actor.name, application.use(accounts.email_of, actor=actor))
    password_hash = application.use(accounts.fresh_hash, password=fields.get("password", ""), about=about)
    application.use(accounts.change_password, actor=actor, password_hash=password_hash)


ROUTES = [
    Route("/api/profile", post_profile, methods=["POST"]),
    Route("/api/naming", post_naming, methods=["POST"]),
    Route("/api/password", post_password, methods=["POST"]),
]
