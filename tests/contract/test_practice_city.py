"""The practice city in a process of its own, over real HTTP."""

from __future__ import annotations

import json
import signal
import time
import tomllib
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from liaison_app.adapters import open311_read as read
from liaison_app.adapters.open311_wire import ErrorAnswer
from liaison_app.cities import city_folder
from liaison_app.domain.errors import CityForbids, CityRefused, CityUnreachable, Conflict, NotFound
from liaison_app.domain.geo import Bounds, LatLon, lies_within
from liaison_app.domain.ids import ServiceCode, ServiceRequestId
from liaison_app.domain.ports_city import DeskPhase
from liaison_app.domain.tickets import Status
from liaison_app.practice_city.catalogue import load
from tests.practice_city import CONTROL_KEY, PracticeCityProcess

SHARED = next((found for parent in Path(__file__).parents if (found := parent / "shared").is_dir()), Path("absent"))
CITY_HALL = LatLon(39.9526, -75.1652)


# -- reading ----------------------------------------------------------------------------------------------------


def test_both_formats_tell_the_same_services(practice_city):
    rows = [read.services(practice_city.http.get(f"/services.{form}").content) for form in ("json", "xml")]
    assert rows[0] == rows[1]
    assert {"SR-ST01", "SR-LI21", "SR-PD01", "SR-IR01"} <= {row.code for row in rows[0]}
    assert len(rows[0]) == 48


