"""The neighborhoods of a city's files are there from the start, and never among those that somebody brought."""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.cities import city_folder, shipped_neighborhoods
from liaison_app.db import Database
from liaison_app.models import Neighborhood, NeighborhoodShape, metadata
from liaison_app.services.shipped_neighborhoods import seed

FACTS = shipped_neighborhoods(city_folder())


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    metadata.create_all(database.engine)
    yield database
    database.close()


def seeded(database, facts=FACTS) -> int:
    with database.unit_of_work() as uow:
        return seed(facts=facts, uow=uow)


def ids(database) -> set[str]:
    with database.snapshot() as snapshot:
        return set(snapshot.db.exec(select(Neighborhood.id)).all())


def test_they_are_added_once_and_those_of_a_later_version_too(database):
    assert seeded(database, FACTS[:100]) == 100
    assert seeded(database) == len(FACTS) - 100
    assert seeded(database) == 0
    assert ids(database) == {one.id for one in FACTS}


def test_a_city_without_such_a_file_begins_with_none(database, tmp_path):
    assert shipped_neighborhoods(tmp_path) == ()
    assert seeded(database, ()) == 0
    assert ids(database) == set()


def test_none_are_put_among_those_of_another_city(database):
    with database.unit_of_work() as uow:
        uow.db.add(Neighborhood(id="south-end", name="South End", lat=42.34, lon=-71.07))
    assert seeded(database) == 0
    assert ids(database) == {"south-end"}


def test_where_borders_were_imported_they_say_which_there_are(database):
    one = FACTS[0]
    with database.unit_of_work() as uow:
        uow.db.add(Neighborhood(id=one.id, name=one.name, lat=one.centre.lat, lon=one.centre.lon))
        uow.db.flush()
        uow.db.add(NeighborhoodShape(neighborhood_id=one.id, polygons="[]", shown="[]"))
    assert seeded(database) == 0
    assert ids(database) == {one.id}
