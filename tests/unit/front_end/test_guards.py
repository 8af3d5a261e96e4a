from __future__ import annotations

import pytest

from liaison_app.front_end.asgi import answer_text
from liaison_app.front_end.guards import Door, Limits, address_of
from liaison_app.front_end.tracing import Tracing, loggable

ORIGIN = {"origin": "https://liaison.test"}


class Inside:
    """Reads what comes and remembers it; an open websocket stays open until it is closed."""

    def __init__(self):
        self.bodies = []
        self.messages = []
        self.reached = 0

    async def __call__(self, scope, receive, send):
        self.reached += 1
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] == "websocket.receive":
                self.messages.append(message["text"])
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.bodies.append(body)
        await answer_text(send, 200, "ok")


@pytest.fixture
def inside():
    return Inside()


@pytest.fixture
def door(inside):
    limits = Limits(
        origins=frozenset({"https://liaison.test"}),
        body=10,
        larger_bodies={"/api/photos": 100},
        message=20,
        sockets_per_address=2,
        trusted_proxies=frozenset({"10.9.9.9"}),
    )
    return Door(inside, limits)


@pytest.mark.parametrize(
    "path", ["/_upload", "/_upload/a/../b", "//_upload", "/_event", "/_event/", "/_health", "/ping"]
)
async def test_reflexes_own_doors_are_closed(door, inside, ask, path):
    assert (await ask(door, path, method="POST")).status == 404
    assert inside.reached == 0


async def test_a_name_that_only_begins_like_a_closed_door_is_open(door, ask):
    assert (await ask(door, "/_uploads")).status == 200


async def test_a_stated_length_over_the_limit_is_refused_before_reading(door, inside, ask):
    for length in ("11", "999999999999", "-1", "ten"):
        assert (await ask(door, "/x", method="POST", headers={"content-length": length})).status == 413
    assert inside.reached == 0


async def test_an_unstated_length_is_counted(door, inside, ask):
    assert (await ask(door, "/x", method="POST", body=[b"12345", b"123456"])).status == 413
    assert inside.bodies == []
    assert (await ask(door, "/x", method="POST", body=[b"12345", b"12345"])).status == 200


async def test_photos_may_be_larger(door, ask):
    assert (await ask(door, "/api/photos", method="POST", body=[b"x" * 100])).status == 200
    assert (await ask(door, "/api/photos", method="POST", body=[b"x" * 101])).status == 413


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.test",
        "null",
        "",
        "https://liaison.test.evil.test",
        "https://evilliaison.test",
        "http://liaison.test",
        "https://liaison.test:444",
        "https://liaison.test@evil.test",
    ],
)
async def test_a_strange_origin_gets_no_socket(door, inside, ask, origin):
    answer = await ask(door, "/_event", kind="websocket", headers={"origin": origin, "cookie": "sid=a-login"})
    assert [message["type"] for message in answer.sent] == ["websocket.close"]
    assert inside.reached == 0


async def test_our_origin_gets_one(door, ask):
    answer = await ask(door, "/_event/", kind="websocket", headers=ORIGIN)
    assert answer.sent[0]["type"] == "websocket.accept"


async def test_a_message_too_big_closes_the_socket_and_is_not_read(door, inside, ask):
    answer = await ask(door, "/_event", kind="websocket", headers=ORIGIN, body=["fits", "x" * 21, "after"])
    assert inside.messages == ["fits"]
    assert answer.sent[-1] == {"type": "websocket.close", "code": 1009, "reason": ""}


async def test_sockets_of_one_address_are_capped_and_others_are_not(ask):
    seen = []

    async def nested(scope, receive, send):
        """While this socket is open the next one is asked for."""
        await send({"type": "websocket.accept"})
        if len(seen) < 3:
            seen.append(await ask(door, "/_event", kind="websocket", headers=ORIGIN))
            seen.append(await ask(door, "/_event", kind="websocket", headers=ORIGIN, client="10.0.0.2"))

    door = Door(nested, Limits(origins=frozenset(ORIGIN.values()), sockets_per_address=2))
    await ask(door, "/_event", kind="websocket", headers=ORIGIN)
    kinds = [answer.sent[0]["type"] for answer in seen]
    assert "websocket.close" in kinds
    again = await ask(door, "/_event", kind="websocket", headers=ORIGIN)
    assert again.sent[0]["type"] == "websocket.accept"


async def test_a_forwarded_address_counts_only_from_our_proxy(door, ask):
    limits = door.limits
    scope = {"client": ("10.9.9.9", 1), "headers": [(b"x-forwarded-for", b"6.6.6.6, 7.7.7.7, 10.9.9.9")]}
    assert address_of(scope, limits.trusted_proxies) == "7.7.7.7"
    assert address_of({**scope, "client": ("8.8.8.8", 1)}, limits.trusted_proxies) == "8.8.8.8"


async def test_a_failure_inside_is_a_plain_500_with_a_reference(ask):
    async def failing(_scope, _receive, _send):
        raise RuntimeError("secret detail")

    answer = await ask(Tracing(failing), "/x")
    assert answer.status == 500
    assert b"secret" not in answer.body
    assert answer["x-request-id"].encode() in answer.body


@pytest.mark.parametrize(
    ("lines", "counted"),
    [
        (["1.2.3.4", "7.7.7.7"], "7.7.7.7"),
        (["1.2.3.4, 7.7.7.7", "10.9.9.9"], "7.7.7.7"),
        (["2001:db8:1:2:aaaa::1"], "2001:db8:1:2::/64"),
        (["2001:db8:1:2:bbbb::2"], "2001:db8:1:2::/64"),
        (["::ffff:7.7.7.7"], "7.7.7.7"),
        (["unknown"], "unknown"),
    ],
)
def test_a_second_forwarding_line_and_a_network_of_addresses_do_not_evade_a_limit(lines, counted):
    headers = [(b"x-forwarded-for", line.encode()) for line in lines]
    assert address_of({"client": ("10.9.9.9", 1), "headers": headers}, frozenset({"10.9.9.9"})) == counted


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/join/abc", "/join/[redacted]"),
        ("/es/join/abc", "/es/join/[redacted]"),
        ("/es/apply/abc/seat/C-1", "/es/apply/[redacted]"),
        ("/enrol/abc", "/enrol/[redacted]"),
        ("/here/ABC-DEF", "/here/[redacted]"),
        ("/api/cohorts/c.C-1-seal.ics", "/api/cohorts/[redacted]"),
        ("/api/sent/photo/1700/seal.jpg", "/api/sent/[redacted]"),
        ("/api/photos/0f3a", "/api/photos/[redacted]"),
        ("/api/photos", "/api/photos"),
        ("/t/T-1", "/t/T-1"),
    ],
)
def test_what_opens_a_door_is_not_logged(path, logged):
    assert loggable(path) == logged


async def test_what_the_settings_close_is_closed(inside, ask):
    door = Door(inside, Limits(origins=frozenset(), closed=("/showcase",)))
    assert (await ask(door, "/showcase/question")).status == 404
    assert (await ask(door, "/showcases")).status == 200
