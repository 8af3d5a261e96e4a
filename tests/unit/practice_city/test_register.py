"""The city's book: bounded lists, and found by index."""

import pytest
import sqlalchemy as sa

from liaison_app.adapters.open311_filters import Refusal
from liaison_app.practice_city import questions, register
from liaison_app.practice_city.city import Options, PracticeCity
from liaison_app.practice_city.clock import DAY_S
from liaison_app.practice_city.tables import requests


@pytest.fixture
def city(tmp_path):
    made = PracticeCity(Options(tmp_path, speed=0))
    yield made
    made.close()


def fill(city: PracticeCity, count: int, first: int = 0) -> None:
    row = {
        "service_code": "SR-ST05",
        "phase": "received",
        "is_open": True,
        "lat": 39.95,
        "lon": -75.16,
        "requested_at": city.clock.now(),
        "updated_at": city.clock.now(),
    }
    with city.at_work() as db:
        db.execute(sa.insert(requests), [row | {"number": 19_300_001 + first + each} for each in range(count)])


def test_a_list_has_at_most_a_thousand_rows_however_many_are_asked_for(city):
    fill(city, 1_005)
    with city.at_work() as db:
        pages = [
            len(register.list_(city, db, questions.about_requests(city, {"page_size": "5000", "page": str(page)})))
            for page in (1, 2, 3)
        ]
    assert pages == [1_000, 5, 0]


def test_a_thousand_rows_take_no_more_statements_than_one(city):
    counts = []
    for more in (1, 999):
        fill(city, more, first=len(counts))
        with city.at_work() as db:
            statements: list[str] = []
            heard = statements.append
            sa.event.listen(db, "before_cursor_execute", lambda *given, heard=heard: heard(given[2]))
            assert len(register.list_(city, db, questions.about_requests(city, {}))) in {1, 1_000}
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    ("params", "days"),
    [
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-12-31T00:00:00Z"}, 90),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-01-11T00:00:00Z"}, 10),
        ({"start_date": "2026-01-01T00:00:00Z"}, 90),
        ({"end_date": "2026-01-01T00:00:00Z"}, 90),
        ({"start_date": "2026-01-01T00:00:00 05:00", "end_date": "2026-01-02T00:00:00 05:00"}, 1),
    ],
)
def test_a_span_has_at_most_ninety_days(city, params, days):
    first, last = questions.about_requests(city, params).requested
    assert first is not None
    assert last is not None
    assert (last - first) / DAY_S == days


def test_a_time_without_a_zone_is_the_citys(city):
    first, _ = questions.about_requests(city, {"start_date": "2026-01-01"}).requested
    assert first == 1_767_243_600  # five o'clock in the morning, UTC


@pytest.mark.parametrize(
    "params", [{"page": "1;DROP"}, {"page_size": "-1"}, {"end_date": "'--"}, {"status": "' OR 1=1"}]
)
def test_what_is_no_filter_is_refused(city, params):
    with pytest.raises(Refusal) as caught:
        questions.about_requests(city, params)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"service_code": "SR-ST05"},
        {"status": "open"},
        {"updated_after": "2026-01-01T00:00:00Z"},
        {"service_request_id": "19300001,19300002"},
    ],
)
def test_lists_are_found_by_index(city, params):
    question = questions.about_requests(city, params)
    query = sa.select(requests).where(*register._asked_for(question))
    with city.at_work() as db:
        literal = query.compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in db.execute(sa.text(f"EXPLAIN QUERY PLAN {literal}".replace(":", "\\:")))]
    assert not [step for step in plan if step.startswith("SCAN")], plan
