"""A filing reads only the neighborhoods near its pin, and finds the one that a look at all of them finds."""

from __future__ import annotations

from random import Random

import pytest

from liaison_app.cities import city_folder, read_neighborhoods
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.services import places, shipped_neighborhoods
from tests.builders import World

FACTS = sorted(read_neighborhoods(city_folder()), key=lambda one: one.name)


@pytest.fixture
def world(database_url):
    world = World.on(database_url)
    with world.app.database.unit_of_work() as uow:
        shipped_neighborhoods.add(facts=FACTS, uow=uow)
    yield world
    world.app.close()


def plainly(at: LatLon) -> str | None:
    metres, _, nearest = min((round(distance_m(at, one.centre)), place, one.id) for place, one in enumerate(FACTS))
    return nearest if metres <= places.FAR_FROM_ANY_M else None


def test_it_is_the_one_that_a_look_at_all_of_them_finds(world):
    dice, found = Random(7), []
    with world.app.database.snapshot() as snapshot:
        for _ in range(400):
            # Far beyond the city on every side, so that each way of looking decides some.
            at = LatLon(dice.uniform(39.80, 40.20), dice.uniform(-75.35, -74.90))
            found.append(places.nearest_neighborhood(at, snapshot))
            assert found[-1] == plainly(at)
            assert places.neighborhood_for(at, None, snapshot) == found[-1]
    assert None in found
    assert len(set(found)) > 50


def test_a_neighborhood_that_was_chosen_counts_where_a_person_may_mean_it(world):
    at = FACTS[0].centre
    with world.app.database.snapshot() as snapshot:
        near = [one.id for one in places.neighborhoods_near(at=at, snapshot=snapshot)]
        assert [places.neighborhood_for(at, one, snapshot) for one in near] == near
        far = next(one.id for one in FACTS if one.id not in near)
        assert places.neighborhood_for(at, far, snapshot) == near[0]
