"""Days and times as people say them, at the borders of days and years, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.tickets import promised_day
from liaison_app.i18n import using_locale
from liaison_app.wording import dates

CITY = ZoneInfo("America/New_York")
TODAY = date(2026, 12, 11)


@pytest.mark.parametrize(
    ("locale", "day", "said"),
    [
        ("en", date(2026, 12, 8), "Tue 8 Dec"),
        ("es", date(2026, 12, 8), "mar 8 dic"),
        ("en", date(2025, 12, 8), "Mon 8 Dec 2025"),
        ("es", date(2027, 1, 1), "vie 1 ene 2027"),
    ],
)
def test_a_day_names_its_year_only_where_it_is_another(locale, day, said):
    with using_locale(locale):
        assert dates.say_day(day, TODAY) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 12, 11, 4, 59, tzinfo=UTC), "Yesterday, 11:59 pm"),
        (datetime(2026, 12, 11, 5, 0, tzinfo=UTC), "Today, 12:00 am"),
        (datetime(2026, 12, 12, 4, 59, tzinfo=UTC), "Today, 11:59 pm"),
        (datetime(2026, 12, 12, 5, 0, tzinfo=UTC), "Tomorrow, 12:00 am"),
        (datetime(2026, 12, 2, 0, 48, tzinfo=UTC), "Tue 1 Dec, 7:48 pm"),
        (datetime(2026, 7, 2, 3, 30, tzinfo=UTC), "Wed 1 Jul, 11:30 pm"),  # summer time
    ],
)
def test_a_moment_falls_on_the_citys_day(at, said):
    assert dates.say_moment(at, CITY, TODAY) == said


def test_the_hour_that_comes_twice_is_told_apart_by_its_zone():
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert dates.say_exact(first, CITY) == "Sunday, 1 November 2026, 1:30 am EDT"
    assert dates.say_exact(first + timedelta(hours=1), CITY) == "Sunday, 1 November 2026, 1:30 am EST"


def test_spanish_says_the_full_date_its_own_way():
    with using_locale("es"):
        assert dates.say_exact_day(date(2026, 12, 1)) == "martes, 1 de diciembre de 2026"
        assert dates.say_time(datetime(2026, 12, 2, 0, 48, tzinfo=UTC), CITY) == "7:48 p.m."


def test_the_promised_day_is_the_one_the_city_means_not_the_evening_before():
    """The city writes a day as midnight UTC, which is 19:00 the evening before on its own clocks."""
    expected_at = datetime(2026, 12, 8, 0, 0, tzinfo=UTC)
    assert dates.say_day(promised_day(expected_at, CITY), TODAY) == "Tue 8 Dec"
    assert dates.say_moment(expected_at, CITY, TODAY).startswith("Mon 7 Dec")  # the trap


@pytest.mark.parametrize(
    ("days", "age", "ago"),
    [
        (0, "since today", "Today"),
        (1, "1 day", "Yesterday"),
        (10, "10 days", "10 days ago"),
        (60, "60 days", "60 days ago"),
        (61, "2 months", "2 months ago"),
        (364, "12 months", "12 months ago"),
        (365, "1 year", "1 year ago"),
        (800, "2 years", "2 years ago"),
    ],
)
def test_ages(days, age, ago):
    since = TODAY - timedelta(days=days)
    assert dates.say_age(since, TODAY) == age
    assert dates.say_ago(since, TODAY) == ago


@pytest.mark.parametrize(
    ("metres", "said"), [(3, "right here"), (42, "40 m away"), (996, "1000 m away"), (1240, "1.2 km away")]
)
def test_distances(metres, said):
    assert dates.say_distance_away(metres) == said


def test_a_near_day_inside_a_sentence_is_small_and_a_weekday_as_it_is():
    today = date(2026, 12, 1)
    at = datetime(2026, 12, 2, 0, 48, tzinfo=UTC)
    assert dates.say_moment(at, CITY, today) == "Today, 7:48 pm"
    assert dates.say_moment(at, CITY, today, is_inside=True) == "today, 7:48 pm"
    assert dates.say_moment(at, CITY, date(2026, 12, 9), is_inside=True) == "Tue 1 Dec, 7:48 pm"


@pytest.mark.parametrize(("said", "shown"), [("a las 9:20 p.m..", "a las 9:20 p.m."), ("at 9:20 pm.", "at 9:20 pm.")])
def test_a_sentence_ends_with_one_full_stop(said, shown):
    assert dates.one_stop(said) == shown
