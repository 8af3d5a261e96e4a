"""What real cities do that no protocol says, each over real HTTP. Seen at: open311-adapter, FixMyStreet, Helsinki …"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from liaison_app.adapters import open311_read as read
from liaison_app.adapters.open311_wire import ErrorAnswer, Unreadable, UnreadableAnswer
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.domain.city import CityRequest, NewRequest
from liaison_app.domain.endpoint_profile import AnswerForm, EndpointProfile
from liaison_app.domain.errors import (
    CityBusy,
    CityError,
    CityForbids,
    CityOutcomeUnknown,
    CityRefused,
    CityUnreadable,
)
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId
from tests.city_stub import Asked, CityStub, Told

REF = Ref("NL-0123456789ABCDEF")
OURS = f"A hole.\n\n[ref {REF}]"
REQUEST = NewRequest(
    REF, ServiceCode("SR: 1/a"), LatLon(39.9526, -75.1652), OURS, answers={"WHERE": ("lane", "kerb"), "DEEP": ("",)}
)
NOW = datetime.now(UTC).replace(microsecond=0)
QUARTER = timedelta(minutes=15)
XML = EndpointProfile("t", form=AnswerForm.XML)


def row(**more: object) -> dict[str, object]:
    return {"service_request_id": "1", "status": "open"} | more


def told(*rows: dict[str, object], status: int = 200) -> Told:
    return Told(json.dumps(list(rows)).encode(), status)


def one(body: bytes, profile: EndpointProfile | None = None, number: str = "1") -> CityRequest | None:
    """The record that a client reads from these bytes."""
    form = profile.form if profile else "json"
    with CityStub({f"/requests/{number}.{form}": Told(body)}) as stub:
        return stub.client(profile).request(ServiceRequestId(number))


def post(answer: Told, profile: EndpointProfile | None = None) -> tuple[object, list[Asked]]:
    """What a POST comes to, and what was sent."""
    form = profile.form if profile else "json"
    with CityStub({f"POST /requests.{form}": answer}) as stub:
        try:
            return stub.client(profile).post(REQUEST), stub.asked
        except CityError as error:
            return error, stub.asked


# -- errors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "profile", "error"),
    [
        (told({"code": "404", "errors": "no such service"}), "philadelphia", CityRefused),
        (told({"code": "404", "errors": "no such service"}), "plain", CityOutcomeUnknown),
        (told({"code": 403, "description": "api_key"}), "philadelphia", CityForbids),
        (Told(b"<!DOCTYPE html><title>Sign in</title>"), "plain", CityOutcomeUnknown),
        (Told(b"\n<?xml version='1.0'?><!-- x --><html/>"), "plain", CityOutcomeUnknown),
        (Told(b"<error>Invalid api_key received.</error>", 403), "san_francisco", CityForbids),
        (Told(b"<error>The CRM is down.</error>", 400), "san_francisco", CityRefused),
        (Told(b"<errors><error>two words</error></errors>", 400), "san_francisco", CityRefused),
        (Told(b'{"code":404,"detail":"Not Found"}', 404), "helsinki", CityRefused),
        (told({"code": "400", "description": "base is a duplicate."}, status=400), "boston", CityRefused),
        (told({"code": 500, "description": "no such request\n"}, status=500), "plain", CityOutcomeUnknown),
        (Told(b"", 200), "plain", CityOutcomeUnknown),
    ],
    ids=lambda value: getattr(value, "__name__", getattr(value, "body", value)),
)
def test_an_error_is_known_in_every_dress(answer: Told, profile: str, error: type[CityError]) -> None:
    assert type(post(answer, read_endpoint(profile))[0]) is error


def test_a_city_that_limits_says_how_long_to_wait() -> None:
    error, _ = post(Told(b"slow down", 429, {"Retry-After": "37"}), read_endpoint("boston"))
    assert isinstance(error, CityBusy)
    assert error.retry_after_s == 37


@pytest.mark.parametrize("retry", ["soon", "-5", "Fri, 20 Nov 99999 15:02:00 GMT", "1e9", "", "²", "9" * 6000])
def test_a_retry_after_of_any_kind_does_no_harm(retry: str) -> None:
    error, _ = post(Told(b"", 429, {"Retry-After": retry.encode().decode("latin-1")}))
    assert isinstance(error, CityBusy)


# -- nobody else's request ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [row(), row(service_request_id="2")],
        [row(service_code="SR-2")],
        [row(description="Tires in the alley")],
        [row(lat="39.99", long="-75.1652")],
        [row(description="A hole. [ref NL-FEDCBA9876543210]")],
        [row(requested_datetime=(NOW - timedelta(days=3)).isoformat())],
        [],
    ],
    ids=["two", "service", "words", "place", "marker", "old", "none"],
)
def test_a_post_that_is_answered_with_a_strangers_request_adopts_none(rows: list[dict[str, object]]) -> None:
    assert isinstance(post(told(*rows))[0], CityOutcomeUnknown)
    wrapped = Told(json.dumps({"service_requests": rows}).encode())
    assert isinstance(post(wrapped)[0], CityOutcomeUnknown)


@pytest.mark.parametrize(
    "echo",
    [
        row(description=OURS, requested_datetime="2001-01-01T00:00:00Z"),
        row(lat="39.95270", lon=-75.1652, service_code="SR: 1/a", description="A hole."),
        row(requested_datetime=(NOW - timedelta(hours=13)).isoformat()),
        {"service_request_id": 0},
        {"token": 17},
    ],
    ids=["marked", "moved onto the street", "another zone", "zero", "a number as token"],
)
def test_a_post_that_repeats_what_is_ours_is_taken(echo: dict[str, object]) -> None:
    posted, _ = post(told(echo))
    assert not isinstance(posted, CityError), posted


def test_an_unprocessed_record_without_a_number_makes_a_search_say_nothing() -> None:
    strangers = row(description="x", service_code="other", lat=1, long=1)
    nameless = {"status": "open", "description": OURS}
    for rows, is_complete in (([strangers], True), ([strangers, nameless], False)):
        with CityStub({"/requests.json": told(*rows)}) as stub:
            found = stub.client().find(REQUEST, NOW - timedelta(minutes=1), NOW)
            assert (found.hits, found.is_complete) == ((), is_complete)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b'["The work system is down."]', AnswerForm.JSON),
        (b"[null]", AnswerForm.JSON),
        (b'[["down"]]', AnswerForm.JSON),
        (b'{"errors":[]}', AnswerForm.JSON),
        (b"<message>The work system is down.</message>", AnswerForm.XML),
        (b"<service_requests>The work system is down.</service_requests>", AnswerForm.XML),
        (b"<errors/>", AnswerForm.XML),
        (b"<request/>", AnswerForm.XML),
    ],
)
def test_an_answer_that_says_something_else_is_no_empty_list(body: bytes, form: AnswerForm) -> None:
    with CityStub({f"/requests.{form}": Told(body)}) as stub, pytest.raises(CityUnreadable):
        stub.client(EndpointProfile("t", form=form)).find(REQUEST, NOW - timedelta(minutes=1), NOW)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"[]", AnswerForm.JSON),
        (b'{"service_requests":[]}', AnswerForm.JSON),
        (b"<service_requests/>", AnswerForm.XML),
        (b"<service_requests>\n<!-- none --></service_requests>", AnswerForm.XML),
        (b'<nil-classes type="array"/>', AnswerForm.XML),
    ],
)
def test_an_empty_list_is_one_in_every_dress(body: bytes, form: AnswerForm) -> None:
    with CityStub({f"/requests.{form}": Told(body)}) as stub:
        found = stub.client(EndpointProfile("t", form=form)).find(REQUEST, NOW - timedelta(minutes=1), NOW)
    assert (found.hits, found.is_complete) == ((), True)


def test_the_number_behind_another_placeholder_is_not_ours() -> None:
    with CityStub({"/tokens/ours.json": told(row(token="theirs"))}) as stub, pytest.raises(CityUnreadable):
        stub.client().request_id_of("ours", REQUEST)
    with CityStub({"/tokens/ours.json": told(row(token="ours"))}) as stub:
        assert stub.client().request_id_of("ours", REQUEST) == "1"


RECORD = row(service_code="SR: 1/a", lat=39.9526, long=-75.1652)


@pytest.mark.parametrize(
    ("record", "number"),
    [
        (row(description=OURS), "1"),
        (row(media_url=f"https://a.example/{REF}/1.jpg"), "1"),
        (RECORD | {"description": "A  hole."}, "1"),
        (RECORD | {"description": "A  hole. [ref NL-FEDCBA9876543210]"}, CityUnreadable),
        (RECORD | {"description": "Tires"}, CityUnreadable),
        (RECORD | {"description": "A hole.", "lat": 39.9527}, CityUnreadable),
        (RECORD | {"description": "A hole.", "service_code": "SR-2"}, CityUnreadable),
        (RECORD, CityUnreadable),
        (row(), CityUnreadable),
        (None, None),
    ],
    ids=["marker", "media", "alike", "other marker", "words", "place", "service", "no words", "nothing", "not shown"],
)
def test_a_number_without_its_placeholder_counts_only_where_its_record_is_ours(
    record: dict[str, object] | None, number: str | type[CityError] | None
) -> None:
    answers = {"/tokens/ours.json": told({"service_request_id": "1"})}
    with CityStub(answers | ({"/requests/1.json": told(record)} if record else {})) as stub:
        if isinstance(number, type):
            with pytest.raises(number):
                stub.client().request_id_of("ours", REQUEST)
        else:
            assert stub.client().request_id_of("ours", REQUEST) == number


# -- shapes -------------------------------------------------------------------------------------------------------

REQUEST_XML = b"<service_request_id>1</service_request_id><status>open</status>"


@pytest.mark.parametrize(
    "body",
    [
        b'{"service_requests":[{"service_request_id":"1"}]}',
        b'{"service_request_id":1}',
        b'\xef\xbb\xbf[{"service_request_id":"1"}]',
        '[{"service_request_id":"1"}]'.encode("utf-16"),
        b'[{"service_request_id":"1","description":"raw\nbreak\tand tab"}]',
        b'[{"service_request_id":"1","description":"caf\xe9"}]',
        b"<requests><request>" + REQUEST_XML + b"</request></requests>",
        b"<service_requests type='array'><request>" + REQUEST_XML + b"</request></service_requests>",
        b"<response><service_requests><request>" + REQUEST_XML + b"</request></service_requests></response>",
        b"\xef\xbb\xbf<?xml version='1.0'?><requests><request>" + REQUEST_XML + b"</request></requests>",
        ("<?xml version='1.0' encoding='utf-16'?>" + f"<request>{REQUEST_XML.decode()}</request>").encode("utf-16"),
        b"<requests><request>" + REQUEST_XML + b"<description>Sand & Gravel\x0b</description></request></requests>",
        b"<requests><request>" + REQUEST_XML + b"<description>caf\xe9 &nbsp;</description></request></requests>",
    ],
)  # fmt: skip
def test_a_row_is_found_in_every_wrapping(body: bytes) -> None:
    found = one(body)
    assert found is not None
    assert found.service_request_id == "1"


def test_what_was_mended_keeps_its_words() -> None:
    found = one(b"<requests><request>" + REQUEST_XML + b"<description>A & B &lt; C</description></request></requests>")
    assert found is not None
    assert found.description == "A & B < C"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<requests><request>", Unreadable.MALFORMED),
        (b"<requests><request></requests>", Unreadable.MALFORMED),
        (b'[{"service_request_id": ' + b"[" * 30 + b"]" * 30 + b"}]", Unreadable.TOO_DEEP),
        (b'[{"a":' * 800 + b"1" + b"}]" * 800, Unreadable.TOO_DEEP),
        (b"[" + b"[]," * 600_000 + b"[]]", Unreadable.TOO_LONG),
        (b"<a>" + b"<b/>" * 600_000 + b"</a>", Unreadable.TOO_LONG),
        (b'[{"service_request_id": ' + b"9" * 5_000 + b"}]", Unreadable.MALFORMED),
    ],
    ids=["cut", "crossed", "deep list", "deep objects", "many lists", "many tags", "long number"],
)
def test_what_is_broken_beyond_that_is_unreadable(body: bytes, reason: Unreadable) -> None:
    with pytest.raises(CityUnreadable, match=reason.value):
        one(body)


def test_an_error_code_of_any_length_is_an_error() -> None:
    with pytest.raises(CityUnreadable):
        one(json.dumps([{"code": "4" * 6_000, "description": "x"}]).encode())


def test_a_definition_is_no_list_of_errors_though_its_rows_have_codes() -> None:
    body = b'[{"service_code":"1","attributes":[{"code":"A","datatype":"text","order":1}]}]'
    assert [item.code for item in read.definition(body).attributes] == ["A"]
    with pytest.raises(UnreadableAnswer):
        read.services(b'[{"code":"A","datatype":"text","description":"Which?"}]')
    with pytest.raises(ErrorAnswer):
        read.services(b'[{"code":"A","description":"Which?"}]')


# -- values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"lat": "39.95", "lon": "-75.16"}, "at", LatLon(39.95, -75.16)),
        ({"lat": 39.95, "long": None, "lng": -75.16}, "at", LatLon(39.95, -75.16)),
        ({"lat": 0, "long": -75.16}, "at", LatLon(0, -75.16)),
        ({"lat": 0, "long": 0}, "at", None),
        ({"lat": "", "long": ""}, "at", None),
        ({"address_string": "1400 Market St"}, "address", "1400 Market St"),
        ({"service_code": 15}, "service_code", "15"),
        ({"media_url": ["https://a.example/1", "https://a.example/2"]}, "media_url", "https://a.example/1"),
        ({"agency_responsible": {"recipient": ["Streets"]}}, "agency_responsible", "Streets"),
        ({"status": "In-Progress"}, "status", "open"),
        ({"status": "IN PROGRESS"}, "status", "open"),
        ({"status": "Gelöst?"}, "status", None),
        ({"status": "Gelöst?"}, "status_word", "Gelöst?"),
        ({"requested_datetime": "2014-07-12T10:58:43"}, "requested_at", "2014-07-12T14:58:43"),
        ({"requested_datetime": "2011-09-1 17:35"}, "requested_at", "2011-09-01T21:35:00"),
        ({"requested_datetime": "2014-07-12T10:58:43.407+02:00"}, "requested_at", "2014-07-12T08:58:43.407"),
        ({"requested_datetime": "2014-07-12 10:58:43 UTC"}, "requested_at", "2014-07-12T10:58:43"),
        ({"requested_datetime": "2014-07-12T10:58:43-05"}, "requested_at", "2014-07-12T15:58:43"),
        ({"requested_datetime": "next week"}, "requested_at", None),
        ({"requested_datetime": {"a": [1]}}, "requested_at", None),
    ],
    ids=str,
)
def test_a_value_is_read_in_every_form(fields: dict[str, object], name: str, value: object) -> None:
    found = one(told(row(**fields)).body, EndpointProfile("t", time_zone="America/New_York"))
    assert found is not None
    seen = getattr(found, name)
    assert (seen.replace(tzinfo=None).isoformat() if isinstance(seen, datetime) else seen) == (
        datetime.fromisoformat(value).isoformat() if isinstance(seen, datetime) and isinstance(value, str) else value
    )


def test_local_time_with_a_literal_z_is_read_as_its_profile_says() -> None:
    body = told(row(requested_datetime="2026-07-01T09:00:00Z")).body
    local, usual = one(body, read_endpoint("philadelphia")), one(body)
    assert local is not None
    assert usual is not None
    assert local.requested_at == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert usual.requested_at == datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_a_city_that_writes_local_time_with_a_literal_z_is_asked_in_the_same_style() -> None:
    """A span in real UTC would lie hours after what was just filed there, and a whole search would find nothing."""
    filed = datetime(2026, 7, 1, 13, tzinfo=UTC)
    ours = row(requested_datetime="2026-07-01T09:00:00Z", service_code="SR: 1/a", description=OURS)

    def listed(asked: Asked) -> Told:
        is_within = asked.params["start_date"] <= str(ours["requested_datetime"]) <= asked.params["end_date"]
        return told(*([ours] if is_within else []))

    with CityStub({"/requests.json": listed}) as stub:
        found = stub.client(read_endpoint("philadelphia")).find(REQUEST, filed - QUARTER, filed + QUARTER)
    assert (found.hits, found.is_complete) == (("1",), True)


def test_the_number_zero_is_a_number_and_booleans_may_be_words() -> None:
    found = one(b'[{"service_request_id":0,"status":"open"}]', number="0")
    assert found is not None
    assert found.service_request_id == "0"
    body = b'[{"service_code":"a","metadata":"false"},{"service_code":7,"metadata":"true"},{"service_code":"015"}]'
    with CityStub({"/services.json": Told(body)}) as stub:
        rows = stub.client().services()
    assert [(service.code, service.has_questions) for service in rows] == [("a", False), ("7", True), ("015", False)]


# -- what is sent -------------------------------------------------------------------------------------------------


def test_nothing_empty_is_sent_and_no_fraction_of_a_second() -> None:
    _, (sent,) = post(told({"service_request_id": "1"}))
    assert [name for name, value in sent.fields if not value] == []
    assert "jurisdiction_id" not in dict(sent.fields)
    with CityStub({"/requests.json": told()}) as stub:
        stub.client().find(REQUEST, NOW + timedelta(microseconds=9), NOW)
        assert "." not in stub.asked[0].params["start_date"]
        assert set(stub.asked[0].params) == {"start_date", "end_date"}


@pytest.mark.parametrize(("profile", "name"), [("chicago", "attribute[WHERE]"), ("boston", "attribute[WHERE][]")])
def test_several_answers_are_written_as_the_city_takes_them(profile: str, name: str) -> None:
    _, (sent,) = post(told({"service_request_id": "1"}), read_endpoint(profile))
    assert [value for key, value in sent.fields if key == name] == ["lane", "kerb"]
    assert {key for key, _ in sent.fields if key.startswith("attribute[DEEP]")} == set()


def test_only_what_a_city_takes_is_sent_and_asked() -> None:
    told_profile = read_endpoint("philadelphia")
    _, (sent,) = post(told({"service_request_id": "1"}), told_profile)
    assert {name for name, _ in sent.fields if not name.startswith("attribute[")} <= set(told_profile.post_fields)
    with CityStub({"/requests.json": told()}) as stub:
        stub.client(told_profile).find(REQUEST, NOW - timedelta(hours=1), NOW)
        assert set(stub.asked[0].params) <= set(told_profile.question_fields)


def test_a_service_code_is_opaque_in_an_address() -> None:
    with CityStub({"/services/SR%3A%201%2Fa.json": Told(b'{"service_code":"SR: 1/a","attributes":[]}')}) as stub:
        assert stub.client().definition(ServiceCode("SR: 1/a")) == ()


# -- pages --------------------------------------------------------------------------------------------------------


def pages(past_end: str, rows: list[dict[str, object]], size: int) -> Callable[[Asked], Told]:
    def answer(asked: Asked) -> Told:
        number = int(asked.params.get("page", "1"))
        part = rows[(number - 1) * size : number * size]
        if part or past_end == "empty":
            return told(*part)
        return told({"code": 404}, status=404) if past_end == "404" else told(*rows[-size:])

    return answer


@pytest.mark.parametrize("past_end", ["empty", "404", "the last page again"])
def test_pages_end_in_every_way_and_none_is_missed(past_end: str) -> None:
    rows = [row(service_request_id=str(number), description="other") for number in range(1, 24)]
    rows.append(row(service_request_id="99", description=OURS))
    with CityStub({"/requests.json": pages(past_end, rows, 10)}) as stub:
        profile = EndpointProfile("t", page_size=10, row_caps=(), echoes_description=True)
        found = stub.client(profile).find(REQUEST, NOW - timedelta(minutes=9), NOW)
        assert (found.hits, found.is_complete) == (("99",), True)
        assert len(stub.asked) <= 5


@pytest.mark.parametrize("size", [3, 10], ids=["full", "short"])
@pytest.mark.parametrize("comes", [True, False], ids=["one comes", "none comes"])
def test_a_city_without_pages_looks_complete_to_no_search_in_which_one_came(size: int, comes: bool) -> None:
    """Its second answer repeats the first and adds what came meanwhile, which looks like a second page."""
    kept = [row(service_request_id=str(number), description="other") for number in range(3)]

    def answer(asked: Asked) -> Told:
        came = [row(service_request_id="9", description="other")] if comes and asked.params["page"] != "1" else []
        return told(*came, *kept)

    with CityStub(answer) as stub:
        profile = EndpointProfile("t", page_size=size, row_caps=(), echoes_description=True)
        found = stub.client(profile).find(REQUEST, NOW - timedelta(seconds=30), NOW)
    assert (found.hits, found.is_complete) == ((), size == 10 and not comes)


def test_pages_that_moved_while_they_were_read_are_read_again_in_parts() -> None:
    """A record that comes pushes the others on: the last row of page one stands on page two as well."""
    rows = [row(service_request_id=str(number), description="other") for number in range(7)]
    came = row(service_request_id="99", description=OURS)
    told_pages = 0

    def answer(asked: Asked) -> Told:
        nonlocal told_pages
        told_pages += 1
        now = [came, *rows] if told_pages > 1 else rows
        page = int(asked.params["page"])
        return told(*now[(page - 1) * 4 : page * 4])

    with CityStub(answer) as stub:
        profile = EndpointProfile("t", page_size=4, row_caps=(), echoes_description=True)
        found = stub.client(profile).find(REQUEST, NOW - timedelta(minutes=3), NOW)
    assert (found.hits, found.is_complete) == (("99",), True)
