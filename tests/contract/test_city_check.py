"""`city check`: against the practice city, against a city that does everything wrong, against recorded answers."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from click.testing import CliRunner, Result

from liaison_app.cities.endpoints import FILE, read_endpoint
from liaison_app.city_commands import city_group
from liaison_app.domain.endpoint_profile import AnswerForm, DateStyle, EndpointProfile
from tests.city_cases import our_server
from tests.city_stub import Asked, CityStub, Told

PROJECT = Path(__file__).parents[2]
HERE = ("--at", "39.9526,-75.1652")
NOW = datetime.now(UTC).replace(microsecond=0)
RECORDED = next(
    (found for parent in Path(__file__).parents if (found := parent / "shared/fixtures/open311").is_dir()),
    Path("absent"),
)


def run(url: str, *options: str, said: str = "") -> Result:
    return CliRunner().invoke(
        city_group, ["check", url, "--name", "ours", *options], input=said, catch_exceptions=False
    )


def proposal(output: str, folder: Path) -> EndpointProfile:
    """The profile in a report, read as strictly as at a start."""
    section = output[output.index("[ours]") :].split("\n\n", maxsplit=1)[0]
    (folder / FILE).write_text(section, encoding="utf-8")
    return read_endpoint("ours", folder)


def fill(city, count: int = 6) -> list[str]:
    """Requests at different times."""
    numbers = [city.file() for _ in range(count)]
    for days, number in enumerate(numbers, 1):
        city.desk.age(number, days)
    return numbers


# -- the practice city --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_practice_city_is_known_for_what_it_is_in_a_process_of_its_own(practice_city, tmp_path, form):
    fill(practice_city)
    command = [
        sys.executable,
        "-m",
        "liaison_app",
        "city",
        "check",
        practice_city.url,
        "--form",
        form,
        "--name",
        "ours",
    ]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    found = proposal(done.stdout, tmp_path)
    assert found.form == form
    assert (found.page_size, found.has_updates, found.has_updated_after) == (200, True, True)
    assert (found.mirrors, found.takes_messages, found.tells_messages) == (True, True, False)
    assert (found.absent_statuses, found.errors_under_200, found.question_fields) == ((404,), False, ())
    assert (found.echoes_description, found.shows_new_after_s) == (False, 900.0), "nothing was posted, nothing is known"
    assert len(practice_city.http.get("/requests.json").json()) == 6, "a check changes nothing"


def test_a_canary_learns_what_no_question_tells(practice_city, tmp_path):
    told = run(practice_city.url, "--post-canary", "--api-key", practice_city.api_key, *HERE, "--yes")
    assert told.exit_code == 0, told.output
    found = proposal(told.output, tmp_path)
    assert (found.echoes_description, found.shows_new_after_s) == (True, 60.0)
    (filed,) = practice_city.http.get("/requests.json").json()
    assert "[ref NL-" in filed["description"]
    assert "test" in filed["description"].lower()


def test_a_canary_that_is_hidden_or_stripped_is_no_proof_of_anything(practice_city, tmp_path):
    practice_city.desk.switch_on("hidden", seconds=10**6)
    where = ("--post-canary", "--api-key", practice_city.api_key, *HERE, "--yes")
    told = run(practice_city.url, *where, "--canary-wait", "3")
    assert "in no list" in told.output
    assert proposal(told.output, tmp_path).shows_new_after_s == 900.0
    practice_city.desk.clear_faults()
    practice_city.desk.switch_on("no_echo")
    told = run(practice_city.url, *where, "--canary-wait", "3")
    assert not proposal(told.output, tmp_path).echoes_description


def test_a_canary_learns_how_much_of_a_description_is_kept(practice_city, tmp_path):
    def tell(asked: Asked) -> Told:
        given = {"params": asked.params, "data": dict(asked.fields) or None}
        answer = httpx.request(asked.method, practice_city.url + asked.path, **given)
        body = answer.content
        if asked.path.startswith("/requests") and answer.status_code == 200:
            rows = json.loads(body)
            body = json.dumps([row | {"description": row.get("description", "")[:255]} for row in rows]).encode()
        return Told(body, answer.status_code)

    with CityStub(tell) as stub:
        told = run(stub.url, "--post-canary", "--api-key", practice_city.api_key, *HERE, "--yes")
    assert told.exit_code == 0, told.output
    assert "cut off after 255 signs" in told.output
    found = proposal(told.output, tmp_path)
    assert (found.echoes_description, found.description_length) == (True, 255)


@pytest.mark.parametrize(
    ("options", "said", "code", "words"),
    [
        (("--post-canary", "--api-key", "test-key", *HERE), "n\n", 0, "Nothing was filed."),
        (("--post-canary", "--api-key", "wrong", *HERE, "--yes"), "", 1, "city_forbids"),
        (("--post-canary", "--api-key", "test-key", "--at", "40.71,-74.0", "--yes"), "", 1, "outside the city"),
        (("--post-canary",), "", 2, "needs --api-key"),
        (("--post-canary", "--api-key", "k", "--at", "here"), "", 2, "LAT,LON"),
        (("--time-zone", "Eastern"), "", 2, "America/New_York"),
    ],
)
def test_nothing_is_filed_without_key_place_and_consent(practice_city, options, said, code, words):
    told = run(practice_city.url, *options, said=said)
    assert (told.exit_code, words in told.output) == (code, True), told.output
    assert practice_city.http.get("/requests.json").json() == []


# -- our own server -----------------------------------------------------------------------------------------------


def test_our_own_server_can_be_used_by_a_program_like_ours(request, tmp_path):
    with our_server(request) as (stub, secret):
        told = run(
            stub.url, "--post-canary", "--api-key", secret, "--at", "39.9512,-75.2391", "--yes", "--canary-wait", "3"
        )
    assert told.exit_code == 0, told.output
    found = proposal(told.output, tmp_path)
    assert (found.errors_under_200, found.question_fields, found.absent_statuses) == (False, (), (404,))
    assert "the test request was taken as" in told.output


# -- bad ones -----------------------------------------------------------------------------------------------------


def record(number: int, **more: object) -> dict[str, object]:
    at = (NOW - timedelta(days=number)).replace(tzinfo=None).isoformat()
    told = {"service_request_id": number, "status": "Waiting", "requested_datetime": at, "updated_datetime": at}
    return told | {"lat": "39.95", "long": "-75.16", "description": f"Hole \x1b[31m{number}"} | more


def answer(asked: Asked) -> Told:
    """A city that can be used but does nothing as it is written down."""
    rows = [record(number) for number in range(1, 51)]
    if asked.path == "/services.json":
        return Told(b"\xef\xbb\xbf" + json.dumps({"services": [{"service_code": 7, "metadata": "false"}]}).encode())
    if asked.path.endswith(".xml"):
        return Told(b"<html><body>Sign in</body></html>")
    if asked.path == "/requests/1.json":
        return Told(json.dumps(rows[0]).encode())
    if asked.path == "/requests/999999999999.json":
        return Told(b'{"code":500,"description":"no such request\\n"}', 500)
    if asked.path != "/requests.json":
        return Told(b'[{"code":"404","errors":"nothing here"}]')
    if set(asked.params) - {"start_date", "end_date", "status"} or "." in asked.params.get("start_date", ""):
        return Told(b'[{"code":400,"description":"unexpected entries"}]', 400)
    since, until = asked.params.get("start_date", "0")[:19], asked.params.get("end_date", "9")[:19]
    return Told(json.dumps([row for row in rows if since <= str(row["requested_datetime"]) <= until]).encode())


def test_an_odd_city_is_described_as_it_is(tmp_path):
    with CityStub(answer) as stub:
        told = run(stub.url, "--time-zone", "America/Chicago")
    assert told.exit_code == 0, told.output
    found = proposal(told.output, tmp_path)
    assert found == EndpointProfile(
        "ours",
        form=AnswerForm.JSON,
        question_fields=(
            "jurisdiction_id", "service_request_id", "service_code", "start_date", "end_date", "status",
        ),
        time_zone="America/Chicago",
        dates=DateStyle.LOCAL,
        status_words={"waiting": "unknown"},
        row_caps=(50, 1000),
        ids_per_call=1,
        absent_statuses=(404, 500),
        shows_new_after_s=900.0,
        posts_per_minute=10,
        reads_per_minute=10,
    )  # fmt: skip
    for words in ("without a zone", "no pages", "fractions of seconds", "Waiting (50)", "50 is a round number", "html"):
        assert words in told.output
    assert "\x1b" not in told.output


HELSINKI = ZoneInfo("Europe/Helsinki")


def in_helsinki(text: str) -> datetime:
    """A time as a city there reads it: its own where there is no zone."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=HELSINKI)


