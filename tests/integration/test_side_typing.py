"""That somebody writes is told to the other end of our own side, by the name of a room and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.errors import NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import TicketId
from liaison_app.domain.tickets import Visibility
from liaison_app.live import LocalHub, RedisHub
from liaison_app.services import side_typing
from tests.integration.test_quotes import follower
from tests.integration.test_threads import ticket

__all__ = ["ticket"]
T = TicketId("T-000001")


def end(world, actor, ticket_id):
    return world.app.use(side_typing.is_its_liaison, actor=actor, ticket_id=ticket_id)


def test_only_the_two_ends_say_and_hear_it(world, rosa, cora, ticket):
    assert (end(world, rosa, ticket), end(world, cora, ticket)) == (True, False)
    for actor in (follower(world, ticket), world.account(), world.account(Role.CITY)):
        with pytest.raises(NotAllowed):
            end(world, actor, ticket)
    with pytest.raises(SignInNeeded):
        end(world, PUBLIC, ticket)
    hidden = world.ticket(rosa, visibility=Visibility.PRIVATE)
    with pytest.raises(NotFound):
        end(world, world.account(), hidden)


def test_where_no_liaison_filed_it_there_is_no_other_end(world, cora):
    with pytest.raises(NotAllowed):
        end(world, cora, world.ticket(None))


async def heard_by(hub: LocalHub, publish, *, by_liaison: bool) -> bool:
    """Whether who waits for that end of T is woken."""
    with hub.waiting_in([rooms.typing(T, by_liaison=by_liaison)]) as waiting:
        while await waiting.changed(1.5):  # a Redis hub wakes all when it has begun to listen
            pass
        await asyncio.to_thread(publish)
        return await waiting.changed(3)


def test_each_end_hears_the_other_alone():
    hub = LocalHub()

    def say():
        hub.publish([rooms.typing(T, by_liaison=True)])

    assert asyncio.run(heard_by(hub, say, by_liaison=True))
    assert not asyncio.run(heard_by(hub, say, by_liaison=False))
    assert hub.count_viewers() == 0


def test_it_reaches_another_process(redis_url):
    here, there = RedisHub(redis_url), RedisHub(redis_url)
    try:
        said = [rooms.typing(T, by_liaison=True)]
        assert asyncio.run(heard_by(there, lambda: here.publish(said), by_liaison=True))
    finally:
        here.close()
        there.close()
