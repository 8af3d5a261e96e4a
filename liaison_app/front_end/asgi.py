"""The few ASGI words the serving layers share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
NOT_MODIFIED = 304
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def header(scope: Scope, name: bytes) -> str:
    """The first request header of that (lower-case) name; empty when there is none."""
    for key, value in scope.get("headers", ()):
        if key == name:
            return bytes(value).decode("latin-1")
    return ""


def all_lines(scope: Scope, name: bytes) -> str:
    """Every request header of that (lower-case) name as one list. Source: RFC 9110, section 5.3."""
    return ",".join(bytes(value).decode("latin-1") for key, value in scope.get("headers", ()) if key == name)


def cookies(scope: Scope) -> dict[str, str]:
    """The request's cookies by name; HTTP/2 may bring them in several lines. Source: RFC 9113, section 8.2.3."""
    lines = (bytes(value).decode("latin-1") for key, value in scope.get("headers", ()) if key == b"cookie")
    return cookies_in("; ".join(lines))


def cookies_in(text: str) -> dict[str, str]:
    """The cookies of a Cookie header by name, read as browsers write them: whatever stands in one leaves others alone.

    Of two with the same name the last counts: browsers send the one for the shorter path and the one that was set later
    behind the other, and ours are for every path. Source: RFC 6265, section 5.4.
    """
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals and name.strip():
            found[name.strip()] = value.strip()
    return found


def accepted_encodings(scope: Scope) -> frozenset[str]:
    """The content encodings the browser takes. `q=0` means no. Source: RFC 9110, section 12.5.3."""
    accepted = set()
    for part in header(scope, b"accept-encoding").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() and weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            accepted.add(name.strip())
    return frozenset(accepted)


def known_tags(scope: Scope) -> frozenset[str]:
    """The entity tags of what the reader has already; a weak one counts as the strong. Source: RFC 9110, 13.1.2."""
    return frozenset(tag.strip().removeprefix("W/") for tag in header(scope, b"if-none-match").split(","))


async def answer(
    send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]], *, without_body: bool = False
) -> None:
    """Send a whole answer; `without_body` for HEAD and 304."""
    length = [] if status == NOT_MODIFIED else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": b"" if without_body else body})


async def answer_text(send: Send, status: int, text: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    """Send a short plain text."""
    await answer(send, status, text.encode(), [(b"content-type", b"text/plain; charset=utf-8"), *headers])
