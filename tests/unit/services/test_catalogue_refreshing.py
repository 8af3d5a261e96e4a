"""The service catalogue follows the city and survives it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from liaison_app.domain.city import AttributeType, AttributeValue, OfferedService, ServiceAttribute
from liaison_app.domain.errors import CityBusy, CityUnreachable, CityUnreadable
from liaison_app.domain.ids import ServiceCode
from liaison_app.models import CityService, ServiceQuestion
from liaison_app.services import catalogue_refreshing
from tests.delivery_world import World
from tests.fake_city import FakeCity

BIKE, LIGHT = ServiceCode("ST05"), ServiceCode("ST04")
QUESTION = ServiceAttribute(
    "COLOR", "Which color?", AttributeType.SINGLE, required=True, values=(AttributeValue("r", "Red"),)
)


def offered(code, name="Abandoned Bike", *, has_questions=False):
    return OfferedService(code, name, "", "Streets", ("bike", "cycle"), has_questions=has_questions)


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None)
    city = FakeCity(world.clock, offered=[offered(BIKE, has_questions=True), offered(LIGHT, "Light")])
    city.questions[BIKE] = (QUESTION,)
    world.ask(city)
    yield world
    world.close()


def refresh(world, act=catalogue_refreshing.refresh, reading=None):
    reading = reading or catalogue_refreshing.Reading()
    return act(
        reading=reading, database=world.database, city=world.city, clock=world.clock, delivery_policy=world.policy
    )


def services(world):
    with world.database.snapshot() as snapshot:
        return {row.code: row for row in snapshot.db.exec(select(CityService)).all()}


def questions(world):
    with world.database.snapshot() as snapshot:
        return [(row.service_code, row.code, row.choices) for row in snapshot.db.exec(select(ServiceQuestion)).all()]


def test_services_and_questions_are_stored(world):
    assert refresh(world)
    bike = services(world)[BIKE]
    assert (bike.name, bike.group, bike.keywords, bike.has_questions) == (
        "Abandoned Bike",
        "Streets",
        ["bike", "cycle"],
        True,
    )
    assert questions(world) == [(BIKE, "COLOR", [{"key": "r", "name": "Red"}])]


def test_what_left_the_list_is_retired_and_comes_back(world):
    refresh(world)
    everything, world.city.offered = world.city.offered, [offered(LIGHT, "Street Light")]
    refresh(world)
    assert services(world)[BIKE].retired_at is not None
    assert (services(world)[LIGHT].name, services(world)[LIGHT].retired_at) == ("Street Light", None)
    world.city.offered = everything
    refresh(world)
    assert services(world)[BIKE].retired_at is None


@pytest.mark.parametrize("error", [CityUnreachable("refused"), CityUnreadable("500")])
def test_a_city_that_is_down_leaves_the_last_list_in_force(world, error):
    refresh(world)
    world.city.fails = error
    assert not refresh(world)
    assert services(world)[BIKE].retired_at is None
    assert questions(world)


def test_an_empty_list_is_a_fault_and_not_the_end_of_all_services(world):
    refresh(world)
    world.city.offered = []
    assert not refresh(world)
    assert services(world)[LIGHT].retired_at is None


def test_one_broken_definition_leaves_its_old_questions_and_all_others(world):
    refresh(world)
    world.city.questions[BIKE] = CityUnreadable("500")
    world.city.offered = [*world.city.offered, offered(ServiceCode("NEW"), "New")]
    assert refresh(world)
    assert questions(world)
    assert "NEW" in services(world)


def test_it_is_fetched_at_once_where_there_is_none_and_then_on_its_schedule(world):
    world.city.fails = CityUnreachable("refused")
    refresh(world, catalogue_refreshing.refresh_when_due)
    world.city.fails = None
    refresh(world, catalogue_refreshing.refresh_when_due)
    assert services(world)
    asked = len(world.city.asked)
    refresh(world, catalogue_refreshing.refresh_when_due)
    assert len(world.city.asked) == asked
    world.clock.move(world.policy.services_s)
    refresh(world, catalogue_refreshing.refresh_when_due)
    assert len(world.city.asked) > asked


def test_at_a_slow_rate_the_list_is_read_over_many_turns_and_stored_when_it_is_whole(world):
    world.city.offered = [offered(ServiceCode(f"S{n}"), has_questions=True) for n in range(4)]
    world.city.questions = dict.fromkeys([one.code for one in world.city.offered], ())
    world.policy = replace(world.policy, reads_per_minute=6)
    reading, asked = catalogue_refreshing.Reading(), []
    while refresh(world, catalogue_refreshing.refresh_when_due, reading) is None:
        asked.append(len(world.city.asked))
        assert not services(world)
        world.clock.move(5)
    assert asked == [1, 1, 2, 2, 3, 3, 4, 4], "one question in ten seconds"
    assert len(services(world)) == 4


def test_a_city_that_asks_for_time_in_the_middle_gets_it_and_is_not_asked_again_for_what_it_told(world):
    world.city.offered = [offered(BIKE, has_questions=True), offered(LIGHT, "Light", has_questions=True)]
    world.city.questions[LIGHT] = CityBusy("slow down", retry_after_s=30)
    reading = catalogue_refreshing.Reading()
    assert not refresh(world, catalogue_refreshing.refresh_when_due, reading)
    assert not services(world)
    assert world.endpoint().not_before > world.clock.now()
    world.city.questions[LIGHT] = ()
    world.clock.move(31)
    before = len(world.city.asked)
    refresh(world, catalogue_refreshing.refresh_when_due, reading)
    assert len(world.city.asked) - before == 1
    assert set(services(world)) == {BIKE, LIGHT}
