"""Our own centre points against the real borders, where those are at hand (`LIAISON_TEST_DATA`, or ../shared/data)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from liaison_app.cities import city_folder, read_neighborhoods, read_profile
from liaison_app.domain.geo import LatLon, lies_within
from liaison_app.domain.lines import metres_to_line

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("LIAISON_TEST_DATA", ROOT / "../shared/data"))
BORDERS = DATA / "neighborhoods" / "philadelphia.geojson"
FOLDER = city_folder("philadelphia")
# Where people use a name differently than the map does, its centre may lie this far outside.
NAMING_DIFFERS_M = 600

pytestmark = pytest.mark.skipif(not BORDERS.is_file(), reason="the real neighborhood borders are not at hand")


def _rings() -> dict[str, list[list[LatLon]]]:
    features: list[dict[str, Any]] = json.loads(BORDERS.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["MAPNAME"]: [
            [LatLon(lat, lon) for lon, lat in polygon[0]] for polygon in feature["geometry"]["coordinates"]
        ]
        for feature in features
    }


def test_each_centre_lies_in_its_neighborhood() -> None:
    borders = _rings()
    wrong = []
    inside = 0
    for fact in read_neighborhoods(FOLDER):
        rings = next((rings for name, rings in borders.items() if fact.is_called(name)), None)
        if rings is None:
            wrong.append(f"{fact.id}: no border has one of its names")
        elif any(lies_within(fact.centre, ring) for ring in rings):
            inside += 1
        elif (away := min(metres_to_line(fact.centre, [*ring, ring[0]]) for ring in rings)) > NAMING_DIFFERS_M:
            wrong.append(f"{fact.id}: {away:.0f} m outside")

    assert wrong == []
    assert inside >= 150


def test_every_border_has_a_neighborhood_of_ours() -> None:
    facts = read_neighborhoods(FOLDER)

    assert [name for name in _rings() if not any(fact.is_called(name) for fact in facts)] == []


def test_the_limits_take_in_nearly_all_of_the_city() -> None:
    limits = read_profile(FOLDER).limits
    corners = [corner for rings in _rings().values() for ring in rings for corner in ring[::7]]
    outside = [corner for corner in corners if not limits.hold(corner)]

    assert len(outside) / len(corners) < 0.005
