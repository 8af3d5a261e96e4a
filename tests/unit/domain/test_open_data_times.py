"""Times as open data writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.open_data_records import Promise
from liaison_app.domain.open_data_times import FIRST, LAST, read_promise, read_time

EASTERN = ZoneInfo("America/New_York")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-01 00:13:37+00", utc(2024, 1, 1, 0, 13, 37)),
        ("2024-10-25T11:35:30Z", utc(2024, 10, 25, 11, 35, 30)),
        ("2014-12-19 15:15:00+00:00", utc(2014, 12, 19, 15, 15)),
        ("1729560659000", utc(2024, 10, 22, 1, 30, 59)),
        ("1729560659", utc(2024, 10, 22, 1, 30, 59)),
        ("3/12/2022 6:23", utc(2022, 3, 12, 11, 23)),
        ("3/13/2022 6:23", utc(2022, 3, 13, 10, 23)),  # summer time began that night
        ("12/9/2015 07:05:09 PM", utc(2015, 12, 10, 0, 5, 9)),
        ("12/9/2015 12:00 AM", utc(2015, 12, 9, 5)),
        ("2011-07-01 01:32:33", utc(2011, 7, 1, 5, 32, 33)),
        ("2011-07-01", utc(2011, 7, 1, 4)),
        ("2024-01-01T00:13:37.250-05:00", utc(2024, 1, 1, 5, 13, 37, 250000)),
        (" 2024-01-01 00:13:37+00 ", utc(2024, 1, 1, 0, 13, 37)),
    ],
)
def test_a_time_is_read_as_it_is_meant(text, moment):
    assert read_time(text, EASTERN) == moment


@pytest.mark.parametrize(
    "text", ["", " ", "soon", "0", "13/13/2022 6:23", "2/30/2022", "1/1/2022 25:00", "13:00 PM", "²⁰²⁴", "0001-01-01",
             "9999-12-31 23:59:59", "99999999999999999999", "1/1/2022 0:30 PM", "-1", "2024-01-01T00:00:00+99"]
)  # fmt: skip
def test_what_is_no_time_is_none(text):
    assert read_time(text, EASTERN) is None


def test_the_day_may_come_first():
    assert read_time("3/12/2022", EASTERN, is_day_first=True) == utc(2022, 12, 3, 5)


@given(st.text(max_size=40) | st.from_regex(r"[\d/: .TZ+-]{0,30}", fullmatch=True) | st.integers().map(str))
def test_no_text_is_too_much(text):
    found = read_time(text, EASTERN)
    assert found is None or FIRST <= found < LAST
    for meant in Promise:
        moment, day = read_promise(text, EASTERN, meant)
        assert (moment is None) == (day is None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-08 00:00:00+00", date(2024, 1, 8)),  # as it is stored
        ("2024-10-31T00:00:00Z", date(2024, 10, 31)),
        ("3/10/2015 20:00", date(2015, 3, 11)),  # shown in Eastern time: the evening before, in summer …
        ("3/6/2019 19:00", date(2019, 3, 7)),  # … and in winter
        ("2023-11-06T19:00:00Z", date(2023, 11, 7)),  # shown in Eastern time, and a Z put behind it
        ("2025-03-27T20:00:00Z", date(2025, 3, 28)),
        ("2025-03-12T19:00:00Z", date(2025, 3, 12)),  # in summer 19:00 is no midnight: a moment like others
        ("2025-04-04T04:00:00Z", date(2025, 4, 4)),  # midnight in the city
        ("2025-04-04T02:00:00Z", date(2025, 4, 4)),  # the date at UTC, not in the city
        ("1704672000000", date(2024, 1, 8)),
    ],
)
def test_a_promised_date_is_the_date_at_utc_midnight(text, day):
    assert read_promise(text, EASTERN, Promise.DATE_AT_UTC_MIDNIGHT)[1] == day


def test_a_promised_moment_falls_on_a_day_of_the_city():
    moment, day = read_promise("2011-07-05 22:18:31", EASTERN, Promise.TIME)
    assert (moment, day) == (utc(2011, 7, 6, 2, 18, 31), date(2011, 7, 5))
    # Also where it happens to be midnight UTC: who writes times, not dates, means this evening.
    assert read_promise("2011-12-31 19:00:00", EASTERN, Promise.TIME)[1] == date(2011, 12, 31)
    assert read_promise("", EASTERN, Promise.TIME) == (None, None)