def test_every_service_with_questions_defines_them_the_same_way_in_both_formats(practice_city):
    types = set()
    for service in read.services(practice_city.http.get("/services.json").content):
        both = [
            read.definition(practice_city.http.get(f"/services/{service.code}.{form}").content)
            for form in ("json", "xml")
        ]
        assert both[0] == both[1]
        assert bool(both[0].attributes) is service.has_questions
        types |= {item.datatype.value for item in both[0].attributes}
        types |= {"information" for item in both[0].attributes if not item.variable}
    assert types == {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist", "information"}


@pytest.mark.parametrize("path", ["/open311/discovery", "/open311/v2/discovery"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_discovery_names_where_it_is(practice_city, path, form):
    found = read.discovery(httpx.get(f"{practice_city.root}{path}.{form}").content)
    assert [endpoint.url for endpoint in found.endpoints] == [practice_city.url] * 2


@pytest.mark.parametrize(
    ("form", "kind"), [("json", "application/json; charset=utf-8"), ("xml", "text/xml; charset=utf-8")]
)
def test_answers_name_their_type_and_may_be_read_from_any_page(practice_city, form, kind):
    answer = practice_city.http.get(f"/services.{form}")
    assert answer.headers["content-type"] == kind
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/services/SR-XX99", 404),
        ("GET", "/requests/1", 404),
        ("GET", "/requests/nonsense", 404),
        ("GET", "/requests/99999999999999999999", 404),
        ("GET", "/tokens/none", 404),
        ("PUT", "/requests", 405),
        ("GET", "/requests?status=late", 400),
        ("GET", "/requests?start_date=soon", 400),
        ("GET", "/requests?page=0", 400),
        ("GET", "/requests?radius=5", 400),
        ("GET", "/services?jurisdiction_id=elsewhere.gov", 404),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_errors_come_in_the_asked_format(practice_city, method, path, status, form):
    address, _, query = path.partition("?")
    answer = practice_city.http.request(method, f"{address}.{form}?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/json" if form == "json" else "text/xml")
    with pytest.raises(ErrorAnswer) as caught:
        read.parse(answer.content)
    assert caught.value.errors[0].code == str(status)
    assert len(caught.value.errors[0].description) > 10


def test_unknown_and_empty_parameters_are_passed_over(practice_city):
    number = practice_city.file()
    query = "extensions=true&status=&service_code=&start_date=&jurisdiction_id=&page=&whatever=1"
    assert [row["service_request_id"] for row in practice_city.http.get(f"/requests.json?{query}").json()] == [number]


# -- posting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_post_gets_an_eight_digit_number_and_shows_at_once(practice_city, form):
    answer = practice_city.post(
        form=form,
        service_code="SR-ST01",
        description="Hole & <deep>, niño\n[ref NL-1]",
        address_string="1400 Market St",
        media_url="https://photos.example/1.jpg",
        email="secret@example.org",
        first_name="Hidden",
        phone="215 555 0100",
        **{"attribute[DEFECT]": "POTHOLE", "attribute[DEPTH_IN]": "4"},
    )
    assert answer.is_success
    posted = read.posted(answer.content).posted
    assert posted.service_request_id is not None
    assert len(posted.service_request_id) == 8
    assert posted.notice == "3 Business Days"
    (told,) = read.requests(practice_city.http.get(f"/requests/{posted.service_request_id}.{form}").content)
    assert told.description == "Hole & <deep>, niño\n[ref NL-1]"
    assert (told.status, told.service_code, told.address, told.at) == (
        Status.OPEN,
        "SR-ST01",
        "1400 Market St",
        CITY_HALL,
    )
    assert told.agency_responsible == "Streets Department"
    assert told.media_url == "https://photos.example/1.jpg"


def test_nothing_of_the_reporter_is_ever_told(practice_city):
    number = practice_city.file(email="secret@example.org", first_name="Hidden", last_name="Person", phone="2155550100")
    practice_city.desk.step_clock(days=30)
    for path in (f"/requests/{number}.json", "/requests.xml", "/servicerequestupdates.json"):
        answer = practice_city.http.get(path).text
        assert not [word for word in ("secret@", "Hidden", "Person", "2155550100") if word in answer]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"api_key": None}, 403, "api_key is missing"),
        ({"api_key": "wrong"}, 403, "not accepted"),
        ({"service_code": None}, 400, "service_code is required"),
        ({"service_code": "SR-XX99"}, 404, "not offered"),
        ({"lat": None, "long": None}, 400, "A place is required"),
        ({"lat": "north"}, 400, "two numbers"),
        ({"lat": 40.7128, "long": -74.0060}, 400, "outside the city"),
        ({"description": "x" * 4001}, 400, "longer than 4000"),
        ({"service_code": "SR-ST01"}, 400, "attribute[DEFECT] is required"),
        ({"service_code": "SR-ST01", "attribute[DEFECT]": "NONE"}, 400, "not one of POTHOLE"),
        (
            {"service_code": "SR-ST01", "attribute[DEFECT]": "BUMP", "attribute[DEPTH_IN]": "deep"},
            400,
            "must be a number",
        ),
        ({"service_code": "SR-LI22", "attribute[SINCE]": "yesterday"}, 400, "must be a date"),
        ({"jurisdiction_id": "elsewhere.gov"}, 404, "not served"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(practice_city, fields, status, words):
    answer = practice_city.post(**fields)
    assert answer.status_code == status
    assert words in answer.json()[0]["description"]
    assert practice_city.desk.queue().total == 0


def test_every_reason_is_told_at_once(practice_city):
    answer = practice_city.post(service_code="SR-ST01", lat=10, **{"attribute[DEPTH_IN]": "x"})
    assert [row["code"] for row in answer.json()] == ["400", "400", "400"]


@pytest.mark.parametrize("where", ["query", "header", "x-header"])
def test_the_key_may_stand_elsewhere(practice_city, where):
    fields = {"service_code": "SR-ST05", "address_string": "City Hall"}
    params = {"api_key": practice_city.api_key} if where == "query" else {}
    headers = {
        "query": {},
        "header": {"api-key": practice_city.api_key},
        "x-header": {"X-Api-Key": practice_city.api_key},
    }
    answer = practice_city.http.post("/requests.json", data=fields, params=params, headers=headers[where])
    assert answer.is_success
    (told,) = practice_city.http.get("/requests.json").json()
    assert (told["lat"], told["address"]) == (None, "City Hall")


@pytest.mark.parametrize("name", ["attribute[MATERIAL][]", "attribute[MATERIAL]"])
def test_both_ways_to_send_several_values_are_read(practice_city, name):
    number = practice_city.file(service_code="SR-ST02", **{name: ["TIRES", "BAGS"]})
    assert practice_city.desk.request(ServiceRequestId(number)).answers == {"MATERIAL": ("TIRES", "BAGS")}


def test_files_and_huge_bodies_are_refused_not_swallowed(practice_city):
    files = {"media": ("a.jpg", b"x")}
    answer = practice_city.http.post("/requests.json", data={"api_key": practice_city.api_key}, files=files)
    assert (answer.status_code, "media_url" in answer.text) == (400, True)
    assert "too large" in practice_city.post(description="x" * 1_000_001).text
    endless = practice_city.http.post("/requests.json", content=iter([b"description=x"]))
    assert (endless.status_code, "Content-Length" in endless.text) == (400, True)


@pytest.mark.parametrize("known", [{"Content-Length": "2000000"}, {}])
def test_who_is_refused_may_go_on_over_the_same_connection(practice_city, known):
    """Where the rest of a body is not read the connection ends, and the client's next request with it."""
    kept = HTTPConnection("127.0.0.1", practice_city.port, timeout=10)
    with closing(kept):
        kept.request("POST", "/open311/v2/requests.json", body=(b"x" * 500_000 for _ in range(4)), headers=known)
        refused = kept.getresponse()
        assert (refused.status, refused.read() != b"") == (400, True)
        time.sleep(0.2)  # for an end of the connection to arrive
        kept.request("GET", "/open311/v2/services.json")
        assert kept.getresponse().status == 200


def test_a_batch_service_gives_a_token_first(practice_city):
    answer = practice_city.post(service_code="SR-FD02", **{"attribute[FLOORS]": "2"})
    token = read.posted(answer.content).posted.city_token
    assert token
    assert read.token(practice_city.http.get(f"/tokens/{token}.xml").content).service_request_id is None
    assert practice_city.http.get("/requests.json").json() == []
    practice_city.desk.step_clock(hours=3)
    number = read.token(practice_city.http.get(f"/tokens/{token}.json").content).service_request_id
    assert number is not None
    assert practice_city.record(number)["service_code"] == "SR-FD02"


# -- the promise ------------------------------------------------------------------------------------------------


def test_the_promise_is_a_date_at_midnight_utc_that_reads_as_the_evening_before(practice_city):
    told = practice_city.record(practice_city.file(service_code="SR-CL01", **{"attribute[SURFACE]": "BRICK"}))
    promised = datetime.fromisoformat(str(told["expected_datetime"]))
    assert promised.hour in {19, 20}
    assert promised.astimezone(UTC).strftime("%H:%M:%S") == "00:00:00"
    day = date.fromisoformat(str(told["requested_datetime"])[:10])
    for _ in range(7):
        day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
    assert promised.astimezone(UTC).date() == day


def test_a_service_without_a_published_level_promises_nothing(practice_city):
    assert "expected_datetime" not in practice_city.record(practice_city.file())


# -- lists ------------------------------------------------------------------------------------------------------


def test_lists_filter_page_and_end(practice_city):
    bikes = [practice_city.file(description=f"bike {count}") for count in range(5)]
    tree = practice_city.file(service_code="SR-LI25", lat=40.05, long=-75.05)
    practice_city.desk.close(ServiceRequestId(bikes[0]), "Taken away.", was_fixed=True)

    def numbers(**params: object) -> list[str]:
        rows = practice_city.http.get("/requests.json", params=params).raise_for_status().json()
        return [row["service_request_id"] for row in rows]

    assert numbers() == [tree, *reversed(bikes)]
    assert numbers(service_code="SR-LI25,SR-ST99") == [tree]
    assert numbers(status="closed") == [bikes[0]]
    assert len(numbers(status="open,closed")) == 6
    assert numbers(service_request_id=f"{bikes[1]},7,x,{tree}", status="closed") == [tree, bikes[1]]
    assert numbers(service_request_id="x") == []
    assert numbers(page=2, page_size=4) == [bikes[1], bikes[0]]
    assert numbers(page=3, per_page=4) == []
    assert numbers(q="bike 3") == [bikes[3]]
    assert numbers(lat=40.05, long=-75.05, radius=500) == [tree]


def test_lists_by_change_bring_the_oldest_change_first(practice_city):
    first, second = practice_city.file(), practice_city.file()
    for number, days in ((first, 10), (second, 5)):
        practice_city.desk.age(ServiceRequestId(number), days)
    practice_city.desk.close(ServiceRequestId(first), "Done.", was_fixed=True)
    since = (datetime.now(UTC) - timedelta(days=7)).isoformat()
    found = practice_city.http.get("/requests.json", params={"updated_after": since}).json()
    assert [row["service_request_id"] for row in found] == [second, first]
    before = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    found = practice_city.http.get("/requests.json", params={"updated_after": since, "updated_before": before}).json()
    assert [row["service_request_id"] for row in found] == [second]


def test_lists_reach_back_ninety_days_and_not_further(practice_city):
    old, new = practice_city.file(), practice_city.file()
    practice_city.desk.age(ServiceRequestId(old), 100)
    assert [row["service_request_id"] for row in practice_city.http.get("/requests.json").json()] == [new]
    since = (datetime.now(UTC) - timedelta(days=101)).isoformat()
    found = practice_city.http.get("/requests.json", params={"start_date": since}).json()
    assert [row["service_request_id"] for row in found] == [old]


# -- the crews --------------------------------------------------------------------------------------------------


def test_crews_acknowledge_soon_and_close_in_days_of_work(practice_city):
    numbers = [practice_city.file() for _ in range(150)]
    practice_city.desk.step_clock(hours=2)
    rows = practice_city.http.get("/requests.json").json()
    assert all(row["status"] == "open" and row["status_notes"] for row in rows)
    practice_city.desk.step_clock(days=8)
    seen = [practice_city.desk.request(ServiceRequestId(number)) for number in numbers]
    assert {row.is_open for row in seen} == {False}
    assert {row.was_fixed for row in seen} == {True, False}
    assert len({row.status_notes for row in seen}) > 4
    assert {step.kind.value for row in seen for step in row.steps} >= {
        "received",
        "acknowledged",
        "scheduled",
        "asked",
        "closed",
    }
    assert all(step.at <= datetime.now(UTC) for row in seen for step in row.steps)
    assert all(list(row.steps) == sorted(row.steps, key=lambda step: step.at) for row in seen)


def test_a_clock_that_stands_moves_nothing(practice_city):
    number = practice_city.file()
    time.sleep(0.2)
    assert practice_city.record(number)["status_notes"] is None
    assert practice_city.desk.clock().is_running is False


def test_a_running_clock_moves_by_itself_and_stamps_real_time(practice_city):
    before = datetime.now(UTC).replace(microsecond=0)
    number = practice_city.file()
    practice_city.desk.set_clock(is_running=True, speed=200_000)
    until = time.monotonic() + 10
    while practice_city.record(number)["status"] == "open" and time.monotonic() < until:
        time.sleep(0.05)
    told = practice_city.record(number)
    assert told["status"] == "closed"
    assert before <= datetime.fromisoformat(str(told["updated_datetime"])) <= datetime.now(UTC)


def test_the_same_seed_lives_the_same_lives(tmp_path):
    lives = []
    for name in ("one", "two"):
        city = PracticeCityProcess(tmp_path / name, speed=0)
        try:
            city.start()
            numbers = [city.file() for _ in range(5)]
            city.desk.step_clock(days=9)
            lives.append([(number, city.record(number)["status_notes"]) for number in numbers])
        finally:
            city.close()
    assert lives[0] == lives[1]


def test_updates_tell_each_step_and_nothing_the_reporter_said(practice_city):
    number = practice_city.file()
    practice_city.desk.schedule(ServiceRequestId(number), date(2026, 12, 24))
    practice_city.desk.close(ServiceRequestId(number), "Gone.", was_fixed=False)
    both = [read.updates(practice_city.http.get(f"/servicerequestupdates.{form}").content) for form in ("json", "xml")]
    assert both[0] == both[1]
    assert [(row.status_word, row.status) for row in both[0]] == [
        ("action_scheduled", Status.OPEN),
        ("closed", Status.CLOSED),
    ]
    assert both[0][0].description == "Scheduled for December 24."
    late = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    assert practice_city.http.get("/servicerequestupdates.json", params={"start_date": late}).json() == []


def test_an_answer_to_a_question_sets_the_crew_going_again(practice_city):
    number = ServiceRequestId(practice_city.file())
    practice_city.desk.ask_back(number, "Which side?")
    practice_city.desk.step_clock(days=30)
    assert practice_city.desk.request(number).phase is DeskPhase.ASKED
    _say(practice_city, number, "The north side.")
    practice_city.desk.step_clock(days=30)
    assert practice_city.desk.request(number).phase is DeskPhase.CLOSED
    assert "The north side." not in practice_city.http.get("/servicerequestupdates.json").text


def test_the_same_word_twice_is_kept_once(practice_city):
    number = ServiceRequestId(practice_city.file())
    first, again = _say(practice_city, number, "Any news?", "u1"), _say(practice_city, number, "Any news?", "u1")
    assert first == again
    assert [step.note for step in practice_city.desk.request(number).steps].count("Any news?") == 1
    _say(practice_city, number, "Any news?", "u2")
    assert [step.note for step in practice_city.desk.request(number).steps].count("Any news?") == 2


def test_a_redress_opens_a_closed_request_again(practice_city):
    number = ServiceRequestId(practice_city.file())
    practice_city.desk.close(number, "Done.", was_fixed=False)
    _say(practice_city, number, "It is still there.", status="REOPEN")
    assert practice_city.record(number)["status"] == "open"
    practice_city.desk.step_clock(days=10)
    assert practice_city.record(number)["status"] == "closed"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"service_request_id": "1"}, 404),
        ({"service_request_id": ""}, 400),
        ({"description": ""}, 400),
        ({"api_key": "x"}, 403),
    ],
)
def test_words_that_cannot_be_taken_are_refused(practice_city, fields, status):
    usual = {"api_key": practice_city.api_key, "service_request_id": practice_city.file(), "description": "?"}
    assert practice_city.http.post("/servicerequestupdates.json", data=usual | fields).status_code == status


