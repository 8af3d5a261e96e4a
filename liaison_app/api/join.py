"""Accepting an invitation: the account is made, and its owner is signed in."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app.api.forms import fault, locale_of, read_form
from liaison_app.api.sign_in import enter, network_address
from liaison_app.api.who import application_of
from liaison_app.bootstrap import Application
from liaison_app.domain.accounts import read_email, read_name
from liaison_app.domain.errors import InputInvalid, LiaisonError
from liaison_app.services import accounts, invitations, sign_in

# Codes have 192 random bits; the limit only keeps guessing from costing us work.
TRIES = 20
WINDOW_S = 300


async def post_join(request: Request) -> Response:
    """Make the account an invitation stands for and sign in; 404 when the link does not work, 422 with words."""
    fields: dict[str, str] = {}
    try:
        fields = await read_form(request)
        proven = await asyncio.to_thread(_join, application_of(request), request, fields)
        return await asyncio.to_thread(enter, request, proven, fields)
    except LiaisonError as error:
        return fault(error, locale_of(fields))


def _join(application: Application, request: Request, fields: dict[str, str]) -> sign_in.Proven:
    code, name, email = (fields.get(field, "") for field in ("code", "name", "email"))
    application.ports["rate_limits"].hit("join", network_address(request), limit=TRIES, per_s=WINDOW_S)
    welcome = application.use(invitations.show, code=code)
    name, email = (welcome.name, welcome.email) if welcome.is_reset else _check(name, email)
    password_hash = application.use(accounts.fresh_hash, password=fields.get("password", ""), about=(name, email))
    return application.use(
        invitations.accept,
        code=code,
        name=name,
        email=email,
        password_hash=password_hash,
        locale=locale_of(fields),
    )


def _check(name: str, email: str) -> tuple[str, str]:
    """Both fields read, with the errors of both at once."""
    errors: dict[str, str] = {}
    for read, text in ((read_name, name), (read_email, email)):
        try:
            read(text)
        except InputInvalid as error:
            errors |= error.errors
    if errors:
        raise InputInvalid(errors)
    return read_name(name), read_email(email)


ROUTES = [Route("/api/join", post_join, methods=["POST"])]
