"""The wire, both ways: what we write is read back, and what real cities send is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_app.adapters import open311_post as post
from liaison_app.adapters import open311_read as read
from liaison_app.adapters import open311_write as write
from liaison_app.adapters.open311_values import moment
from liaison_app.adapters.open311_wire import (
    Definition,
    Discovery,
    Endpoint,
    ErrorAnswer,
    ErrorRow,
    PostedUpdate,
    Reading,
    TokenAnswer,
    Unreadable,
    UnreadableAnswer,
    WireFormat,
)
from liaison_app.domain.city import (
    AttributeType,
    AttributeValue,
    CityRequest,
    CityUpdate,
    NewRequest,
    OfferedService,
    Posted,
    ServiceAttribute,
    ServiceType,
)
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId
from liaison_app.domain.tickets import Status

EASTERN = ZoneInfo("America/New_York")
# Recorded answers of real cities are not part of the project; these tests skip where they are not beside it.
RECORDED = next(
    (found for parent in Path(__file__).parents if (found := parent / "shared/fixtures/open311").is_dir()),
    Path("absent"),
)
both_formats = pytest.mark.parametrize("form", list(WireFormat))

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t<>&\"'"), max_size=60).map(
    str.strip
)
words = st.text("abcXYZ09-:_ é", min_size=1, max_size=12).map(lambda word: word.strip() or "x")
moments = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
places = st.none() | st.builds(
    LatLon, st.floats(-90, 90, allow_subnormal=False), st.floats(-180, 180, allow_subnormal=False)
).filter(lambda at: (at.lat, at.lon) != (0, 0))
addresses = st.sampled_from(["", "https://city.example/photo?a=1&b=2"])

attributes = st.builds(
    ServiceAttribute,
    code=words,
    description=texts,
    datatype=st.sampled_from(AttributeType),
    variable=st.booleans(),
    required=st.booleans(),
    order=st.integers(1, 50),
    datatype_description=texts,
    values=st.lists(st.builds(AttributeValue, words, words), max_size=4).map(tuple),
)
offered = st.builds(
    OfferedService,
    code=words.map(ServiceCode),
    name=texts,
    description=texts,
    group=texts,
    keywords=st.lists(st.text("abc é", min_size=1).map(str.strip).filter(bool), max_size=4).map(tuple),
    type=st.sampled_from(ServiceType),
    has_questions=st.booleans(),
)


@st.composite
def city_requests(draw: st.DrawFn) -> CityRequest:
    status = draw(st.sampled_from(Status))
    return draw(
        st.builds(
            CityRequest,
            service_request_id=words.map(ServiceRequestId),
            status=st.just(status),
            status_word=st.just(status.value),
            status_notes=texts,
            service_code=words.map(ServiceCode),
            service_name=texts,
            description=texts,
            agency_responsible=texts,
            service_notice=texts,
            requested_at=moments,
            updated_at=moments,
            expected_at=moments,
            address=texts,
            zipcode=words,
            at=places,
            media_url=addresses,
        )
    )


@both_formats
@settings(max_examples=40)
@given(rows=st.lists(city_requests(), max_size=4))
def test_requests_come_back_as_they_were(form: WireFormat, rows: list[CityRequest]) -> None:
    assert read.requests(write.requests(rows, form, EASTERN)) == tuple(rows)


@both_formats
@settings(max_examples=40)
@given(rows=st.lists(offered, max_size=4))
def test_services_come_back_as_they_were(form: WireFormat, rows: list[OfferedService]) -> None:
    assert read.services(write.services(rows, form)) == tuple(rows)


@both_formats
@settings(max_examples=40)
@given(found=st.lists(attributes, max_size=5), code=words)
def test_definitions_come_back_in_order(form: WireFormat, found: list[ServiceAttribute], code: str) -> None:
    answer = read.definition(write.definition(Definition(ServiceCode(code), tuple(found)), form))
    assert answer.service_code == code
    assert answer.attributes == tuple(sorted(found, key=lambda item: item.order))


@both_formats
@settings(max_examples=30)
@given(
    word=st.sampled_from(["open", "fixed", "action_scheduled", "waiting for parts"]),
    told=texts,
    at=moments.filter(bool),
)
def test_updates_come_back_as_they_were(form: WireFormat, word: str, told: str, at: datetime) -> None:
    status = {"open": Status.OPEN, "fixed": Status.CLOSED, "action_scheduled": Status.OPEN}.get(word)
    rows = (CityUpdate("7", ServiceRequestId("17000001"), status, word, at, told),)
    assert read.updates(write.updates(rows, form, EASTERN)) == rows


@both_formats
@pytest.mark.parametrize(
    "answer",
    [Posted(ServiceRequestId("17000001"), None, "5 Business Days"), Posted(None, "tok-1", "")],
    ids=["id", "token"],
)
def test_answers_to_a_post_come_back(form: WireFormat, answer: Posted) -> None:
    found = read.posted(write.posted(answer, form, account_id="a1"))
    assert (found.posted, found.account_id, found.echo) == (answer, "a1", None)


@both_formats
@pytest.mark.parametrize("number", [None, ServiceRequestId("17000001")])
def test_tokens_come_back(form: WireFormat, number: ServiceRequestId | None) -> None:
    assert read.token(write.token(TokenAnswer("tok-1", number), form)) == TokenAnswer("tok-1", number)


@both_formats
def test_discovery_comes_back(form: WireFormat) -> None:
    endpoint = Endpoint(
        "http://wiki.open311.org/GeoReport_v2", "https://city.example/v2", "2026", "test", ("text/xml",)
    )
    found = Discovery("2026-01-01T00:00:00Z", "call 311", "ask us", (endpoint, endpoint))
    assert read.discovery(write.discovery(found, form)) == found


@both_formats
def test_errors_come_back_as_an_error_answer(form: WireFormat) -> None:
    rows = (ErrorRow("400", "lat & long are <both> needed"), ErrorRow("400", "unknown code"))
    with pytest.raises(ErrorAnswer) as caught:
        read.requests(write.errors(rows, form))
    assert caught.value.errors == rows


@settings(max_examples=40)
@given(
    style=st.sampled_from(post.ListStyle),
    answers=st.dictionaries(words, st.lists(words, min_size=1, max_size=3).map(tuple)),
)
def test_the_fields_of_a_post_come_back(style: post.ListStyle, answers: dict[str, tuple[str, ...]]) -> None:
    request = NewRequest(
        Ref("NL-1"), ServiceCode("SR-ST01"), LatLon(39.95, -75.16), "hole\n[ref NL-1]", "1 Broad St", answers
    )
    form = post.form_of(post.fields_of(request, style))
    assert (form.service_code, form.at, form.description) == (request.service_code, request.at, request.description)
    assert (form.address, dict(form.answers), form.broken_at) == (request.address, answers, False)


def test_the_fields_of_an_update_come_back() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    update = PostedUpdate(
        ServiceRequestId("17000001"), "u1", "reopen", "Still there", at, "", "a@example.org", "Ada", "L"
    )
    fields = post.update_fields_of(update)
    assert ("status", "REOPEN") in fields
    assert post.update_of(fields) == update


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (b'[{"code":"404","errors":"not there"}]', (ErrorRow("404", "not there"),)),
        (b'{"code":404,"detail":"Not Found"}', (ErrorRow("404", "Not Found"),)),
        (b'[{"code":500,"description":"no such request\\n"}]', (ErrorRow("500", "no such request"),)),
        (b'{"errors":[{"code":"403","description":"key"}]}', (ErrorRow("403", "key"),)),
        (b'{"error":{"code":"403","description":"key"}}', (ErrorRow("403", "key"),)),
        (b'{"error":"no"}', (ErrorRow("", "no"),)),
        (b"<error>Invalid api_key</error>", (ErrorRow("", "Invalid api_key"),)),
        (b"<errors><error>text alone</error></errors>", (ErrorRow("", "text alone"),)),
        (b"<error><code>400</code><description>a</description></error>", (ErrorRow("400", "a"),)),
    ],
)
def test_errors_are_known_whatever_their_shape(body: bytes, errors: tuple[ErrorRow, ...]) -> None:
    with pytest.raises(ErrorAnswer) as caught:
        read.requests(body)
    assert caught.value.errors == errors


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Unreadable.EMPTY),
        (b"\xef\xbb\xbf  \n", Unreadable.EMPTY),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", Unreadable.HTML),
        (b"OK", Unreadable.NEITHER_FORMAT),
        (b'[{"service_request_id": "1"', Unreadable.MALFORMED),
        (b"<service_requests><request>", Unreadable.MALFORMED),
        (b"[" * 100_000, Unreadable.TOO_DEEP),
        (b"<a>" * 100 + b"</a>" * 100, Unreadable.TOO_DEEP),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', Unreadable.UNSAFE),
        (b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>', Unreadable.UNSAFE),
        (b'[{"title": "something else"}]', Unreadable.ROWS_WITHOUT_ID),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, reason: Unreadable) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        read.requests(body)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", Unreadable.NOT_ONE_ROW),
        (b'[{"service_request_id":"1"},{"service_request_id":"2"}]', Unreadable.NOT_ONE_ROW),
        (b'[{"service_request_id":"1","token":"2"}]', Unreadable.ID_AND_TOKEN),
        (b'[{"service_request_id":"","token":null}]', Unreadable.NO_ID_NO_TOKEN),
    ],
)
def test_an_answer_to_a_post_must_be_one_row_with_one_number(body: bytes, reason: Unreadable) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        read.posted(body)
    assert caught.value.reason is reason


def test_an_id_of_zero_is_an_id() -> None:
    assert read.posted(b'[{"service_request_id":0}]').posted.service_request_id == "0"


def test_an_echo_is_handed_on_to_be_compared() -> None:
    found = read.posted(b'[{"service_request_id":"9","service_code":"X","description":"another hole"}]')
    assert found.echo is not None
    assert (found.echo.service_code, found.echo.description) == ("X", "another hole")


@pytest.mark.parametrize(
    "body",
    [
        b'{"service_requests":[{"service_request_id":12,"status":"Open"}]}',
        b'{"service_requests":{"request":[{"service_request_id":12,"status":"Open"}]}}',
        b'{"service_request_id":12,"status":"Open"}',
        b'\xef\xbb\xbf[{"service_request_id":12,"status":"Open"}]',
        b"<requests><request><service_request_id>12</service_request_id><status>Open</status></request></requests>",
        b"<request><service_request_id>12</service_request_id><status>Open</status></request>",
        (
            b'<service_requests xmlns="urn:x"><request><service_request_id>12</service_request_id>'
            b"<status>Open</status></request></service_requests>"
        ),
    ],
)
def test_rows_are_found_in_every_wrapping(body: bytes) -> None:
    (row,) = read.requests(body)
    assert (row.service_request_id, row.status, row.status_word) == ("12", Status.OPEN, "Open")


def test_line_breaks_inside_json_strings_are_read() -> None:
    (row,) = read.requests(b'[{"service_request_id":"1","description":"one\ntwo"}]')
    assert row.description == "one\ntwo"


@pytest.mark.parametrize(("said", "status"), [("submitted", Status.OPEN), ("Fixed", Status.CLOSED), ("mañana", None)])
def test_statuses_are_mapped_and_the_word_is_kept(said: str, status: Status | None) -> None:
    (row,) = read.requests(f'[{{"service_request_id":"1","status":"{said}"}}]'.encode())
    assert (row.status, row.status_word) == (status, said)


@pytest.mark.parametrize(
    ("said", "reading", "utc"),
    [
        ("2026-01-05T00:00:00Z", Reading(EASTERN), "2026-01-05T00:00:00"),
        ("2026-01-05T00:00:00Z", Reading(EASTERN, z_is_local=True), "2026-01-05T05:00:00"),
        ("2026-07-05T00:00:00", Reading(EASTERN), "2026-07-05T04:00:00"),
        ("2011-09-1 17:35", Reading(EASTERN), "2011-09-01T21:35:00"),
        ("2026-11-22T23:14:07.432504+02:00", Reading(), "2026-11-22T21:14:07.432504"),
        ("2026-11-22T23:14:07-0500", Reading(), "2026-11-23T04:14:07"),
        ("2026-11-22", Reading(EASTERN), "2026-11-22T05:00:00"),
    ],
)
def test_times_are_read_in_every_form(said: str, reading: Reading, utc: str) -> None:
    assert moment(said, reading) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["", None, "soon", "2026-13-01", "2026-02-30T00:00:00Z", "0000-01-01", "2026-01-01T00:00:00+99:99"]
)
def test_a_time_that_is_none_is_none(said: str | None) -> None:
    assert moment(said) is None


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ('"lat":"39.95","long":"-75.16"', LatLon(39.95, -75.16)),
        ('"lat":39.95,"lon":-75.16', LatLon(39.95, -75.16)),
        ('"lat":0,"long":0', None),
        ('"lat":null,"long":null', None),
        ('"lat":"nan","long":"1"', None),
        ('"lat":139.95,"long":-75.16', None),
    ],
)
def test_coordinates_are_read_or_none(row: str, at: LatLon | None) -> None:
    (found,) = read.requests(f'[{{"service_request_id":"1",{row}}}]'.encode())
    assert found.at == at


def test_text_booleans_numbers_as_codes_and_nulls_are_read() -> None:
    (row,) = read.services(
        b'[{"service_code":43965,"service_name":"A","metadata":"false","keywords":null,"group":null,"type":"x"}]'
    )
    assert row == OfferedService(ServiceCode("43965"), "A", type=ServiceType.REALTIME)


def test_an_address_that_is_no_web_address_is_dropped() -> None:
    (row,) = read.requests(b'[{"service_request_id":"1","media_url":"javascript:alert(1)"}]')
    assert row.media_url == ""


def test_a_row_without_an_id_does_not_hide_the_others() -> None:
    rows = read.requests(b'[{"token":"t"},{"service_request_id":"1"}]')
    assert [row.service_request_id for row in rows] == ["1"]


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    rows = [CityRequest(ServiceRequestId("1"), Status.OPEN, "open", description="a\x00b\x1bc\r\nd")]
    (row,) = read.requests(write.requests(rows, WireFormat.XML))
    assert row.description == "abc\r\nd"


def test_times_are_written_with_the_zone_of_the_city() -> None:
    promised = datetime(2024, 1, 8, tzinfo=UTC)
    assert write.moment(promised, EASTERN) == "2024-01-07T19:00:00-05:00"
    assert write.moment(promised + timedelta(microseconds=5)) == "2024-01-08T00:00:00Z"


def _recorded(name: str) -> bytes:
    path = RECORDED / name
    if not path.exists():
        pytest.skip("recorded answers are not here")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("bloomington/services_2026.json", None, "26"),
        ("new_haven_seeclickfix/services_2026.json", None, "43965"),
        ("giessen/services.xml", 8, "015"),
        ("washington_dc/services_2012.xml", None, "CSRREPIS"),
        ("_software/adapter_services.json", 3, "SR-ST01"),
        ("_software/fixmystreet_services.json", 4, "Illegal Dumping"),
    ],
)
def test_recorded_services_are_read(name: str, count: int | None, first: str) -> None:
    rows = read.services(_recorded(name))
    assert rows[0].code == first
    assert all(row.code and row.name for row in rows)
    assert len(rows) == count if count else len(rows) > 10


@pytest.mark.parametrize(
    ("name", "count", "has_place"),
    [
        ("chicago/requests_2014.json", 2, True),
        ("toronto/requests_many.xml", 2, True),
        ("toronto/requests_single.xml", 1, True),
        ("san_francisco/requests_empty.xml", 0, False),
        ("helsinki/request_with_tasks.json", 1, None),
        ("_software/fixmystreet_requests.json", None, True),
        ("_software/fixmystreet_requests.xml", None, True),
        ("_software/adapter_requests.xml", None, True),
        ("_software/sixaika_requests.xml", None, True),
        ("_software/sixaika_requests_extensions.json", None, True),
        ("_software/fixmystreet_not_found.json", 0, False),
    ],
)
def test_recorded_requests_are_read(name: str, count: int | None, has_place: bool | None) -> None:
    rows = read.requests(_recorded(name))
    assert len(rows) == count if count is not None else rows
    assert all(row.service_request_id and row.requested_at and row.status for row in rows)
    assert has_place is None or any(row.at for row in rows) is has_place


@pytest.mark.parametrize(
    ("name", "codes", "values"),
    [
        ("bloomington/service_definition_69_2026.json", ["issue"], 3),
        ("san_francisco/service_definition_2010.xml", ["WHISHETN"], 2),
        ("_software/adapter_definition.xml", ["lane", "depth_in", "hazards"], 3),
    ],
)
def test_recorded_definitions_are_read(name: str, codes: list[str], values: int) -> None:
    found = read.definition(_recorded(name))
    assert [item.code for item in found.attributes] == codes
    assert len(found.attributes[0].values) == values


def test_a_recorded_definition_has_its_information_rows_and_its_order() -> None:
    found = read.definition(_recorded("washington_dc/service_definition_S0301_2012.xml")).attributes
    assert [item.order for item in found] == sorted(item.order for item in found)
    assert [item.variable for item in found].count(False) >= 1


def test_recorded_answers_to_posts_are_read() -> None:
    given_id = read.posted(_recorded("san_francisco/post_response.xml"))
    assert given_id.posted.service_request_id == "293944"
    assert given_id.posted.notice.startswith("The City will inspect")
    assert read.posted(_recorded("boston/post_token_2012.xml")).posted.city_token == "503fc045901932078800163c"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("san_francisco/error_404_not_found.xml", "404"),
        ("boston/post_error_base_is_duplicate_2012.xml", "400"),
        ("_software/adapter_error_400_page_size.json", "400"),
        ("_software/adapter_unknown_id_500.json", "500"),
        ("_software/sixaika_error_404.json", "404"),
    ],
)
def test_recorded_errors_are_read(name: str, code: str) -> None:
    with pytest.raises(ErrorAnswer) as caught:
        read.posted(_recorded(name))
    assert caught.value.errors[0].code == code


def test_recorded_updates_and_discoveries_are_read() -> None:
    assert len(read.updates(_recorded("_software/adapter_updates.xml"))) == 5
    for name, count in (
        ("boston/discovery_2011.json", 2),
        ("washington_dc/discovery_2012.xml", 2),
        ("_software/fixmystreet_discovery.json", 1),
    ):
        endpoints = read.discovery(_recorded(name)).endpoints
        assert len(endpoints) == count
        assert all(endpoint.url.startswith("http") and endpoint.formats for endpoint in endpoints)