def _say(city: PracticeCityProcess, number: str, text: str, update_id: str = "", status: str = "") -> str:
    fields = {
        "api_key": city.api_key,
        "service_request_id": number,
        "description": text,
        "update_id": update_id,
        "status": status,
    }
    answer = city.http.post("/servicerequestupdates.json", data=fields).raise_for_status()
    return str(answer.json()[0]["update_id"])


# -- the desk ---------------------------------------------------------------------------------------------------


def test_a_person_takes_a_request_through_its_life(practice_city):
    number = ServiceRequestId(practice_city.file(description="A red bike", address_string="12 Elm St"))
    desk = practice_city.desk
    assert [row.service_request_id for row in desk.queue(words="Elm").requests] == [number]
    assert desk.acknowledge(number, "Seen.").phase is DeskPhase.ACKNOWLEDGED
    assert desk.schedule(number, date(2026, 12, 24)).scheduled_for == date(2026, 12, 24)
    assert desk.ask_back(number, "Which rack?").phase is DeskPhase.ASKED
    closed = desk.close(number, "Cut and taken away.", was_fixed=True)
    assert (closed.phase, closed.was_fixed, closed.status_notes) == (DeskPhase.CLOSED, True, "Cut and taken away.")
    assert desk.queue().total == 0
    assert desk.queue(is_open=False).total == 1
    assert desk.reopen(number).is_open is True
    assert desk.request(number).was_fixed is None


