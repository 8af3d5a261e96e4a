"""What our GeoReport server tells: both formats, both databases, every filter, and never what is not public."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest
from referencing import Registry, Resource
from sqlalchemy import event

from liaison_app.domain.geo import LatLon
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin, Visibility
from liaison_app.models import Ticket
from tests.builders import A_DAY, NOW, World
from tests.georeport import BASE, Guides, offer, served, shared

SECRET = "zebra-behind-the-shed"
FAR = LatLon(40.05, -75.05)


@pytest.fixture
def world(database_url):
    world = World.on(database_url, guidance=Guides())
    offer(world)
    yield world
    world.app.close()


@pytest.fixture(params=["xml", "json"])
async def server(world, request):
    async with served(world, request.param) as found:
        yield found


@pytest.fixture
def liaison(world):
    return world.account(name="Ms Secret Liaison")


@pytest.fixture
def schemas():
    """The Open311 project's JSON schemas; without them the checks below still hold what matters of them."""
    folder = shared("fixtures", "open311", "_schemas")
    if folder is None:
        return None
    found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    registry = Registry().with_resources(
        (name, Resource.from_contents({"$schema": "http://json-schema.org/draft-07/schema#"} | schema))
        for name, schema in found.items()
    )
    return lambda name, value: jsonschema.Draft7Validator(
        found[name], registry=registry, format_checker=jsonschema.FormatChecker()
    ).validate(value)


async def test_discovery_names_two_endpoints_at_both_addresses(server):
    for address in ("/open311/discovery", f"{BASE}/discovery"):
        answer = await server.http.get(f"{address}.{server.form}")
        (found,) = server.read(answer)
        assert [one["type"] for one in found["endpoints"]] == ["production", "test"]
        assert {one["url"] for one in found["endpoints"]} == {"http://localhost:8000/open311/v2"}
        assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]


async def test_services_and_their_questions(server, schemas):
    rows = await server.rows("services")
    assert [row["service_code"] for row in rows] == ["asks", "house", "people", "street"]
    true, false = ("true", "false") if server.form == "xml" else (True, False)
    assert [row["metadata"] for row in rows] == [true, false, false, false]
    assert {row["type"] for row in rows} == {"realtime"}
    assert rows[0]["keywords"] == "one,two"
    (definition,) = await server.rows("services/asks")
    first, second = definition["attributes"]
    assert (first["code"], first["required"], first["datatype"]) == ("KIND", true, "multivaluelist")
    assert (second["code"], second["required"]) == ("MORE", false)  # asked only after "other"
    assert first["values"][1] == {"key": "other", "name": "Other"}
    for gone in ("gone", "nothing"):
        answer = await server.get(f"services/{gone}")
        assert (answer.status_code, len(server.errors(answer))) == (404, 1)
    if server.form == "json" and schemas:
        schemas("services.json", rows)
        schemas("service-definition.json", definition)


async def test_a_request_tells_what_is_public_and_nothing_else(server, world, liaison, schemas):
    """S25: the place as the public gets it, days instead of moments, the city's words without numbers to call."""
    told_at = NOW - 2 * A_DAY + timedelta(minutes=7)
    ticket = world.ticket(
        liaison,
        service_code="house",
        public_at=LatLon(39.958, -75.225),
        description=SECRET,
        address="5234 Market St",
        status_notes="Call 215-686-5560 when it is back.",
        requested_at=told_at,
        updated_at=NOW - timedelta(minutes=23),
        agency_responsible="Streets Department",
        has_public_photo=True,
    )
    world.photo(ticket, liaison)
    shown = world.photo(ticket, liaison, approved_at=NOW, position=1)
    answer = await server.get(f"requests/{ticket}", params={"extensions": "true"})
    (row,) = server.read(answer)
    assert row["service_request_id"] == ticket
    assert (row["status"], row["address"], float(row["lat"])) == ("open", "5200 Market St", 39.958)
    assert row["requested_datetime"] == "2026-12-09T00:00:00-05:00"
    assert row["updated_datetime"] == "2026-12-11T11:00:00-05:00"
    assert row["expected_datetime"] == "2026-12-15T00:00:00-05:00"
    assert row["status_notes"] == "Call […] when it is back."
    assert row["media_url"] == f"http://localhost:8000/api/photos/{shown}"
    extended = row["extended_attributes"]
    assert (extended["standing"], extended["neighborhood"], extended["origin"]) == (
        "with_city",
        "cobbs-creek",
        "liaison",
    )
    for private in (SECRET, "Ms Secret", "5234", "215-686", str(liaison.account_id), "NL-", "12:07", "16:37", "17:07"):
        assert private not in answer.text
    if server.form == "json" and schemas:
        schemas("requests.json", server.read(answer))
        assert "closed_datetime" not in row
        assert isinstance(row["lat"], float)


