"""The gate in front of every event: deny by default.

It runs as Reflex middleware, before any handler, for socket events, chained and background ones. An event passes when
its handler declares an audience (or is one of the framework's own that a page cannot do without), when whoever holds
the login cookie now belongs to that audience, and when its arguments fit the handler's types. All else is refused
with nothing said, counted, and written to the audit trail.
"""

import http.cookies
from typing import Any
from urllib.parse import quote

import reflex as rx
from reflex.app import App
from reflex.middleware import Middleware
from reflex.state import BaseState, OnLoadInternalState, State, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from liaison_app import i18n, routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import PUBLIC, Actor, Audience
from liaison_app.domain.errors import TooMany
from liaison_app.services import audit, login_sessions
from liaison_app.states.edge import actor_now, call, checked, log, page_path, router_data

SESSION_COOKIE = "sid"
SECURE_SESSION_COOKIE = "__Host-sid"

# Without these no page starts. They take nothing that is acted on: hydrating sends the state, loading runs the page's
# own handlers, each of which comes through the gate by itself.
FRAMEWORK_EVENTS = frozenset(
    {
        f"{State.get_full_name()}.hydrate",
        f"{State.get_full_name()}.hydrate_and_load",
        f"{State.get_full_name()}.set_is_hydrated",
        f"{OnLoadInternalState.get_full_name()}.on_load_internal",
    }
)


def session_token(headers: dict[str, Any]) -> str | None:
    """The login cookie's value among request headers, or None."""
    cookies = http.cookies.SimpleCookie()
    try:
        cookies.load(str(headers.get("cookie", "")))
    except http.cookies.CookieError:
        return None
    name = SECURE_SESSION_COOKIE if application().settings.is_https else SESSION_COOKIE
    return cookies[name].value if name in cookies else None


async def _actor() -> Actor:
    token = session_token(router_data().get("headers", {}))
    return await call(login_sessions.actor_of, token=token) if token else PUBLIC


class Gate(Middleware):
    """Lets an event through, or ends it."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event through; an update ends it."""
        if event.name in FRAMEWORK_EVENTS:
            return None
        registered = RegistrationContext.get().event_handlers.get(event.name)
        handler = registered.handler.fn if registered else None
        audience: Audience | None = getattr(handler, "audience", None)
        if handler is None or audience is None:
            return await self._refuse(PUBLIC, event, "unmapped")
        actor = await _actor()
        if not actor.is_in(audience):
            return await self._refuse(actor, event, "audience", may_sign_in=not actor.is_signed_in)
        arguments = checked(handler, event.payload)
        if arguments is None:
            return await self._refuse(actor, event, "arguments")
        if not self._within_limits(event):
            return StateUpdate()
        actor_now.set(actor)
        i18n.activate(routes.locale_of(page_path()))
        return None

    def _within_limits(self, event: Event) -> bool:
        limits = application().ports.get("event_limits")
        if limits is None:
            return True
        try:
            limits.hit("event", str(router_data().get("token", "")))
        except TooMany:
            log.warning("event_throttled", event_name=event.name)
            return False
        return True

    async def _refuse(self, actor: Actor, event: Event, why: str, *, may_sign_in: bool = False) -> StateUpdate:
        log.warning("event_refused", event_name=event.name[:120], why=why, account_id=actor.account_id)
        await call(audit.note_refusal, actor=actor, what=event.name, why=why)
        return StateUpdate(events=_to_sign_in()) if may_sign_in else StateUpdate()


def _to_sign_in() -> list[Event]:
    path = page_path()
    target = f"{routes.localized(routes.SIGN_IN, routes.locale_of(path))}?next={quote(path)}"
    return Event.from_event_type(rx.redirect(target), router_data=router_data())
