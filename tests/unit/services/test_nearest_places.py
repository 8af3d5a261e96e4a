"""The grid answers as the plain search over all neighborhoods does."""

from __future__ import annotations

from random import Random

from liaison_app.cities import city_folder, read_neighborhoods
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.services.nearest_places import NearestPlaces
from liaison_app.services.places import FAR_FROM_ANY_M, NeighborhoodChoice

ALL = sorted(
    (NeighborhoodChoice(one.id, one.name, one.centre) for one in read_neighborhoods(city_folder())),
    key=lambda one: one.name,
)


def plainly(at: LatLon) -> str | None:
    metres, place = min((round(distance_m(at, one.at)), place) for place, one in enumerate(ALL))
    return ALL[place].id if metres <= FAR_FROM_ANY_M else None


def test_the_grid_finds_what_a_plain_search_finds():
    dice, grid = Random(5), NearestPlaces(ALL)
    for _ in range(1500):
        at = LatLon(dice.uniform(39.80, 40.20), dice.uniform(-75.35, -74.90))
        assert grid.nearest(at) == plainly(at)


def test_nobody_is_near_where_there_is_nobody():
    assert NearestPlaces(ALL).nearest(LatLon(42.36, -71.06)) is None
    assert NearestPlaces(()).nearest(LatLon(39.95, -75.16)) is None
