"""Attacks on the door, over raw sockets and a real server: what is refused before any part of the app sees it."""

from __future__ import annotations

import contextlib
import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest
import websocket

POLITE = 100


@pytest.fixture
def connect(program):
    """`connect(origin, cookie)`: a websocket to the app's events, closed after the test."""
    parts = urlsplit(program.address)
    target = program.address.replace("http", "ws") + "/_event/?EIO=4&transport=websocket&token=attacker"

    with contextlib.ExitStack() as wires:

        def connecting(origin: str | None = program.address, cookie: str | None = None):
            # A wire of our own, because websocket-client leaves the one of a refused handshake open.
            wire = wires.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=10))
            made = websocket.WebSocket()
            made.connect(target, socket=wire, origin=origin, suppress_origin=origin is None, cookie=cookie)
            return made

        yield connecting


@pytest.fixture
def cookie(login_cookie) -> str:
    """A login, as the browser sends it along whoever's page asks."""
    given = login_cookie("coordinator@example.org")
    return f"{given['name']}={given['value']}"


def test_our_own_page_gets_a_socket(connect, cookie):
    assert connect().recv().startswith("0{")
    assert connect(cookie=cookie).recv().startswith("0{")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", None, "http://localhost.evil.example", "http://localhost", "file://"]
)
def test_a_socket_for_another_origin_is_refused(connect, cookie, origin):
    """S15, S16: with and without a login."""
    for sent in (cookie, None):
        with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
            connect(origin, sent)


def is_closed(one: websocket.WebSocket) -> bool:
    """Whether the server has ended this socket."""
    try:
        return not one.recv()
    except (OSError, websocket.WebSocketException):
        return True


def test_a_message_of_ten_megabytes_closes_the_socket(connect, program):
    """S34; others go on."""
    attacker, neighbor = connect(), connect()
    attacker.recv()
    neighbor.recv()
    with contextlib.suppress(OSError):
        attacker.send("4" + "x" * 10_000_000)
    assert is_closed(attacker)
    neighbor.send("40/_event,")
    assert neighbor.recv()
    assert httpx.get(f"{program.address}/healthz").status_code == 200


def test_sockets_from_one_address_are_capped(connect):
    """S33."""
    opened = []
    with contextlib.suppress(websocket.WebSocketBadStatusException):
        opened.extend(connect() for _ in range(500))
    assert 0 < len(opened) <= POLITE


def raw(program, request: bytes) -> bytes:
    """The first bytes of the answer to a hand-written request."""
    parts = urlsplit(program.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as wire:
        wire.sendall(request)
        return wire.recv(4096)


@pytest.mark.parametrize("path", ["/api/anything", "/sign-in", "/api/photos"])
def test_a_body_of_200_mebibytes_is_refused_before_it_is_sent(program, path):
    """S21: the answer comes although not one byte of the body was sent."""
    started = time.monotonic()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {200 * 1024 * 1024}\r\n\r\n"
    assert raw(program, head.encode()).startswith(b"HTTP/1.1 413")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/_upload"),
        ("POST", "/_upload/"),
        ("GET", "/_upload/../../etc/passwd"),
        ("GET", "/_upload/%2e%2e/%2e%2e/etc/passwd"),
        ("GET", "/_event/?EIO=4&transport=polling"),
        ("POST", "/_event/?EIO=4&transport=polling"),
        ("GET", "/_health"),
        ("GET", "/_all_routes"),
    ],
)
def test_reflexes_own_doors_are_closed(program, method, path):
    """S18, S19, S20, S23."""
    answer = raw(program, f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
    assert answer.split(b" ")[1] == b"404"
    assert b"root:" not in answer


def test_no_answer_lacks_the_security_headers(program):
    for path in ("/", "/_upload", "/healthz", "/no-such", "/assets/none.js"):
        headers = httpx.get(program.address + path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["server"] == "liaison", path


def test_another_origin_is_told_nothing(program):
    """S17: no CORS permission for a stranger, with or without credentials."""
    answer = httpx.get(f"{program.address}/healthz", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    allowed = httpx.options(
        f"{program.address}/api/photos",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )
    assert allowed.headers.get("access-control-allow-origin") not in {"*", "https://evil.example"}
