"""The public sees a block where a service is tied to a house, and the same block each time."""

from __future__ import annotations

import pytest

from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.public_place import block_of, public_place


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("5234 Market St", "5200 Market St"),
        ("5234-36 Market St", "5200 Market St"),
        ("5234B Market St, Apt 2", "5200 Market St"),
        ("612 S 52nd St # 3", "600 S 52nd St"),
        ("42 Market St", "Market St"),
        ("52nd St & Market St", "52nd St & Market St"),
        ("52nd St", "52nd St"),
        ("", ""),
        ("Market St 5234", "Market St 5200"),
        ("Behind 5234 Market St", "Behind 5200 Market St"),
        ("Apt 3, 5234 Market St", "5200 Market St"),
        ("5234 1/2 Market St, Philadelphia, PA 19139", "5200 Market St, Philadelphia, PA 19100"),
        ("52nd St & Market St 42", "52nd St & Market St"),
    ],
)
def test_an_address_becomes_its_block(address, block):
    assert block_of(address) == block


def test_a_house_is_moved_to_its_block_and_always_to_the_same_point():
    house, next_door = LatLon(39.95842, -75.22513), LatLon(39.95838, -75.22509)
    shown = public_place(house, "5234 Market St", is_house_linked=True)
    assert shown == public_place(next_door, "5230 Market St", is_house_linked=True)
    assert 1 < distance_m(house, shown.at) < 80


def test_a_place_in_the_street_stays_exact():
    corner = LatLon(39.95842, -75.22513)
    shown = public_place(corner, "5234 Market St", is_house_linked=False)
    assert (shown.at, shown.address) == (corner, "5234 Market St")


@pytest.mark.parametrize("is_house_linked", [True, False])
def test_of_a_place_told_in_words_only_the_neighborhood_is_shown(is_house_linked):
    middle = LatLon(39.951, -75.239)
    told = "In front of 5217 Market St, Maria's house"
    shown = public_place(middle, told, is_house_linked=is_house_linked, told_in="Cobbs Creek")
    assert (shown.at, shown.address) == (middle, "Cobbs Creek")
