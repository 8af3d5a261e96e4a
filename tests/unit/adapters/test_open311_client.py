"""The GeoReport client against a transport of our own: what each answer is taken for, and what is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import httpx
import pytest

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_exchange import MAX_POST_BODY, Exchange
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.domain.city import NewRequest
from liaison_app.domain.delivery_policy import MOST_QUESTIONS
from liaison_app.domain.endpoint_profile import DateStyle, EndpointProfile, KeyPlace
from liaison_app.domain.errors import (
    CityBusy,
    CityForbids,
    CityOutcomeUnknown,
    CityRefused,
    CityUnreachable,
    CityUnreadable,
)
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
REF = Ref("NL-0123456789ABCDEF")
PLAIN = EndpointProfile("test", echoes_description=True)
REQUEST = NewRequest(
    ref=REF,
    service_code=ServiceCode("SR-ST05"),
    at=LatLon(39.9526, -75.1652),
    description=f"A bike.\n\n[ref {REF}]",
    answers={"COLOR": ("red", "blue"), "SIZE": ("big",)},
)


class _Clock:
    def now(self) -> datetime:
        return NOW


class Wire(httpx.SyncByteStream):
    """A body that comes as it would over a wire: unread."""

    def __init__(self, body):
        self.body = body

    def __iter__(self):
        yield self.body


class City:
    """Answers as told, and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers, self.seen = list(answers), []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, stream=Wire(answer.content))

    def client(self, profile=PLAIN, access=Access("key")) -> Open311Client:  # noqa: B008
        exchange = Exchange("https://city.test/v2/", timeout_s=5, clock=_Clock(), transport=httpx.MockTransport(self))
        return Open311Client(exchange, profile, access)


def rows(*found, status=200, **headers):
    return httpx.Response(status, json=list(found), headers=headers)


ERROR = {"code": "400", "description": "lat is missing"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.ConnectError("refused"), CityUnreachable),
        (httpx.ConnectTimeout("slow"), CityUnreachable),
        (httpx.PoolTimeout("full"), CityUnreachable),
        (httpx.ReadTimeout("slow"), CityOutcomeUnknown),
        (httpx.WriteTimeout("slow"), CityOutcomeUnknown),
        (httpx.ReadError("reset"), CityOutcomeUnknown),
        (httpx.WriteError("reset"), CityOutcomeUnknown),
        (httpx.RemoteProtocolError("closed"), CityOutcomeUnknown),
        (rows(ERROR, status=400), CityRefused),
        (rows(ERROR, status=404), CityRefused),
        (rows(ERROR, status=422), CityRefused),
        (httpx.Response(400, html="<html><body>Bad gateway page</body></html>"), CityOutcomeUnknown),
        (httpx.Response(400, text=""), CityOutcomeUnknown),
        (rows(ERROR, status=405), CityOutcomeUnknown),
        (rows(ERROR, status=401), CityForbids),
        (httpx.Response(403, text="no"), CityForbids),
        (httpx.Response(429), CityBusy),
        (httpx.Response(503, headers={"Retry-After": "30"}), CityBusy),
        (httpx.Response(503), CityOutcomeUnknown),
        (httpx.Response(500), CityOutcomeUnknown),
        (rows(ERROR, status=500), CityOutcomeUnknown),
        (httpx.Response(502, html="<html></html>"), CityOutcomeUnknown),
        (httpx.Response(200, text=""), CityOutcomeUnknown),
        (httpx.Response(200, text='[{"service_request_id": "1"'), CityOutcomeUnknown),
        (httpx.Response(200, html="<!DOCTYPE html><p>Sign in"), CityOutcomeUnknown),
        (httpx.Response(200, text="x" * (MAX_POST_BODY + 1)), CityOutcomeUnknown),
        (rows({"service_request_id": "9" * 65}), CityOutcomeUnknown),
        (rows({"token": "t" * 129}), CityOutcomeUnknown),
        (rows(), CityOutcomeUnknown),
        (rows(ERROR), CityOutcomeUnknown),
        (rows({"service_request_id": "1"}, {"service_request_id": "2"}), CityOutcomeUnknown),
        (rows({"service_request_id": "1", "token": "t"}), CityOutcomeUnknown),
        (rows({"service_request_id": "1", "service_code": "SR-ST02"}), CityOutcomeUnknown),
        (rows({"service_request_id": "1", "description": "Another bike."}), CityOutcomeUnknown),
        (rows({"service_request_id": "1", "description": "A bike. [ref NL-FEDCBA9876543210]"}), CityOutcomeUnknown),
        (rows({"service_request_id": "1", "lat": 39.96, "long": -75.1652}), CityOutcomeUnknown),
        (httpx.Response(302, headers={"Location": "https://elsewhere.test/"}), CityOutcomeUnknown),
        (httpx.Response(307, headers={"Location": "https://city.test/v3/requests.json"}), CityOutcomeUnknown),
    ],
    ids=str,
)
def test_a_post_is_taken_for_what_it_can_be_known_to_be(answer, error):
    city = City(answer)
    with pytest.raises(error):
        city.client().post(REQUEST)
    assert len(city.seen) == 1, "a POST is sent once, whatever comes back"


