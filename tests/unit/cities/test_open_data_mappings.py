"""Mappings of open data: those we ship hold together, and one that is wrong says where."""

from __future__ import annotations

import pytest

from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.guidance import read_guidance
from liaison_app.cities.open_data import read_mapping, shipped
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.open_data_reading import FIELDS, NEEDED

CITY, GUIDANCE = read_profile(city_folder()), read_guidance(city_folder())
LEAST = """
title = "Ourtown's open data"
[columns]
number = ["id"]
status = ["state"]
requested = ["asked"]
lat = ["y"]
lon = ["x"]
service_name = ["kind"]
[status]
open = ["Open"]
closed = ["Done"]
[services]
name_is_code = true
"""


def mapping(choice):
    return read_mapping(str(choice), city=CITY, guidance=GUIDANCE)


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_mapping_names_what_is_needed(name):
    found = mapping(name)
    assert set(NEEDED) <= set(found.columns) <= set(FIELDS)
    assert set(found.statuses.values()) == {"open", "closed"}


def test_every_service_we_guide_through_has_a_name_in_philadelphias_table():
    assert set(GUIDANCE.guides) - set(mapping("philadelphia").services.names) <= {"SR-IR01"}


def test_no_name_leads_to_two_codes():
    table = mapping("philadelphia").services
    names = [name for code in table.names for name, leads_to in table.by_name.items() if leads_to == code]
    assert len(names) == len(set(names)) == len(table.by_name)


def test_the_least_mapping_takes_the_rest_from_the_city(tmp_path):
    path = tmp_path / "ourtown.toml"
    path.write_text(LEAST, encoding="utf-8")
    found = mapping(path)
    assert (found.name, found.zone) == ("ourtown", CITY.time_zone)
    assert found.holds(CITY.centre)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title =", "titel =", "titel"),
        ('lat = ["y"]', 'latitude = ["y"]', "latitude"),
        ("open =", "opened =", "opened"),
        ("[columns]", 'promise = "maybe"\n[columns]', "maybe"),
        ("[columns]", 'time_zone = "Mars/North"\n[columns]', "Mars"),
        ("[columns]", "[columns", "cannot be read"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(tmp_path, old, new, says):
    path = tmp_path / "ourtown.toml"
    path.write_text(LEAST.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsWrong, match=says):
        mapping(path)


def test_a_mapping_that_is_not_there_names_those_that_are():
    with pytest.raises(SettingsWrong, match="boston, open311-csv, philadelphia"):
        mapping("atlantis")