def test_a_person_cannot_close_what_is_closed_or_unknown(practice_city):
    number = ServiceRequestId(practice_city.file())
    practice_city.desk.close(number, "Done.", was_fixed=True)
    with pytest.raises(Conflict):
        practice_city.desk.close(number, "Done again.", was_fixed=True)
    with pytest.raises(NotFound):
        practice_city.desk.acknowledge(ServiceRequestId("1"))


def test_the_control_api_is_shut_without_its_key(practice_city):
    for key in ("", "wrong"):
        answer = httpx.post(f"{practice_city.root}/practice/reset", headers={"X-Practice-Key": key})
        assert answer.status_code == 403
    assert (
        httpx.get(f"{practice_city.root}/practice/requests", headers={"X-Practice-Key": CONTROL_KEY}).status_code == 200
    )


def test_requests_made_elsewhere_are_taken_over_once_and_left_to_people(practice_city):
    first = ServiceRequestId(practice_city.file())
    told = practice_city.desk.request(first)
    numbers = [ServiceRequestId(str(int(first) + count)) for count in range(1, 50)]
    brought = [replace(told, service_request_id=number, status_notes="From before.") for number in numbers]
    assert practice_city.desk.take_over(brought) == 49
    assert practice_city.desk.take_over(brought) == 0
    practice_city.desk.step_clock(days=30)
    assert practice_city.record(numbers[0])["status_notes"] == "From before."
    assert practice_city.desk.close(numbers[0], "Done.", was_fixed=True).is_open is False
    assert practice_city.file() not in numbers
    with pytest.raises(CityRefused):
        practice_city.desk.take_over([replace(told, service_code=ServiceCode("SR-XX"))])


