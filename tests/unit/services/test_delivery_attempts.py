"""The tries of one ticket are kept with what came of each, and shown to coordinators only."""

from __future__ import annotations

import pytest

from liaison_app.domain.access import PUBLIC
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.errors import CityBusy, CityOutcomeUnknown, CityUnreachable, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import TicketId
from liaison_app.services.delivery_attempts import list_attempts
from liaison_app.services.delivery_claiming import claim
from tests.delivery_world import COORDINATOR, LIAISON, World
from tests.fake_city import FakeCity


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None)
    world.ask(FakeCity(world.clock, steps=[]))
    yield world
    world.close()


def attempts(world, ticket_id, actor=COORDINATOR):
    with world.database.snapshot() as snapshot:
        return list_attempts(actor=actor, ticket_id=TicketId(ticket_id), snapshot=snapshot)


def test_each_try_is_told_with_what_came_of_it(world):
    ticket_id = world.file()
    assert attempts(world, ticket_id) == []
    for failure in (
        CityUnreachable("ConnectError"),
        CityBusy("Try later.", http_status=429, retry_after_s=60),
        CityOutcomeUnknown("ReadTimeout"),
    ):
        world.city.fails = failure
        world.move_to(world.entry(ticket_id).due_at)
        world.deliver()
    world.city.fails = None
    world.settle()
    world.deliver()
    found = attempts(world, ticket_id)
    assert [(row.number, row.result, row.http_status, row.detail) for row in found] == [
        (1, AttemptResult.UNREACHABLE, None, "ConnectError"),
        (2, AttemptResult.BUSY, 429, "Try later."),
        (3, AttemptResult.UNCLEAR, None, "ReadTimeout"),
        (4, AttemptResult.ACCEPTED, None, ""),
    ]
    assert [row.service_request_id for row in found] == [None, None, None, world.ticket(ticket_id).service_request_id]
    assert all(row.finished_at is not None and row.started_at <= row.finished_at for row in found)


def test_a_try_that_is_under_way_has_no_result_yet(world):
    ticket_id = world.file()
    world.file("Of another ticket.")
    with world.database.unit_of_work() as uow:
        claim(worker="w", uow=uow, clock=world.clock, delivery_policy=world.policy)
    (under_way,) = attempts(world, ticket_id)
    assert (under_way.result, under_way.finished_at, under_way.service_request_id) == (None, None, None)


@pytest.mark.parametrize(("actor", "error"), [(PUBLIC, SignInNeeded), (LIAISON, NotAllowed)])
def test_only_coordinators_see_them(world, actor, error):
    ticket_id = world.file()
    with pytest.raises(error):
        attempts(world, ticket_id, actor)
    with pytest.raises(NotFound):
        attempts(world, "nobody's")
