"""The report in words."""

from __future__ import annotations

import pytest

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_places import PlaceFound, Precision
from liaison_app.i18n import using_locale
from liaison_app.wording.report import say_found

HERE = LatLon(39.9512, -75.2391)


@pytest.mark.parametrize(
    ("precision", "label", "kept"),
    [
        (Precision.ADDRESS, "5612 Catharine St", ("5612 Catharine St", "")),
        (Precision.CORNER, "S 56th St & Catharine St", ("S 56th St & Catharine St", "")),
        (Precision.BLOCK, "5612 Catharine St", ("5612 Catharine St", "yes")),
        (Precision.STREET, "Catharine St", ("", "")),
    ],
)
def test_a_place_that_was_found_keeps_the_number_that_was_typed(precision, label, kept):
    with using_locale("en"):
        (found,) = say_found([PlaceFound(HERE, label, precision)])
    assert (found.address, found.is_rough) == kept