def test_the_queue_pages(practice_city):
    numbers = [practice_city.file() for _ in range(5)]
    page = practice_city.desk.queue(page=2, page_size=2)
    assert (page.total, [row.service_request_id for row in page.requests]) == (5, numbers[2:4])


def test_numbers_are_never_given_twice_not_even_after_a_reset(practice_city):
    before = {practice_city.file() for _ in range(3)}
    practice_city.desk.reset()
    assert before.isdisjoint({practice_city.file() for _ in range(3)})


# -- faults -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "how", "status", "taken"),
    [
        ("down", {}, 503, 0),
        ("error_before", {}, 500, 0),
        ("error_after", {}, 500, 1),
        ("too_many", {}, 429, 0),
        ("refuse", {"code": 400}, 400, 0),
        ("refuse", {"code": 403}, 403, 0),
        ("malformed", {"shape": "truncated"}, 200, 1),
        ("malformed", {"shape": "empty"}, 200, 1),
        ("malformed", {"shape": "html"}, 200, 1),
        ("malformed", {"shape": "others"}, 200, 1),
    ],
)
def test_a_fault_meets_the_next_post_and_no_more(practice_city, kind, how, status, taken):
    reach = {"reach": "posts"} if kind == "down" else {}
    practice_city.desk.switch_on(kind, count=1, **how, **reach)
    assert practice_city.post().status_code == status
    assert practice_city.desk.queue().total == taken
    assert practice_city.post().is_success
    assert practice_city.desk.faults() == []


