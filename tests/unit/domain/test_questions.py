"""A service's questions: who is asked what, and which answers are taken."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.city import AttributeType, AttributeValue, ServiceAttribute
from liaison_app.domain.questions import Condition, asked, read_answers, time_of

ZONE = ZoneInfo("America/New_York")
SIZES = (AttributeValue("s", "A bag"), AttributeValue("l", "A truck load"))


def question(code="Q", datatype=AttributeType.STRING, **given):
    return ServiceAttribute(code, f"About {code}?", datatype, **given)


def read(one, *values):
    answers, errors = read_answers([one], {one.code: values}, ZONE)
    return (answers[0].values, answers[0].shown) if answers else errors.get(one.code)


@pytest.mark.parametrize(
    ("one", "values", "taken"),
    [
        (question(), ["  two\n lines "], (("two lines",), "two lines")),
        (question(datatype=AttributeType.TEXT), ["two\nlines"], (("two\nlines",), "two\nlines")),
        (question(datatype=AttributeType.NUMBER), ["1,200.5"], (("1200.5",), "1200.5")),
        (question(datatype=AttributeType.NUMBER), ["-3"], (("-3",), "-3")),
        (
            question(datatype=AttributeType.DATETIME),
            ["2026-11-20T18:30"],
            (("2026-11-20T18:30:00-05:00",), "2026-11-20 18:30"),
        ),
        (question(datatype=AttributeType.SINGLE, values=SIZES), ["l"], (("l",), "A truck load")),
        (
            question(datatype=AttributeType.MULTI, values=SIZES),
            ["l", "s", "l"],
            (("l", "s"), "A truck load, A bag"),
        ),
    ],
)
def test_an_answer_of_each_datatype_is_read(one, values, taken):
    assert read(one, *values) == taken


@pytest.mark.parametrize(
    ("one", "values", "code"),
    [
        (question(required=True), [" "], "needed"),
        (question(required=True, datatype=AttributeType.SINGLE, values=SIZES), [], "choose"),
        (question(), ["x" * 201], "too_long"),
        (question(datatype=AttributeType.TEXT), ["x" * 2001], "too_long"),
        (question(datatype=AttributeType.NUMBER), ["three"], "not_a_number"),
        (question(datatype=AttributeType.NUMBER), ["1e9"], "not_a_number"),
        (question(datatype=AttributeType.NUMBER), ["\u0661\u0662"], "not_a_number"),
        (question(datatype=AttributeType.DATETIME), ["yesterday"], "not_a_time"),
        (question(datatype=AttributeType.DATETIME), ["1776-07-04T12:00"], "not_a_time"),
        (question(datatype=AttributeType.SINGLE, values=SIZES), ["xl"], "not_a_choice"),
        (question(datatype=AttributeType.SINGLE, values=SIZES), ["s", "l"], "not_a_choice"),
        (question(datatype=AttributeType.MULTI, values=SIZES), ["s", "xl"], "not_a_choice"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_why(one, values, code):
    assert read(one, *values) == code


def test_information_asks_nothing():
    answers, errors = read_answers([question(variable=False, required=True)], {}, ZONE)
    assert (answers, errors) == ((), {})


def test_a_question_with_a_condition_is_asked_after_its_answer_only():
    questions = [question("A", order=1), question("B", order=2), question("C", order=3)]
    conditions = {"B": Condition("A", frozenset({"yes"})), "C": Condition("B", frozenset({"more"}))}

    def codes(given):
        return [one.code for one in asked(questions, conditions, given)]

    assert codes({}) == ["A"]
    assert codes({"A": ["yes"]}) == ["A", "B"]
    assert codes({"A": ["yes"], "B": ["more"]}) == ["A", "B", "C"]
    assert codes({"A": ["no"], "B": ["more"]}) == ["A"], "what hangs on a question that is not asked is not asked"


@pytest.mark.parametrize("typed", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_at_the_end_of_all_times_is_no_time(typed):
    assert read(question(datatype=AttributeType.DATETIME), typed) == "not_a_time"


@pytest.mark.parametrize(
    ("typed", "past", "outcome"),
    [
        ("2026-11-20T18:30", {"Q"}, "taken"),
        ("2026-11-20T19:35", {"Q"}, "taken"),  # clocks differ
        ("2026-11-20T20:00", {"Q"}, "ahead"),
        ("2026-11-30T10:00", {"Q"}, "ahead"),
        ("2026-11-30T10:00", {"OTHER"}, "taken"),
    ],
)
def test_a_day_that_must_have_passed_cannot_lie_ahead(typed, past, outcome):
    now = datetime(2026, 11, 20, 19, 30, tzinfo=ZONE).astimezone(UTC)
    one = question(datatype=AttributeType.DATETIME)
    answers, errors = read_answers([one], {"Q": [typed]}, ZONE, past=past, now=now)
    assert (errors.get("Q", "taken"), len(answers)) == (outcome, 1 if outcome == "taken" else 0)


@pytest.mark.parametrize(
    ("values", "shown", "is_time"),
    [
        (("2026-11-20T18:30:00-05:00",), "2026-11-20 18:30", True),
        (("2026-11-20T18:30:00-05:00",), "2026-11-20T18:30:00-05:00", False),  # somebody typed it into a line
        (("20261120",), "20261120", False),
        (("OUT",), "It is out", False),
    ],
)
def test_an_answer_that_tells_a_time_is_known_as_one(values, shown, is_time):
    assert (time_of(values, shown) is not None) is is_time
