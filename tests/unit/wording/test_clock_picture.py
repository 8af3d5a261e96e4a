"""The honest clock's drawing tells the truth about which side of the promise a ticket fell on."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from liaison_app.wording.clock_picture import bar_shares, draw_clock, draw_dots

DAYS = st.lists(st.integers(min_value=0, max_value=400), max_size=20)


def share(x: str) -> float:
    return float(x.removesuffix("%"))


@given(DAYS, st.integers(min_value=1, max_value=120), st.integers(min_value=0, max_value=300))
def test_every_ticket_is_one_dot_within_the_picture(days, promised, age):
    picture = draw_clock(days, promised=promised, age=age)
    assert len(picture.dots) == len(days)
    assert all(0 <= share(dot.x) <= 100 for dot in picture.dots)


@given(DAYS, st.integers(min_value=1, max_value=120), st.integers(min_value=0, max_value=300))
@example([1], 1, 146)  # a short promise and a long wait: a day is a hair on the line
def test_a_dot_stands_on_the_side_of_the_promise_where_its_ticket_ended(days, promised, age):
    picture = draw_clock(days, promised=promised, age=age)
    due = share(picture.due_x)
    late = [dot for dot in picture.dots if "past" in dot.look]
    assert len(late) == sum(day > promised for day in days)
    assert all(share(dot.x) > due for dot in late)
    assert all(share(dot.x) < due for dot in picture.dots if dot not in late)


def test_what_runs_over_the_promise_is_told_apart():
    picture = draw_clock([3, 5], promised=7, age=10, due_label="Promised", age_label="Today")
    assert share(picture.on_time_width) == share(picture.due_x)
    assert share(picture.over_width) > 0
    assert draw_clock([3, 5], promised=7, age=4).over_width == "0.00%"


def test_without_a_promise_nothing_is_late():
    picture = draw_clock([3, 50], promised=None, age=10, due_label="Promised")
    assert picture.due_x == picture.due_label == ""
    assert picture.over_width == "0.00%"
    assert not any("past" in dot.look for dot in picture.dots)


def test_without_a_promise_the_picture_reaches_as_far_as_half_of_them_and_beyond():
    """A young ticket of a slow service: its dots do not stand on top of each other at the end of a month."""
    days = [20, 30, 40, 50, 60, 62, 64, 70, 90, 120]
    picture = draw_clock(days, promised=None, age=0)
    assert len({dot.x for dot in picture.dots}) > len(days) / 2
    assert max(int(tick.label or 0) for tick in picture.ticks) > 90


def test_no_past_tickets_leave_the_time_line_alone():
    assert draw_clock([], promised=7, age=1).dots == []
    assert draw_dots([], promised=None, span=30).dots == []


def test_the_small_bar_keeps_late_past_its_mark_and_on_time_before_it():
    late_age, late_due = bar_shares(age=10, promised=7)
    early_age, early_due = bar_shares(age=3, promised=7)
    assert late_age > late_due
    assert early_age < early_due
    assert bar_shares(age=0, promised=0) == (0, 0)
