"""Places: how fast borders take tickets in, what the map is sent of them, and how fast streets name a place.

    python bench/places.py BORDERS.geojson [STREETS.geojson] [--points 1000000]

Prints figures and changes nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
from pathlib import Path
from random import Random
from time import perf_counter, process_time

import project  # noqa: F401

from liaison_app.adapters.shape_work import for_display
from liaison_app.border_files import read_areas
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.sources import NAME_FIELDS
from liaison_app.domain.borders import Borders, Shape
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.street_index import StreetIndex
from liaison_app.street_files import read_segments

CITY = read_profile(city_folder())
BOX = CITY.limits.bounds


def spread(count: int) -> list[LatLon]:
    """Places in the city, the same each time."""
    dice, found = Random(1), []
    while len(found) < count:
        at = LatLon(dice.uniform(BOX.south, BOX.north), dice.uniform(BOX.west, BOX.east))
        if CITY.limits.hold(at):
            found.append(at)
    return found


def tell(name: str, samples: list[float]) -> None:
    cuts = statistics.quantiles(samples, n=100)
    print(f"{name:44} p50 {cuts[49] * 1e6:7.1f} µs   p95 {cuts[94] * 1e6:7.1f} µs   of {len(samples):,}")


def borders(path: Path, points: int) -> None:
    """What borders cost."""
    began = perf_counter()
    _, areas = read_areas(path.read_bytes(), path.name, fields=NAME_FIELDS, limits=CITY.limits, may_mend=False)
    polygons = [one.polygons for one in areas]
    print(f"{len(areas)} areas read and looked over in {perf_counter() - began:.2f} s")
    began = perf_counter()
    shown = for_display(polygons)
    print(f"simplified in {perf_counter() - began:.2f} s")
    body = json.dumps([[[[list(at) for at in ring] for ring in one] for one in shape] for shape in shown],
                      separators=(",", ":")).encode()  # fmt: skip
    print(f"shown: {len(body):,} bytes, {len(gzip.compress(body, 6)):,} packed")
    ids = [NeighborhoodId(f"n{number:03}") for number in range(len(areas))]
    began = perf_counter()
    full = Borders(Shape(key, one) for key, one in zip(ids, polygons, strict=True))
    print(f"indexed in {perf_counter() - began:.2f} s")
    simple = Borders(Shape(key, one) for key, one in zip(ids, shown, strict=True))
    places = spread(min(points, 200_000))
    rounds = max(1, points // len(places))
    began, cpu = perf_counter(), process_time()
    for _ in range(rounds):
        held = [full.holding(at) for at in places]
    took, used = perf_counter() - began, process_time() - cpu
    done = rounds * len(places)
    print(f"{done:,} places put into areas in {took:.1f} s ({done / took:,.0f}/s; {used / done * 1e6:.1f} µs CPU each)")
    inside = [(at, one) for at, one in zip(places, held, strict=True) if one is not None]
    same = sum(simple.holding(at) == one for at, one in inside)
    print(f"{same / len(inside):.4%} of {len(inside):,} lie in the same area as shown")
    samples = []
    for at in places[:5_000]:
        start = perf_counter()
        full.choices(at)
        samples.append(perf_counter() - start)
    tell("what a person there may mean", samples)


def streets(path: Path) -> None:
    """What streets cost."""
    began = perf_counter()
    file = read_segments(path.read_bytes(), path.name, fields={}, limits=CITY.limits)
    print(f"{len(file.segments):,} segments read in {perf_counter() - began:.1f} s")
    began = perf_counter()
    index = StreetIndex(file.segments, CITY.centre)
    print(f"indexed in {perf_counter() - began:.1f} s")
    samples = []
    for at in spread(20_000):
        start = perf_counter()
        index.name(at)
        samples.append(perf_counter() - start)
    tell("a place's name", samples)
    dice, names = Random(2), sorted({one.name for one in file.segments})
    for what, made in (("a corner", "{} & {}"), ("a house", "5201 {}"), ("a block", "400 block of {}")):
        samples = []
        for _ in range(2_000):
            text = made.format(dice.choice(names), dice.choice(names))
            start = perf_counter()
            index.find(text)
            samples.append(perf_counter() - start)
        tell(what, samples)


def main() -> None:
    """Measure what was named."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("borders", type=Path)
    ask.add_argument("streets", type=Path, nargs="?")
    ask.add_argument("--points", type=int, default=1_000_000)
    wish = ask.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    borders(wish.borders, wish.points)
    if wish.streets:
        streets(wish.streets)


if __name__ == "__main__":
    main()
