"""The gate in front of every event: deny by default.

It runs as Reflex middleware, before any handler, for socket events, chained and background ones; `entrance.py` has
turned away floods and what is no event at all. An event passes when its handler declares an audience (or is one of
the framework's own that a page cannot do without), when whoever holds the login cookie now belongs to that audience,
and when its arguments fit the handler's types. All else is refused with nothing said, and written to the audit trail.

A page's state belongs to who made it. The name under which it is kept (the client token) is no secret, so the state
is emptied when the same name comes back with another login session, with another role or, without a login session, from
another browser (`ownership.py`). Only a login session that is alive counts: when it has ended, the next event, the
framework's own included, finds nothing, and the open page is told so.
"""

import asyncio
from dataclasses import replace
from typing import Any

import reflex as rx
from reflex.app import App
from reflex.middleware import Middleware
from reflex.state import BaseState, OnLoadInternalState, State, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from liaison_app import i18n, routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import PUBLIC, Actor, Audience
from liaison_app.signed_in import note_refusal
from liaison_app.states.edge import (
    actor_again,
    actor_now,
    checked,
    log,
    page_path,
)
from liaison_app.states.ownership import Ownership
from liaison_app.states.trouble import tell_of_failure

# Without these no page starts. They take nothing that is acted on: hydrating sends the state, loading runs the page's
# own handlers, each of which comes through the gate by itself.
FRAMEWORK_EVENTS = frozenset(
    {
        f"{State.get_full_name()}.hydrate",
        f"{State.get_full_name()}.hydrate_and_load",
        f"{State.get_full_name()}.set_is_hydrated",
        f"{OnLoadInternalState.get_full_name()}.on_load_internal",
        f"{OnLoadInternalState.get_full_name()}.set_is_hydrated",
    }
)
MOST_HASHES = 200


def _framework_arguments_fit(event: Event) -> bool:
    """The framework's own events carry a flag or hashes, never values for variables: we keep none in the browser."""
    flag, hashes = event.payload.get("value", True), event.payload.get("hashes")
    fits = hashes is None or (
        isinstance(hashes, list) and len(hashes) <= MOST_HASHES and all(isinstance(one, str) for one in hashes)
    )
    return fits and isinstance(flag, bool) and not event.payload.get("vars")


class Gate(Middleware):
    """Lets an event through, or ends it."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event through; an update ends it."""
        actor = await actor_again()
        ownership = await state.get_state(Ownership)
        is_emptied = await ownership._claim(actor)  # noqa: SLF001 (public, anybody could call it)
        refused = await self._look_at(actor, event)
        if refused is not None and is_emptied:
            return replace(refused, delta=await _changes(state))
        return refused

    async def _look_at(self, actor: Actor, event: Event) -> StateUpdate | None:
        if event.name in FRAMEWORK_EVENTS:
            return None if _framework_arguments_fit(event) else await self._refuse(PUBLIC, event, "arguments")
        registered = RegistrationContext.get().event_handlers.get(event.name)
        handler = registered.handler.fn if registered else None
        audience: Audience | None = getattr(handler, "audience", None)
        if handler is None or audience is None:
            return await self._refuse(PUBLIC, event, "unmapped")
        if not actor.is_in(audience):
            return await self._refuse(actor, event, "audience", may_sign_in=not actor.is_signed_in)
        arguments = checked(handler, event.payload)
        if arguments is None:
            return await self._refuse(actor, event, "arguments")
        # The handler gets exactly what was checked; the framework would read it anew, more kindly.
        event.payload.clear()
        event.payload.update(arguments)
        actor_now.set(actor)
        i18n.activate(routes.locale_of(page_path()))
        return None

    async def _refuse(self, actor: Actor, event: Event, why: str, *, may_sign_in: bool = False) -> StateUpdate:
        log.warning("event_refused", event_name=event.name[:120], why=why, account_id=actor.account_id)
        await asyncio.to_thread(note_refusal, actor, event.name, why, application())
        return StateUpdate(events=_to_sign_in()) if may_sign_in else StateUpdate()


async def _changes(state: BaseState) -> Any:
    """What a page has to hear of its state: the framework sends nothing more of an event that was refused."""
    root = state._get_root_state()  # noqa: SLF001 (the framework has no other way to it)
    changes = await root._get_resolved_delta()  # noqa: SLF001 (as above)
    root._clean()  # noqa: SLF001 (as above)
    return changes


def _to_sign_in() -> list[Any]:
    path = page_path()
    target = routes.sign_in(path, routes.locale_of(path))
    return Event.from_event_type(rx.redirect(target))


def note_failure(exception: Exception) -> None:
    """A handler failed in a way nobody foresaw: the log has all of it, the page is told that it failed."""
    log.error("event_failed", exc_info=exception)
    tell_of_failure()
