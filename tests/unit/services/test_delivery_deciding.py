"""A message that waits for a person gets out of there, and a restored database sends nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from liaison_app.domain.access import PUBLIC
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import TicketId
from liaison_app.models import AuditEntry
from liaison_app.services import delivery_deciding, delivery_recording, message_moving
from liaison_app.services.delivery_health import delivery_health
from liaison_app.services.message_delivering import outgoing_message
from tests.delivery_world import COORDINATOR, LIAISON, World
from tests.fake_city import FakeCity


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None)
    world.ask(FakeCity(world.clock, steps=[]))
    yield world
    world.close()


@pytest.fixture
def ticket_id(world):
    """A ticket that waits for a person."""
    ticket_id = world.file()
    with world.database.unit_of_work() as uow:
        entry, ticket = delivery_recording.held(ticket_id, uow)
        delivery_recording.move(
            entry, ticket, Step(Delivery.HUMAN, None, "cannot_tell"), now=world.clock.now(), uow=uow
        )
    return TicketId(ticket_id)


def send_again(world, ticket_id, actor=COORDINATOR):
    with world.database.unit_of_work() as uow:
        delivery_deciding.send_again(actor=actor, ticket_id=ticket_id, uow=uow, clock=world.clock)


def test_a_coordinator_sends_it_again(world, ticket_id):
    send_again(world, ticket_id)
    assert world.deliver()
    assert world.ticket(ticket_id).delivery is Delivery.ACCEPTED
    assert [record.ref for record in world.city.records] == [world.ticket(ticket_id).ref]
    with world.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(AuditEntry.action)).all() == ["sent_again"]


def test_a_coordinator_gives_it_the_number_that_was_found(world, ticket_id):
    world.take_number(ticket_id, " 19300007 ")
    assert world.ticket(ticket_id).service_request_id == "19300007"
    assert not world.deliver()


@pytest.mark.parametrize(("actor", "error"), [(PUBLIC, SignInNeeded), (LIAISON, NotAllowed)])
def test_nobody_else_decides(world, ticket_id, actor, error):
    with pytest.raises(error):
        send_again(world, ticket_id, actor)
    with pytest.raises(error):
        world.take_number(ticket_id, "1", actor=actor)
    assert world.entry(ticket_id).delivery is Delivery.HUMAN


@pytest.mark.parametrize(("number", "code"), [("", "needed"), ("9" * 65, "too_long"), ("1000", "number_taken")])
def test_a_number_that_cannot_be_is_refused(world, ticket_id, number, code):
    world.file()
    world.deliver()  # has the city's number 1000
    with pytest.raises(InputInvalid) as refused:
        world.take_number(ticket_id, number)
    assert refused.value.errors["number"] == code


def test_what_does_not_wait_for_a_person_is_left_alone(world, ticket_id):
    other = TicketId(world.file())
    with pytest.raises(Conflict):
        send_again(world, other)
    with pytest.raises(Conflict):
        world.take_number(other, "5")
    with pytest.raises(NotFound):
        send_again(world, TicketId("T-000000"))


def test_d29_after_a_restore_what_waited_is_looked_up_first(world):
    gone, waiting = world.file(), world.file()
    with world.database.snapshot() as snapshot:
        from liaison_app.services.outgoing_request import outgoing

        request = outgoing(ticket=world.ticket(gone), media_links=None, snapshot=snapshot)
    world.city.post(request)  # after the backup was made; the restored database does not know
    with world.database.unit_of_work() as uow:
        assert delivery_deciding.distrust(uow=uow, clock=world.clock, delivery_policy=world.policy) == 2
    assert not world.deliver()
    world.settle()
    while world.deliver():
        pass
    assert {world.ticket(gone).delivery, world.ticket(waiting).delivery} == {Delivery.ACCEPTED}
    assert sorted(record.ref for record in world.city.records) == sorted(
        [world.ticket(gone).ref, world.ticket(waiting).ref]
    )


def restored_with_two_messages(world):
    """One that the city was told after the backup was made, one that it was not."""
    ticket_id = world.file()
    world.deliver()
    told, waiting = world.write(ticket_id, "When?"), world.write(ticket_id, "Who?")
    with world.database.unit_of_work() as uow:
        world.city.say(outgoing_message(message_moving.held(told, uow), uow))
        assert delivery_deciding.distrust(uow=uow, clock=world.clock, delivery_policy=world.policy) == 2
    return told, waiting


def test_d29_after_a_restore_messages_to_the_city_are_looked_up_first_too(world):
    told, waiting = restored_with_two_messages(world)
    assert not world.deliver_message()
    world.settle_messages()
    while world.deliver_message():
        pass
    assert {world.message(told).delivery, world.message(waiting).delivery} == {Delivery.ACCEPTED}
    assert sorted(message.update_id for message in world.city.heard) == sorted([told, waiting]), "each once"


def test_d29_where_no_message_can_be_looked_up_a_person_decides_about_those_from_before_a_restore(world):
    world.policy = replace(world.policy, tells_messages=False)
    told, waiting = restored_with_two_messages(world)
    assert not world.deliver_message()
    assert {world.message(told).delivery, world.message(waiting).delivery} == {Delivery.HUMAN}


def health(world):
    with world.database.snapshot() as snapshot:
        return delivery_health(snapshot=snapshot, clock=world.clock, delivery_policy=world.policy)


def test_health_says_what_waits_and_for_whom(world, ticket_id):
    world.file()
    found = health(world)
    assert (found.waiting, found.unclear, found.for_people, found.is_stalled) == (1, 0, 1, False)
    assert found.unreachable_since is None
    world.clock.move(400)
    assert health(world).is_stalled, "due for minutes, and nobody sends it"
    world.deliver()
    found = health(world)
    assert (found.waiting, found.waiting_since, found.is_stalled) == (0, None, False)
