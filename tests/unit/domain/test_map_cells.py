"""A box on the map as ranges of cells: nothing in the box is left out, and the ranges are few and close around it."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from liaison_app.domain.geo import Bounds, LatLon, cell_of, cells_of_box


@pytest.mark.parametrize("side", [0.00001, 0.0003, 0.004, 0.05, 0.7, 20.0])
def test_a_box_is_covered_by_few_ranges_in_order(side):
    dice = Random(side)
    for _ in range(30):
        south, west = 39.9 + dice.random() / 10, -75.3 + dice.random() / 5
        box = Bounds(south, west, south + side * dice.random(), west + side)
        ranges = cells_of_box(box)
        assert len(ranges) <= 16
        assert all(last < first for (_, last), (first, _) in itertools.pairwise(ranges))
        for _ in range(50):
            at = LatLon(dice.uniform(box.south, box.north), dice.uniform(box.west, box.east))
            assert sum(first <= cell_of(at) <= last for first, last in ranges) == 1


def test_the_ranges_do_not_reach_far_beyond_the_box():
    box = Bounds(39.95, -75.24, 39.96, -75.22)
    ranges = cells_of_box(box)
    around = box.grown(1200)
    dice = Random(1)
    outside = 0
    for _ in range(4000):
        at = LatLon(dice.uniform(39.8, 40.1), dice.uniform(-75.4, -75.0))
        if not around.holds(at):
            outside += 1
            assert not any(first <= cell_of(at) <= last for first, last in ranges)
    assert outside > 3000


def test_the_whole_globe_is_a_box_too():
    assert cells_of_box(Bounds(-90, -180, 90, 180))[0][0] == 0


@pytest.mark.parametrize("corner", [LatLon(90, -180), LatLon(-90, 180), LatLon(85.0511, -180), LatLon(0, 180)])
def test_what_lies_around_an_edge_of_the_globe_ends_there(corner):
    around = Bounds.around(corner, 500)
    assert around.holds(corner)
    assert -90 <= around.south < around.north <= 90
    assert -180 <= around.west < around.east <= 180
    assert any(first <= cell_of(corner) <= last for first, last in cells_of_box(around))