def test_a_number_or_a_placeholder_is_taken():
    assert City(rows({"service_request_id": 17}, status=201)).client().post(REQUEST).service_request_id == "17"
    assert City(rows({"token": "t1"})).client().post(REQUEST).city_token == "t1"
    echo = {"service_request_id": "0", "service_code": "SR-ST05", "description": f"A bike. [ref {REF}]"}
    assert City(rows(echo)).client().post(REQUEST).service_request_id == "0"


def test_what_is_sent_is_named_field_by_field():
    city = City(rows({"service_request_id": "1"}))
    city.client().post(REQUEST)
    sent = city.seen[0]
    assert str(sent.url) == "https://city.test/v2/requests.json"
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(sent.content.decode()) == [
        ("api_key", "key"),
        ("service_code", "SR-ST05"),
        ("lat", "39.9526000"),
        ("long", "-75.1652000"),
        ("description", f"A bike.\n\n[ref {REF}]"),
        ("attribute[COLOR][]", "red"),
        ("attribute[COLOR][]", "blue"),
        ("attribute[SIZE]", "big"),
    ]


def test_the_profile_says_where_the_key_goes_and_how_lists_look():
    city = City(rows({"service_request_id": "1"}))
    city.client(EndpointProfile("t", key_in=KeyPlace.QUERY, lists_with_brackets=False)).post(REQUEST)
    assert city.seen[0].url.params["api_key"] == "key"
    assert b"api_key" not in city.seen[0].content
    assert b"%5B%5D" not in city.seen[0].content
    city.client(EndpointProfile("t", key_in=KeyPlace.HEADER), Access("key", "phl")).post(REQUEST)
    assert city.seen[1].headers["x-api-key"] == "key"
    assert ("jurisdiction_id", "phl") in parse_qsl(city.seen[1].content.decode())


def test_a_key_may_come_with_questions_too():
    city = City(rows({"service_request_id": "1"}))
    asks = {"key_in_questions": True}
    city.client(EndpointProfile("t", key_in=KeyPlace.BEARER, **asks)).request(ServiceRequestId("1"))
    city.client(EndpointProfile("t", key_in=KeyPlace.FIELD, **asks)).request(ServiceRequestId("1"))
    city.client(EndpointProfile("t", key_in=KeyPlace.BEARER)).request(ServiceRequestId("1"))
    city.client(EndpointProfile("t", key_in=KeyPlace.BEARER)).post(REQUEST)
    bearer, query, none, post = city.seen
    assert (bearer.headers["authorization"], "api_key" in bearer.url.params) == ("Bearer key", False)
    assert (query.url.params["api_key"], "authorization" in query.headers) == ("key", False)
    assert ("authorization" in none.headers, "api_key" in none.url.params) == (False, False)
    assert post.headers["authorization"] == "Bearer key"
    assert b"api_key" not in post.content


def test_a_profile_may_name_the_jurisdiction_and_a_setting_goes_before_it():
    city, told = City(rows()), EndpointProfile("t", jurisdiction_id="sfgov.org")
    for access in (Access(), Access(jurisdiction="phila.gov")):
        city.client(told, access).requests([ServiceRequestId("1"), ServiceRequestId("2")])
    city.client(PLAIN, Access()).requests([ServiceRequestId("1"), ServiceRequestId("2")])
    assert [sent.url.params.get("jurisdiction_id") for sent in city.seen] == ["sfgov.org", "phila.gov", None]