def city_in_helsinki(asked: Asked) -> Told:
    """Writes its own time without a zone, keeps to spans, and tells what was said with our key."""
    if asked.path == "/services.json":
        return Told(b'[{"service_code":"1","service_name":"Hole"}]')
    if asked.path == "/servicerequestupdates.json":
        step = {
            "update_id": "9",
            "service_request_id": "1",
            "status": "open",
            "updated_datetime": "2026-05-01T12:00:00",
        }
        return Told(json.dumps([step | {"description": "When? [ref NL-0123456789ABCDEF]"}]).encode())
    if asked.path != "/requests.json":
        return Told(b"[]")
    rows = []
    for hours in range(0, 24, 4):
        at = (NOW - timedelta(hours=hours)).astimezone(HELSINKI).replace(tzinfo=None).isoformat()
        rows.append(record(hours, requested_datetime=at, updated_datetime=at, service_code="1"))
    first, last = (in_helsinki(asked.params.get(name, usual)) for name, usual in (
        ("start_date", "2000-01-01T00:00:00"), ("end_date", "2100-01-01T00:00:00")
    ))  # fmt: skip
    return Told(json.dumps([row for row in rows if first <= in_helsinki(row["requested_datetime"]) <= last]).encode())


def test_times_are_read_and_asked_for_in_the_zone_that_was_named(tmp_path):
    with CityStub(city_in_helsinki) as stub:
        told, unnamed = run(stub.url, "--time-zone", "Europe/Helsinki"), run(stub.url)
        spans = [asked.params["start_date"] for asked in stub.asked if "start_date" in asked.params]
    assert "lies ahead of our clock" in unnamed.output
    assert "lies ahead of our clock" not in told.output
    assert "ok  start_date and end_date are kept to" in told.output
    assert not any(span.endswith("Z") for span in spans)
    found = proposal(told.output, tmp_path)
    assert (found.time_zone, found.dates) == ("Europe/Helsinki", DateStyle.LOCAL)
    assert (found.mirrors, found.takes_messages, found.tells_messages) == (True, True, True)