async def test_what_the_city_published_is_told_with_its_time(server, world, liaison):
    ticket = world.ticket(liaison, origin=TicketOrigin.CITY, requested_at=NOW - A_DAY)
    (row,) = await server.rows(f"requests/{ticket}")
    assert row["requested_datetime"] == "2026-12-10T12:00:00-05:00"


async def test_a_request_is_found_by_the_citys_number_too(server, world, liaison):
    ticket = world.ticket(liaison, service_request_id="17299999")
    assert await server.ids("requests/17299999") == [ticket]
    assert await server.ids(f"requests/{ticket.lower()}") == [ticket]
    assert await server.ids(service_request_id=f"17299999,nothing,{ticket}", status="closed", q="nothing") == [ticket]
    (row,) = await server.rows("tokens/17299999")
    assert row == {"service_request_id": ticket, "token": "17299999"}


async def test_a_private_ticket_is_nowhere(server, world, liaison):
    """S25: in no list, by no number, as no token, as no place where a page starts. Control: a public one."""
    public = world.ticket(liaison, service_request_id="17200001")
    private = world.ticket(
        liaison,
        visibility=Visibility.PRIVATE,
        service_request_id="17200002",
        public_address=SECRET,
        status_notes=SECRET,
    )
    assert await server.ids() == [public]
    assert await server.ids(q=SECRET) == []
    for ids in (private, "17200002"):
        assert await server.ids(service_request_id=ids) == []
        for path in (f"requests/{ids}", f"tokens/{ids}"):
            answer = await server.get(path)
            assert answer.status_code == 404
            assert answer.content == (await server.get(path.replace(ids, "T-ZZZZZZ"))).content
    answer = await server.get("requests", params={"after": private})
    assert (answer.status_code, answer.content) == (
        400,
        (await server.get("requests", params={"after": "T-ZZZZZZ"})).content,
    )
    assert await server.ids("requests/17200001") == [public]


async def test_filters(server, world, liaison):
    def at(day: int) -> datetime:
        return datetime(2026, 12, day, 15, tzinfo=UTC)

    old = world.ticket(liaison, requested_at=NOW - 100 * A_DAY, updated_at=NOW - 95 * A_DAY)
    first = world.ticket(liaison, requested_at=at(1), updated_at=at(9), service_code="house", status=Status.CLOSED)
    second = world.ticket(liaison, requested_at=at(2), updated_at=at(8), service_name="Broken lamp", public_at=FAR)
    third = world.ticket(liaison, requested_at=at(3), updated_at=at(7), public_address="Baltimore Ave & S 50th St")
    everything = [third, second, first]
    assert await server.ids() == everything  # of the last 90 days
    assert await server.ids(status="", service_code="", start_date="", page="", nonsense="1") == everything
    assert await server.ids(service_code="house,nothing") == [first]
    assert await server.ids(status="closed") == [first]
    assert await server.ids(status="open") == [third, second]
    assert await server.ids(start_date="2026-12-02T00:00:00-05:00") == [third, second]
    assert await server.ids(start_date="2026-12-01", end_date="2026-12-02T23:59:59.999999-05:00") == [second, first]
    assert await server.ids(end_date="2026-09-30T00:00:00Z") == [old]
    assert await server.ids(q="lamp") == [second]
    assert await server.ids(q="50th baltimore") == [third]
    assert await server.ids(updated_after="2026-12-08T00:00:00Z") == [second, first]  # the oldest change first
    assert await server.ids(updated_after="2026-12-07T00:00:00Z", updated_before="2026-12-08T01:00:00Z") == [third]
    assert await server.ids(lat="40.05", long="-75.05", radius="100") == [second]
    assert await server.ids(bbox="-75.3,39.9,-75.2,40.0") == [third, first]
    assert await server.ids(bbox="-75.3,39.9,-75.2,40.0", status="closed", q="dumping") == [first]


async def test_a_place_told_in_words_has_no_coordinates(server, world, liaison, schemas):
    told = world.ticket(liaison, is_in_words=True, public_address="Cobbs Creek")
    (row,) = await server.rows("requests")
    assert (row["service_request_id"], row["address"]) == (told, "Cobbs Creek")
    assert (row["lat"] or None, row["long"] or None) == (None, None)
    if schemas is not None and server.form == "json":
        schemas("requests.json", [row])
    assert await server.ids(lat="39.9584", long="-75.2250", radius="20000") == []
    assert await server.ids(bbox="-75.3,39.8,-75.0,40.1") == []


