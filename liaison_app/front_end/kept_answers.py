"""Answers that are for everybody, given from memory while they are fresh, as a cache in front of us would.

Thousands of readers look at the same few hundred tiles. What an answer says of its own life (`Cache-Control`) holds
here too, and `Age` tells whoever keeps it further how much of that is gone (RFC 9111, section 5.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from liaison_app.front_end.asgi import (
    App,
    Message,
    Receive,
    Scope,
    Send,
    accepted_encodings,
    answer,
    header,
    known_tags,
)
from liaison_app.front_end.kept import Kept

MOST, MOST_BYTES = 4000, 32 * 1024 * 1024
#: How long an answer is given from memory. What lives less is not kept; what lives longer is asked for again after it.
LIFE_S = 15
LONGEST_QUERY = 1000
OK = 200
_LIFE = re.compile(r"\bmax-age=(\d+)")
# Whoever names one of these wants an answer of its own: part of one, or one that names who asked.
_OWN = (b"origin", b"range", b"authorization")


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def named(self, name: bytes) -> str:
        """A header's value, all its lines in one; '' when there is none."""
        return ",".join(value.decode("latin-1") for key, value in self.headers if key.lower() == name)

    def may_be_kept(self) -> bool:
        """Whether it is for everybody, whole, and for long enough to be worth it."""
        control, life = self.named(b"cache-control"), _LIFE.search(self.named(b"cache-control"))
        varies = set(self.named(b"vary").lower().replace(" ", "").split(","))
        # Whoever sends an Origin asks for an answer of its own (below): what is kept is what all others get.
        is_for_all = (
            "public" in control and varies <= {"", "accept-encoding", "origin"} and not self.named(b"set-cookie")
        )
        return self.status == OK and is_for_all and life is not None and int(life.group(1)) >= LIFE_S


class NotForAll(Exception):
    """An answer that only who asked may have: an error, or one that says so."""


class KeptAnswers:
    """Around the app inside: GET under `under` is answered from memory where the answer may be kept."""

    def __init__(self, app: App, under: tuple[str, ...]) -> None:
        self.app = app
        self.under = under
        self.kept: Kept[Answer] = Kept(size=_size, most=MOST, most_bytes=MOST_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_asked_by_all(scope):
            await self.app(scope, receive, send)
            return
        mine: list[Answer] = []

        async def make() -> Answer:
            mine.append(await self._ask(scope))
            if not mine[0].may_be_kept():
                raise NotForAll
            return mine[0]

        try:
            kept, age_s = await self.kept.of(_key(scope), make, life_s=LIFE_S)
        except NotForAll:
            if mine:
                await answer(send, mine[0].status, mine[0].body, _without_length(mine[0]))
            else:  # somebody else was refused; who asks for himself may not be
                await self.app(scope, receive, send)
            return
        await _give(kept, int(age_s), scope, send)

    def _is_asked_by_all(self, scope: Scope) -> bool:
        is_get = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(self.under)
        return is_get and len(scope["query_string"]) <= LONGEST_QUERY and not any(header(scope, one) for one in _OWN)

    async def _ask(self, scope: Scope) -> Answer:
        """The app's answer to the same question from somebody who knows nothing yet."""
        headers = [(name, value) for name, value in scope["headers"] if not name.startswith(b"if-")]
        start: Message = {}
        body = bytearray()

        async def nothing_more() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self.app({**scope, "headers": headers}, nothing_more, noting)
        return Answer(start["status"], tuple((bytes(one), bytes(two)) for one, two in start["headers"]), bytes(body))


def _size(one: Answer) -> int:
    return len(one.body) + sum(len(name) + len(value) for name, value in one.headers)


def _key(scope: Scope) -> str:
    packing = "gzip" if "gzip" in accepted_encodings(scope) else ""
    return f"{packing} {scope['path']}?{scope['query_string'].decode('latin-1')}"


def _without_length(one: Answer) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in one.headers if name.lower() != b"content-length"]


async def _give(kept: Answer, age_s: int, scope: Scope, send: Send) -> None:
    """A kept answer, or 304 to whoever has it already."""
    headers = [*_without_length(kept), (b"age", str(age_s).encode())]
    if kept.named(b"etag") in known_tags(scope):
        await answer(send, 304, b"", headers, without_body=True)
        return
    await answer(send, kept.status, kept.body, headers)
