from __future__ import annotations

from pathlib import Path

import pytest

from liaison_app.cities import city_folder, read_neighborhoods, read_profile
from liaison_app.domain.city_profile import nearest_neighborhoods
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.geo import LatLon

FOLDER = city_folder("philadelphia")
CITY_HALL = LatLon(39.9524, -75.1636)


def test_philadelphia_is_complete() -> None:
    city = read_profile(FOLDER)

    assert (city.name, city.state_code, str(city.time_zone)) == ("Philadelphia", "PA", "America/New_York")
    assert city.languages[0] == "en"
    assert city.emergency_number == "911"
    assert city.limits.hold(city.centre)
    assert len(city.limits.outline) >= 30


@pytest.mark.parametrize(
    ("name", "at", "is_in"),
    [
        ("City Hall", CITY_HALL, True),
        ("Chestnut Hill, Germantown Ave", LatLon(40.0772, -75.2087), True),
        ("the airport's terminals", LatLon(39.8763, -75.2440), True),
        ("Somerton", LatLon(40.1180, -75.0130), True),
        ("Overbrook", LatLon(39.9890, -75.2490), True),
        ("Camden's waterfront", LatLon(39.9430, -75.1270), False),
        ("Upper Darby, 69th Street", LatLon(39.9620, -75.2590), False),
        ("Bala Cynwyd", LatLon(40.0085, -75.2330), False),
        ("Jenkintown", LatLon(40.0959, -75.1252), False),
        ("New York", LatLon(40.7128, -74.0060), False),
    ],
)
def test_limits_hold_the_city_and_nothing_of_its_neighbors(name: str, at: LatLon, is_in: bool) -> None:
    assert read_profile(FOLDER).limits.hold(at) is is_in, name


def test_tolerance_lets_a_place_just_outside_count() -> None:
    limits = read_profile(FOLDER).limits
    south = min(limits.outline, key=lambda corner: corner.lat)

    assert limits.hold(LatLon(south.lat - 0.003, south.lon))  # about 330 m
    assert not limits.hold(LatLon(south.lat - 0.0055, south.lon))  # about 610 m


def test_every_neighborhood_lies_in_the_city_and_has_its_own_names() -> None:
    limits = read_profile(FOLDER).limits
    neighborhoods = read_neighborhoods(FOLDER)
    names = [name.casefold() for one in neighborhoods for name in (one.name, *one.also)]

    assert len(neighborhoods) >= 150
    assert [one.id for one in neighborhoods if not limits.hold(one.centre)] == []
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_names_are_forgiving_about_case_and_hyphens() -> None:
    by_id = {str(one.id): one for one in read_neighborhoods(FOLDER)}

    assert by_id["cobbs-creek"].is_called("COBBS CREEK")
    assert by_id["fishtown"].is_called("fishtown-lower kensington")
    assert not by_id["fishtown"].is_called("Kensington")


def test_nearest_neighborhoods_come_nearest_first() -> None:
    found = nearest_neighborhoods(LatLon(39.9505, -75.2395), read_neighborhoods(FOLDER))

    assert found[0].id == "cobbs-creek"
    assert len(found) == 3


def test_an_own_folder_is_read_and_a_wrong_one_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="philadelphia"):
        city_folder("atlantis")
    (tmp_path / "city.toml").write_text('name = "Atlantis"\n', encoding="utf-8")

    folder = city_folder(str(tmp_path))

    with pytest.raises(SettingsWrong, match=r"city\.toml"):
        read_profile(folder)
    with pytest.raises(SettingsWrong, match=r"neighborhoods\.toml is missing"):
        read_neighborhoods(folder)


def test_a_neighborhood_id_stands_for_one_place(tmp_path: Path) -> None:
    row = '[[neighborhood]]\nid = "a"\nname = "A"\ncentre = [1.0, 2.0]\n'
    (tmp_path / "neighborhoods.toml").write_text(row * 2, encoding="utf-8")

    with pytest.raises(SettingsWrong, match="twice: a"):
        read_neighborhoods(tmp_path)