@pytest.mark.parametrize(
    ("dates", "z_is_local", "start"),
    [
        (DateStyle.UTC, False, "2026-11-20T14:45:00Z"),
        (DateStyle.UTC, True, "2026-11-20T09:45:00Z"),
        (DateStyle.OFFSET, True, "2026-11-20T09:45:00-05:00"),
        (DateStyle.LOCAL, True, "2026-11-20T09:45:00"),
    ],
)
def test_times_are_asked_as_the_city_wants_them_and_never_with_fractions(dates, z_is_local, start):
    city = City(rows())
    profile = EndpointProfile("t", dates=dates, time_zone="America/New_York", z_is_local=z_is_local)
    city.client(profile).find(REQUEST, SINCE + timedelta(microseconds=7), UNTIL)
    assert city.seen[0].url.params["start_date"] == start


def test_only_the_parameters_that_a_city_takes_are_asked():
    city = City(rows())
    profile = EndpointProfile("t", page_size=50, question_fields=("start_date", "end_date"))
    city.client(profile, Access("key", "phl")).find(REQUEST, SINCE, UNTIL)
    assert set(city.seen[0].url.params) == {"start_date", "end_date"}


def test_what_a_city_answers_for_an_unknown_number_is_a_matter_of_its_profile():
    answer = rows({"code": 500, "description": "no such request\n"}, status=500)
    with pytest.raises(CityUnreadable):
        City(answer).client().request(ServiceRequestId("9"))
    assert City(answer).client(EndpointProfile("t", absent_statuses=(404, 500))).request(ServiceRequestId("9")) is None


def test_a_list_refused_for_one_unknown_number_is_one_question_and_no_answer():
    nothing = rows({"code": "404", "description": "2 is not known"}, status=404)
    city = City(nothing, nothing)
    with pytest.raises(CityUnreadable):
        city.client().requests([ServiceRequestId("1"), ServiceRequestId("2")])
    assert len(city.seen) == 1
    assert city.client().requests([ServiceRequestId("2")]) == []


def test_a_word_that_a_profile_calls_unknown_is_not_mapped_and_stays_readable():
    told = rows({"service_request_id": "1", "status": "Done"})
    (row,) = City(told).client(EndpointProfile("t", status_words={"done": "unknown"})).requests([ServiceRequestId("1")])
    assert (row.status, row.status_word) == (None, "Done")
    assert City(told).client().requests([ServiceRequestId("1")])[0].status == "closed"


def test_a_city_that_tells_errors_under_200_is_understood_where_its_profile_says_so():
    told = read_endpoint("philadelphia")
    with pytest.raises(CityRefused, match="lat is missing"):
        City(rows(ERROR)).client(told).post(REQUEST)
    with pytest.raises(CityForbids):
        City(rows({"code": "403", "description": "key"})).client(told).post(REQUEST)
    assert City(rows({"code": "404", "errors": "none"})).client(told).request(ServiceRequestId("1")) is None


def test_retry_after_is_read_as_seconds_and_as_a_date():
    for word, seconds in (("30", 30), ("Fri, 20 Nov 2026 15:02:00 GMT", 120), ("soon", None)):
        with pytest.raises(CityBusy) as busy:
            City(httpx.Response(429, headers={"Retry-After": word})).client().post(REQUEST)
        assert busy.value.retry_after_s == seconds


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.ConnectError("refused"), CityUnreachable),
        (httpx.ReadTimeout("slow"), CityUnreadable),
        (httpx.Response(500), CityUnreadable),
        (httpx.Response(503), CityBusy),
        (httpx.Response(302, headers={"Location": "https://elsewhere.test/"}), CityUnreadable),
        (httpx.Response(200, html="<html></html>"), CityUnreadable),
        (rows(ERROR), CityUnreadable),
    ],
    ids=str,
)
def test_a_question_that_fails_changes_nothing_and_says_so(answer, error):
    with pytest.raises(error):
        City(answer).client().services()


def test_a_dead_kept_connection_is_asked_again_once():
    city = City(httpx.RemoteProtocolError("Server disconnected"), rows({"service_code": "1", "service_name": "x"}))
    assert [service.code for service in city.client().services()] == ["1"]
    with pytest.raises(CityUnreadable):
        City(httpx.ReadError("reset")).client().services()


def test_service_codes_are_opaque():
    city = City(httpx.Response(200, json={"service_code": "a/b: c", "attributes": []}))
    assert city.client().definition(ServiceCode("a/b: c")) == ()
    assert city.seen[0].url.raw_path == b"/v2/services/a%2Fb%3A%20c.json"


def test_a_placeholder_without_a_number_is_none_and_an_unknown_one_too():
    assert City(rows({"token": "t", "service_request_id": ""})).client().request_id_of("t", REQUEST) is None
    assert City(rows({"code": 404, "description": "unknown"}, status=404)).client().request_id_of("t", REQUEST) is None
    assert City(rows({"token": "t", "service_request_id": "9"})).client().request_id_of("t", REQUEST) == "9"


