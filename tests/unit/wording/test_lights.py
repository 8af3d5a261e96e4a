"""A lit window counts something, so the row of houses must count right."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from liaison_app.wording.lights import MOST_HOUSES, house_lights


def counted(lights: list[str]) -> tuple[int, int]:
    pairs = [re.fullmatch(r"lit-(\d) has-(\d)", one).groups() for one in lights]
    return sum(int(lit) for lit, _ in pairs), sum(int(has) for _, has in pairs)


@given(st.integers(min_value=0, max_value=60), st.integers(min_value=0, max_value=60))
def test_each_window_is_one_thing(first, second):
    lit, total = sorted((first, second))
    assert counted(house_lights(lit, total)) == (lit, total)


@given(st.integers(min_value=61, max_value=5000), st.floats(min_value=0, max_value=1))
def test_a_long_row_never_looks_more_done_than_it_is(total, share):
    lit = int(total * share)
    lights = house_lights(lit, total)
    bright, windows = counted(lights)
    assert len(lights) == MOST_HOUSES
    assert bright / windows <= lit / total


def test_nothing_to_count_is_no_house():
    assert house_lights(0, 0) == []
