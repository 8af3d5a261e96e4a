"""The address of a report: a house number that was typed goes to the city for as long as the pin is on its block."""

from __future__ import annotations

import pytest

from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.ports_places import PlaceName
from liaison_app.services.places import address_of

PIN = {"lat": "39.951234", "lon": "-75.231234", "address": "5612 Catharine St", "is_rough": "yes"}


class Streets:
    """An address service that calls every pin the same."""

    def __init__(self, label: str | None, corner_m: float | None = None) -> None:
        self._label, self._corner_m = label, corner_m

    def name(self, at):
        if self._label is None:
            return None
        number, _, street = self._label.partition(" ")
        return PlaceName(self._label, street, int(number), None, 4.0, self._corner_m)


@pytest.mark.parametrize(
    ("moved", "under_the_pin", "address"),
    [
        ({}, "5600 Catharine St", "5612 Catharine St"),
        ({}, "1000 S 56th St", "5612 Catharine St"),
        ({"is_moved": "yes"}, "5600 Catharine St", "5612 Catharine St"),
        ({"is_moved": "yes"}, "5700 Catharine St", "5700 Catharine St"),
        ({"is_moved": "yes"}, "5600 Christian St", "5600 Christian St"),
        ({"is_moved": "yes"}, None, "5612 Catharine St"),
    ],
)
def test_a_typed_house_number_stays_while_the_pin_is_on_its_block(moved, under_the_pin, address):
    draft = TicketDraft.parse({**PIN, **moved})
    assert address_of(draft=draft, geocoder=Streets(under_the_pin)) == address


@pytest.mark.parametrize(("corner_m", "address"), [(40.0, "5612 Catharine St"), (70.0, "5500 Catharine St")])
def test_where_two_blocks_meet_the_typed_number_stays(corner_m, address):
    draft = TicketDraft.parse({**PIN, "is_moved": "yes"})
    assert address_of(draft=draft, geocoder=Streets("5500 Catharine St", corner_m)) == address
