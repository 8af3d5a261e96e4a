"""Questions to the city keep its rate, counted over all workers by the city itself."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.bootstrap import build_application
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import CityUnreadable
from liaison_app.models import CityEndpoint
from liaison_app.services.city_turns import LONGEST_WAIT, book_question, take_turn
from liaison_app.settings import Settings
from liaison_app.worker import Job, _repeat
from tests.city_stub import Asked, CityStub, Told
from tests.delivery_world import World, client_of
from tests.tables import create_tables

RATE = 6
PROFILE = replace(read_endpoint("practice"), page_size=2, row_caps=())
NOBODYS = '[{"service_request_id":"%s","status":"open","service_code":"x","description":"theirs"}]'


@pytest.fixture
def world(database_url):
    world = World(database_url, None)
    world.policy = replace(world.policy, reads_per_minute=RATE, has_updated_after=True)
    yield world
    world.close()


def connect(world: World, url: str, of: World | None = None) -> None:
    """A client that books its questions, as the program builds it."""
    told = {"database": world.database, "clock": world.clock, "delivery_policy": world.policy}
    book = partial(book_question, **told, pause=world.clock.move)
    exchange = Exchange(url, timeout_s=5, clock=world.clock, before_get=book)
    world.ask(Open311Client(exchange, PROFILE, Access("key")))


def most_in_a_minute(times: list[datetime]) -> int:
    return max(sum(start <= at < start + timedelta(minutes=1) for at in times) for start in times)


def asked_by_three_workers(world: World, minutes: int = 3) -> list[datetime]:
    """When a city was asked anything, while three workers poll as often as they may, each second anew."""
    times: list[datetime] = []

    def tell(_: Asked) -> Told:
        times.append(world.clock.now())
        return Told(b"[]")

    with CityStub(tell) as stub:
        workers = [world, world.twin(), world.twin()]
        for worker in workers:
            connect(worker, stub.url)
        for _ in range(60 * minutes):
            threads = [threading.Thread(target=lambda one=one: (one.poll(), one.poll_records())) for one in workers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for worker in workers:
                worker.clock.move(1)
        for worker in workers[1:]:
            worker.close()
    return times


def test_workers_together_ask_no_more_often_than_the_rate(world):
    times = asked_by_three_workers(world)
    assert len(times) >= 2 * RATE, "it is asked, all the same"
    assert most_in_a_minute(times) <= RATE
    assert world.endpoint().not_before is None, "nobody took it for a city that asks for time"


def test_without_a_rate_the_city_is_asked_more_often(world):
    world.policy = replace(world.policy, reads_per_minute=0)
    assert most_in_a_minute(asked_by_three_workers(world, minutes=1)) > 10 * RATE


def test_a_search_of_several_questions_waits_for_a_turn_before_each(world):
    pages, times = {"1": NOBODYS % 1, "2": NOBODYS % 2, "3": "[]"}, []

    def tell(asked: Asked) -> Told:
        times.append(world.clock.now())
        return Told(pages.get(asked.params.get("page", ""), "[]").encode())

    with CityStub(tell) as stub:
        connect(world, stub.url)
        ticket_id = world.file()
        claimed = world.claim()
        assert claimed is not None
        world.clock.move(world.policy.lease_s + 1)
        world.give_up_lost()
        world.clock.move(world.policy.settle_s)
        assert world.look_up()
        assert [asked.params["page"] for asked in stub.asked] == ["1", "2", "3"]
        assert all(later - earlier >= timedelta(seconds=9.9) for earlier, later in pairwise(times))
        assert world.entry(ticket_id).delivery is Delivery.UNKNOWN
        assert world.poll() is None, "put off"
        assert len(stub.asked) == 3


def test_who_waits_for_a_turn_asks_no_more_when_all_is_to_end(world):
    assert take_turn(database=world.database, clock=world.clock, policy=world.policy)
    told = {"database": world.database, "clock": world.clock, "delivery_policy": world.policy}
    book_question(**told, pause=lambda _: True)  # counted with the turn
    with pytest.raises(CityUnreadable):
        book_question(**told, pause=lambda _: True)


def test_a_person_who_asks_does_not_wait(world):
    told = {"database": world.database, "clock": world.clock, "delivery_policy": world.policy}
    asked = [threading.Thread(target=partial(book_question, **told, pause=pytest.fail)) for _ in range(3)]
    began = world.clock.now()
    for one in asked:
        one.start()
        one.join()
    wait = world.endpoint().next_read_at - began
    assert timedelta(seconds=30) <= wait < timedelta(seconds=33), "the workers wait all the longer"


def test_what_is_put_off_holds_no_lease_and_is_looked_up_later(world):
    with CityStub(lambda _: Told(b"[]")) as stub:
        connect(world, stub.url)
        ticket_id = world.file()
        world.claim()
        world.clock.move(world.policy.lease_s + 1)
        world.give_up_lost()
        world.clock.move(world.policy.first_look_s + 1)
        assert take_turn(database=world.database, clock=world.clock, policy=world.policy)
        before = world.entry(ticket_id)
        assert not world.look_up()
        after = world.entry(ticket_id)
        assert (after.fence, after.lease_until, after.due_at) == (before.fence, before.lease_until, before.due_at)
        world.clock.move(60 / RATE)
        assert world.look_up()
        assert world.entry(ticket_id).fence > before.fence


def test_a_clock_that_was_set_back_silences_nobody(world):
    assert take_turn(database=world.database, clock=world.clock, policy=world.policy)
    assert not take_turn(database=world.database, clock=world.clock, policy=world.policy)
    world.clock.move(-LONGEST_WAIT.total_seconds())
    assert take_turn(database=world.database, clock=world.clock, policy=world.policy)


def test_a_job_that_is_put_off_is_tried_again_soon():
    tries = []

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()

        def act() -> bool | None:
            tries.append(loop.time())
            if len(tries) == 1:
                return None
            loop.call_soon_threadsafe(stop.set)
            return True

        with ThreadPoolExecutor(1) as pool:
            await asyncio.wait_for(_repeat(Job("poll", act, every_s=60), asyncio.Event(), stop, pool), 10)

    asyncio.run(run())
    assert tries[1] - tries[0] < 2


def test_a_city_that_has_no_updates_is_not_held_for_reached_by_not_asking_it(world):
    """Its outage would never be told, and what waits for its end would be tried every minute."""
    world.policy = replace(world.policy, has_updates=False, has_updated_after=False)
    world.ask(client_of("http://127.0.0.1:9", "key", profile="plain"))
    world.file()
    world.deliver()
    since = world.endpoint().unreachable_since
    assert since is not None
    world.poll()
    world.poll_records()
    assert world.endpoint().unreachable_since == since


def test_every_question_of_the_program_is_booked(database_url, practice_city, tmp_path):
    settings = Settings(
        database_url=database_url, data_dir=tmp_path, city_endpoint=practice_city.url, city_profile="plain",
        city_api_key=practice_city.api_key,
    )  # fmt: skip
    app = build_application(settings)
    create_tables(app.database.engine)

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
    app.ports["city"].close()
    app.close()
