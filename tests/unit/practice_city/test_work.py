"""What crews do with a request: one that is closed as a duplicate names the earlier request there is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from liaison_app.practice_city import work
from liaison_app.practice_city.catalogue import EARLIER, load
from liaison_app.practice_city.city import Options, PracticeCity
from liaison_app.practice_city.crews import Planned, StepKind
from liaison_app.practice_city.tables import requests, steps

FIRST, SECOND = 19_300_001, 19_300_002


@pytest.fixture
def city(tmp_path):
    made = PracticeCity(Options(tmp_path, speed=0))
    yield made
    made.close()


def closed_as_duplicate(city: PracticeCity, *, lat_of_first: float, code: str) -> tuple[str, str]:
    now = city.clock.now()
    row = {"service_code": code, "phase": "received", "is_open": True, "requested_at": now, "updated_at": now}
    ending = next(one for one in city.catalogue.services[code].department.not_fixed if EARLIER in one.note)
    with city.at_work() as db:
        for number, lat in ((FIRST, lat_of_first), (SECOND, 39.95)):
            db.execute(sa.insert(requests).values(**row, number=number, lat=lat, lon=-75.16))
        work.plan(city, db, SECOND, [Planned(0, StepKind.CLOSED, ending.note, ending.status_word, False)])
        work.catch_up(city, db)
        found = db.execute(sa.select(steps).where(steps.c.number == SECOND)).one()
        return found.status_word, found.note


def test_a_duplicate_names_the_earlier_request(city):
    code = next(c for c, s in city.catalogue.services.items() if any(EARLIER in e.note for e in s.department.not_fixed))
    word, note = closed_as_duplicate(city, lat_of_first=39.9505, code=code)
    assert word == "duplicate"
    assert str(FIRST) in note
    assert EARLIER not in note


def test_without_an_earlier_request_nothing_is_called_a_duplicate(city):
    code = next(c for c, s in city.catalogue.services.items() if any(EARLIER in e.note for e in s.department.not_fixed))
    word, note = closed_as_duplicate(city, lat_of_first=39.99, code=code)
    assert word != "duplicate"
    assert EARLIER not in note


def test_every_duplicate_of_the_catalogue_can_name_the_earlier_request():
    for service in load().services.values():
        for ending in service.department.not_fixed:
            assert (ending.status_word == "duplicate") is (EARLIER in ending.note)
