"""A made-up city of four square neighborhoods on a street grid, and the file somebody drew of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

from liaison_app.domain.geo import LatLon
from tests.builders import World

PROJECT = Path(__file__).parent.parent
WEST, SOUTH, SIDE = -75.24, 39.94, 0.01
#: West to east, then the northern row; the last is one of nobody's so far. Names as a city writes them.
NAMES = ("COBBS_CREEK", "Walnut Hill", "Haddington", "New Ground")


def square(column: int, row: int, *, side: float = SIDE) -> list[list[list[float]]]:
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return [ring]


def area(name: str, coordinates: Any, **facts: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": coordinates}
    return {"type": "Feature", "properties": {"MAPNAME": name, **facts}, "geometry": geometry}


def four_areas() -> list[dict[str, Any]]:
    return [area(name, square(number % 2, number // 2)) for number, name in enumerate(NAMES)]


def write(path: Path, features: list[dict[str, Any]], **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def scatter(world: World, count: int, seed: int = 3) -> None:
    """Tickets all over the four squares and a little beyond, each said to be in the one neighborhood there was."""
    dice = Random(seed)
    for _ in range(count):
        at = LatLon(SOUTH + dice.uniform(-0.001, 0.021), WEST + dice.uniform(-0.001, 0.021)).rounded()
        world.ticket(None, at=at)


def plain_place(at: LatLon) -> str | None:
    """The neighborhood of a place by arithmetic alone; None where it lies in no square."""
    column, row = (at.lon - WEST) / SIDE, (at.lat - SOUTH) / SIDE
    if not (0 <= column <= 2 and 0 <= row <= 2):
        return None
    ids = ("cobbs-creek", "walnut-hill", "haddington", "new-ground")
    return ids[min(1, int(column)) + 2 * min(1, int(row))]


def import_command(url: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    return subprocess.Popen(
        [sys.executable, "-m", "liaison_app", *arguments],
        cwd=PROJECT,
        env={**known, "LIAISON_DATABASE_URL": url, "LIAISON_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
