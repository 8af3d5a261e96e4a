"""What waits for a person is listed for coordinators, decided by them, and amended by its liaison."""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import CityRefused, Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import AuditEntry
from liaison_app.services import delivery_deciding, held_tickets, ticket_amending
from liaison_app.services.delivery_claiming import claim
from liaison_app.services.outgoing_request import outgoing
from tests.delivery_world import World
from tests.fake_city import FakeCity

LIAISON = Actor(AccountId("liaison"), Role.LIAISON)
OTHER = Actor(AccountId("another"), Role.LIAISON)
COORDINATOR = Actor(AccountId("coordinator"), Role.COORDINATOR)


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None)
    world.ask(FakeCity(world.clock, steps=[]))
    yield world
    world.close()


@pytest.fixture
def refused(world):
    """A ticket that the city refused with words."""
    ticket_id = world.file("Bike.")
    world.city.fails = CityRefused("The description is too short.", http_status=400)
    world.deliver()
    world.city.fails = None
    return TicketId(ticket_id)


def listed(world, actor=COORDINATOR):
    with world.database.snapshot() as snapshot:
        return held_tickets.list_held(actor=actor, snapshot=snapshot)


def amend(world, ticket_id, words="A blue bike, chained to the post.", actor=LIAISON):
    with world.database.unit_of_work() as uow:
        ticket_amending.amend(actor=actor, ticket_id=ticket_id, description=words, uow=uow, clock=world.clock)


def audited(world):
    with world.database.snapshot() as snapshot:
        return [(row.action, row.actor_id) for row in snapshot.db.exec(select(AuditEntry)).all()]


def test_what_the_city_refused_is_listed_with_its_words_and_the_desk_hears_of_it(world, refused):
    assert rooms.DESK in world.rooms
    found = listed(world)
    (one,) = found.tickets
    assert (one.id, one.delivery, one.city_words) == (refused, Delivery.REJECTED, "The description is too short.")
    assert (one.filed_by_name, one.description, found.total) == ("L", "Bike.", 1)
    assert abs((world.clock.now() - one.since).total_seconds()) < 60


def test_what_waits_longest_comes_first_and_what_goes_by_itself_is_not_listed(world, refused):
    world.clock.move(60)
    second = world.file()
    world.city.fails = CityRefused("No.", http_status=400)
    world.deliver()
    world.city.fails = None
    world.file()
    assert [one.id for one in listed(world).tickets] == [refused, second]


@pytest.mark.parametrize(("actor", "error"), [(PUBLIC, SignInNeeded), (LIAISON, NotAllowed)])
def test_nobody_else_sees_the_list(world, actor, error):
    with pytest.raises(error):
        listed(world, actor)


def test_a_coordinator_takes_a_number_for_what_the_city_refused(world, refused):
    world.rooms.clear()
    with world.database.unit_of_work() as uow:
        delivery_deciding.take_number(
            actor=COORDINATOR, ticket_id=refused, number="77", uow=uow, clock=world.clock, delivery_policy=world.policy
        )
    assert world.ticket(refused).service_request_id == "77"
    assert listed(world).total == 0
    assert rooms.DESK in world.rooms, "other open desks lose it from their list"
    assert audited(world) == [("take_number", "coordinator")]


def test_sending_again_is_told_in_the_history_and_to_the_desk(world, refused):
    world.rooms.clear()
    with world.database.unit_of_work() as uow:
        delivery_deciding.send_again(actor=COORDINATOR, ticket_id=refused, uow=uow, clock=world.clock)
    assert (ChangeKind.DELIVERY, "queued", "by_hand") in world.changes(refused)
    assert rooms.DESK in world.rooms
    world.deliver()
    assert world.ticket(refused).delivery is Delivery.ACCEPTED


def test_its_liaison_changes_the_words_and_it_goes_out_again(world, refused):
    ref = world.ticket(refused).ref
    amend(world, refused)
    ticket = world.ticket(refused)
    assert (ticket.delivery, ticket.ref) == (Delivery.QUEUED, ref)
    assert world.entry(refused).city_words == ""
    assert ChangeKind.AMENDED in [change[0] for change in world.changes(refused)]
    with world.database.snapshot() as snapshot:
        sent = outgoing(ticket=ticket, media_links=None, snapshot=snapshot)
    assert sent.description.startswith("A blue bike, chained to the post.")
    assert audited(world) == [("amended", "liaison")]
    world.deliver()
    assert world.ticket(refused).delivery is Delivery.ACCEPTED


def test_d27_what_is_on_its_way_or_taken_cannot_be_amended(world):
    ticket_id = TicketId(world.file("Bike."))
    with pytest.raises(Conflict):
        amend(world, ticket_id)  # waits
    with world.database.unit_of_work() as uow:
        claim(worker="w", uow=uow, clock=world.clock, delivery_policy=world.policy)
    with pytest.raises(Conflict):
        amend(world, ticket_id)  # is being sent
    assert world.ticket(ticket_id).description == "Bike."
    other = TicketId(world.file())
    world.deliver()
    with pytest.raises(Conflict):
        amend(world, other)  # the city has it


def test_nobody_amends_another_persons_ticket(world, refused):
    for actor in (OTHER, COORDINATOR):
        with pytest.raises(NotFound):
            amend(world, refused, actor=actor)
    with pytest.raises(SignInNeeded):
        amend(world, refused, actor=PUBLIC)
    assert world.ticket(refused).delivery is Delivery.REJECTED


@pytest.mark.parametrize(("words", "code"), [("x" * 2001, "too_long"), ("  ", "words_needed")])
def test_words_that_cannot_be_taken_leave_it_as_it_was(world, refused, words, code):
    with pytest.raises(InputInvalid) as wrong:
        amend(world, refused, words)
    assert wrong.value.errors == {"description": code}
    assert (world.ticket(refused).description, world.entry(refused).delivery) == ("Bike.", Delivery.REJECTED)
