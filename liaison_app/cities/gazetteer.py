"""`gazetteer.toml` of a city's folder, read into a gazetteer."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from liaison_app.cities import point, read_profile, read_toml
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.gazetteer import Gazetteer
from liaison_app.domain.street_pieces import Street, StreetLine

_DIRECTIONS = {"any": "", "north": "N", "south": "S", "east": "E", "west": "W"}


@lru_cache(maxsize=4)
def read_gazetteer(folder: Path) -> Gazetteer:
    """The streets of a city; a gazetteer without streets, which finds nothing, where the folder has no file of them.

    Raises:
        SettingsWrong: a street has no name, or a line has fewer than two points.
    """
    path = folder / "gazetteer.toml"
    rows = read_toml(path)["street"] if path.is_file() else []
    try:
        streets = [_street(row) for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsWrong(f"The city's file {path} is not complete: {error!r}.") from error
    return Gazetteer(streets, read_profile(folder).centre)


def _street(row: dict[str, Any]) -> Street:
    lines = [_line(direction, points) for key, direction in _DIRECTIONS.items() for points in row.get(key, ())]
    if not lines:
        raise ValueError(f"{row['name']} has no line")
    return Street(str(row["name"]), tuple(str(name) for name in row.get("also", ())), tuple(lines))


def _line(direction: str, points: list[list[float]]) -> StreetLine:
    if len(points) < 2:
        raise ValueError("a line needs two points")
    places = tuple(point([lat, lon]) for lat, lon, _ in points)
    return StreetLine(direction, places, tuple(int(number) for _, _, number in points))
