"""By when an answer is due: working days, intents, and what the city gave itself for the work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison_app.domain.threads import (
    NO_ANSWER,
    AnswerPolicy,
    Intent,
    Side,
    after_working_days,
    answer_days,
    before_working_days,
    read_intent,
    working_days_between,
)

FRIDAY = date(2026, 12, 11)
POLICY = AnswerPolicy(city_days=5, urgent_days=1, own_days=2)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, FRIDAY), (1, date(2026, 12, 14)), (5, date(2026, 12, 18)), (6, date(2026, 12, 21))],
)
def test_a_weekend_is_not_counted(days, expected):
    assert after_working_days(FRIDAY, days) == expected
    assert working_days_between(FRIDAY, expected) == days


@pytest.mark.parametrize("start", [FRIDAY + timedelta(days=step) for step in range(7)])
@pytest.mark.parametrize("days", range(1, 8))
def test_counting_back_is_the_last_day_from_which_counting_comes_there(start, days):
    found = before_working_days(start, days)
    assert after_working_days(found, days) <= start < after_working_days(found + timedelta(days=1), days)


@pytest.mark.parametrize(
    ("intent", "side", "level", "expected"),
    [
        (Intent.STATUS, Side.CITY, None, date(2026, 12, 18)),
        (Intent.STATUS, Side.CITY, 2, date(2026, 12, 15)),
        (Intent.STATUS, Side.CITY, 30, date(2026, 12, 18)),
        (Intent.STATUS, Side.CITY, 0, date(2026, 12, 14)),
        (Intent.SAFETY, Side.CITY, 30, date(2026, 12, 14)),
        (Intent.SAFETY, Side.OWN, None, date(2026, 12, 14)),
        (Intent.WRONG_SERVICE, Side.OWN, 1, date(2026, 12, 15)),
        (None, Side.CITY, None, None),
    ],
)
def test_the_day_an_answer_is_due(intent, side, level, expected):
    days = answer_days(intent, side, POLICY, level)
    assert (after_working_days(FRIDAY, days) if days else None) == expected


@pytest.mark.parametrize("intent", list(Intent))
def test_what_tells_something_awaits_no_answer(intent):
    assert (answer_days(intent, Side.CITY, POLICY, None) is None) == (intent in NO_ANSWER)


def test_a_form_names_an_intent_or_none():
    assert [read_intent(one.value) for one in Intent] == list(Intent)
    assert read_intent("") is None
    with pytest.raises(KeyError):
        read_intent("admin")


def test_a_promise_for_the_end_of_time_is_counted_as_fast_as_any():
    assert working_days_between(FRIDAY, date.max) > 2_000_000
    for days in range(-3, 40):
        last = FRIDAY + timedelta(days=days)
        one_by_one = sum((FRIDAY + timedelta(days=step)).weekday() < 5 for step in range(1, days + 1))
        assert working_days_between(FRIDAY, last) == one_by_one
