"""How well one line of free text is taken apart into place and service, beside searching with the whole line.

    python bench/concern_lines.py [--misses] [--all]

The lines are in `concern_lines.csv`: `seen` ones were looked at while the rules were written, `held` ones were written
before and not. A place is right where the words for it are; whether it lies in the city's gazetteer is told apart.
"asked" is what the reader is not sure of, and a person says yes or no to. `--misses` prints what was read wrong among
the seen ones, `--all` also among the held ones. A number in brackets is how many of the right ones were asked about.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import project  # noqa: F401

from liaison_app.adapters.gazetteer_geocoder import GazetteerGeocoder
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.cities.guidance import read_guidance
from liaison_app.domain.address_text import TypedCorner, TypedNumber, TypedStreet, parse_place
from liaison_app.domain.street_names import folded
from liaison_app.services import concern_reading

FOLDER = city_folder("philadelphia")
CITY, GUIDANCE = read_profile(FOLDER), read_guidance(FOLDER)
STREETS = GazetteerGeocoder(read_gazetteer(FOLDER))
LINES = Path(__file__).with_name("concern_lines.csv")


@dataclass(frozen=True, slots=True)
class Guess:
    """What was read: the words of the place and the service, '' for none."""

    place: str
    service: str
    sure_place: bool
    sure_service: bool


def main_of(told: str) -> object:
    """A place in words, so that two that mean one are equal."""
    match parse_place(told):
        case TypedCorner(one, other):
            return frozenset({one.bare, other.bare})
        case TypedNumber(number, street, is_block):
            return (number // 100 if is_block else number, street.bare)
        case TypedStreet(street):
            return street.bare
    return ""


def is_place(told: str, wanted: str) -> bool:
    if wanted.startswith("~"):
        return folded(wanted[1:]) in folded(told)
    if not wanted or not told:
        return wanted == told
    return main_of(told) == main_of(wanted)


def read(line: str, locale: str) -> Guess:
    place, note = concern_reading.read_place(line, STREETS, CITY)
    service = concern_reading.guess_service(note, locale, GUIDANCE.find, GUIDANCE.find)
    return Guess(place.told, service.code or "", place.is_sure, service.is_sure)


def whole(line: str, locale: str) -> Guess:
    """The baseline: both searches get the whole line, and what they say counts."""
    found = STREETS.find(line)
    service = next(iter(GUIDANCE.find(line, locale)), "")
    return Guess(found[0].label if found else "", service, bool(found), bool(service))


def measure(lines: list[dict[str, str]], how: Callable[[str, str], Guess]) -> tuple[Counter[str], list[str]]:
    """Counts by what became of them, and what was missed."""
    counts: Counter[str] = Counter()
    misses = []
    for row in lines:
        got = how(row["line"], row["locale"])
        place, service = is_place(got.place, row["place"]), got.service in row["service"].split("|")
        counts["lines"] += 1
        counts["place"] += place
        counts["service"] += service
        counts["both"] += place and service
        counts["place asked"] += place and bool(got.place) and not got.sure_place
        counts["service asked"] += service and bool(got.service) and not got.sure_service
        # Worse than a miss: it is wrong, and nobody is asked.
        counts["place wrong, sure"] += not place and got.sure_place
        counts["service wrong, sure"] += not service and got.sure_service
        if not (place and service):
            misses.append(f"{row['line']!r}: {got} instead of {row['place']!r}, {row['service']!r}")
    return counts, misses


def read_lines() -> list[dict[str, str]]:
    with LINES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tell(name: str, counts: Counter[str]) -> None:
    of = counts["lines"]
    print(
        f"{name:22} {of:4}   place {counts['place'] / of:6.1%} ({counts['place asked']})   "
        f"service {counts['service'] / of:6.1%} ({counts['service asked']})   both {counts['both'] / of:6.1%}   "
        f"wrong and not asked: place {counts['place wrong, sure']}, service {counts['service wrong, sure']}"
    )


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--misses", action="store_true")
    words.add_argument("--all", action="store_true")
    given = words.parse_args()
    rows = read_lines()
    for name in ("seen", "held"):
        for locale in ("en", "es", ""):
            part = [row for row in rows if row["set"] == name and row["locale"].startswith(locale)]
            for label, how in (("read", read), ("whole line", whole)):
                counts, misses = measure(part, how)
                tell(f"{name} {locale or 'all'}, {label}", counts)
                if how is read and not locale and (given.all or (given.misses and name == "seen")):
                    print(*misses, sep="\n")
    spent = []
    for row in rows * 5:
        begun = perf_counter()
        read(row["line"], row["locale"])
        spent.append((perf_counter() - begun) * 1000)
    print(f"a line takes p50 {statistics.median(spent):.1f} ms, p95 {statistics.quantiles(spent, n=20)[-1]:.1f} ms")


if __name__ == "__main__":
    main()
