"""The entrance of a socket: what is no event of ours, or comes too fast, is turned away before it is queued.

The gate looks at each event once its page's state is at hand, which costs; and the framework writes an event it does
not know into its log, headers and cookie included. So names, shapes and rates are checked here first.
"""

import asyncio
import re
from typing import Any

import reflex as rx
from reflex.state import FrontendEventExceptionState
from reflex_base.registry import RegistrationContext

from liaison_app.bootstrap import application
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.errors import TooMany
from liaison_app.signed_in import note_refusal
from liaison_app.states.edge import log
from liaison_app.states.trouble import tell_of_throttling

# The framework's own word that a page broke while it was drawn. What it tells of it is the page's content, which is not
# for the log; the browser's console has it.
_PAGE = re.compile(r"/(?:[a-z]{2}/)?([a-z-]{1,20})(?=[/?#]|\Z)")
PAGE_BROKE = f"{FrontendEventExceptionState.get_full_name()}.handle_frontend_exception"


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


def note_page_broke(exception: Exception) -> None:  # noqa: ARG001 (the framework asks for that name)
    """What the framework reports of a page that is out of step with this server; the page's own words are left out."""
    log.error("page_broke")


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


def _page_of(data: Any) -> str:
    """Which page it is, without what may be a secret behind it: the code of an invitation, the seal of a letter."""
    found = _PAGE.match(_path_of(data))
    return found[1] if found else ""


async def _may_enter(data: Any) -> bool:
    if isinstance(data, dict) and data.get("name") == PAGE_BROKE:
        log.error("page_broke", page=_page_of(data))
        return False
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
