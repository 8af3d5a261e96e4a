"""Cities by configuration: one folder of TOML files each, read into the types of `domain`.

`LIAISON_CITY` names a folder beside this module (`philadelphia`) or gives the path of an own one. What each file
holds is described in docs/cities.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liaison_app.domain.city_profile import CityProfile, Limits, NeighborhoodFact
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.geo import Bounds, LatLon
from liaison_app.domain.guidance import Localized
from liaison_app.domain.ids import NeighborhoodId

DEFAULT_CITY = "philadelphia"
CITIES_DIR = Path(__file__).parent


def city_folder(choice: str = DEFAULT_CITY) -> Path:
    """The folder of the city that `LIAISON_CITY` chose: a name of ours, or a path.

    Raises:
        SettingsWrong: there is no such folder, or it holds no `city.toml`.
    """
    own = CITIES_DIR / choice
    folder = own if choice.isidentifier() and own.is_dir() else Path(choice).expanduser()
    if not (folder / "city.toml").is_file():
        known = ", ".join(sorted(path.parent.name for path in CITIES_DIR.glob("*/city.toml")))
        raise SettingsWrong(
            f"LIAISON_CITY is {choice!r}, which is neither a city we know ({known}) nor a folder with a city.toml."
        )
    return folder


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of one file of a city's folder.

    Raises:
        SettingsWrong: it is missing or not TOML; the message names the file.
    """
    try:
        with path.open("rb") as source:
            return tomllib.load(source)
    except FileNotFoundError as error:
        raise SettingsWrong(f"The city's file {path.name} is missing in {path.parent}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsWrong(f"The city's file {path} cannot be read: {error}.") from error


def read_profile(folder: Path) -> CityProfile:
    """`city.toml` of a city's folder.

    Raises:
        SettingsWrong: a key is missing or holds something else than it should.
    """
    raw = read_toml(folder / "city.toml")
    try:
        return _profile(raw)
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
        raise SettingsWrong(f"The city's file {folder / 'city.toml'} is not complete: {error!r}.") from error


def read_neighborhoods(folder: Path) -> tuple[NeighborhoodFact, ...]:
    """`neighborhoods.toml` of a city's folder, in the order of the file.

    Raises:
        SettingsWrong: a key is missing, or two neighborhoods have the same id.
    """
    path = folder / "neighborhoods.toml"
    try:
        found = tuple(_neighborhood(row) for row in read_toml(path)["neighborhood"])
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsWrong(f"The city's file {path} is not complete: {error!r}.") from error
    ids = [one.id for one in found]
    if twice := {one for one in ids if ids.count(one) > 1}:
        raise SettingsWrong(f"The city's file {path} holds an id twice: {', '.join(sorted(twice))}.")
    return found


def shipped_neighborhoods(folder: Path) -> tuple[NeighborhoodFact, ...]:
    """As `read_neighborhoods`; empty where the city's folder has no such file."""
    return read_neighborhoods(folder) if (folder / "neighborhoods.toml").is_file() else ()


def _profile(raw: dict[str, Any]) -> CityProfile:
    limits = raw["limits"]
    return CityProfile(
        name=str(raw["name"]),
        state=str(raw["state"]),
        state_code=str(raw["state_code"]),
        country_code=str(raw["country_code"]),
        time_zone=ZoneInfo(raw["time_zone"]),
        languages=tuple(str(code) for code in raw["languages"]),
        emergency_number=str(raw["emergency_number"]),
        city_line=str(raw["city_line"]),
        city_line_from_elsewhere=str(raw["city_line_from_elsewhere"]),
        city_line_name=str(raw["city_line_name"]),
        website=str(raw["website"]),
        centre=point(raw["map"]["centre"]),
        zoom=int(raw["map"]["zoom"]),
        limits=Limits(
            bounds=Bounds(**{side: float(limits["bounds"][side]) for side in ("south", "west", "north", "east")}),
            outline=tuple(point(pair) for pair in limits["outline"]),
            tolerance_m=float(limits["tolerance_m"]),
        ),
    )


def _neighborhood(row: dict[str, Any]) -> NeighborhoodFact:
    return NeighborhoodFact(
        id=NeighborhoodId(row["id"]),
        name=str(row["name"]),
        also=tuple(str(name) for name in row.get("also", ())),
        centre=point(row["centre"]),
    )


def localized(texts: Mapping[str, Any]) -> Localized:
    """A text of a file in each of its languages."""
    return {str(locale): str(text) for locale, text in texts.items()}


def point(pair: list[float]) -> LatLon:
    """`[lat, lon]` of a file as a place.

    Raises:
        ValueError: it is not two numbers, or no place on the globe.
    """
    lat, lon = pair
    return LatLon(float(lat), float(lon))
