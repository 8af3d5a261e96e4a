"""The real borders, where they are at hand (`LIAISON_TEST_DATA`, or ../shared/data): what is shown is what decides."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from liaison_app.adapters.shape_work import for_display
from liaison_app.border_files import read_areas
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.sources import read_source
from liaison_app.domain.borders import Borders, Shape
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId

ROOT = Path(__file__).parents[2]
BORDERS = Path(os.environ.get("LIAISON_TEST_DATA", ROOT / "../shared/data")) / "neighborhoods" / "philadelphia.geojson"
FOLDER = city_folder("philadelphia")
LIMITS = read_profile(FOLDER).limits

pytestmark = pytest.mark.skipif(not BORDERS.is_file(), reason="the real neighborhood borders are not at hand")


def test_the_simplified_borders_hold_what_the_full_ones_hold():
    fields = read_source(FOLDER, "neighborhoods").fields["name"]
    name_field, areas = read_areas(BORDERS.read_bytes(), "B", fields=fields, limits=LIMITS, may_mend=False)
    full = Borders(Shape(NeighborhoodId(one.names[0]), one.polygons) for one in areas)
    shown = for_display([one.polygons for one in areas])
    simple = Borders(Shape(NeighborhoodId(one.names[0]), shape) for one, shape in zip(areas, shown, strict=True))
    dice, same, inside = Random(7), 0, 0
    for _ in range(30_000):
        at = LatLon(dice.uniform(39.87, 40.14), dice.uniform(-75.28, -74.96))
        holds = full.holding(at)
        inside += holds is not None
        same += holds is not None and simple.holding(at) == holds

    assert name_field == "MAPNAME"
    assert len(areas) == 159
    assert inside > 10_000
    assert same / inside >= 0.999
    corners = [sum(len(ring) for one in shapes for polygon in one for ring in polygon)
               for shapes in ([one.polygons for one in areas], shown)]  # fmt: skip
    assert corners[1] < corners[0] * 0.5