@pytest.mark.parametrize(
    ("kind", "how", "taken"), [("drop_after", {}, 1), ("drop_before", {}, 0), ("down", {"cuts": True}, 0)]
)
def test_a_dropped_connection_really_ends_without_an_answer(practice_city, kind, how, taken):
    practice_city.desk.switch_on(kind, count=1, **how)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        practice_city.post()
    assert practice_city.desk.queue().total == taken
    assert practice_city.post().is_success


def test_down_meets_every_call_until_it_is_cleared_but_never_the_desk(practice_city):
    practice_city.desk.switch_on("down", seconds=120)
    assert [practice_city.http.get("/services.json").status_code, practice_city.post().status_code] == [503, 503]
    assert practice_city.post().headers["retry-after"] == "120"
    assert practice_city.desk.faults()[0].met == 3
    practice_city.desk.clear_faults()
    assert practice_city.post().is_success


@pytest.mark.parametrize(("seconds", "header"), [(0, None), (30, "30")])
def test_too_many_comes_with_and_without_a_time(practice_city, seconds, header):
    practice_city.desk.switch_on("too_many", count=1, seconds=seconds)
    assert practice_city.post().headers.get("retry-after") == header


def test_a_refusal_says_what_it_was_told_to_say(practice_city):
    practice_city.desk.switch_on("refuse", count=1, description="Not here.")
    assert practice_city.post().json() == [{"code": "400", "description": "Not here."}]
    practice_city.desk.switch_on("refuse", count=1, shape="html")
    assert practice_city.post().text.startswith("<!DOCTYPE html>")


def test_slow_waits_and_then_answers(practice_city):
    practice_city.desk.switch_on("slow", count=1, seconds=0.4)
    started = time.monotonic()
    assert practice_city.post().is_success
    assert time.monotonic() - started >= 0.4


def test_token_first_gives_the_number_after_so_much_work(practice_city):
    practice_city.desk.switch_on("token_first", count=2, seconds=3600)
    token = practice_city.post().json()[0]["token"]
    assert practice_city.http.get(f"/tokens/{token}.json").json()[0]["service_request_id"] is None
    practice_city.desk.step_clock(hours=1)
    assert practice_city.http.get(f"/tokens/{token}.json").json()[0]["service_request_id"]
    practice_city.desk.switch_on("token_first", count=1, seconds=-1)
    never = practice_city.post().json()[0]["token"]
    practice_city.desk.step_clock(days=100)
    assert practice_city.http.get(f"/tokens/{never}.json").json()[0]["service_request_id"] is None


def test_hidden_twice_same_id_and_no_echo(practice_city):
    desk = practice_city.desk
    first = practice_city.file()
    desk.switch_on("same_id", count=1)
    assert practice_city.file() == first
    desk.switch_on("twice", count=1)
    practice_city.file()
    assert desk.queue().total == 4
    desk.switch_on("hidden", count=1, seconds=3600)
    hidden = practice_city.file()
    assert practice_city.http.get(f"/requests/{hidden}.json").status_code == 404
    desk.step_clock(hours=2)
    assert practice_city.record(hidden)["description"] == "bike"
    desk.switch_on("no_echo")
    assert practice_city.record(hidden)["description"] is None


