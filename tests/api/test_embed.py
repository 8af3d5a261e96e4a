"""The page that any site may frame: it alone, with nothing on it that a frame could be used for."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

import pytest

from liaison_app.domain.tickets import Visibility
from liaison_app.services.view_pictures import LISTED
from tests.api.test_attacks_tickets import file

VIEW = "/embed?n=cobbs-creek&show=all"


@pytest.fixture
def client(backend):
    with backend.client() as found:
        yield found


def test_it_shows_public_tickets_and_says_what_they_are(backend, client):
    public = file(backend, Visibility.PUBLIC, "5200 Market St")
    private = file(backend, Visibility.PRIVATE, "a secret place")
    page = client.get(VIEW)
    assert page.status_code == 200
    assert public in page.text
    assert private not in page.text
    assert "secret" not in page.text
    assert "Cobbs Creek" in page.text
    assert f"{backend.address}/n/cobbs-creek" in page.text
    drawing = fromstring(re.search(r'<svg class="picture".*?</svg>', page.text, re.DOTALL)[0])
    # Other tests file there too, and the list is shorter than the picture may be full.
    dots, listed = len(drawing.findall("g")), page.text.count('<li class="card')
    assert 1 <= listed == min(dots, LISTED)


def test_any_site_may_frame_it_and_nothing_else_of_ours(client):
    framed = client.get(VIEW).headers
    assert "frame-ancestors *" in framed["content-security-policy"]
    assert "x-frame-options" not in framed
    for path in ("/n/cobbs-creek/poster", "/api/map/neighborhoods.json", "/open-data/tickets.csv", "/embed?show=lost"):
        other = client.get(path).headers
        assert "frame-ancestors 'none'" in other["content-security-policy"], path
        assert other["x-frame-options"] == "DENY", path


def test_it_runs_nothing_and_asks_for_nothing_from_elsewhere(client):
    page = client.get(VIEW)
    rules = dict(rule.strip().split(" ", 1) for rule in page.headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert "script-src" not in rules
    assert rules["form-action"] == "'none'"
    assert "<script" not in page.text
    assert "<form" not in page.text
    assert re.findall(r"\son\w+=", page.text) == []
    assert len(page.content) < 40_000


def test_nobody_who_is_signed_in_sees_more_and_no_cookie_is_set(backend, client):
    file(backend, Visibility.PRIVATE, "a secret place")
    theirs = client.get(VIEW)
    with backend.client(headers={"Cookie": backend.cookie_of("liaison")}) as signed_in:
        ours = signed_in.get(VIEW)
    assert ours.content == theirs.content
    assert ours.headers["etag"] == theirs.headers["etag"]
    assert "set-cookie" not in ours.headers
    assert "cookie" not in ours.headers.get("vary", "").lower()
    assert "public" in ours.headers["cache-control"]


def test_it_is_there_in_spanish_and_for_the_whole_city(client):
    spanish = client.get("/es/embed?n=cobbs-creek").text
    assert '<html lang="es">' in spanish
    assert "/es/n/cobbs-creek" in spanish
    assert client.get("/embed").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"), [("n=nowhere", 404), ("show=lost", 422), ("since=2026-13", 422), ("n=" + "x" * 65, 422)]
)
def test_what_cannot_be_shown_is_refused(client, query, status):
    assert client.get(f"/embed?{query}").status_code == status


def test_who_has_it_already_is_told_so(client):
    first = client.get("/embed?n=cobbs-creek&show=late")
    again = client.get("/embed?n=cobbs-creek&show=late", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
