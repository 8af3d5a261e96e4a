"""The map's search while the address service is away: names are found, and no place is called unknown."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from liaison_app.api import find
from liaison_app.bootstrap import build_application
from liaison_app.domain.ports_places import GeocoderUnavailable
from liaison_app.models import Neighborhood
from liaison_app.settings import Settings
from tests.tables import create_tables


class Geocoder:
    """Knows no place; away when it `is_away`."""

    is_away = True

    def find(self, _text: str) -> list[object]:
        if self.is_away:
            raise GeocoderUnavailable("no answer")
        return []


@pytest.fixture
def geocoder():
    return Geocoder()


@pytest.fixture
async def client(sqlite_url, tmp_path, geocoder):
    program = build_application(Settings(data_dir=tmp_path, database_url=sqlite_url), geocoder=geocoder)
    create_tables(program.database.engine)
    with program.database.unit_of_work() as uow:
        uow.db.add(Neighborhood(id="cobbs-creek", name="Cobbs Creek", lat=39.95, lon=-75.24))
    app = Starlette(routes=find.ROUTES)
    app.state.application = program
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://liaison.test") as client:
        yield client
    program.close()


async def test_what_is_not_looked_up_is_not_called_unknown(client, geocoder):
    away = await client.get("/api/find", params={"q": "5234 Market St"})
    assert "cannot be looked up right now" in away.text
    assert (await client.get("/api/find.json", params={"q": "5234 Market St"})).json() == {
        "matches": [],
        "is_whole": False,
    }
    assert "no se pueden buscar" in (await client.get("/api/find", params={"q": "x", "lang": "es"})).text
    geocoder.is_away = False
    assert "We found no such place" in (await client.get("/api/find", params={"q": "5234 Market St"})).text


async def test_names_are_found_all_the_same(client):
    (match,) = (await client.get("/api/find.json", params={"q": "cobb"})).json()["matches"]
    assert match["name"] == "Cobbs Creek"
