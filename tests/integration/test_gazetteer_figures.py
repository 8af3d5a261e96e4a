"""The gazetteer against real addresses with known places, where those are at hand (`LIAISON_TEST_DATA`).

The lines were corrected by looking at the even rows only; the odd rows are the honest measure.
"""

from __future__ import annotations

import csv
import os
import statistics
from pathlib import Path

import pytest

from liaison_app.cities import city_folder
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.ports_places import Precision

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("LIAISON_TEST_DATA", ROOT / "../shared/data"))
ADDRESSES = DATA / "philadelphia" / "graffiti_removal_sample.csv"

pytestmark = pytest.mark.skipif(not ADDRESSES.is_file(), reason="the real addresses are not at hand")


@pytest.mark.parametrize("half", [0, 1], ids=["looked-at", "held-back"])
def test_most_real_addresses_are_placed_and_near(half: int) -> None:
    streets = read_gazetteer(city_folder("philadelphia"))
    with ADDRESSES.open(encoding="utf-8") as source:
        rows = [row for number, row in enumerate(csv.DictReader(source)) if number % 2 == half and row["lat"]]
    errors = []
    for row in rows:
        found = [one for one in streets.find(row["address"]) if one.precision is not Precision.STREET]
        if found:
            errors.append(distance_m(found[0].at, LatLon(float(row["lat"]), float(row["lon"]))))

    assert len(errors) / len(rows) > 0.8
    assert statistics.median(errors) <= 60
    assert statistics.quantiles(errors, n=10)[8] <= 150


def test_real_places_are_named_by_their_own_street() -> None:
    """For addresses the gazetteer knows by name, the place alone must lead to the same street for three in four."""
    streets = read_gazetteer(city_folder("philadelphia"))
    right = known = 0
    with ADDRESSES.open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            found = [one for one in streets.find(row["address"]) if one.precision is Precision.BLOCK]
            if not row["lat"] or not found:
                continue
            name = streets.name(LatLon(float(row["lat"]), float(row["lon"])))
            known += 1
            right += name is not None and found[0].streets[0] in {name.street, name.cross_street}

    assert known > 700
    assert right / known > 0.75
