"""Imported centre lines: houses on their side of the street, corners where segments meet, names for places."""

from __future__ import annotations

import math
from random import Random

import pytest

from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.lines import metres_to_line
from liaison_app.domain.ports_places import Precision
from liaison_app.domain.street_index import StreetIndex
from liaison_app.domain.street_segments import NO_NUMBERS, StreetSegment, range_of, sign_of_street

ORIGIN = LatLon(39.96, -75.22)
STEP = 0.001  # about 111 m north, 85 m east
#: Market St runs east from -75.225, its odd numbers on the north, the left; three blocks from 5300 down to 5000.
MARKET = [
    StreetSegment("Market St", "", (5299 - 100 * n, 5201 - 100 * n), (5298 - 100 * n, 5200 - 100 * n),
                  ((-75.225 + n * STEP, 39.96), (-75.224 + n * STEP, 39.96)))
    for n in range(3)
]  # fmt: skip
#: 52nd St crosses it at -75.224: north of it is N, south of it is S, numbered away from it.
NORTH_52 = StreetSegment("52nd St", "N", (2, 98), (1, 99), ((-75.224, 39.96), (-75.224, 39.961)))
SOUTH_52 = StreetSegment("52nd St", "S", (1, 99), (2, 98), ((-75.224, 39.96), (-75.224, 39.959)))
#: Its next block south bends half-way; there is no number on its left.
BEND = ((-75.224, 39.959), (-75.2238, 39.9585), (-75.224, 39.958))
SOUTH_BEND = StreetSegment("52nd St", "S", NO_NUMBERS, (100, 198), BEND)
RAMP = StreetSegment("Expressway Ramp", "", NO_NUMBERS, NO_NUMBERS, ((-75.21, 39.97), (-75.209, 39.97)))
STREETS = StreetIndex([*MARKET, NORTH_52, SOUTH_52, SOUTH_BEND, RAMP], ORIGIN)


def test_a_house_stands_on_its_side_and_as_far_along_as_its_number():
    odd, even = STREETS.find("5251 Market Street")[0], STREETS.find("5250 market st, Philadelphia")[0]
    assert (odd.label, odd.precision, odd.block) == ("5251 Market St", Precision.BLOCK, 5200)
    assert odd.at.lat > 39.96 > even.at.lat
    assert abs(distance_m(odd.at, LatLon(39.96, odd.at.lon)) - 8) < 1
    assert abs(odd.at.lon - -75.2245) < 0.00002


@pytest.mark.parametrize("words", ["52nd & Market", "Market and S. 52nd street", "n 52 st / market", "52 y markt"])
def test_a_corner_is_where_segments_share_an_end(words):
    found = STREETS.find(words)
    assert [one.at for one in found] == [LatLon(39.96, -75.224)]
    assert found[0].precision is Precision.CORNER
    assert found[0].streets == ("52nd St", "Market St")
    assert found[0].block == 5200


def test_streets_that_share_no_end_have_no_corner():
    assert STREETS.find("52nd & Expressway Ramp") == []


@pytest.mark.parametrize("words", ["100 block of S 52nd", "100 blk S 52nd St"])
def test_a_block_is_the_middle_of_its_hundred_on_the_line(words):
    (found,) = STREETS.find(words)
    assert found.label == "100 S 52nd St"
    line = [LatLon(lat, lon) for lon, lat in SOUTH_BEND.points]
    assert metres_to_line(found.at, line) < 1


def test_without_a_direction_both_sides_of_the_city_are_meant():
    assert [one.label for one in STREETS.find("50 52nd St")] == ["50 N 52nd St", "50 S 52nd St"]
    assert [one.label for one in STREETS.find("50 N 52nd St")] == ["50 N 52nd St"]


def test_a_number_far_from_any_is_only_the_street_and_an_unknown_street_is_nothing():
    assert [one.precision for one in STREETS.find("9900 Market St")] == [Precision.STREET]
    assert STREETS.find("5201 Nowhere Blvd") == []
    assert STREETS.find("") == []


def test_a_place_is_named_by_the_nearest_line_its_block_and_corner():
    name = STREETS.name(LatLon(39.96008, -75.2233))
    assert (name.label, name.street, name.block, name.cross_street) == ("5100 Market St", "Market St", 5100, "52nd St")
    assert abs(name.distance_m - 8.9) < 0.5
    assert abs(name.corner_m - distance_m(LatLon(39.96008, -75.2233), LatLon(39.96, -75.224))) < 1


def test_further_along_the_street_the_corner_is_looked_for_at_its_next_ends():
    name = STREETS.name(LatLon(39.9582, -75.22395))
    assert (name.label, name.cross_street) == ("100 S 52nd St", "Market St")
    assert 190 < name.corner_m < 210


def test_a_street_without_numbers_has_a_name_and_no_block():
    name = STREETS.name(LatLon(39.97, -75.2095))
    assert (name.label, name.block, name.cross_street) == ("Expressway Ramp", None, None)
    assert STREETS.name(LatLon(39.99, -75.2095)) is None


def test_the_nearest_line_is_the_one_a_plain_search_finds():
    dice = Random(4)
    segments = []
    for number in range(300):
        x, y, turn = -75.22 + dice.random() / 100, 39.955 + dice.random() / 100, dice.random() * math.tau
        far = 0.0002 + dice.random() / 400
        end = (round(x + far * math.cos(turn), 6), round(y + far * math.sin(turn), 6))
        segments.append(StreetSegment(f"Way {number}", "", NO_NUMBERS, NO_NUMBERS, ((x, y), end)))
    index = StreetIndex(segments, ORIGIN)
    lines = {one.name: [LatLon(lat, lon) for lon, lat in one.points] for one in segments}
    for _ in range(300):
        at = LatLon(39.953 + dice.random() / 70, -75.222 + dice.random() / 70)
        metres = min(metres_to_line(at, line) for line in lines.values())
        name = index.name(at)
        assert (name is None) == (metres > 120) or abs(metres - 120) < 2
        if name is not None:
            assert abs(metres_to_line(at, lines[name.street]) - metres) < 0.5


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        (("S", "52ND", "ST", ""), ("52nd St", "S")),
        (("", "MARKET", "ST", ""), ("Market St", "")),
        (("", "SOUTH", "ST", ""), ("South St", "")),
        (("South 52nd Street",), ("52nd Street", "S")),
        (("", "RIDGE", "AVE", "W"), ("Ridge Ave", "W")),
        (("", "", "", ""), None),
    ],
)
def test_a_sign_shows_the_name_without_the_letter(words, sign):
    assert sign_of_street(words) == sign


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [("5200", 5298.0, (5200, 5298)), ("0", "0", (0, 0)), ("", "98", (0, 0)), ("x", "inf", (0, 0))],
)
def test_numbers_count_only_where_both_ends_are_told(first, last, found):
    assert range_of(first, last) == found
