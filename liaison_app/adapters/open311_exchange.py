"""One exchange with a GeoReport endpoint over HTTP: bounded, timed, and its failures told apart.

What matters is whether anything can have arrived. Before a connection stands, nothing has; after that every failure
of a POST leaves the outcome open. So a POST is sent once, over a connection of its own (a kept one may be dead without
our knowing, which would look like a lost answer), and a redirect is never followed with it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from liaison_app.domain.errors import (
    CityBusy,
    CityError,
    CityForbids,
    CityOutcomeUnknown,
    CityUnreachable,
    CityUnreadable,
)
from liaison_app.domain.ports import Clock

MAX_BODY = 16 * 1024 * 1024
MAX_POST_BODY = 256 * 1024
CONNECT_S = 10.0
MAX_WORDS = 1000
USER_AGENT = "neighborhood-liaison"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Fields = Sequence[tuple[str, str]]

_NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `retry_after_s` is None where the city did not say."""

    status: int
    body: bytes
    retry_after_s: int | None = None


class Exchange:
    """Speaks HTTP with one endpoint. Safe to use from several threads."""

    def __init__(
        self, base_url: str, *, timeout_s: float, clock: Clock, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._base = base_url.rstrip("/")
        self._timeout_s = timeout_s
        self._clock = clock
        self._asking = self._client(transport, kept=8)
        self._posting = self._client(transport, kept=0)

    def _client(self, transport: httpx.BaseTransport | None, *, kept: int) -> httpx.Client:
        return httpx.Client(
            transport=transport,
            # Together no longer than a lease has room for; waiting for the answer has the greatest part.
            timeout=httpx.Timeout(
                connect=min(CONNECT_S, self._timeout_s / 8),
                pool=self._timeout_s / 8,
                write=self._timeout_s / 8,
                read=self._timeout_s * 5 / 8,
            ),
            limits=httpx.Limits(max_connections=16, max_keepalive_connections=kept),
            follow_redirects=False,
            trust_env=urlsplit(self._base).hostname not in LOOPBACK,
            headers={"User-Agent": USER_AGENT},
        )

    def get(self, path: str, params: Fields = (), *, headers: Fields = ()) -> Answer:
        """Ask; once more where a kept connection turned out dead.

        Raises: CityUnreachable, CityBusy, CityForbids, CityUnreadable.
        """
        try:
            answer = self._get_once(path, params, headers)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            with _translated(CityUnreadable):
                answer = self._get_once(path, params, headers)
        _refuse_to_wait(answer, any_503=True)
        return answer

    def _get_once(self, path: str, params: Fields, headers: Fields) -> Answer:
        with _translated(CityUnreadable, but=(httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)):
            request = self._asking.build_request(
                "GET", f"{self._base}/{path}", params=list(params) or None, headers=list(headers)
            )
            return self._send(self._asking, request, MAX_BODY, CityUnreadable)

    def post(self, path: str, fields: Fields, *, params: Fields = (), headers: Fields = ()) -> Answer:
        """Send a form, once.

        Raises: CityUnreachable, CityBusy, CityForbids, CityOutcomeUnknown.
        """
        with _translated(CityOutcomeUnknown):
            request = self._posting.build_request(
                "POST",
                f"{self._base}/{path}",
                content=str(httpx.QueryParams(list(fields))).encode(),
                params=list(params) or None,
                headers=[*headers, ("Content-Type", "application/x-www-form-urlencoded"), ("Connection", "close")],
            )
            answer = self._send(self._posting, request, MAX_POST_BODY, CityOutcomeUnknown)
        _refuse_to_wait(answer, any_503=False)
        return answer

    def _send(self, client: httpx.Client, request: httpx.Request, limit: int, unclear: type[CityError]) -> Answer:
        deadline = time.monotonic() + self._timeout_s
        answer = client.send(request, stream=True)
        try:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > limit or time.monotonic() > deadline:
                    raise unclear("the answer is too long or too slow", http_status=answer.status_code)
            return Answer(answer.status_code, bytes(body), self._retry_after(answer.headers.get("Retry-After", "")))
        finally:
            answer.close()

    def _retry_after(self, word: str) -> int | None:
        if word.strip().isdecimal():
            return int(word.strip()[:9])  # longer is a slip, and a year at that
        try:
            then = parsedate_to_datetime(word)
        except ValueError:
            return None
        then = then.replace(tzinfo=UTC) if then.tzinfo is None else then
        return max(0, int((then - self._clock.now()).total_seconds()))

    def close(self) -> None:
        """Let go of the connections."""
        self._asking.close()
        self._posting.close()


def _refuse_to_wait(answer: Answer, *, any_503: bool) -> None:
    """Raise what a status alone already says.

    A 503 to a POST counts as "taken nothing" only where it comes with a Retry-After: others come from in between.
    """
    if answer.status in {401, 403}:
        raise CityForbids(words_of(answer.body), http_status=answer.status)
    is_busy = answer.status == 503 and (any_503 or answer.retry_after_s is not None)
    if answer.status == 429 or is_busy:
        raise CityBusy(words_of(answer.body), http_status=answer.status, retry_after_s=answer.retry_after_s)


def words_of(body: bytes) -> str:
    """The beginning of an answer as text, for people to read."""
    return body[: 4 * MAX_WORDS].decode("utf-8", errors="replace").replace("\x00", "").strip()[:MAX_WORDS]


@contextmanager
def _translated(unclear: type[CityError], but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    try:
        yield
    except but:
        raise
    except _NOTHING_SENT as error:
        raise CityUnreachable(type(error).__name__) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise unclear(type(error).__name__) from error
