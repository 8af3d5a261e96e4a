"""What the reader of the map may ask for, and months."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.domain.months import last_day, months_after, months_between, parse_month, starts_at

WORDS = {
    "show": "not_fixed",
    "kind": "trash",
    "service": "SR-ST02",
    "since": "2025-12",
    "until": "2026-02",
    "neighborhood": "cobbs-creek",
}


def test_an_address_says_the_filter_and_the_filter_its_address():
    wanted = MapFilter.read(WORDS)
    assert wanted == MapFilter(Show.NOT_FIXED, "trash", "cobbs-creek", "SR-ST02", 202512, 202602)
    assert wanted.words() == WORDS


def test_without_words_the_open_ones_are_shown():
    assert MapFilter.read({}) == MapFilter.read({"show": "", "since": "", "lang": "es"}) == MapFilter(Show.OPEN)
    assert MapFilter().words() == {}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("show", "OPEN"),
        ("show", "everything"),
        ("since", "2026-13"),
        ("since", "2026-1"),
        ("until", "0000-01"),
        ("until", "٢٠٢٦-01"),
        ("until", "2026-01-01"),
        ("kind", "x" * 41),
        ("service", "x" * 65),
        ("neighborhood", "x" * 65),
    ],
)
def test_a_word_that_cannot_be_asked_for_is_named(word, value):
    with pytest.raises(InputInvalid) as refused:
        MapFilter.read({word: value})
    assert set(refused.value.errors) == {word}


def test_months_that_end_before_they_begin_are_refused():
    with pytest.raises(InputInvalid) as refused:
        MapFilter.read({"since": "2026-03", "until": "2026-02"})
    assert refused.value.errors == {"until": "not_a_choice"}


def test_months_go_on_over_the_years():
    assert months_between(202511, 202602) == [202511, 202512, 202601, 202602]
    assert months_after(202601, -1) == 202512
    assert months_after(202601, -25) == 202312
    assert last_day(202602) == date(2026, 2, 28)
    assert parse_month("2026-02") == 202602


def test_a_month_begins_at_the_citys_midnight():
    assert starts_at(202611, ZoneInfo("America/New_York")).isoformat() == "2026-11-01T00:00:00-04:00"
