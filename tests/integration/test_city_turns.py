"""Questions to the city keep its rate, counted over all workers."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from liaison_app.bootstrap import build_application
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.models import CityEndpoint, metadata
from liaison_app.services.city_turns import AT_ONCE, wait_for_turn
from liaison_app.settings import Settings
from tests.delivery_world import World
from tests.fake_city import FakeCity


@pytest.fixture
def world(database_url):
    world = World(database_url, None)
    world.ask(FakeCity(world.clock, steps=[]))
    yield world
    world.close()


def test_workers_together_ask_no_more_often_than_the_rate(world):
    policy, waits, ready = replace(world.policy, reads_per_minute=10), [], threading.Barrier(3)
    began = world.clock.now()

    def ask():
        ready.wait()
        for _ in range(10):
            wait_for_turn(database=world.database, clock=world.clock, delivery_policy=policy, sleep=waits.append)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.endpoint().next_read_at - began >= timedelta(minutes=3), "thirty turns at ten a minute"
    assert len(waits) == 30 - AT_ONCE


def test_without_a_rate_nobody_waits(world):
    policy = replace(world.policy, reads_per_minute=0)
    for _ in range(100):
        wait_for_turn(database=world.database, clock=world.clock, delivery_policy=policy, sleep=pytest.fail)


def test_every_question_of_the_program_takes_its_turn(database_url, practice_city, tmp_path):
    settings = Settings(
        database_url=database_url, data_dir=tmp_path, city_endpoint=practice_city.url, city_profile="plain",
        city_api_key=practice_city.api_key,
    )  # fmt: skip
    app = build_application(settings)
    metadata.create_all(app.database.engine)

    def turns():
        with app.database.snapshot() as snapshot:
            found = snapshot.db.get(CityEndpoint, "")
            return found.next_read_at if found else None

    assert turns() is None
    app.ports["city"].services()
    first = turns()
    assert first is not None
    app.ports["city"].services()
    assert turns() - first == timedelta(seconds=60 / read_endpoint("plain").reads_per_minute)
    app.close()
