"""Word to a page whose event came to nothing: it failed in a way nobody foresaw, or came too fast.

The words go to the page alone and touch no state: where the database or the state's own store is the trouble, they
still get through. They go by themselves after a while, and with the next page.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from reflex.app import EventNamespace
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event.context import EventContext

from liaison_app import routes
from liaison_app.i18n import using_locale
from liaison_app.states.edge import page_path, router_data
from liaison_app.states.liaison_session import LiaisonSession
from liaison_app.states.watching import tabs
from liaison_app.wording.errors import say_failure, say_too_fast

SHOWN_S = 30.0

Emit = Callable[[Mapping[str, Mapping[str, Any]]], Awaitable[None]]
_telling: dict[str, asyncio.Task[None]] = {}


def tell_of_failure() -> None:
    """Tell the page of the event in hand that it failed; nothing happens outside an event."""
    try:
        emit = EventContext.get().emit_delta
    except LookupError:
        return
    with using_locale(routes.locale_of(page_path())):
        _tell(str(router_data().get("sid", "")), say_failure(), emit)


def tell_of_throttling(namespace: EventNamespace, sid: str, path: str) -> None:
    """Tell the page behind a socket that its event was not taken. `path` is the page's address as it says."""
    token = namespace.sid_to_token.get(sid)
    if token is None:
        return

    async def emit(delta: Mapping[str, Mapping[str, Any]]) -> None:
        await namespace.emit_update(StateUpdate(delta=dict(delta)), token)

    with using_locale(routes.locale_of(path)):
        _tell(sid, say_too_fast(), emit)


def _tell(sid: str, words: str, emit: Emit) -> None:
    if earlier := _telling.pop(sid, None):
        earlier.cancel()
    task = _telling[sid] = asyncio.get_running_loop().create_task(_show(sid, words, emit))
    task.add_done_callback(lambda done: _telling.pop(sid, None) if _telling.get(sid) is done else None)


async def _show(sid: str, words: str, emit: Emit) -> None:
    await emit(_delta(words))
    await asyncio.sleep(SHOWN_S)
    if tabs.is_connected(sid):
        await emit(_delta(""))


def _delta(words: str) -> Mapping[str, Mapping[str, Any]]:
    return {LiaisonSession.get_full_name(): {f"trouble{FIELD_MARKER}": words}}