def test_records_of_others_are_left_out():
    city = City(rows({"service_request_id": "1"}, {"service_request_id": "2"}, {"service_request_id": "77"}))
    assert [row.service_request_id for row in city.client().requests([ServiceRequestId("1")])] == ["1"]


def test_what_no_database_takes_is_left_out_of_a_citys_words():
    told = '[{"service_request_id": "1", "status_notes": "a\\u0000b\\ud800c"}, {"service_request_id": "%s"}]'
    city = City(httpx.Response(200, text=told % ("9" * 65)))
    found = city.client().requests([ServiceRequestId("1"), ServiceRequestId("9" * 65)])
    assert [(row.service_request_id, row.status_notes) for row in found] == [("1", "abc")]
    refused = httpx.Response(400, text='[{"code": "400", "description": "no\\u0000 \\udfffway"}]')
    with pytest.raises(CityRefused) as error:
        City(refused).client().post(REQUEST)
    assert error.value.detail == "no way"


def test_a_retry_after_of_any_length_is_a_number():
    with pytest.raises(CityBusy) as error:
        City(httpx.Response(429, headers={"Retry-After": "9" * 5000})).client().post(REQUEST)
    assert error.value.retry_after_s == 999_999_999


# -- searching --------------------------------------------------------------------------------------------------


class Register:
    """A city's list: rows with a time, given back as the quirks say."""

    def __init__(self, *found, cap=1000, pages=False, past_end="empty", is_deaf=False):
        self.found, self.cap, self.pages, self.past_end, self.is_deaf = found, cap, pages, past_end, is_deaf
        self.calls = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        params = request.url.params
        since, until = (datetime.fromisoformat(params[name]) for name in ("start_date", "end_date"))
        there = [row for at, row in self.found if self.is_deaf or since <= at <= until]
        if not self.pages:
            return rows(*there[: self.cap])
        size = min(int(params.get("page_size", self.cap)), self.cap)
        number = int(params.get("page", 1))
        part = there[(number - 1) * size : number * size]
        if part or self.past_end == "empty" or number == 1:
            return rows(*part)
        return rows(ERROR, status=404) if self.past_end == "404" else rows(*there[-size:])


def record(number, description="", minute=0, code="SR-ST05", lat=39.9526, **more):
    at = NOW + timedelta(seconds=60 * minute)
    told = {"service_request_id": str(number), "service_code": code, "lat": lat, "long": -75.1652}
    return at, told | {"description": description, "requested_datetime": at.isoformat()} | more


OURS = f"A bike.\n\n[ref {REF}]"
SINCE, UNTIL = NOW - timedelta(minutes=15), NOW + timedelta(minutes=15)


def find(register, profile=PLAIN):
    return City(register).client(profile).find(REQUEST, SINCE, UNTIL)


def test_our_marker_is_found_among_others():
    found = find(Register(record(1, "other"), record(2, OURS), record(3, "x [ref NL-FEDCBA9876543210]")))
    assert (found.hits, found.is_complete, found.by_marker) == (("2",), True, True)


def test_nothing_found_in_a_whole_window_is_clean():
    found = find(Register(record(1, "other")))
    assert (found.hits, found.is_complete) == ((), True)


def test_two_hits_are_both_told():
    assert find(Register(record(12, OURS), record(9, OURS))).hits == ("9", "12")


def test_a_window_that_is_cut_off_is_halved_until_it_is_whole():
    many = [record(number, "other", minute=number / 8) for number in range(80)]
    register = Register(*many, record(999, OURS, minute=14), cap=20)
    found = find(register, EndpointProfile("t", row_caps=(20,), echoes_description=True))
    assert (found.hits, found.is_complete) == (("999",), True)
    assert register.calls > 4


def test_what_stays_cut_off_does_not_count_as_clean():
    crowd = [record(number, "other", minute=1) for number in range(30)]
    found = find(Register(*crowd, cap=20), EndpointProfile("t", row_caps=(20,), echoes_description=True))
    assert (found.hits, found.is_complete) == ((), False)


def test_a_city_that_ignores_the_dates_and_cuts_off_does_not_count_as_clean():
    deaf = Register(*[record(number, "other") for number in range(30)], cap=20, is_deaf=True)
    assert not find(deaf, EndpointProfile("t", row_caps=(20,), echoes_description=True)).is_complete


