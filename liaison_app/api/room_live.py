"""Phones and walls of a room hear of changes by server-sent events: one stream each, one reading for all of them.

While at least one stream of a room is open, one task of this process waits in the meeting's room of the hub, reads the
list once after each waking and hands the same reading to every stream. A phone costs a connection, two small tasks and
no query. Source of the form: https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import suppress

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from liaison_app.api.room_telling import Told
from liaison_app.bootstrap import Application
from liaison_app.domain import rooms
from liaison_app.domain.errors import LiaisonError, NotFound, TooMany
from liaison_app.domain.room import device_mark
from liaison_app.live import Waiting
from liaison_app.logs import logger
from liaison_app.services import room_listing

# Phones that press at the same moment are told together; the first of a quiet room at once.
PAUSE_S = 0.2
# A room closes by itself, which wakes nobody.
LOOK_AGAIN_S = 15.0
RETRY_S = 2.0
ENDING_SEEN_S = 1.0
BEAT_S = 20.0
# A stream ends after a while; the phone opens the next by itself.
LIFE_S = 900.0
AGAIN_MS = 1500
MOST_STREAMS, MOST_OF_ROOM, MOST_OF_NETWORK = 2000, 800, 500

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold it back
]
log = logger("room")


class LiveRoom:
    """One room that somebody in this process looks at. Belongs to the event loop it was made on."""

    def __init__(self, code: str, application: Application) -> None:
        self.code = code
        self.streams = 0
        self.told: Told | None = None
        self.is_gone = False
        self._application = application
        self._waiting: set[asyncio.Event] = set()
        self._task = asyncio.ensure_future(self._follow())

    async def first(self) -> None:
        """Wait for the first reading. Raises: NotFound."""
        with self.listening() as changed:
            while self.told is None and not self.is_gone:
                await changed.wait()
                changed.clear()
        if self.is_gone:
            raise NotFound

    def listening(self) -> _Listening:
        """For the length of a block, an event that is set whenever there is a new reading, or none any more."""
        return _Listening(self._waiting)

    def end(self) -> None:
        self._task.cancel()

    async def _follow(self) -> None:
        try:
            read = await self._read()
            with self._application.hub.waiting_in([rooms.meeting(read.board.meeting_id)]) as waiting:
                while not self._is_ending():
                    self._take(await self._read())
                    await asyncio.sleep(PAUSE_S)
                    await self._changed(waiting)
        except NotFound:
            pass
        self.is_gone = True
        self._wake()

    async def _changed(self, waiting: Waiting) -> None:
        until = time.monotonic() + LOOK_AGAIN_S
        while time.monotonic() < until and not self._is_ending():
            if await waiting.changed(ENDING_SEEN_S):
                return

    def _is_ending(self) -> bool:
        """Whether this process is to end, which waits for open streams."""
        ending: bool = self._application.ports["ending"].is_set()
        return ending

    async def _read(self) -> Told:
        while True:
            try:
                board = await self._application.call(room_listing.board, code=self.code)
                return Told(board, self._application.ports["city_profile"].time_zone)
            except LiaisonError:
                raise
            except Exception as error:  # noqa: BLE001 (a database that is away for a minute must not end the list)
                log.warning("room_read_failed", why=type(error).__name__)
                await asyncio.sleep(RETRY_S)

    def _take(self, told: Told) -> None:
        if self.told is None or told.board != self.told.board:
            self.told = told
            self._wake()

    def _wake(self) -> None:
        for one in self._waiting:
            one.set()


class _Listening:
    def __init__(self, among: set[asyncio.Event]) -> None:
        self._among = among
        self._changed = asyncio.Event()

    def __enter__(self) -> asyncio.Event:
        self._among.add(self._changed)
        return self._changed

    def __exit__(self, *_: object) -> None:
        self._among.discard(self._changed)


class LiveRooms:
    """The rooms that are looked at in this process, and how many look."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._rooms: dict[str, LiveRoom] = {}
        self._networks: Counter[str] = Counter()
        self._count = 0

    def enter(self, code: str, network: str) -> LiveRoom:
        """Count one more stream. Raises: TooMany."""
        room = self._rooms.get(code)
        if (
            self._count >= MOST_STREAMS
            or self._networks[network] >= MOST_OF_NETWORK
            or (room is not None and room.streams >= MOST_OF_ROOM)
        ):
            raise TooMany(retry_after_s=60)
        if room is None or room.is_gone:
            room = self._rooms[code] = LiveRoom(code, self._application)
        room.streams += 1
        self._count += 1
        self._networks[network] += 1
        return room

    def leave(self, room: LiveRoom, network: str) -> None:
        room.streams -= 1
        self._count -= 1
        self._networks[network] -= 1
        if not self._networks[network]:
            del self._networks[network]
        if not room.streams:
            room.end()
            if self._rooms.get(room.code) is room:
                del self._rooms[room.code]

    def count(self) -> int:
        """How many streams are open."""
        return self._count


def live_rooms(request: Request) -> LiveRooms:
    """Those of the program behind a request."""
    state = request.app.state
    if not hasattr(state, "live_rooms"):
        state.live_rooms = LiveRooms(state.application)
    found: LiveRooms = state.live_rooms
    return found


class Stream:
    """The answer to a phone that wants to hear of changes: everything, then each change, until it goes."""

    def __init__(self, among: LiveRooms, *, code: str, network: str, locale: str, device: str) -> None:
        self._among, self._code, self._network = among, code, network
        self._locale, self._device = locale, device

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            room = self._among.enter(self._code, self._network)
        except TooMany as error:
            await _short(send, 429, [(b"retry-after", str(error.retry_after_s).encode())])
            return
        try:
            await room.first()
            await self._until_gone(room, receive, send)
        except NotFound:
            await _short(send, 404, [])
        finally:
            self._among.leave(room, self._network)

    async def _until_gone(self, room: LiveRoom, receive: Receive, send: Send) -> None:
        gone = asyncio.ensure_future(_disconnected(receive))
        telling = asyncio.ensure_future(self._tell(room, send))
        await asyncio.wait({gone, telling}, return_when=asyncio.FIRST_COMPLETED)
        for task in (gone, telling):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await gone
        with suppress(asyncio.CancelledError, OSError):
            await telling

    async def _tell(self, room: LiveRoom, send: Send) -> None:
        until = asyncio.get_running_loop().time() + LIFE_S
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        with room.listening() as changed:
            told = _there(room)
            mark = device_mark(self._device, told.board.meeting_id) if self._device else None
            await _say(send, f"retry: {AGAIN_MS}\ndata: {told.whole(self._locale, mark)}\n\n")
            while asyncio.get_running_loop().time() < until and not room.is_gone:
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), BEAT_S)
                changed.clear()
                earlier, told = told, _there(room)
                step = told.since(earlier, self._locale, mark) if told is not earlier else ""
                await _say(send, f"data: {step}\n\n" if step else ": \n\n")
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _there(room: LiveRoom) -> Told:
    if room.told is None:
        raise NotFound
    return room.told


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _short(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    kept = [(b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": kept})
    await send({"type": "http.response.body", "body": b""})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
