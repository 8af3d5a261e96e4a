"""Files of open data over HTTP from a real process: whole, packed, bounded, for anybody."""

from __future__ import annotations

import csv
import io
import json

import pytest

from liaison_app.api.open_data import PART, PER_ADDRESS
from liaison_app.bootstrap import FILES_AT_ONCE, FILES_OF_ONE
from liaison_app.domain.errors import TooMany
from liaison_app.domain.open_data import COLUMNS
from liaison_app.domain.tickets import Visibility
from liaison_app.pools import Places
from tests.api.test_attacks_tickets import file
from tests.api.wire import another_address

CSV, GEOJSON = "/open-data/tickets.csv", "/open-data/tickets.geojson"


def ids_of(answer) -> list[str]:
    if answer.url.path == CSV:
        return [row["id"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))]
    return [one["id"] for one in answer.json()["features"]]


@pytest.fixture(scope="module")
def many(file_backend):
    """An app that holds more than one part of public tickets, and the number of one that is not public."""
    from liaison_app.models import Ticket

    file(file_backend, Visibility.PUBLIC, "5200 Market St")
    hidden = file(file_backend, Visibility.PRIVATE, "a secret")
    with file_backend.program.database.unit_of_work() as uow:
        pattern = uow.db.get(Ticket, hidden).model_dump()
        given = {"visibility": Visibility.PUBLIC, "public_address": "=HYPERLINK()"}
        for number in range(PART + 10):
            uow.db.add(Ticket(**(pattern | given | {"id": f"T-{number:06d}", "ref": f"NL-{number:016d}"})))
    return file_backend, hidden


@pytest.mark.parametrize("path", [CSV, GEOJSON])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_file_holds_every_public_ticket(many, path, encoding):
    """More than one part of them."""
    backend, hidden = many
    with backend.client(headers={"Accept-Encoding": encoding}) as client:
        answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert len(set(ids_of(answer))) == len(ids_of(answer)) == PART + 11
    assert hidden not in answer.text
    assert "attachment" in answer.headers["content-disposition"]
    assert "public" in answer.headers["cache-control"]
    if path == CSV:
        assert answer.text.partition("\r\n")[0] == ",".join(COLUMNS)
        assert ",'=HYPERLINK()," in answer.text


def test_filters_narrow_it_and_mistakes_are_told(backend):
    mine = file(backend, Visibility.PUBLIC, "5200 Market St")
    with backend.client() as client:
        assert mine in ids_of(client.get(CSV, params={"neighborhood": "cobbs-creek", "status": "open"}))
        assert ids_of(client.get(GEOJSON, params={"start_date": "2099-01-01"})) == []
        wrong = client.get(CSV, params={"neighbourhood": "x", "bbox": "1"})
        head = client.head(CSV)
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"neighbourhood": "unknown", "bbox": "not_a_box"})
    assert (head.status_code, head.content) == (200, b"")


def test_s17_any_site_may_read_it_as_a_stranger_does(backend):
    """S17: for open data and feeds every origin is welcome, without credentials; who is signed in gets nothing more."""
    file(backend, Visibility.PRIVATE, "a secret of the liaison")
    for path in (GEOJSON, "/feeds/all.atom"):
        with backend.client(headers={"Origin": "https://evil.example"}) as client:
            stranger = client.get(path)
        cookie = backend.cookie_of("coordinator")
        with backend.client(headers={"Origin": "https://evil.example", "Cookie": cookie}) as client:
            signed_in = client.get(path)
        assert signed_in.text == stranger.text
        for answer in (stranger, signed_in):
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in answer.headers


def test_a_place_is_given_back_whatever_becomes_of_the_reader(backend):
    """More files than there are places, each left after its first bytes: the next one still gets a place."""
    for _ in range(FILES_AT_ONCE + FILES_OF_ONE):
        with backend.client() as client, client.stream("GET", CSV) as answer:
            assert answer.status_code == 200
            next(answer.iter_raw())


def test_one_address_asks_so_often_and_no_more(backend):
    address = another_address()
    with backend.client(address) as client:
        asked = [client.get(CSV, params={"start_date": "2099-01-01"}) for _ in range(PER_ADDRESS + 1)]
    assert [one.status_code for one in asked] == [200] * PER_ADDRESS + [429]
    assert 1 <= int(asked[-1].headers["retry-after"]) <= 600
    with backend.client() as client:
        assert client.get(CSV, params={"start_date": "2099-01-01"}).status_code == 200


def test_so_many_places_and_so_many_for_one():
    places = Places(3, of_one=2)
    places.take("a")
    places.take("a")
    with pytest.raises(TooMany):
        places.take("a")
    places.take("b")
    with pytest.raises(TooMany):
        places.take("c")
    places.give_back("a")
    places.take("c")


def test_geojson_is_what_its_readers_expect(backend):
    file(backend, Visibility.PUBLIC, "5200 Market St")
    with backend.client() as client:
        answer = client.get(GEOJSON)
    assert answer.headers["content-type"] == "application/geo+json"
    read = json.loads(answer.content)
    assert read["type"] == "FeatureCollection"
    assert {one["geometry"]["type"] for one in read["features"]} == {"Point"}