@pytest.mark.parametrize("past_end", ["empty", "404", "again"])
def test_all_pages_are_read_however_the_city_ends_them(past_end):
    many = [record(number, "other", minute=1) for number in range(47)]
    register = Register(*many, record(999, OURS), cap=10, pages=True, past_end=past_end)
    found = find(register, EndpointProfile("t", page_size=10, row_caps=(), echoes_description=True))
    assert (found.hits, found.is_complete) == (("999",), True)


def test_a_search_ends_after_many_questions_and_keeps_what_it_found():
    many = [record(number, "other", minute=1) for number in range(2000)]
    register = Register(record(5000, OURS), *many, cap=10, pages=True)
    found = find(register, EndpointProfile("t", page_size=10, row_caps=(), echoes_description=True))
    assert (found.hits, found.is_complete) == (("5000",), False)
    assert register.calls == MOST_QUESTIONS


def test_a_city_that_knows_no_pages_and_repeats_a_full_one_is_not_believed():
    crowd = [record(number, "other", minute=1) for number in range(10)]
    assert not find(
        Register(*crowd, cap=10), EndpointProfile("t", page_size=10, row_caps=(), echoes_description=True)
    ).is_complete


@pytest.mark.parametrize(
    ("row", "is_ours"),
    [
        (record(1, "A bike."), True),
        (record(1, "  a  BIKE. "), True),
        (record(1, "A bike.", lat=39.95262), False),
        (record(1, "A bike.", code="SR-ST02"), False),
        (record(1, "Two bikes."), False),
        (record(1, "A bike. [ref NL-FEDCBA9876543210]"), False),
        (record(1, ""), False),
    ],
)
def test_without_the_marker_service_place_and_words_must_all_be_ours(row, is_ours):
    found = find(Register(row))
    assert (bool(found.hits), found.by_marker) == (is_ours, False)


@pytest.mark.parametrize("told", ["A bik", "A bi…", "a  BI ...", OURS[:-6]])
def test_words_that_were_cut_off_may_be_ours_and_are_no_proof(told):
    found = find(Register(record(1, told)), EndpointProfile("t", row_caps=(), echoes_description=True))
    assert (found.hits, found.by_marker, found.by_words) == (("1",), False, False)


def test_a_city_that_shows_no_descriptions_is_searched_by_service_and_place():
    found = find(Register(record(5, ""), record(6, "", lat=39.96)), EndpointProfile("t"))
    assert (found.hits, found.by_marker, found.by_words) == (("5",), False, False), "nothing but the place was compared"


IN_WORDS = replace(REQUEST, at=None, address="Behind the rec center, by the gate")


@pytest.mark.parametrize(
    ("row", "hits"),
    [
        (record(1, "A bike.", address="Behind the rec center,  by the gate"), ("1",)),
        (record(1, "A bike.", address="Behind the rec center, by the gate", lat=40.1), ("1",)),
        (record(1, "A bike.", address="1400 Market St"), ()),
        (record(1, "A bike."), ()),
        (record(1, "A bike.", address="Behind the rec center, by the gate", code="SR-ST02"), ()),
        (record(1, OURS, address="1400 Market St"), ("1",)),
    ],
)
def test_what_was_told_in_words_is_searched_by_our_marker_or_service_words_and_address(row, hits):
    """The point that a city looked up for it says nothing."""
    assert City(Register(row)).client(PLAIN).find(IN_WORDS, SINCE, UNTIL).hits == hits


def test_a_place_without_a_point_goes_out_as_its_words_alone():
    city = City(rows({"service_request_id": "1", "lat": 40.1, "long": -75.1}))
    assert city.client().post(IN_WORDS).service_request_id == "1", "where the city put it is no sign of a stranger's"
    sent = dict(parse_qsl(city.seen[0].content.decode()))
    assert sent["address_string"] == "Behind the rec center, by the gate"
    assert {"lat", "long"} & sent.keys() == set()


def test_a_record_is_ours_by_its_words_only_where_every_one_that_is_alike_has_words():
    assert find(Register(record(1, "A bike."))).by_words
    bare = EndpointProfile("t")
    assert not find(Register(record(1, "A bike."), record(2, "")), bare).by_words


