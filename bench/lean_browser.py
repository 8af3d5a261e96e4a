"""A client that costs little, for measuring a server on the machine that the client runs on too.

It keeps up to six connections open as browsers do, unpacks nothing before it is asked to, and knows of HTTP/1.1 only
what our server says.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import brotli

CONNECTIONS = 6
TIMEOUT_S = 60.0
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class NoAnswer(Exception):
    """The connection failed, or nothing came in time."""


@dataclass(frozen=True)
class Answer:
    """An answer as it came: header names in small letters, the body still packed."""

    status_code: int
    headers: dict[str, str]
    packed: bytes

    @property
    def text(self) -> str:
        return UNPACK.get(self.headers.get("content-encoding", ""), bytes)(self.packed).decode()

    def json(self) -> Any:
        return json.loads(self.text)


class LeanBrowser:
    """One person's browser, from an address of its own. Use it with `async with`."""

    def __init__(self, address: str, network: str, headers: dict[str, str]) -> None:
        place = urlsplit(address)
        self._host, self._port, self._network = place.hostname or "", place.port or 80, network
        told = {"Host": place.netloc, **headers}
        self._always = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self._idle: list[Connection] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        for _, writer in self._idle:
            writer.close()

    async def get(self, path: str, headers: dict[str, str]) -> Answer:
        """Ask for a path and read the whole answer. Raises: NoAnswer."""
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        asked = f"GET {path} HTTP/1.1\r\n{self._always}{more}\r\n".encode()
        async with self._turns:
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    return await self._exchange(asked)
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as problem:
                raise NoAnswer(str(problem)) from problem

    async def _exchange(self, asked: bytes) -> Answer:
        while self._idle:  # what stood open may have been closed at the other end meanwhile; browsers ask again, too
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                return await self._over(self._idle.pop(), asked)
        return await self._over(await self._connect(), asked)

    async def _over(self, connection: Connection, asked: bytes) -> Answer:
        reader, writer = connection
        try:
            writer.write(asked)
            status, headers = _head(await reader.readuntil(b"\r\n\r\n"))
            body = await _body(reader, status, headers)
        except BaseException:
            writer.close()
            raise
        if headers.get("connection") == "close":
            writer.close()
        else:
            self._idle.append((reader, writer))
        return Answer(status, headers, body)

    async def _connect(self) -> Connection:
        return await asyncio.open_connection(self._host, self._port, local_addr=(self._network, 0))


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    named = (line.partition(":") for line in lines)
    return int(first.split(" ")[1]), {name.lower(): value.strip() for name, _, value in named}


async def _body(reader: asyncio.StreamReader, status: int, headers: dict[str, str]) -> bytes:
    if status in {204, 304}:
        return b""
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)