@pytest.mark.parametrize(
    ("place", "name"), [("field", "api_key"), ("header", "X-Api-Key"), ("bearer", "Authorization")]
)
@pytest.mark.parametrize("status", [400, 401, 403])
def test_an_endpoint_whose_questions_need_the_key_is_asked_with_it(tmp_path, place, name, status):
    def locked(asked: Asked) -> Told:
        has_key = "secret" in f"{asked.params.get(name)} {asked.headers.get(name)}"
        missing = Told(b'[{"code":"400","description":"api_key is missing"}]', status)
        return city_in_helsinki(asked) if has_key else missing

    with CityStub(locked) as stub:
        without = run(stub.url)
        assert (without.exit_code, "the service list cannot be read" in without.output) == (1, True)
        told = run(stub.url, "--api-key", "secret", "--key-in", place)
    assert told.exit_code == 0, told.output
    found = proposal(told.output, tmp_path)
    assert (found.key_in_questions, found.key_in) == (True, place)
    assert "secret" not in told.output


def test_a_key_is_shown_to_nobody_who_does_not_ask_for_it():
    with CityStub(city_in_helsinki) as stub:
        assert run(stub.url, "--api-key", "secret").exit_code == 0
        assert not any("secret" in f"{asked.params} {asked.headers}" for asked in stub.asked)


def test_a_city_that_passes_over_spans_of_time_cannot_be_used():
    def deaf(asked: Asked) -> Told:
        return answer(Asked(asked.method, asked.path, {}, {}))

    with CityStub(deaf) as stub:
        told = run(stub.url)
    assert told.exit_code == 1
    assert "BAD  start_date and end_date are passed over" in told.output


def test_a_city_that_limits_is_waited_for():
    calls = []

    def busy(asked: Asked) -> Told:
        calls.append(asked.path)
        return Told(b"", 429, {"Retry-After": "1"}) if len(calls) == 3 else answer(asked)

    with CityStub(busy) as stub:
        told = run(stub.url)
    assert told.exit_code == 0
    assert "asks to wait (429, Retry-After 1)" in told.output


def test_an_endpoint_that_is_none_says_what_is_in_the_way(free_tcp_port):
    with CityStub({}) as stub:
        nothing = run(stub.url)
    gone = run(f"http://127.0.0.1:{free_tcp_port}/v2")
    for told, words in ((nothing, "the service list cannot be read"), (gone, "cannot be reached (ConnectError)")):
        assert (told.exit_code, words in told.output) == (1, True)
    assert run("ftp://city.example/").exit_code == 2


@pytest.fixture
def free_tcp_port() -> int:
    from tests.conftest import free_port

    return free_port()


def test_an_endpoint_that_sends_on_is_told_to_name_the_other():
    def moved(asked: Asked) -> Told:
        if asked.path.startswith("/old"):
            return Told(status=301, headers={"Location": f"/v2{asked.path.removeprefix('/old')}"})
        return answer(asked)

    with CityStub(moved) as stub:
        told = run(f"{stub.url}/old")
        assert f"sent on to {stub.url}/services.json" in told.output


@pytest.mark.parametrize(
    "folder", sorted(path.name for path in RECORDED.glob("*/") if path.name != "_schemas") or ["absent"]
)
def test_recorded_answers_in_any_place_end_in_a_report(folder):
    """Every recorded answer of a city, given to every question alike: the most wrong a server can be."""
    files = sorted((RECORDED / folder).glob("*")) if folder != "absent" else []
    if not files:
        pytest.skip("recorded answers are not here")
    for file in files:
        told_always = Told(file.read_bytes())
        with CityStub(lambda _, told=told_always: told) as stub:
            told = run(stub.url)
            assert told.exit_code in {0, 1}, file.name
            assert "sable" in told.output.splitlines()[-1]
