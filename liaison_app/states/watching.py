"""Watching: a page that is open learns by itself that something changed.

A page's background event calls `watch` with the rooms it cares about and a way to read itself anew. It is read once at
the start and again after each waking, each time as whoever holds the login cookie by then. Waiting costs a small
object, no query and no thread. It ends when the tab is closed, leaves for another page or starts another watch, and
after `LIFE_S` at the latest; then the event is queued anew and comes through the gate once more.

A list with filters reads itself anew outside the state's lock. What the person chose meanwhile is there by then, and as
new: such a list shows what it read only if that is still what is asked for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import reflex as rx
from reflex.app import App
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import LiaisonError
from liaison_app.live import Waiting
from liaison_app.logs import logger
from liaison_app.states.edge import actor_again, page_path, router_data, token_now
from liaison_app.states.news_count import show_news_count
from liaison_app.states.ownership import Ownership
from liaison_app.states.shared_reading import shared_reads, woken_at

CHECK_S = 20.0  # how soon a tab that vanished without a word is noticed; nothing is read for it
LIFE_S = 1800.0

RETRY_S = 3.0  # how soon what could not be read is read again

Reread = Callable[[Actor], Awaitable[bool | None]]
log = logger("watching")


@dataclass
class _Watch:
    """`unread` is what the tab's badge shows, None before it was asked."""

    path: str
    waiting: Waiting
    is_over: bool = False
    unread: str | None = None

    def end(self) -> None:
        self.is_over = True
        self.waiting.wake()


class Tabs:
    """The open tabs of this process that watch something: one watch each."""

    def __init__(self) -> None:
        self._watches: dict[str, _Watch] = {}
        self.is_connected: Callable[[str], bool] = lambda _sid: True

    def follow_sockets_of(self, app: App) -> None:
        """Take it from `app` whether a tab's websocket is still there."""

        def is_connected(sid: str) -> bool:
            sockets = app.event_namespace
            return sockets is None or sid in sockets.sid_to_token

        self.is_connected = is_connected

    def seen_at(self, token: str, path: str) -> None:
        """A tab sent an event from `path`: its watch of another page ends."""
        watch = self._watches.get(token)
        if watch is not None and watch.path != path:
            watch.end()

    @contextmanager
    def watching(self, token: str, path: str, waiting: Waiting) -> Iterator[_Watch]:
        """One watch of a tab, for the length of the block; an earlier one of the same tab ends."""
        if earlier := self._watches.get(token):
            earlier.end()
        mine = self._watches[token] = _Watch(path, waiting)
        try:
            yield mine
        finally:
            if self._watches.get(token) is mine:
                del self._watches[token]

    def is_at(self, token: str, path: str) -> bool:
        """Whether a tab watches that page."""
        watch = self._watches.get(token)
        return watch is not None and watch.path == path

    def count(self) -> int:
        """How many tabs watch now."""
        return len(self._watches)


tabs = Tabs()


class Presence(Middleware):
    """Tells `tabs` which page each event comes from; lets every event through."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """None, always."""
        tabs.seen_at(str(router_data().get("token", "")), page_path())
        return None


async def watch(
    page: BaseState,
    in_rooms: Sequence[str],
    reread: Reread,
    *,
    again: Any,
    on_news: Reread | None = None,
    rest_s: float = 0.0,
) -> Any:
    """Call `reread` now and after each waking in `in_rooms`; what comes next: `again` to renew the watch, else None.

    Whoever is signed in waits in the room of the own account too, so that the end of a login session is heard at once:
    the page is read anew as nobody's, all that its state held goes, and what comes next is the way to sign in. The same
    happens after a change of role, which leads to the first page of the new one.
    `reread` says what to show when the actor may no longer see it, and raises a `LiaisonError` to end the watch; it
    returns True where the page has to wait in other rooms by now. What fails otherwise is read again soon.
    Where nothing but the person's news changed, `on_news` is called instead, and the badge brought up to date.
    What is dear to read `rest_s` seconds after each reading: what happens meanwhile is read together.
    """
    came_from = router_data()
    token, sid = str(came_from.get("token", "")), str(came_from.get("sid", ""))
    own = await actor_again()
    news = [rooms.news(own.account_id)] if own.account_id else []
    heard = [*in_rooms, rooms.account(own.account_id), *news] if own.account_id else in_rooms
    loop = asyncio.get_running_loop()
    until = loop.time() + LIFE_S
    with application().hub.waiting_in(heard) as waiting, tabs.watching(token, page_path(), waiting) as mine:
        has_changed, failed = True, False
        while not mine.is_over and tabs.is_connected(sid):
            woken_at.set(waiting.woken_at)
            is_news_alone = bool(news) and waiting.woken_in == set(news) and not failed
            what = on_news if is_news_alone else reread
            read = await _read(page, what, own, mine) if has_changed else _Read.DONE
            if read is _Read.NOT_OURS:
                return await _way_out()
            left = until - loop.time()
            if read is _Read.OVER or read is _Read.ELSEWHERE or left <= 0:
                return None if read is _Read.OVER else again
            failed = read is _Read.FAILED
            if has_changed and rest_s:
                await asyncio.sleep(rest_s)
            has_changed = await waiting.changed(min(RETRY_S if failed else CHECK_S, left)) or failed
    return None


class _Read(Enum):
    """What became of one reading."""

    DONE = auto()
    OVER = auto()
    ELSEWHERE = auto()
    FAILED = auto()
    NOT_OURS = auto()


async def _read(page: BaseState, what: Reread | None, own: Actor, mine: _Watch) -> _Read:
    """Read the page anew as whoever its owner is by now; where that is not `own` any more, empty it."""
    actor, read = own, _Read.FAILED
    try:
        # The tabs of one login that are woken together ask once who that is.
        actor = await shared_reads.read(("actor", token_now()), actor_again)
        read = _Read.ELSEWHERE if what is not None and await what(actor) else _Read.DONE
    except LiaisonError as error:
        log.info("watch_ended", why=error.code)
        read = _Read.OVER
    except Exception as error:  # noqa: BLE001 (a database that is away for a minute must not end the page's updates)
        log.warning("watch_read_failed", why=type(error).__name__)
    if not own.is_signed_in or (actor.account_id, actor.role) == (own.account_id, own.role):
        mine.unread = await show_news_count(page, actor, shown=mine.unread)
        return read
    async with page:
        ownership = await page.get_state(Ownership)
        await ownership._claim(actor)  # noqa: SLF001 (public, anybody could call it)
    return _Read.NOT_OURS


async def _way_out() -> Any:
    """Off a page that its reader may not see any more: to sign in, or to the first page of another role."""
    here, role = page_path(), (await actor_again()).role
    locale = routes.locale_of(here)
    return rx.redirect(routes.localized(routes.HOMES[role], locale) if role else routes.sign_in(here, locale))
