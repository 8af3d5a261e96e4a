"""What is turned away before the app sees it: closed doors, bodies too big, sockets of strangers or too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from liaison_app.front_end.asgi import App, Message, Receive, Scope, Send, all_lines, answer_text, header
from liaison_app.logs import logger

EVENTS = "/_event"
# Reflex's own doors that this app does not use: uploads without a limit, and facts about the inside.
CLOSED = ("/_upload", "/_health", "/_all_routes", "/auth-codespace", "/ping")
MEBIBYTE = 1024 * 1024
POLICY_VIOLATION = 1008
MESSAGE_TOO_BIG = 1009
SUBSCRIBERS_BITS = 64

log = logger("door")


@dataclass(frozen=True)
class Limits:
    """What may come in. `origins` are `scheme://host[:port]`, compared whole; sizes are bytes.

    `larger_bodies` gives a path prefix a limit of its own, as for photos. `trusted_proxies` are the addresses whose
    `X-Forwarded-For` is believed. `closed` are further paths that answer 404, with all below them.
    """

    origins: frozenset[str]
    body: int = MEBIBYTE
    larger_bodies: Mapping[str, int] = field(default_factory=dict)
    message: int = MEBIBYTE
    sockets_per_address: int = 100
    trusted_proxies: frozenset[str] = frozenset()
    closed: tuple[str, ...] = ()

    def body_of(self, path: str) -> int:
        """The limit for a request body at `path`."""
        return next((limit for prefix, limit in self.larger_bodies.items() if path.startswith(prefix)), self.body)


class BodyTooBig(Exception):
    """A body without a stated length went over its limit while it was being read."""


def address_of(scope: Scope, trusted_proxies: frozenset[str]) -> str:
    """The address a request is counted under: the nearest one in `X-Forwarded-For` that is no proxy of ours.

    Of IPv6 the network (/64), which one subscriber has whole.
    """
    client: str = (scope.get("client") or ("unknown",))[0]
    if client not in trusted_proxies:
        return _counted(client)
    # A proxy may add a line of its own below one that the browser sent.
    hops = [hop.strip() for hop in all_lines(scope, b"x-forwarded-for").split(",") if hop.strip()]
    return _counted(next((hop for hop in reversed(hops) if hop not in trusted_proxies), client))


def _counted(address: str) -> str:
    try:
        given = ip_address(address)
    except ValueError:
        return address
    if isinstance(given, IPv4Address):
        return str(given)
    return str(given.ipv4_mapped or IPv6Network((given, SUBSCRIBERS_BITS), strict=False))


class Door:
    """Stands before everything: refuses what no part of the app should have to think about."""

    def __init__(self, app: App, limits: Limits) -> None:
        self.app = app
        self.limits = limits
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if _lies_under(path, (*CLOSED, EVENTS, *self.limits.closed)):
            await answer_text(send, 404, "Not found")
            return
        limit = self.limits.body_of(path)
        length = header(scope, b"content-length")
        if length and (not length.isdigit() or int(length) > limit):
            await self._too_big(scope, send)
            return
        await self._with_counted_body(scope, receive, send, limit)

    async def _with_counted_body(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        """Bodies without a stated length are counted as they come; the answer is ours unless one has begun.

        The app inside may catch the error and make a 500 of it; that answer is not let out.
        """
        taken = 0
        begun = False

        async def counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise BodyTooBig
            return message

        async def noting(message: Message) -> None:
            nonlocal begun
            if begun or taken <= limit:
                begun = True
                await send(message)

        try:
            await self.app(scope, counting, noting)
        except BodyTooBig:
            log.debug("body_cut_off", path=scope["path"])
        if taken > limit and not begun:
            await self._too_big(scope, send)

    async def _too_big(self, scope: Scope, send: Send) -> None:
        log.warning("body_refused", path=scope["path"])
        await answer_text(send, 413, "This is too large to send.", [(b"connection", b"close")])

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = header(scope, b"origin")
        if not _lies_under(scope["path"], (EVENTS,)) or origin not in self.limits.origins:
            log.warning("socket_refused", reason="origin", origin=origin[:100])
            await _refuse_socket(receive, send)
            return
        address = address_of(scope, self.limits.trusted_proxies)
        if self._open[address] >= self.limits.sockets_per_address:
            log.warning("socket_refused", reason="too_many")
            await _refuse_socket(receive, send)
            return
        self._open[address] += 1
        try:
            await self.app(scope, self._measured(receive, send), send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def _measured(self, receive: Receive, send: Send) -> Receive:
        async def measuring() -> Message:
            message = await receive()
            if _size(message) <= self.limits.message:
                return message
            log.warning("message_refused", size=_size(message))
            await send({"type": "websocket.close", "code": MESSAGE_TOO_BIG, "reason": ""})
            return {"type": "websocket.disconnect", "code": MESSAGE_TOO_BIG}

        return measuring


def _lies_under(path: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a path is one of the prefixes or below one; `/_upload/x` is below `/_upload`, `/_uploads` is not."""
    clean = "/" + "/".join(part for part in path.split("/") if part not in {"", "."})
    return any(clean == prefix or clean.startswith(prefix + "/") for prefix in prefixes)


def _size(message: Message) -> int:
    content: Any = message.get("text") or message.get("bytes") or b""
    return len(content)


async def _refuse_socket(receive: Receive, send: Send) -> None:
    """Close before accepting, which the browser sees as a refused handshake (403)."""
    await receive()
    await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