def test_a_search_longer_than_the_city_answers_for_is_asked_in_parts():
    spans = []

    def told(request):
        params = request.url.params
        since, until = (datetime.fromisoformat(params[name]) for name in ("start_date", "end_date"))
        spans.append(until - since)
        return rows(record(1, OURS)[1]) if since <= NOW - timedelta(days=100) <= until else rows()

    city = City(told).client(EndpointProfile("t", span_days=90))
    found = city.find(REQUEST, NOW - timedelta(days=101), NOW)
    assert (found.hits, found.is_complete) == (("1",), True)
    assert max(spans) <= timedelta(days=90, seconds=1)


# -- updates and profiles ---------------------------------------------------------------------------------------


def test_updates_come_once_each_and_oldest_first():
    def told(request):
        step = {
            "update_id": "7",
            "service_request_id": "1",
            "status": "fixed",
            "updated_datetime": "2026-11-20T10:00:00Z",
        }
        return rows(
            step, step | {"update_id": "5", "updated_datetime": "2026-11-20T09:00:00Z", "status": "IN_PROGRESS"}
        )

    found = City(told).client(read_endpoint("practice")).updates(NOW - timedelta(days=200), NOW)
    assert found is not None
    assert [(step.update_id, step.status) for step in found.steps] == [("5", "open"), ("7", "closed")]
    assert found.whole_until == NOW


def step_at(number, at):
    told = {"update_id": str(number), "service_request_id": "1", "status": "OPEN"}
    return at, told | {"updated_datetime": at.isoformat()}


UPDATES = EndpointProfile("t", has_updates=True, row_caps=(20,))


def test_updates_that_come_cut_off_are_asked_for_in_smaller_parts():
    many = [step_at(number, SINCE + timedelta(seconds=20 * number)) for number in range(80)]
    found = City(Register(*many, cap=20)).client(UPDATES).updates(SINCE, UNTIL)
    assert found is not None
    assert (len(found.steps), found.whole_until) == (80, UNTIL)


def test_what_stays_cut_off_is_told_so_and_what_follows_is_still_there():
    crowd = [step_at(number, NOW) for number in range(30)]
    found = City(Register(*crowd, step_at(99, UNTIL), cap=20)).client(UPDATES).updates(SINCE, UNTIL)
    assert found is not None
    assert "99" in {step.update_id for step in found.steps}
    assert SINCE < found.whole_until <= NOW


def test_a_city_without_updates_says_none():
    assert City(rows()).client(read_endpoint("plain")).updates(SINCE, UNTIL) is None
    assert City(httpx.Response(404)).client(read_endpoint("practice")).updates(SINCE, UNTIL) is None


def test_local_time_with_a_literal_z_is_read_in_the_citys_zone():
    told = rows({"service_request_id": "1", "status": "Open", "requested_datetime": "2026-07-01T09:00:00Z"})
    found = City(told).client(read_endpoint("philadelphia")).request(ServiceRequestId("1"))
    assert found is not None
    assert found.requested_at == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)


CHANGES = EndpointProfile("t", has_updated_after=True, page_size=2, row_caps=())


def test_what_changed_is_asked_for_page_by_page():
    def pages(request):
        number = int(request.url.params["page"])
        rows = [{"service_request_id": str(one), "status": "open"} for one in range(1, 6)][number * 2 - 2 : number * 2]
        return httpx.Response(200, json=rows)

    city = City(pages)
    told = city.client(CHANGES).changed(NOW - timedelta(hours=1), NOW)
    assert [row.service_request_id for row in told.records] == ["1", "2", "3", "4", "5"]
    assert told.whole_until == NOW
    params = city.seen[0].url.params
    assert (params["updated_after"], params["updated_before"]) == ("2026-11-20T14:00:00Z", "2026-11-20T15:00:01Z")
    assert "start_date" not in params


def test_a_list_of_changes_that_is_cut_off_is_asked_again_in_halves_and_not_for_ever():
    """This city passes over the end of a span and gives its first twenty rows, whatever is asked."""
    city = City(httpx.Response(200, json=[{"service_request_id": str(one), "status": "open"} for one in range(20)]))
    profile = EndpointProfile("t", has_updated_after=True, row_caps=(20,))
    told = city.client(profile).changed(NOW - timedelta(days=1), NOW)
    assert len(told.records) == 20
    assert told.whole_until == NOW - timedelta(days=1)
    assert len(city.seen) <= 50


def test_a_city_that_does_not_list_by_change_is_not_asked_so():
    city = City(httpx.Response(200, json=[]))
    assert city.client().changed(NOW - timedelta(hours=1), NOW) is None
    assert city.seen == []
    assert city.client().made(NOW - timedelta(hours=1), NOW).records == ()
    assert "start_date" in city.seen[0].url.params
