"""Lines of free text, taken apart. What they mean is measured in `bench/concern_lines.py`; its floors are below."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from time import perf_counter

import pytest

from liaison_app.domain.concern_lines import Shape, about, landmark_in, place_words, repeated_in

BENCH = Path(__file__).parents[3] / "bench"


@pytest.mark.parametrize(
    ("line", "told", "rest"),
    [
        ("couch on the sidewalk 52nd and Market, third time", "52nd & Market", "couch on the sidewalk, third time"),
        ("colchón tirado en la 52 y Market, es la tercera vez", "52 & Market", "colchón tirado, es la tercera vez"),
        ("trash on the 5200 block of Market", "5200 block of Market", "trash"),
        ("couch in front of 5213 Larchwood Ave", "5213 Larchwood Ave", "couch"),
        ("bags on Market St between 58th and 59th", "Market St & 58th", "bags"),
    ],
)
def test_the_place_is_taken_out_and_nothing_else(line, told, rest):
    first = next(place_words(line))
    assert (first.told, first.rest) == (told, rest)


def test_a_line_without_a_place_names_none():
    assert list(place_words("couch on the sidewalk and bags of trash")) == []
    assert landmark_in("couch on the sidewalk") is None


def test_a_landmark_stays_words():
    found = landmark_in("mattress behind the library, third time")
    assert found is not None
    assert (found.told, found.rest, found.shape) == ("behind the library", "mattress, third time", Shape.LANDMARK)


def test_how_often_and_since_when_are_not_what_it_is_about():
    assert repeated_in("couch, third time") == "third time"
    assert repeated_in("sofá, es la tercera vez") == "es la tercera vez"
    assert repeated_in("couch") == ""
    assert about("abandoned car for 3 weeks, third time") == "abandoned car"


@pytest.mark.parametrize(
    "piece",
    [
        *("a ", "52 and ", "1234 ", "x", "between a and b ", "por ya es ", "the its this is ", "desde hace casi "),
        *("a an ", "two 2 ", "& ", ", - at ", "in front of the a ", "on the corner of ", "la calle la "),
    ],
)
def test_no_line_takes_long(piece):
    line = (piece * 500)[:500]
    begun = perf_counter()
    list(place_words(line)), landmark_in(line), repeated_in(line), about(line)
    assert perf_counter() - begun < 1  # a pattern that goes back over itself takes minutes


def _bench():
    sys.path.insert(0, str(BENCH))
    try:
        spec = importlib.util.spec_from_file_location("bench_concern_lines", BENCH / "concern_lines.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(BENCH))


def test_of_lines_never_tuned_on_most_are_read_right_and_none_wrong_in_silence():
    bench = _bench()
    held = [row for row in bench.read_lines() if row["set"] == "held"]
    read, _ = bench.measure(held, bench.read)
    whole, _ = bench.measure(held, bench.whole)
    assert read["lines"] >= 70
    assert read["place"] / read["lines"] >= 0.9
    assert read["service"] / read["lines"] >= 0.8
    assert read["both"] / read["lines"] >= 0.75
    assert read["place wrong, sure"] == 0
    assert read["service wrong, sure"] <= 2
    # The control: with the whole line the searches that we had find next to no place.
    assert whole["both"] / whole["lines"] < 0.2