async def followed(server, after_page=None, **params) -> list[str]:
    """The ids of all pages from the first one on, by `Link`."""
    found, params = [], {name: str(value) for name, value in params.items()}
    address = f"{BASE}/requests.{server.form}"
    while address:
        answer = await server.http.get(address, params=params)
        assert answer.status_code == 200, answer.text
        found += [row["service_request_id"] for row in server.read(answer)]
        address, params = answer.links.get("next", {}).get("url", ""), None
        address = address[address.find(BASE) :]
        if after_page is not None and address:
            after_page(found)
    return found


@pytest.mark.parametrize("given", [{}, {"q": "dumping"}, {"bbox": "-75.3,39.9,-75.2,40.0"}], ids=str)
async def test_lists_by_change_are_read_to_their_end_however_much_changed_at_once(server, world, liaison, given):
    """An import stamps all its rows with one moment: pages by number would end at some row of that hour."""
    at_once = [world.ticket(liaison, updated_at=NOW) for _ in range(17)]
    in_the_hour = [world.ticket(liaison, updated_at=NOW + timedelta(minutes=59 - number)) for number in range(9)]
    before = world.ticket(liaison, updated_at=NOW - timedelta(hours=1, minutes=1))
    after = world.ticket(liaison, updated_at=NOW + timedelta(hours=1))
    world.ticket(liaison, updated_at=NOW + A_DAY, visibility=Visibility.PRIVATE)
    asked = {"updated_after": "2026-12-11T00:00:00Z", "page_size": 3} | given
    assert await followed(server, **asked) == [before, *sorted(at_once + in_the_hour), after]


async def test_what_changes_while_a_list_by_change_is_followed_makes_it_lose_nothing(server, world, liaison):
    tickets = [world.ticket(liaison, updated_at=NOW) for _ in range(12)]

    def change_the_last(found):
        with world.app.database.unit_of_work() as uow:
            uow.db.get_one(Ticket, found[-1]).updated_at = NOW + timedelta(hours=2)

    found = await followed(server, change_the_last, updated_after="2026-12-11T00:00:00Z", page_size=4)
    assert set(found) == set(tickets)
    assert found[:12] == sorted(tickets)


async def test_a_list_by_number_has_no_next_page_that_would_be_itself(server, world, liaison):
    ids = [world.ticket(liaison) for _ in range(3)]
    answer = await server.get("requests", params={"service_request_id": ",".join(ids), "page_size": 2})
    assert (len(server.read(answer)), answer.links) == (2, {})


async def test_a_circle_is_no_box(server, world, liaison):
    at = LatLon(39.9500, -75.2000)
    near = world.ticket(liaison, at=LatLon(39.9500 + 0.0008, -75.2000))
    world.ticket(liaison, at=LatLon(39.9500 + 0.0008, -75.2000 + 0.0010))  # in the corner of the box: 124 m away
    assert await server.ids(lat=at.lat, long=at.lon, radius="100") == [near]


async def test_lists_may_be_given_by_repeating_them(server, world, liaison):
    ids = [world.ticket(liaison, service_code=code) for code in ("street", "house", "asks")]
    answer = await server.http.get(f"{BASE}/requests.{server.form}?service_code=street&service_code=house")
    assert [row["service_request_id"] for row in server.read(answer)] == [ids[1], ids[0]]
    answer = await server.http.get(
        f"{BASE}/requests.{server.form}?service_request_id[]={ids[0]}&service_request_id[]=x"
    )
    assert [row["service_request_id"] for row in server.read(answer)] == [ids[0]]


async def test_pages_end_with_an_empty_list(server, world, liaison):
    ids = [world.ticket(liaison, requested_at=NOW - number * timedelta(hours=1)) for number in range(5)]
    assert await server.ids(page=1, page_size=2) == ids[:2]
    assert await server.ids(page=3, per_page=2) == ids[4:]
    assert await server.ids(page=4, page_size=2) == []
    answer = await server.get("requests", params={"page_size": 2, "status": "open"})
    walked = server.read(answer)
    while link := answer.links.get("next"):
        answer = await server.http.get(link["url"].replace("http://localhost:8000", ""))
        walked += server.read(answer)
    assert [row["service_request_id"] for row in walked] == ids


