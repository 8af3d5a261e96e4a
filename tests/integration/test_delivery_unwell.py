"""A city that tells nothing (a gateway's 502, time-outs) costs a few messages their certainty, and not all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from liaison_app.domain.alerts import AlertLimits, Trouble
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import CityBusy, CityForbids, CityOutcomeUnknown, CitySilent, CityUnreadable
from liaison_app.models import OutboxEntry
from liaison_app.services import delivery_resuming
from liaison_app.services.delivery_health import delivery_health
from liaison_app.services.delivery_troubles import troubles_now
from tests.delivery_world import COORDINATOR, World, client_of
from tests.fake_city import FakeCity

LOST = CityOutcomeUnknown("Bad gateway", http_status=502)


class Gateway(FakeCity):
    """`posts` and `asking` say what stands between us and the city: an error, or None."""

    posts = asking = None

    def _ask(self, what):
        self.asked.append(what)
        if (error := self.posts if what in {"post", "say"} else self.asking) is not None:
            raise error


@pytest.fixture
def world(database_url):
    world = World(database_url, None)
    world.ask(Gateway(world.clock, steps=[]))
    yield world
    world.close()


def shut(world):
    world.city.posts, world.city.asking = LOST, CityUnreadable("Bad gateway", http_status=502)


def work(world, seconds, every_s=30):
    """Everything that a worker does, for so long."""
    for _ in range(int(seconds / every_s)):
        while world.deliver():
            pass
        world.look_up()
        world.probe()
        world.clock.move(every_s)


def posts(world):
    return world.city.asked.count("post")


def states(world):
    with world.database.snapshot() as snapshot:
        return Counter(snapshot.db.exec(select(OutboxEntry.delivery)).all())


def troubles(world):
    with world.database.snapshot() as snapshot:
        found = troubles_now(
            snapshot=snapshot, clock=world.clock, delivery_policy=world.policy, alert_limits=AlertLimits()
        )
    return {one.trouble for one in found if not one.is_explained}


def health(world):
    with world.database.snapshot() as snapshot:
        return delivery_health(snapshot=snapshot, clock=world.clock, delivery_policy=world.policy)


def test_d32_a_gateway_that_answers_502_for_six_hours_takes_three_messages_and_not_all(world):
    shut(world)
    tickets = [world.file() for _ in range(10)]
    began = world.clock.now()
    work(world, 3 * 3600, every_s=60)
    assert posts(world) == 3
    assert states(world) == {Delivery.UNKNOWN: 3, Delivery.QUEUED: 7}
    assert world.entry(tickets[9]).reason == "unreachable", "its page says why it waits"
    assert abs(health(world).unreachable_since - began) < timedelta(minutes=2), "the banner tells since when"
    assert Trouble.UNREACHABLE in troubles(world)
    assert Trouble.NOBODY_SENDS not in troubles(world), "that is by order"
    world.city.posts = world.city.asking = None
    work(world, 2 * 3600)
    assert states(world) == {Delivery.ACCEPTED: 10}
    assert Counter(record.ref for record in world.city.records) == Counter(world.ticket(one).ref for one in tickets)
    assert world.endpoint().unreachable_since is None
    assert troubles(world) == set()


def test_d32_the_practice_city_is_down_behind_a_gateway_and_comes_back(world, practice_city):
    world.ask(client_of(practice_city.url, practice_city.api_key))
    practice_city.desk.switch_on("down", reach="all")
    tickets = [world.file() for _ in range(6)]
    work(world, 3600, every_s=60)
    assert states(world) == {Delivery.UNKNOWN: 3, Delivery.QUEUED: 3}
    practice_city.desk.clear_faults()
    work(world, 2 * 3600, every_s=60)
    assert [len(world.numbers_at(practice_city, one)) for one in tickets] == [1] * 6
    assert states(world) == {Delivery.ACCEPTED: 6}


def test_d32_where_questions_are_answered_one_post_at_a_time_is_tried_with_growing_waits(world):
    world.city.posts = LOST
    for _ in range(20):
        world.file()
    work(world, 3600)
    assert posts(world) == 3 + 4, "after 1, 6, 21 and 51 minutes"
    assert health(world).unreachable_since is not None
    world.city.posts = None
    world.clock.move(3600)
    assert world.claim() is not None
    assert world.claim() is None, "until the first is answered"


def test_d32_an_answer_to_a_post_ends_the_count(world):
    for fate in (LOST, LOST, None, LOST, LOST, CityForbids("no"), LOST, LOST):
        world.file()
        world.city.posts = fate
        world.deliver()
        world.clock.move(4000)
    assert world.endpoint().unreachable_since is None


@pytest.mark.parametrize(
    ("error", "is_silence"),
    [
        (CitySilent("ReadTimeout"), True),
        (CityUnreadable("Bad gateway", http_status=502), True),
        (CityBusy(http_status=503), True),
        (CityBusy(http_status=503, retry_after_s=30), False),
        (CityBusy(http_status=429), False),
        (CityUnreadable("a web page", http_status=200), False),
    ],
)
def test_d32_what_tells_nothing_is_known_from_what_the_city_says(world, error, is_silence):
    world.city.asking = error
    for _ in range(3):
        world.poll()
        world.clock.move(61)
    world.file()
    assert world.deliver() is not is_silence
    assert (world.endpoint().unreachable_since is not None) is is_silence


def test_d32_a_city_that_is_seldom_asked_is_asked_with_growing_waits_until_it_answers(world):
    world.policy = replace(world.policy, has_updates=False)
    shut(world)
    for _ in range(4):
        world.file()
    while world.deliver():
        pass
    for _ in range(240):
        world.probe()
        world.clock.move(15)
    assert 3 <= world.city.asked.count("services") <= 5, "after 1, 6, 21 and 51 minutes"
    world.city.posts = world.city.asking = None
    work(world, 2 * 3600)
    assert states(world) == {Delivery.ACCEPTED: 4}


def test_d32_try_now_tries_one(world):
    shut(world)
    for _ in range(6):
        world.file()
    work(world, 60)
    with world.database.unit_of_work() as uow:
        delivery_resuming.try_now(actor=COORDINATOR, uow=uow, clock=world.clock, delivery_policy=world.policy)
    while world.deliver():
        pass
    assert posts(world) == 4


def test_d32_messages_to_the_city_wait_with_the_tickets(world):
    ticket_id = world.file()
    world.deliver()
    shut(world)
    for number in range(5):
        world.write(ticket_id, f"Question {number}?")
    while world.deliver_message():
        pass
    assert world.city.asked.count("say") == 3
