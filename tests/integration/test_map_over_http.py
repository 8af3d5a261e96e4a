"""The map's routes on both databases, as JSON: what a database gives for a sum is not the same in both."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from starlette.applications import Starlette

from liaison_app.api import map_data
from liaison_app.domain.geo import LatLon, tile_of
from tests.builders import A_DAY, World

pytestmark = pytest.mark.long
AT = LatLon(39.9584, -75.2250)
FILTERS = (
    "",
    "show=all",
    "show=all&since=2020-01&until=2030-01",
    "service=SR-ST02",
    "neighborhood=cobbs-creek&show=all",
)
VIEW = "box=39.9,-75.3,40.0,-75.2"


class Client:
    """Asks an app in this process."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def get(self, path: str) -> httpx.Response:
        async def asking() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="http://here") as asks:
                return await asks.get(path)

        return asyncio.run(asking())


@pytest.fixture(scope="module")
def client(module_database_url):
    world = World.on(module_database_url)
    for number in range(12):
        at = LatLon(AT.lat + number / 50_000, AT.lon - number / 30_000)
        world.ticket(None, at=at, requested_at=world.clock.at - number * A_DAY)
    app = Starlette(routes=list(map_data.ROUTES))
    app.state.application = world.app
    yield Client(app)
    world.app.close()


@pytest.mark.parametrize("wanted", FILTERS)
@pytest.mark.parametrize("zoom", range(10, 20))
def test_a_tile_is_plain_json_with_every_ticket_of_it(client, zoom, wanted):
    x, y = tile_of(AT, zoom)
    answer = client.get(f"/api/map/{zoom}/{x}/{y}.json?{wanted}")
    assert answer.status_code == 200
    found = answer.json()
    assert found["clusters"] or found["pins"]
    for lat, lon, tally in found["clusters"]:
        assert (type(lat), type(lon), *map(type, tally)) == (float, float, int, int, int)
        assert abs(lat - AT.lat) < 0.01 > abs(lon - AT.lon)
    if zoom < 14:
        assert sum(tally[0] for *_, tally in found["clusters"]) == 12


@pytest.mark.parametrize("wanted", FILTERS)
@pytest.mark.parametrize("path", ["/api/map/neighborhoods.json?", f"/api/tickets.json?{VIEW}&", "/api/tickets.json?"])
def test_counts_and_lists_are_plain_json(client, path, wanted):
    answer = client.get(path + wanted)
    assert answer.status_code == 200
    numbers = [one for one in _numbers(answer.json()) if not isinstance(one, bool)]
    assert 12 in numbers
    assert json.loads(answer.text) == answer.json()


@pytest.mark.parametrize("about", [False, True])
def test_a_view_of_very_many_is_counted_by_cells(client, monkeypatch, about):
    monkeypatch.setattr("liaison_app.services.view_tallies.EXACT", 1 if about else 100)
    answer = client.get(f"/api/tickets.json?show=all&{VIEW}")
    assert (answer.status_code, answer.json()["about"], answer.json()["tally"][0]) == (200, about, 12)


def _numbers(found):
    if isinstance(found, dict):
        return [one for value in found.values() for one in _numbers(value)]
    if isinstance(found, list):
        return [one for value in found for one in _numbers(value)]
    return [found] if isinstance(found, int | float) else []
