"""When news may leave the app, and what a change is as news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.news import (
    NOTED,
    USUAL,
    Habits,
    NewsKind,
    NewsRhythm,
    Subject,
    after_quiet,
    is_quiet,
    kind_of_change,
    tell_time,
)
from liaison_app.domain.tickets import ChangeKind

PHILADELPHIA = ZoneInfo("America/New_York")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
HABITS = st.builds(Habits, *[st.integers(0, 23)] * 3, st.booleans())


@given(MOMENTS, HABITS, st.sampled_from(NewsRhythm))
def test_nothing_calm_comes_in_the_quiet_hours_or_before_it_happened(now, habits, rhythm):
    at = tell_time(rhythm, now, habits, PHILADELPHIA)
    if rhythm is NewsRhythm.NOTHING:
        assert at is None
        return
    assert at >= now
    assert at - now < timedelta(days=9)
    local = at.astimezone(PHILADELPHIA)
    # In the hour that the clocks skip in spring no hour of the day can be met.
    assert not is_quiet(local.hour, habits) or local.date() in {
        datetime(year, 3, day).date() for year, day in ((2026, 8), (2027, 14))
    }


@given(MOMENTS, HABITS)
def test_what_is_urgent_comes_at_any_hour_where_it_may(now, habits):
    at = tell_time(NewsRhythm.WEEKLY, now, habits, PHILADELPHIA, is_urgent=True)
    assert at == now if habits.safety_passes else at >= now
    assert tell_time(NewsRhythm.NOTHING, now, habits, PHILADELPHIA, is_urgent=True) is None


@pytest.mark.parametrize(
    ("hour", "until"), [(20, None), (21, (12, 7)), (23, (12, 7)), (0, (11, 7)), (6, (11, 7)), (7, None)]
)
def test_the_usual_quiet_hours(hour, until):
    at = datetime(2026, 12, 11, hour, 30, tzinfo=PHILADELPHIA).astimezone(UTC)
    found = after_quiet(at, Habits(), PHILADELPHIA)
    if until is None:
        assert found == at
    else:
        assert found == datetime(2026, 12, *until, tzinfo=PHILADELPHIA)


def test_every_subject_has_a_usual_rhythm_and_a_letter_of_its_own():
    assert set(USUAL) == set(Subject)
    assert len({one.value[0] for one in Subject}) == len(Subject)


def test_every_kind_of_change_that_is_noted_can_be_news():
    words = ("", "closed", "open", "rejected", "human", "handed_back", "sent_again")
    for kind in ChangeKind:
        is_news = any(kind_of_change(kind, word) is not None for word in words)
        assert is_news == (kind in NOTED), kind


def test_what_changes_are_as_news():
    assert kind_of_change(ChangeKind.STATUS, "closed") is NewsKind.CLOSED
    assert kind_of_change(ChangeKind.STATUS, "open") is NewsKind.REOPENED
    assert kind_of_change(ChangeKind.CITY_UPDATE, " Information_Needed ") is NewsKind.CITY_ASKS
    assert kind_of_change(ChangeKind.DELIVERY, "accepted") is None
    assert kind_of_change(ChangeKind.DECISION, "answered") is NewsKind.DECIDE
