"""Whatever bytes a city answers with, asking it ends in rows or in a `CityError`: never in anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.domain.city import NewMessage, NewRequest
from liaison_app.domain.endpoint_profile import EndpointProfile
from liaison_app.domain.errors import CityError
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId
from liaison_app.domain.tickets import Status
from tests.city_stub import SystemClock

NOW = datetime(2026, 11, 23, tzinfo=UTC)
REQUEST = NewRequest(Ref("NL-1"), ServiceCode("1"), LatLon(39.95, -75.16), "Hole [ref NL-1]")
MESSAGE = NewMessage(Ref("NL-2"), ServiceRequestId("1"), "Any news?", Status.OPEN, NOW)
PROFILE = EndpointProfile(
    "t",
    has_updates=True,
    has_updated_after=True,
    tells_messages=True,
    errors_under_200=True,
    page_size=2,
    z_is_local=True,
)
ASKED: dict[str, Callable[[Open311Client], object]] = {
    "services": lambda city: city.services(),
    "definition": lambda city: city.definition(ServiceCode("1")),
    "post": lambda city: city.post(REQUEST),
    "request_id_of": lambda city: city.request_id_of("t", REQUEST),
    "find": lambda city: city.find(REQUEST, NOW - timedelta(seconds=30), NOW),
    "request": lambda city: city.request(ServiceRequestId("1")),
    "requests": lambda city: city.requests([ServiceRequestId("1"), ServiceRequestId("2")]),
    "say": lambda city: city.say(MESSAGE),
    "find_heard": lambda city: city.find_heard(MESSAGE, NOW - timedelta(seconds=30), NOW),
    "changed": lambda city: city.changed(NOW - timedelta(seconds=30), NOW),
    "updates": lambda city: city.updates(NOW - timedelta(seconds=30), NOW),
}
NAMES = [
    "service_requests", "service_request", "requests", "request", "services", "service", "errors", "error",
    "code", "description", "status", "token", "service_request_id", "service_code", "update_id",
    "updated_datetime", "requested_datetime", "lat", "long", "lon", "media_url", "metadata", "attributes",
    "attribute", "values", "value", "key", "name", "order", "variable", "datatype", "keywords", "type",
    "discovery", "endpoints", "formats",
]  # fmt: skip
NASTY = [
    "0", "1e999", "-0.0", "nan", "9" * 5000, "²", "２０２６-01-01", "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00+99:99", "true",
    "http://[::1", "http://a:99999999/", "http://[v1.x]/", "\ud800", "\x00",
    "404",
]  # fmt: skip


class _Body(httpx.SyncByteStream):
    def __init__(self, body: bytes) -> None:
        self.body = body

    def __iter__(self):
        yield self.body


class Ended(Exception):
    """A search that asks on and on is no crash; it is cut short so that an example takes no time."""


def ask(what: str, body: bytes, status: int = 200, headers: dict[bytes, bytes] | None = None) -> None:
    calls = 0

    def answer(_: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        if calls > 8:
            raise Ended
        return httpx.Response(status, headers=headers, stream=_Body(body))

    exchange = Exchange("https://city.test", timeout_s=5, clock=SystemClock(), transport=httpx.MockTransport(answer))
    client = Open311Client(exchange, PROFILE, Access("key"))
    try:
        ASKED[what](client)
    except (CityError, Ended):
        pass
    finally:
        client.close()


texts = st.text(max_size=12) | st.sampled_from(NASTY)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def xml_trees(draw: st.DrawFn, depth: int = 0) -> str:
    name = draw(st.sampled_from(NAMES))
    if depth > 3 or draw(st.booleans()):
        inside = escape(draw(texts))
    else:
        inside = "".join(draw(st.lists(xml_trees(depth + 1), max_size=4)))
    return f"<{name}>{inside}</{name}>"


asked = pytest.mark.parametrize("what", ASKED)


@asked
@settings(max_examples=60)
@given(body=st.binary(max_size=200), status=st.sampled_from([200, 201, 204, 400, 404, 500]))
def test_any_bytes(what: str, body: bytes, status: int) -> None:
    ask(what, body, status)


@asked
@settings(max_examples=80)
@given(value=values, status=st.sampled_from([200, 400, 404]))
def test_any_json(what: str, value: object, status: int) -> None:
    ask(what, json.dumps(value).encode("utf-8", errors="surrogatepass"), status)
    ask(what, json.dumps([value]).encode(), status)


@asked
@settings(max_examples=80)
@given(tree=xml_trees())
def test_any_xml(what: str, tree: str) -> None:
    ask(what, f"<service_requests>{tree}</service_requests>".encode("utf-8", errors="surrogatepass"))
    ask(what, tree.encode("utf-8", errors="replace"))


VALID = (
    b'[{"service_request_id":"1","status":"open","service_code":"1","requested_datetime":"2026-01-05T00:00:00Z",'
    b'"lat":39.95,"long":-75.16,"update_id":"7","updated_datetime":"2026-01-05T00:00:00Z","attributes":[{"code":"A"}]}]'
)
VALID_XML = (
    b"<?xml version='1.0' encoding='utf-8'?><service_requests><request><service_request_id>1</service_request_id>"
    b"<service_code>1</service_code><lat>39.95</lat><long>-75.16</long><update_id>7</update_id>"
    b"<updated_datetime>2026-01-05T00:00:00Z</updated_datetime></request></service_requests>"
)


@asked
@settings(max_examples=60)
@given(
    body=st.sampled_from([VALID, VALID_XML]),
    at=st.integers(0, 400),
    cut=st.integers(0, 30),
    put=st.binary(max_size=8) | st.sampled_from([b"<!DOCTYPE a>", b"&x;", b"]]>", b'"', b"\xff\xfe", b"9" * 5000]),
)
def test_a_good_answer_that_was_damaged(what: str, body: bytes, at: int, cut: int, put: bytes) -> None:
    ask(what, body[:at] + put + body[at + cut :])


@settings(max_examples=60)
@given(
    name=st.sampled_from(["Retry-After", "Location", "Content-Encoding", "Content-Type"]),
    word=st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=30) | st.sampled_from(NASTY[:4]),
    status=st.sampled_from([200, 301, 302, 429, 503]),
)
def test_any_header(name: str, word: str, status: int) -> None:
    for what in ("services", "post"):
        ask(what, b"[]", status, {name.encode(): word.encode("latin-1", errors="replace")})


def test_the_harness_notices_what_is_no_city_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ASKED, "services", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ask("services", b"[]")
