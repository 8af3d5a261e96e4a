"""The map's search, asked by anybody: as a plain form, which is led on, and by a script, which gets all matches."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from liaison_app.domain.tickets import Visibility
from liaison_app.models import Neighborhood
from tests.api.test_attacks_tickets import file


@pytest.fixture
def places(own_backend):
    """A backend with three neighborhoods more."""
    with own_backend.program.database.unit_of_work() as uow:
        for key, name in (("east-ken", "East Kensington"), ("old-ken", "Old Kensington"), ("quaint", "Quaint Corners")):
            uow.db.add(Neighborhood(id=key, name=name, lat=39.98, lon=-75.13))
    return own_backend


def matches(backend, words: str, **more: str) -> list[dict]:
    with backend.client() as client:
        answer = client.get("/api/find.json", params={"q": words, **more})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()["matches"]


def led_to(backend, words: str, **more: str) -> str:
    with backend.client() as client:
        answer = client.get("/api/find", params={"q": words, **more})
    assert answer.status_code == 303
    return answer.headers["location"]


def offered(backend, words: str, **more: str) -> str:
    with backend.client() as client:
        answer = client.get("/api/find", params={"q": words, **more})
    assert answer.status_code == 200
    assert "script-src" not in answer.headers["content-security-policy"]
    return answer.text


def test_a_stranger_may_search_sixty_times_a_minute(backend):
    """The sixty-first is told in words how long to wait; somebody else's goes on."""
    with backend.client() as client, ThreadPoolExecutor(4) as several:
        ways = ["/api/find?q=Cobbs+Creek&lang=es", "/api/find.json?q=Cobbs+Creek&lang=es"]
        answers = list(several.map(lambda turn: client.get(ways[turn % 2]), range(61)))
        last, machine = (client.get(way) for way in ways)
    assert [answer.status_code for answer in answers].count(429) == 1
    assert last.status_code == machine.status_code == 429
    assert 1 <= int(last.headers["retry-after"]) <= 60
    assert 1 <= int(machine.headers["retry-after"]) <= 60
    assert "Espere" in last.text
    with backend.client() as client:
        assert client.get("/api/find?q=Cobbs+Creek").status_code == 303


def test_a_number_is_that_ticket_alone_whoever_gave_it(backend):
    ours = file(backend, Visibility.PUBLIC, "5200 Market St")
    with backend.program.database.unit_of_work() as uow:
        from liaison_app.models import Ticket

        uow.db.get(Ticket, ours).service_request_id = "17217527"
    for number in (ours, ours.lower(), "17217527", "#17217527"):
        (found,) = matches(backend, number, lang="es")
        assert (found["kind"], found["href"]) == ("ticket", f"/es/t/{ours}")
    assert led_to(backend, "17217527") == f"/t/{ours}"


def test_a_private_ticket_is_not_found_by_its_number(backend):
    hidden = file(backend, Visibility.PRIVATE, "a secret")
    assert matches(backend, hidden) == []


def test_a_corner_is_a_place_on_the_map(backend):
    (found,) = matches(backend, "52nd and Market")
    assert (found["kind"], found["what"]) == ("place", "Corner")
    assert found["at"] == pytest.approx([39.96, -75.225], abs=0.01)
    lat, lon = found["at"]
    at = f"{lat:.5f},{lon:.5f}"
    assert found["href"] == f"/?at={at},17&here={at}"
    assert led_to(backend, "52nd and Market", lang="es") == f"/es?at={at},17&here={at}"


def test_a_neighborhood_is_found_by_its_name_and_how_it_begins(places):
    assert [one["name"] for one in matches(places, "quaint corners")] == ["Quaint Corners"]
    assert [one["neighborhood"] for one in matches(places, "quai")] == ["quaint"]
    assert led_to(places, "Quai", lang="es") == "/es/n/quaint"


def test_words_that_may_mean_several_things_offer_them_all(places):
    found = matches(places, "kens", lang="es")
    assert [(one["name"], one["what"]) for one in found] == [
        ("Kensington Ave", "En algún punto de esta calle"),
        ("East Kensington", "Barrio"),
        ("Old Kensington", "Barrio"),
    ]
    page = offered(places, "kens", lang="es")
    assert re.findall(r'<li><a href="([^"]+)"', page)[1:] == ["/es/n/east-ken", "/es/n/old-ken"]
    assert 'value="kens"' in page


def test_what_is_not_found_comes_back_with_what_was_typed(backend):
    assert matches(backend, "zzz nowhere") == []
    page = offered(backend, 'zzz & "nowhere"', lang="es")
    assert 'value="zzz &amp; &quot;nowhere&quot;"' in page
    assert "No encontramos ese lugar" in page
    assert matches(backend, "") == matches(backend, "  ") == []
