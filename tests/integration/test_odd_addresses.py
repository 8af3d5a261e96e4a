"""Addresses that nobody means: each public read answers them in its own words, on both databases, and none fails."""

from __future__ import annotations

import re

import httpx
import pytest

from liaison_app import routes
from liaison_app.api import build_api
from liaison_app.api.public_pages import READS as READS_OF_PAGES
from liaison_app.api.public_pages import public_pages
from liaison_app.bootstrap import use_application
from liaison_app.front_end.public_pages import Asked
from liaison_app.states import edge
from liaison_app.states.chronic_spots import SpotListPage
from tests.builders import COBBS_CREEK

ODD = ["%00", "%00x", "x%00y", "9" * 5000, "%F0%9F%92%A9", "%ED%A0%80", "%27--", "x" * 3000]
READS = [
    "/feeds/neighborhoods/{}.atom",
    "/feeds/services/{}.atom",
    "/feeds/tickets/{}.atom",
    "/feeds/all.atom?page={}",
    "/api/map/{}/1/1.json",
    "/api/map/17/38136/49671.json?neighborhood={}",
    "/api/map/neighborhoods.json?kind={}",
    "/api/tickets.json?neighborhood={}",
    "/api/tickets.json?after={}",
    "/api/tickets.json?box={}",
    "/api/find?q={}",
    "/api/photos/{}",
    "/api/sent/{}/1-x.jpg",
    "/api/sent/x/{}-x.jpg",
    "/open-data/tickets.csv?neighborhood={}",
    "/open-data/tickets.csv?service_code={}",
    "/open-data/tickets.csv?bbox={}",
    "/join/{}",
    "/n/{}/poster",
    "/n/{}/brief",
    "/meetings/{}/brief",
    "/meetings/{}/minutes",
    "/embed?n={}",
    "/embed?service={}",
    "/api/find.json?q={}",
    "/api/map/choices.json?lang={}",
    "/api/map/17/38136/49671.json?service={}",
    "/api/map/neighborhoods.json?since={}",
]


@pytest.mark.parametrize("path", READS)
async def test_no_address_makes_a_read_fail(world, path):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=build_api(world.app)), base_url="http://test"
    ) as client:
        for odd in ODD:
            answer = await client.get(path.format(odd))
            assert answer.status_code < 500, (path, odd[:20])
        meant = await client.get(f"/feeds/neighborhoods/{COBBS_CREEK}.atom")
        assert meant.status_code == 200


@pytest.mark.parametrize(
    "path", ["/api/tickets.json?", "/api/map/17/38136/49671.json?", "/open-data/tickets.csv?", "/embed?"]
)
async def test_no_month_makes_a_read_fail(world, path):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=build_api(world.app)), base_url="http://test"
    ) as client:
        answers = [
            await client.get(path + asked)
            for asked in ("until=9999-12", "since=9999-12", "since=0001-01&until=9998-12")
        ]
    assert [one.status_code for one in answers] == [422, 422, 200]


@pytest.mark.parametrize("route", [routes.NEIGHBORHOOD, routes.TICKET])
def test_no_address_makes_a_page_fail(world, route):
    """A neighborhood that is none is a 404 page; the control is one that there is."""
    name, pages = route.partition("[")[2].rstrip("]"), public_pages(world.app, {})
    for odd in ("\x00", "x\x00", "9" * 5000, "'--"):
        told = pages[route].told(Asked({name: odd}, "en"))
        assert told is None or not told.head.address
    assert pages[routes.NEIGHBORHOOD].told(Asked({"neighborhood_id": COBBS_CREEK}, "en")) is not None


@pytest.mark.parametrize("route", READS_OF_PAGES)
def test_no_words_in_an_address_make_a_written_page_fail(world, route):
    page = public_pages(world.app, {})[route]
    names = re.findall(r"\[(\w+)\]", route)
    meant = {"neighborhood_id": COBBS_CREEK, "what": "confirm"}
    for odd in ("\x00", "x\x00", "9" * 5000, "'--", "9999-12"):
        for name in names:
            page.told(Asked({one: meant.get(one, "x") for one in names} | {name: odd}, "en"))
        for name in page.query:
            page.told(Asked({one: meant.get(one, "x") for one in names}, "en", page.known({name: odd})))


async def test_nothing_typed_makes_signing_in_fail(world):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=build_api(world.app)), base_url="http://test", headers={"X-Liaison": "1"}
    ) as client:
        for odd in ("\x00", "a\x00@example.org", "x" * 3000):
            answer = await client.post("/api/sign-in", data={"email": odd, "password": odd, "next": odd})
            assert answer.status_code < 500


def test_what_members_pages_read_of_an_address_can_be_looked_for(monkeypatch):
    """Anybody may send an event of such a page with an address of their own."""
    monkeypatch.setattr(edge, "router_data", lambda: {"query": {"after": "x\x00" + "y" * 300, "family": 3}})
    assert edge.page_argument("after") == "x" + "y" * 199
    assert edge.page_argument("family") == edge.page_argument("neighborhood") == ""


async def test_a_list_of_spots_that_cannot_be_is_said_to_be_none(monkeypatch, world):
    use_application(world.app)
    monkeypatch.setattr(edge, "router_data", lambda: {"query": {"neighborhood": "x" * 80}})
    try:
        page = SpotListPage(_reflex_internal_init=True)
        await SpotListPage.event_handlers["load"].fn(page)
    finally:
        use_application(None)
    assert page.phase == "missing"
