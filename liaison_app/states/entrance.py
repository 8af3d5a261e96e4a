"""The entrance of a socket: what is no event of ours, or comes too fast, is turned away before it is queued.

The gate looks at each event once its page's state is at hand, which costs; and the framework writes an event it does
not know into its log, headers and cookie included. So names, shapes and rates are checked here first.
"""

import asyncio
from typing import Any

import reflex as rx
from reflex_base.registry import RegistrationContext

from liaison_app.bootstrap import application
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.errors import TooMany
from liaison_app.signed_in import note_refusal
from liaison_app.states.edge import log
from liaison_app.states.trouble import tell_of_throttling


def guard_entrance(app: rx.App) -> None:
    """Put the check in front of the app's event queue."""
    namespace = app.event_namespace
    if namespace is None:
        raise RuntimeError("the app has no socket to guard")
    queue = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        if _is_too_fast(sid):
            if application().ports["throttle_notes"].is_due(sid):
                log.info("event_throttled")
                tell_of_throttling(namespace, sid, _path_of(data))
        elif await _may_enter(data):
            await queue(sid, data)

    namespace.on_event = on_event


def _is_too_fast(sid: str) -> bool:
    try:
        application().ports["event_limits"].hit("event", sid)
    except TooMany:
        return True
    return False


def _path_of(data: Any) -> str:
    router = data.get("router_data") if isinstance(data, dict) else None
    path = router.get("asPath") if isinstance(router, dict) else None
    return path if isinstance(path, str) else "/"


async def _may_enter(data: Any) -> bool:
    why = _fault_of(data)
    if not why:
        return True
    name = str(data.get("name", ""))[:120] if isinstance(data, dict) else ""
    log.warning("event_refused", event_name=name, why=why)
    await asyncio.to_thread(note_refusal, PUBLIC, name, why, application())
    return False


def _fault_of(data: Any) -> str:
    """What is wrong with a message, as a code; '' when it may be queued."""
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return "shape"
    router = data.get("router_data", {})
    if not isinstance(data.get("payload", {}), dict) or not isinstance(router, dict):
        return "shape"
    is_sound = isinstance(router.get("query", {}), dict) and all(
        isinstance(router.get(part, ""), str) for part in ("pathname", "asPath")
    )
    if not is_sound:
        return "shape"
    return "" if data["name"] in RegistrationContext.get().event_handlers else "unmapped"