WRONG = [
    {"jurisdiction_id": "boston.gov"},
    {"page": "100000000"},
    {"page": "99999999999999999999"},
    {"page": "0"},
    {"page_size": "-1"},
    {"start_date": "yesterday'; DROP TABLE ticket; --"},
    {"updated_after": "31-12-2026"},
    {"status": "open' OR '1'='1"},
    {"radius": "100"},
    {"lat": "39.9", "long": "-75.2", "radius": "1e9"},
    {"lat": "39.9", "long": "-75.2", "radius": "nan"},
    {"bbox": "1,2,3"},
    {"bbox": "-75.0,39.9,-75.3,40.0"},
    {"after": "T-AAAAAA"},
    {"updated_after": "2026-12-01", "after": "T-AAAAAA"},
    {"updated_after": "2026-12-01", "after": "2026129917-T-AAAAAA"},
    {"updated_after": "2026-12-01", "after": "9999123123-T-AAAAAA"},
    {"service_request_id": ",".join(map(str, range(300)))},
]
NOTHING = [
    {"q": "' OR 1=1 --"},
    {"q": "\x00%_\\"},
    {"service_request_id": "' OR '1'='1"},
    {"service_code": "x') OR ('1'='1"},
    {"start_date": "0001-01-01T00:00:00Z"},
    {"start_date": "9999-12-31T23:59:59Z"},
    {"end_date": "0001-01-02T00:00:00+14:00"},
    {"updated_after": "9999-12-31T23:59:59Z"},
]


async def test_s38_what_cannot_be_asked_is_a_400_in_words(server, world, liaison):
    """S38: another jurisdiction, huge pages, SQL characters. The control: the same list without them."""
    world.ticket(liaison)
    for params in WRONG:
        answer = await server.get("requests", params=params)
        assert answer.status_code == (404 if "jurisdiction_id" in params else 400), params
        assert server.errors(answer)[0]
    assert len(await server.ids(jurisdiction_id="phila.gov")) == 1


async def test_s38_what_finds_nothing_is_an_empty_list(server, world, liaison):
    world.ticket(liaison)
    for params in NOTHING:
        assert await server.ids(**params) == [], params


async def test_errors_come_in_the_asked_format_for_addresses_too(server):
    for path in ("nothing", "requests/T-AAAAAA", "services/a/b/c", "%00", "requests/%00"):
        answer = await server.get(path)
        assert (answer.status_code, len(server.errors(answer))) == (404, 1)
        assert answer.headers["cache-control"] == "no-store"
    answer = await server.http.delete(f"{BASE}/requests.{server.form}")
    assert (answer.status_code, len(server.errors(answer))) == (405, 1)


async def test_what_fails_is_told_in_the_asked_format_without_its_inside(server, monkeypatch):
    from liaison_app.services import open311_catalogue

    def fails(**_given):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(open311_catalogue, "list_services", fails)
    answer = await server.get("services")
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert server.errors(answer)


async def test_an_answer_that_is_known_is_not_sent_again(server, world, liaison):
    world.ticket(liaison)
    first = await server.get("requests")
    assert first.headers["cache-control"] == "public, max-age=15"
    for tag in (first.headers["etag"], f'"other", {first.headers["etag"]}', "*"):
        again = await server.get("requests", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
    world.ticket(liaison)
    changed = await server.get("requests", headers={"If-None-Match": first.headers["etag"]})
    assert (changed.status_code, len(server.read(changed))) == (200, 2)


async def test_s17_any_site_may_read_without_credentials(server):
    """S17: `*` and no credentials: a browser gives no page an answer that was asked with its visitor's cookie."""
    asks = {"Origin": "https://evil.example", "Cookie": "sid=whatever"}
    for answer in (await server.get("services", headers=asks), await server.get("nothing", headers=asks)):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers
    before = await server.http.options(
        f"{BASE}/requests.{server.form}", headers=asks | {"Access-Control-Request-Method": "POST"}
    )
    assert (before.status_code, before.headers["access-control-allow-methods"]) == (204, "GET, HEAD")


async def test_who_asks_too_often_is_told_when_to_come_again(world, monkeypatch):
    from liaison_app.api.georeport import answering

    monkeypatch.setattr(answering, "READS_PER_MINUTE", 3)
    async with served(world, "json", client="192.0.2.77") as server:
        codes = [(await server.get("services")).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        answer = await server.get("services")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert server.errors(answer)
    async with served(world, "json", client="192.0.2.78") as other:
        assert (await other.get("services")).status_code == 200


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"page_size": "100", "extensions": "true"},
        {"bbox": "-75.3,39.9,-75.0,40.1", "q": "dumping"},
        {"updated_after": "2026-12-01", "status": "open"},
    ],
    ids=str,
)
async def test_a_list_is_a_few_statements_however_long(world, liaison, params):
    for _ in range(12):
        ticket = world.ticket(liaison, has_public_photo=True)
        world.photo(ticket, liaison, approved_at=NOW)
        world.change(ticket, ChangeKind.STATUS, word="open")
    statements = []
    event.listen(world.app.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    async with served(world, "json") as server:
        assert len(await server.ids(**params)) == 12
    assert 0 < len(statements) <= 5
