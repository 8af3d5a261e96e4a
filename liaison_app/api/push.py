"""Notices on a person's own device: its browser says where they go, and that they stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app.api.forms import fault, locale_of, read_form
from liaison_app.api.who import actor_of, application_of, device_of
from liaison_app.domain.errors import LiaisonError
from liaison_app.i18n import t, using_locale
from liaison_app.services import push_devices

# Presses of one account.
PRESSES_PER_HOUR = 60
ON, OFF = "/api/push/on", "/api/push/off"
NO_STORE = {"cache-control": "no-store"}


async def post_on(request: Request) -> Response:
    """Let notices come to this browser: the fields `endpoint`, `p256dh` and `auth` of its subscription."""

    def said() -> str:
        return t("Saved: notices come to this device.")

    return await _posted(request, push_devices.turn_on, said, ("endpoint", "p256dh", "auth"))


async def post_off(request: Request) -> Response:
    """No more notices to this browser."""

    def said() -> str:
        return t("Saved: no more notices come to this device.")

    return await _posted(request, push_devices.turn_off, said, ())


async def _posted(
    request: Request, service: Callable[..., None], said: Callable[[], str], names: tuple[str, ...]
) -> Response:
    application, fields = application_of(request), {}
    try:
        fields = await read_form(request)
        actor = await actor_of(request)
        application.ports["rate_limits"].hit("push", actor.account_id or "public", limit=PRESSES_PER_HOUR, per_s=3600)
        given: dict[str, Any] = {name: fields.get(name, "") for name in names}
        if names:
            given |= {"device": device_of(request), "locale": locale_of(fields)}
        await asyncio.to_thread(application.use, service, actor=actor, **given)
    except LiaisonError as error:
        return fault(error, locale_of(fields))
    with using_locale(locale_of(fields)):
        return JSONResponse({"said": said()}, headers=NO_STORE)


ROUTES = [Route(ON, post_on, methods=["POST"]), Route(OFF, post_off, methods=["POST"])]
