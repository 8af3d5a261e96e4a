"""A socket to the app's events as an attacker writes one: no browser, no client library that is polite for us."""

from __future__ import annotations

import itertools
import json
import secrets
import socket
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import websocket

ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate"
NAMESPACE = "/_event"


@dataclass
class Wire:
    """One open socket. `updates` are all messages that came, in their order."""

    socket: websocket.WebSocket
    raw: socket.socket
    updates: list[dict[str, Any]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    new_token: str | None = None

    def emit(self, name: str, payload: Any = None, *, path: str = "/", **more: Any) -> None:
        """Send one event; `more` are further fields that a client may try to bring in."""
        router = {"pathname": path, "asPath": path} | more.pop("router_data", {})
        event = {"name": name, "payload": {} if payload is None else payload, "router_data": router, **more}
        self.send_raw(json.dumps(["event", event]))

    def send_raw(self, text: str) -> None:
        self.socket.send(f"42{NAMESPACE},{text}")

    def listen(self, until, within_s: float = 10) -> list[dict[str, Any]]:
        """Updates that came until one satisfies `until`, that one included; fails after `within_s` seconds."""
        heard: list[dict[str, Any]] = []
        ends = time.monotonic() + within_s
        while time.monotonic() < ends:
            update = self._receive(ends)
            if update is None:
                continue
            heard.append(update)
            if until(update):
                return heard
        raise AssertionError(f"not heard in {within_s} s; heard {str(heard)[:600]}")

    def heard_in(self, seconds: float) -> list[dict[str, Any]]:
        """Whatever comes within some seconds."""
        heard = []
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if (update := self._receive(ends)) is not None:
                heard.append(update)
        return heard

    def hear(self, word: str, within_s: float = 10) -> None:
        """Until a message holds a word of plain letters. What comes is kept unread, for `read`: hundreds of sockets in
        one process would otherwise spend more on reading than the server on writing."""
        ends = time.monotonic() + within_s
        while time.monotonic() < ends:
            if text := self._message(ends):
                self.unread.append(text)
                if word in text:
                    return
        raise AssertionError(f"{word!r} was not heard in {within_s} s")

    def read(self) -> None:
        """Read what `hear` kept."""
        kept, self.unread = self.unread, []
        for text in kept:
            self.take(text)

    def _receive(self, ends: float) -> dict[str, Any] | None:
        return self.take(text) if (text := self._message(ends)) else None

    def _message(self, ends: float) -> str:
        """The next message to us; nothing where there was none, or none of the program's own."""
        self.socket.settimeout(max(0.05, ends - time.monotonic()))
        try:
            text = str(self.socket.recv())
        except websocket.WebSocketTimeoutException:
            return ""
        if text == "2":
            self.socket.send("3")
        return text if text.startswith(f"42{NAMESPACE},") else ""

    def take(self, text: str) -> dict[str, Any] | None:
        """Read one message; the update in it, or None where it is something else."""
        kind, content = json.loads(text.removeprefix(f"42{NAMESPACE},"))[:2]
        if kind == "new_token":
            self.new_token = content
        if kind != "event":
            return None
        update = json.loads(content) if isinstance(content, str) else content
        self.updates.append(update)
        return update

    def hydrate(self, within_s: float = 10) -> dict[str, dict[str, Any]]:
        """The whole state as the page is sent it."""
        self.emit(HYDRATE)
        heard = self.listen(
            lambda update: f"{ROOT}" in (update.get("delta") or {}) and len(update["delta"]) > 3, within_s
        )
        return heard[-1]["delta"]

    def ask(
        self, name: str, payload: Any = None, **more: Any
    ) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
        """Send an event: what came back before the next hydration, and the state after it."""
        self.emit(name, payload, **more)
        self.emit(HYDRATE)
        heard = self.listen(lambda update: f"{ROOT}" in (update.get("delta") or {}) and len(update["delta"]) > 3)
        return heard[:-1], heard[-1]["delta"]

    def close(self) -> None:
        self.socket.close()
        self.raw.close()


_addresses = itertools.count(2)


def another_address() -> str:
    """A loopback address that nothing has come from yet."""
    number = next(_addresses)
    return f"127.0.{number // 250 + 1}.{number % 250 + 2}"


def connect(
    address: str,
    *,
    cookie: str = "",
    token: str = "",
    origin: str | None = "",
    source: str = "127.0.0.1",
    **headers: str,
) -> Wire:
    """Open a socket. `origin` is the app's own unless given; None sends none."""
    parts = urlsplit(address)
    raw = socket.create_connection((parts.hostname, parts.port), timeout=10, source_address=(source, 0))
    # The library goes through every byte in Python, which took 500 tabs longer than the server took to write to them.
    made = websocket.WebSocket(skip_utf8_validation=True)
    sent = {**headers, **({"Cookie": cookie} if cookie else {})}
    target = f"ws://{parts.netloc}{NAMESPACE}/?EIO=4&transport=websocket&token={quote(token or secrets.token_hex(8))}"
    made.connect(
        target,
        socket=raw,
        origin=address if origin == "" else origin,
        suppress_origin=origin is None,
        header=[f"{name.replace('_', '-')}: {value}" for name, value in sent.items()],
    )
    wire = Wire(made, raw)
    made.send(f"40{NAMESPACE},")
    while not (text := made.recv()).startswith(f"40{NAMESPACE}"):
        if text.startswith(f"42{NAMESPACE},"):
            wire.take(text)
    return wire


def has_redirect(updates: list[dict[str, Any]], to: str) -> bool:
    """Whether the page was told to go to an address that starts with `to`."""
    events = [event for update in updates for event in update.get("events") or []]
    return any(e["name"] == "_redirect" and str(e["payload"].get("path", "")).startswith(to) for e in events)


def state_of(full: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    """The variables of the state whose class is `name` (snake case), without the framework's suffix."""
    found = next(values for key, values in full.items() if key.endswith(f"____{name}"))
    return {key.removesuffix("_rx_state_"): value for key, value in found.items()}
