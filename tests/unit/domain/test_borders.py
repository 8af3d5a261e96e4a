"""Which area holds a place: the same answer as a library of shapes gives, on lines and corners too."""

from __future__ import annotations

import math
import pickle
from random import Random

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.borders import Borders, Shape
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId


def area(name: str, *polygons) -> Shape:
    return Shape(NeighborhoodId(name), tuple(polygons))


def box(west: float, south: float, east: float, north: float) -> tuple:
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


#: Two squares side by side, the left one with a hole, and an island of it further off.
HOLE, ISLAND = box(-75.18, 39.92, -75.16, 39.94), box(-75.4, 39.9, -75.3, 40)
LEFT = area("b-left", (box(-75.2, 39.9, -75.1, 40.0), HOLE), (ISLAND,))
RIGHT = area("a-right", (box(-75.1, 39.9, -75.0, 40.0),))


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [
        (39.95, -75.15, "b-left"),
        (39.95, -75.05, "a-right"),
        (39.93, -75.17, None),  # in the hole
        (39.92, -75.17, "b-left"),  # on the hole's line
        (39.95, -75.35, "b-left"),  # the island
        (39.95, -75.25, None),
        (39.95, -75.1, "a-right"),  # on the border: the id that comes first
        (40.0, -75.1, "a-right"),  # its corner
        (40.0, -75.15, "b-left"),  # a level line
        (41.0, -75.15, None),
    ],
)
def test_an_area_holds_what_lies_in_it_or_on_its_line(lat, lon, name):
    assert Borders([LEFT, RIGHT]).holding(LatLon(lat, lon)) == name


def star(dice: Random, x: float, y: float, corners: int) -> tuple:
    """A closed outline around (x, y) whose corners stand on a grid, so that lines and corners are met."""
    turns = sorted(dice.random() * 2 * math.pi for _ in range(corners))
    points = [(round(x + dice.random() * 0.02 * math.cos(one), 3), round(y + 0.02 * math.sin(one), 3)) for one in turns]
    return (*points, points[0])


@given(st.integers(0, 10_000))
def test_borders_answer_as_shapely_does(seed):
    dice = Random(seed)
    middles = [(-75.2 + dice.random() / 20, 39.9 + dice.random() / 20) for _ in range(6)]
    shapes = [area(f"n{number}", (star(dice, *middle, 9),)) for number, middle in enumerate(middles)]
    shapes = [one for one in shapes if shapely.Polygon(one.polygons[0][0]).is_valid]
    made = {one.id: shapely.Polygon(one.polygons[0][0]) for one in shapes}
    known = Borders(shapes)
    for _ in range(60):
        x, y = -75.22 + round(dice.random() / 10, 3), 39.88 + round(dice.random() / 10, 3)
        holds = sorted(name for name, one in made.items() if one.intersects(shapely.Point(x, y)))
        assert known.holding(LatLon(y, x)) == (holds[0] if holds else None)


def test_a_place_just_outside_belongs_to_the_nearest_area_and_one_far_off_to_none():
    known = Borders([LEFT, RIGHT])
    assert known.at(LatLon(39.95, -74.998)) == "a-right"
    assert known.at(LatLon(39.95, -74.99)) is None


def test_on_a_border_both_may_be_meant_and_inside_one():
    known = Borders([LEFT, RIGHT])
    assert known.choices(LatLon(39.95, -75.1002)) == ["b-left", "a-right"]
    assert known.choices(LatLon(39.95, -75.0998)) == ["a-right", "b-left"]
    assert known.choices(LatLon(39.95, -75.101)) == ["b-left"]
    assert known.choices(LatLon(39.95, -74.9)) == []


def test_another_process_is_told_the_same_borders():
    told = pickle.loads(pickle.dumps(Borders([LEFT, RIGHT])))
    assert told.holding(LatLon(39.95, -75.15)) == "b-left"
