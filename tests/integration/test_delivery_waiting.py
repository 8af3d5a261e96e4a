"""A message that may not be sent knows why, and its page hears of it; when the cause is over, all go, oldest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ticket_rows import DeliveryRow
from liaison_app.services.delivery_health import delivery_health
from liaison_app.wording.delivery import delivery_notice
from tests.delivery_world import World, client_of


@pytest.fixture
def world(database_url, practice_city):
    world = World(database_url, client_of(practice_city.url, practice_city.api_key))
    yield world
    world.close()


def said(world, ticket_id):
    entry = world.entry(ticket_id)
    row = DeliveryRow(entry.delivery, entry.queued_at, entry.due_at, entry.failures, entry.reason, "")
    return delivery_notice(row, world.clock.now(), ZoneInfo("America/New_York"))


def test_d12_a_message_held_back_before_its_first_try_says_that_the_city_is_away(world, practice_city):
    practice_city.desk.switch_on("down", seconds=300)
    world.poll()  # a read meets the outage first
    ticket_id = world.file()
    world.rooms.clear()
    assert not world.deliver()
    entry = world.entry(ticket_id)
    assert (entry.delivery, entry.reason, entry.failures) == (Delivery.QUEUED, "busy", 0)
    assert entry.due_at == world.endpoint().not_before
    assert "does not answer; we try again by ourselves: " in said(world, ticket_id).words
    assert f"ticket:{ticket_id}" in world.rooms, "its open page is told"
    assert world.attempts(ticket_id) == []


def test_d12_the_reason_is_told_once_however_often_the_city_asks_for_time(world, practice_city):
    practice_city.desk.switch_on("down", seconds=1)
    world.poll()
    ticket_id = world.file()
    world.deliver()
    world.rooms.clear()
    for _ in range(5):
        world.clock.move(2)
        world.poll()  # the city asks for another second
        assert not world.deliver()
    assert world.rooms.count(f"ticket:{ticket_id}") <= 1, "only where another minute is shown"
    assert world.changes(ticket_id).count(("delivery", "queued", "busy")) == 1
    practice_city.desk.clear_faults()
    world.clock.move(2)
    assert world.deliver()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED


def test_d11_a_message_held_back_by_a_refused_key_says_so_and_goes_when_it_is_accepted(world, practice_city):
    first, second = world.file(), world.file()
    good = world.city
    world.ask(client_of(practice_city.url, "wrong"))
    world.deliver()
    world.rooms.clear()
    assert not world.deliver()
    assert (world.entry(second).reason, world.entry(second).failures) == ("forbidden", 0)
    assert "does not accept our key" in said(world, second).words
    assert f"ticket:{second}" in world.rooms
    world.rooms.clear()
    assert not world.deliver()
    assert world.rooms == [], "once is enough"
    third = world.file()
    world.ask(good)
    world.clock.move(world.policy.pause_retry_s)
    assert world.deliver()
    assert world.ticket(second).delivery is Delivery.ACCEPTED, "behind the others stands what was refused"
    assert said(world, third).title == "Saved. It is on its way to the city"
    while world.deliver():
        pass
    assert {world.ticket(one).delivery for one in (first, third)} == {Delivery.ACCEPTED}


def test_d16_after_an_outage_a_message_in_the_queue_is_on_its_way_and_the_oldest_goes_first(world, practice_city):
    practice_city.stop()
    try:
        waiting = [world.file() for _ in range(4)]
        for ticket_id in waiting:
            assert world.deliver()
            assert "does not answer" in said(world, ticket_id).words
            world.clock.move(30)
    finally:
        practice_city.start()
    newest = world.file()
    world.poll()
    assert "does not answer" not in said(world, waiting[0]).words, "the city answers, and it is a matter of turns"
    world.policy = replace(world.policy, posts_per_minute=1)
    order = []
    for _ in range(5):
        world.clock.move(120)
        assert world.deliver()
        assert not world.deliver()
        with world.database.snapshot() as snapshot:
            health = delivery_health(snapshot=snapshot, clock=world.clock, delivery_policy=world.policy)
        assert not health.is_stalled, "those that wait for their turn are no reason for an alarm"
        taken = [one for one in (*waiting, newest) if world.ticket(one).delivery is Delivery.ACCEPTED]
        order += [one for one in taken if one not in order]
    assert order == [*waiting, newest]


def test_d12_what_a_busy_city_put_off_for_an_hour_goes_as_soon_as_it_takes_another(world, practice_city):
    patient = world.file()
    world.policy = replace(world.policy, backoff_s=(3600.0,))
    practice_city.desk.switch_on("too_many", count=1, seconds=30)
    world.deliver()
    assert world.entry(patient).due_at - world.clock.now() > timedelta(minutes=59)
    world.clock.move(60)
    fresh = world.file()
    assert world.deliver()
    assert world.ticket(fresh).delivery is Delivery.ACCEPTED
    assert world.deliver()
    assert world.ticket(patient).delivery is Delivery.ACCEPTED
