"""What search engines are told to read: all that is for people, and no private ticket."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import httpx

from liaison_app import routes
from liaison_app.api import build_api
from liaison_app.domain.access import Audience
from liaison_app.domain.tickets import Visibility
from liaison_app.models import CityService
from liaison_app.services import public_addresses
from tests.builders import A_DAY, COBBS_CREEK, NOW

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


async def got(world, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=build_api(world.app))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path)


async def test_the_map_of_the_site_names_what_is_public_in_every_language(world, monkeypatch):
    monkeypatch.setattr(public_addresses, "MOST_TICKETS", 2)
    by = world.account()
    old = world.ticket(by, requested_at=NOW - 9 * A_DAY)
    newer = [world.ticket(by, requested_at=NOW - days * A_DAY) for days in (2, 3)]
    private = world.ticket(by, visibility=Visibility.PRIVATE)
    with world.app.database.unit_of_work() as uow:
        uow.db.add(CityService(code="SR-1", name="Illegal dumping", type="realtime", position=0, fetched_at=NOW))
        gone = {"retired_at": NOW, "fetched_at": NOW}
        uow.db.add(CityService(code="SR-0", name="Gone", type="realtime", position=1, **gone))
    answer = await got(world, "/sitemap.xml")
    found = {one.text for one in ET.fromstring(answer.content).iterfind("s:url/s:loc", SITEMAP)}
    site = world.app.settings.public_url
    for path in (*routes.LISTED, f"/n/{COBBS_CREEK}", *(f"/t/{one}" for one in newer)):
        assert {site + routes.localized(path, locale) for locale in ("en", "es")} <= found, path
    assert {f"{site}/how/SR-1", f"{site}/es/how/SR-1"} <= found
    assert not [address for address in found if old in address or private in address or "SR-0" in address]
    assert answer.headers["cache-control"].startswith("public")


async def test_robots_are_shown_the_map_and_kept_from_doors(world):
    said = (await got(world, "/robots.txt")).text
    assert f"Sitemap: {world.app.settings.public_url}/sitemap.xml" in said
    assert "Disallow: /join/" in said
    assert "Disallow: /es/join/" in said


def test_every_public_page_with_a_fixed_address_is_listed_or_known_not_to_be():
    from liaison_app.pages import all_pages

    fixed = {page.route for page in all_pages() if page.audience is Audience.PUBLIC and "[" not in page.route}
    shown = {route for route in fixed if not route.startswith(routes.SHOWCASE)}
    assert shown - set(routes.LISTED) <= {routes.MORE, routes.SIGN_IN, routes.LETTERS, routes.POCKET}
