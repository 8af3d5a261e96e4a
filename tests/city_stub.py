"""A city that answers over real HTTP with whatever a test hands it: recorded bytes, redirects, a drip, a bomb.

with CityStub({"/services.json": Told(b"[]")}) as stub:
    client = stub.client(EndpointProfile("t"))
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import BinaryIO, Self
from urllib.parse import parse_qsl, urlsplit

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.domain.endpoint_profile import EndpointProfile

BASE = "/v2"


@dataclass(frozen=True)
class Asked:
    """A call as it came. `path` is without the base; `fields` are those of a POST."""

    method: str
    path: str
    params: dict[str, str]
    headers: Mapping[str, str]
    fields: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """An answer. `drip` is the pause between two bytes, head and all; 0 sends it in one piece."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0

    def write(self, out: BinaryIO) -> None:
        head = {"Content-Length": str(len(self.body)), "Connection": "close"} | dict(self.headers)
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        whole = f"HTTP/1.1 {self.status} Told\r\n{lines}\r\n".encode() + self.body
        for piece in [whole[at : at + 1] for at in range(len(whole))] if self.drip else [whole]:
            out.write(piece)
            out.flush()
            time.sleep(self.drip)


Answers = Mapping[str, Told | Callable[[Asked], Told]]
NOTHING = Told(b'[{"code":"404","description":"There is nothing here."}]', 404)


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class CityStub:
    """`answers` by path, or by method and path ("POST /requests.json"); everything else is a 404."""

    def __init__(self, answers: Answers | Callable[[Asked], Told], tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        stub, tell = self, answers if callable(answers) else lambda asked: _told(answers, asked)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                fields = parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)
                path = parts.path.removeprefix(BASE)
                params = dict(parse_qsl(parts.query, keep_blank_values=True))
                asked = Asked(self.command, path, params, dict(self.headers), fields)
                stub.asked.append(asked)
                self.close_connection = True
                try:
                    tell(asked).write(self.wfile)
                except OSError:
                    return  # the client had enough

            do_POST = do_GET  # noqa: N815 - the server asks for this name

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = self.root + BASE
        self._clients: list[Open311Client] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients:
            client.close()
        self._server.shutdown()
        self._server.server_close()

    def client(
        self,
        profile: EndpointProfile | None = None,
        access: Access = Access("key"),  # noqa: B008
        *,
        url: str = "",
        timeout_s: float = 5,
    ) -> Open311Client:
        """The real client, over the real network."""
        exchange = Exchange(url or self.url, timeout_s=timeout_s, clock=SystemClock())
        client = Open311Client(exchange, profile or EndpointProfile("test"), access)
        self._clients.append(client)
        return client


def _told(answers: Answers, asked: Asked) -> Told:
    found = answers.get(f"{asked.method} {asked.path}") or (answers.get(asked.path) if asked.method == "GET" else None)
    if found is None:
        return NOTHING
    return found(asked) if callable(found) else found
