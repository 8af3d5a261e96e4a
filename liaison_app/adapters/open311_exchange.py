"""One exchange with a GeoReport endpoint over HTTP: bounded, timed, and its failures told apart.

What matters is whether anything can have arrived. Before a connection stands, nothing has; after that every failure
of a POST leaves the outcome open. So a POST is sent once, over a connection of its own (a kept one may be dead without
our knowing, which would look like a lost answer), and a redirect is never followed with it. A question follows a few,
but to no address inside somebody's network, and never from https back to http.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx

from liaison_app.adapters.guarded_network import AddressRefused, GuardedNetwork, RoutedTransport, reach_of
from liaison_app.adapters.open311_body import ACCEPTED, BodyBroken, BodyTooLong, whole_body
from liaison_app.adapters.open311_document import parse
from liaison_app.adapters.open311_wire import ErrorAnswer, UnreadableAnswer
from liaison_app.domain.errors import (
    CityBusy,
    CityError,
    CityForbids,
    CityOutcomeUnknown,
    CitySilent,
    CityUnreachable,
    CityUnreadable,
)
from liaison_app.domain.ports import Clock
from liaison_app.domain.web_links import Origin, origin_of, public_link

MAX_BODY = 8 * 1024 * 1024
MAX_POST_BODY = 256 * 1024
CONNECT_S = 10.0
MAX_WORDS = 1000
USER_AGENT = "neighborhood-liaison"
MAX_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})

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
    """A whole answer. `retry_after_s` is None where the city did not say; `location` is where it redirects to,
    or where it came from in the end."""

    status: int
    body: bytes
    retry_after_s: int | None = None
    location: str = ""


class Exchange:
    """Speaks HTTP with one endpoint. Safe to use from several threads."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout_s: float,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
        before_get: Callable[[], None] = lambda: None,
    ) -> None:
        self._before_get = before_get
        self._base = base_url.rstrip("/")
        self._timeout_s = timeout_s
        self._clock = clock
        self._network = GuardedNetwork(reach_of(self._base))
        self._asking = self._client(transport, kept=8)
        self._posting = self._client(transport, kept=0)

    def _client(self, transport: httpx.BaseTransport | None, *, kept: int) -> httpx.Client:
        limits = httpx.Limits(max_connections=16, max_keepalive_connections=kept)
        return httpx.Client(
            transport=transport or RoutedTransport(self._base, self._network, limits),
            # Together no longer than a lease has room for; waiting for the answer has the greatest part.
            timeout=httpx.Timeout(
                connect=min(CONNECT_S, self._timeout_s / 8),
                pool=self._timeout_s / 8,
                write=self._timeout_s / 8,
                read=self._timeout_s * 5 / 8,
            ),
            limits=limits,
            follow_redirects=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPTED},
        )

    def get(self, path: str, params: Fields = (), *, headers: Fields = ()) -> Answer:
        """Ask; once more where a kept connection turned out dead.

        Raises: CityUnreachable, CityBusy, CityForbids, CityUnreadable.
        """
        try:
            answer = self._get_once(path, params, headers)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            with _translated(CitySilent):
                answer = self._get_once(path, params, headers)
        _refuse_to_wait(answer, any_503=True)
        return answer

    def _get_once(self, path: str, params: Fields, headers: Fields) -> Answer:
        with _translated(CitySilent, but=(httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)):
            first = self._asking.build_request(
                "GET", f"{self._base}/{path}", params=list(params) or None, headers=list(headers)
            )
            request = first
            for _ in range(MAX_REDIRECTS + 1):
                self._before_get()  # may wait for a turn
                deadline = time.monotonic() + self._timeout_s
                answer = self._send(self._asking, request, MAX_BODY, CityUnreadable, deadline)
                if not answer.location:
                    return answer if request is first else replace(answer, location=str(request.url))
                request = self._redirected(request, answer, headers)
            raise CityUnreadable("too many redirects", http_status=answer.status)

    def _redirected(self, request: httpx.Request, answer: Answer, headers: Fields) -> httpx.Request:
        """The question at the address that an answer names. The key goes nowhere but to the endpoint's own host."""
        try:
            here, there = origin_of(str(request.url)), urljoin(str(request.url), answer.location)
        except ValueError as error:
            raise CityUnreadable("a redirect that cannot be read", http_status=answer.status) from error
        own, target = origin_of(self._base), origin_of(there)
        is_own = target in {own, _upgraded(own)}
        if not target[0] or (here[0] == "https" and target[0] != "https"):
            raise CityUnreadable("a redirect that is not safe", http_status=answer.status)
        if not is_own and not public_link(there):
            raise CityUnreadable("a redirect to an address that may not be asked", http_status=answer.status)
        return self._asking.build_request("GET", there, headers=list(headers) if is_own else [])

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
            deadline = time.monotonic() + self._timeout_s
            answer = self._send(self._posting, request, MAX_POST_BODY, CityOutcomeUnknown, deadline)
        _refuse_to_wait(answer, any_503=False)
        return answer

    def _send(
        self, client: httpx.Client, request: httpx.Request, limit: int, unclear: type[CityError], deadline: float
    ) -> Answer:
        with self._network.until(deadline):
            answer = client.send(request, stream=True)
            try:
                pieces = _in_time(answer.iter_raw(), deadline)
                body = whole_body(pieces, answer.headers.get("Content-Encoding", ""), limit)
            except (BodyTooLong, BodyBroken) as error:
                words = str(error) or "the answer is too long or too slow"
                raise unclear(words, http_status=answer.status_code) from error
            finally:
                answer.close()
        told = answer.headers
        location = told.get("Location", "") if answer.status_code in REDIRECTS else ""
        return Answer(answer.status_code, body, self._retry_after(told.get("Retry-After", "")), location)

    def now(self) -> datetime:
        """This moment, by the clock that the exchange was given."""
        return self._clock.now()

    def _retry_after(self, word: str) -> int | None:
        if word.strip().isdecimal():
            return int(word.strip()[:9])  # longer is a slip, and a year at that
        try:
            then = parsedate_to_datetime(word)
            then = then.replace(tzinfo=UTC) if then.tzinfo is None else then
            return max(0, int((then - self._clock.now()).total_seconds()))
        except (ValueError, TypeError, IndexError, OverflowError):
            return None

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


def _upgraded(origin: Origin) -> Origin:
    """The same host over https, where it was asked at the usual port of http."""
    return ("https", origin[1], 443) if (origin[0], origin[2]) == ("http", 80) else origin


def _in_time(pieces: Iterable[bytes], deadline: float) -> Iterator[bytes]:
    for piece in pieces:
        if time.monotonic() > deadline:
            raise BodyTooLong
        yield piece


def words_of(body: bytes) -> str:
    """What the errors of an answer say, else its beginning as text; for people to read."""
    try:
        parse(body)
    except ErrorAnswer as answer:
        if said := "\n".join(row.description for row in answer.errors if row.description):
            return said[:MAX_WORDS]
    except UnreadableAnswer:
        pass
    return body[: 4 * MAX_WORDS].decode("utf-8", errors="replace").replace("\x00", "").strip()[:MAX_WORDS]


@contextmanager
def _translated(unclear: type[CityError], but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    try:
        yield
    except but:
        raise
    except _NOTHING_SENT as error:
        refused = isinstance(error.__cause__, AddressRefused)
        raise CityUnreachable(str(error) if refused else type(error).__name__) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise unclear(type(error).__name__) from error