def test_chance_meets_some_calls_and_not_others(practice_city):
    practice_city.desk.switch_on("error_before", chance=0.5)
    codes = [practice_city.post().status_code for _ in range(40)]
    assert {500, 201} == set(codes)


def test_a_skewed_clock_stamps_wrongly(practice_city):
    practice_city.desk.set_clock(skew_s=-600)
    told = practice_city.record(practice_city.file())
    behind = datetime.now(UTC) - datetime.fromisoformat(str(told["requested_datetime"]))
    assert timedelta(seconds=590) < behind < timedelta(seconds=620)


@pytest.mark.parametrize(
    "body", [{"kind": "flood"}, {}, {"kind": "slow", "seconds": "long"}, {"kind": "slow", "count": 0}]
)
def test_a_fault_that_makes_no_sense_is_refused(practice_city, body):
    headers = {"X-Practice-Key": CONTROL_KEY}
    assert httpx.post(f"{practice_city.root}/practice/faults", json=body, headers=headers).status_code == 400


# -- the process ------------------------------------------------------------------------------------------------


def test_what_was_taken_outlives_kill_and_the_crews_work_on_meanwhile(tmp_path):
    city = PracticeCityProcess(tmp_path, speed=86_400)
    try:
        city.start()
        number = city.file()
        city.stop(signal.SIGKILL)
        with pytest.raises(CityUnreachable):
            city.desk.clock()
        time.sleep(0.5)
        city.start()
        assert city.record(number)["status_notes"]
        assert city.stop() == 0
    finally:
        city.close()


def test_one_of_several_jurisdictions_wants_to_hear_which(tmp_path):
    city = PracticeCityProcess(tmp_path, options=("--require-jurisdiction",))
    try:
        city.start()
        assert city.http.get("/services.json").status_code == 400
        assert city.http.get("/services.json?jurisdiction_id=phila.gov").status_code == 200
        assert city.post().status_code == 400
        assert city.post(jurisdiction_id="phila.gov").is_success
    finally:
        city.close()


def test_a_wrong_control_key_says_so(practice_city):
    desk = type(practice_city.desk)(practice_city.url, "wrong")
    with pytest.raises(CityForbids):
        desk.clock()
    desk.shut()


# -- against outside sources -------------------------------------------------------------------------------------


def test_json_answers_keep_to_the_published_schemas(practice_city):
    jsonschema = pytest.importorskip("jsonschema")
    schemas = SHARED / "fixtures/open311/_schemas"
    if not schemas.is_dir():
        pytest.skip("the published schemas are not here")
    number = practice_city.file(service_code="SR-CL01", **{"attribute[SURFACE]": "BRICK"})
    answers = {
        "service.json": practice_city.http.get("/services.json").json(),
        "service-definition.json": [practice_city.http.get("/services/SR-ST01.json").json()],
        "request.json": [practice_city.record(number)],
    }
    for name, rows in answers.items():
        schema = json.loads((schemas / name).read_text(encoding="utf-8"))
        for row in rows:
            jsonschema.validate(row, schema)


def test_the_outline_holds_every_neighborhood():
    source = SHARED / "data/neighborhoods/philadelphia.geojson"
    if not source.exists():
        pytest.skip("the neighborhoods' polygons are not here")
    outline = load().outline
    for feature in json.loads(source.read_text(encoding="utf-8"))["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            assert all(lies_within(LatLon(lat, lon), outline) for lon, lat in polygon[0]), feature["properties"]["NAME"]


def test_the_city_takes_every_place_that_the_app_lets_a_person_choose():
    limits = tomllib.loads((city_folder("philadelphia") / "city.toml").read_text(encoding="utf-8"))["limits"]
    outline = load().outline
    for lat, lon in limits["outline"]:
        around = Bounds.around(LatLon(lat, lon), limits["tolerance_m"])
        corners = [(lat, around.west), (lat, around.east), (around.south, lon), (around.north, lon)]
        assert all(lies_within(LatLon(*corner), outline) for corner in corners), (lat, lon)


@pytest.mark.parametrize("at", [LatLon(39.9448, -75.1198), LatLon(40.0959, -75.125), LatLon(40.7128, -74.006)])
def test_the_outline_leaves_out_what_is_not_the_city(at):
    assert not lies_within(at, load().outline)
