"""What leaves the house: named field by field, with our marker last, and photos only behind a seal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from liaison_app.adapters.open311_post import fields_of
from liaison_app.domain.access import PUBLIC, Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import AccountId, PhotoKey, Ref
from liaison_app.domain.media_links import MediaLinks
from liaison_app.domain.tickets import Visibility
from liaison_app.models import DeliveryAttempt, HeardFrom, Ticket, TicketAnswer, TicketPhoto
from liaison_app.services.outgoing_request import MAX_DESCRIPTION, described, outgoing
from liaison_app.services.photos import may_show
from liaison_app.services.sent_photos import sent_photo
from tests.delivery_world import COORDINATOR, LIAISON, World

LINKS = MediaLinks("https://liaison.test", "a secret of this test")
REF = Ref("NL-0123456789ABCDEF")


@pytest.fixture
def world(sqlite_url):
    world = World(sqlite_url, None)
    yield world
    world.close()


def photo(ticket_id, number, **more):
    from datetime import UTC, datetime

    return TicketPhoto(
        key=f"key{number}", owner_id="liaison", ticket_id=ticket_id, position=number, width=1, height=1, size_bytes=1,
        created_at=datetime.now(UTC), **more,
    )  # fmt: skip


def test_the_marker_is_the_last_line_and_always_fits():
    assert described("A bike.", REF) == f"A bike.\n\n[ref {REF}]"
    assert described("", REF) == f"[ref {REF}]"
    long = described("x" * 5000, REF, ["https://liaison.test/2.jpg"])
    assert len(long) == MAX_DESCRIPTION
    assert long.splitlines()[-1] == f"[ref {REF}]"


def test_the_marker_stands_within_what_the_city_keeps():
    links = [f"https://liaison.test/api/sent/{REF}/{number}-0123456789abcdef.jpg" for number in range(2, 6)]
    short = described("Año nuevo. " * 90, REF, links, most=255)
    assert len(short.encode()) <= 255, "cities count characters or bytes"
    assert short.splitlines()[-1] == f"[ref {REF}]"
    assert short.startswith("Año nuevo. Año nuevo.")
    assert links[0] in short
    assert links[1] not in short, "photos leave the words half of the room"


def test_answers_and_photos_go_and_the_neighbor_stays(world):
    ticket_id = world.file("A bike.")
    with world.database.unit_of_work() as uow:
        uow.db.add(TicketAnswer(ticket_id=ticket_id, code="COLOR", question="?", values=["r", "b"], shown="Red, blue"))
        uow.db.add(
            HeardFrom(ticket_id=ticket_id, name="Mrs. Green", contact="555-0100", consented_at=world.clock.now())
        )
        uow.db.add_all([photo(ticket_id, 1), photo(ticket_id, 0)])
    ticket = world.ticket(ticket_id)
    with world.database.snapshot() as snapshot:
        request = outgoing(ticket=ticket, media_links=LINKS, snapshot=snapshot)
    assert request.answers == {"COLOR": ("r", "b")}
    assert request.media_url == LINKS.address(Ref(ticket.ref), 1)
    assert ticket.ref in request.media_url
    assert "http" not in request.description, "cities publish it, and nobody has looked at the photos yet"
    assert "Green" not in repr(request)
    assert "555-0100" not in repr(request)
    assert {name for name, _ in fields_of(request)} & {"email", "first_name", "last_name", "phone"} == set()


@pytest.mark.parametrize("publishes_none", [True, False])
def test_further_photos_stand_in_the_description_of_a_city_that_publishes_none(world, publishes_none):
    world.policy = replace(world.policy, media_links=LINKS, photos_in_description=publishes_none)
    ticket_id = world.file("A bike.")
    with world.database.unit_of_work() as uow:
        uow.db.add_all([photo(ticket_id, 0), photo(ticket_id, 1)])
    request = world.claim().request
    assert request.media_url == LINKS.address(request.ref, 1)
    assert (LINKS.address(request.ref, 2) in request.description) is publishes_none


def opens(world, ticket_id, number=1, actor=PUBLIC, links=LINKS, seal=None):
    """Whether the address that the city was told opens a photo for somebody."""
    ref = Ref(world.ticket(ticket_id).ref)
    own = LINKS.address(ref, number).rpartition("-")[2].removesuffix(".jpg")
    asked = {"ref": ref, "number": number, "seal": own if seal is None else seal}
    with world.database.snapshot() as snapshot:
        try:
            key = sent_photo(actor=actor, snapshot=snapshot, clock=world.clock, media_links=links, **asked)
        except NotFound:
            return False
    assert key == f"key{number - 1}"
    return True


def test_the_city_gets_a_photo_as_long_as_it_may_need_to_fetch_it(world):
    """From the last try on. Then the address, which it may have published, opens nothing that nobody has looked at."""
    ticket_id = world.file()
    with world.database.unit_of_work() as uow:
        uow.db.add(photo(ticket_id, 0))
    assert not opens(world, ticket_id), "nobody was told it yet"
    world.claim()
    assert opens(world, ticket_id)
    world.clock.move(LINKS.open_for.total_seconds() - 60)
    assert opens(world, ticket_id)
    world.clock.move(120)
    assert not opens(world, ticket_id)
    with world.database.unit_of_work() as uow:
        before = uow.db.exec(select(DeliveryAttempt)).one()
        given = before.model_dump(exclude={"id"}) | {"number": 2, "started_at": world.clock.now()}
        uow.db.add(DeliveryAttempt(**given))
    assert opens(world, ticket_id), "it was sent once more"


@pytest.mark.parametrize(
    ("visibility", "looked", "at_once", "later"),
    [
        (Visibility.PUBLIC, "", True, False),
        (Visibility.PUBLIC, "approved_at", True, True),
        (Visibility.PUBLIC, "refused_at", False, False),
        (Visibility.PRIVATE, "", True, False),
        (Visibility.PRIVATE, "approved_at", True, False),
        (Visibility.PRIVATE, "refused_at", False, False),
    ],
)
def test_a_sent_photo_becomes_public_only_by_a_coordinators_look(world, visibility, looked, at_once, later):
    ticket_id = world.file()
    with world.database.unit_of_work() as uow:
        uow.db.add(photo(ticket_id, 0, **({looked: world.clock.now()} if looked else {})))
        uow.db.get_one(Ticket, ticket_id).visibility = visibility
    world.claim()
    assert opens(world, ticket_id) is at_once
    world.clock.move(LINKS.open_for.total_seconds() + 1)
    assert opens(world, ticket_id) is later


def test_the_citys_people_and_the_tickets_own_still_find_it_later(world):
    """The city's desk shows what it got for as long as it has it."""
    ticket_id = world.file()
    with world.database.unit_of_work() as uow:
        uow.db.add(photo(ticket_id, 0))
        uow.db.get_one(Ticket, ticket_id).visibility = Visibility.PRIVATE
    world.claim()
    with world.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, ticket_id).delivery = Delivery.ACCEPTED
    world.clock.move(LINKS.open_for.total_seconds() + 1)
    city, other = Actor(AccountId("c"), Role.CITY), Actor(AccountId("o"), Role.LIAISON)
    assert [opens(world, ticket_id, actor=one) for one in (city, COORDINATOR, LIAISON, other)] == [
        True,
        True,
        True,
        False,
    ]


def test_the_city_gets_a_photo_by_its_seal_and_nobody_else_by_guessing(world):
    ticket_id = world.file()
    with world.database.unit_of_work() as uow:
        uow.db.add_all([photo(ticket_id, 0), photo(ticket_id, 1, refused_at=world.clock.now())])
    world.claim()
    ref = Ref(world.ticket(ticket_id).ref)
    seals = [LINKS.address(ref, number).rpartition("-")[2].removesuffix(".jpg") for number in (1, 2, 3)]
    assert opens(world, ticket_id, 1)
    for number, seal in ((1, ""), (1, seals[1]), (2, seals[1]), (3, seals[2]), (1, "é" * 32)):
        assert not opens(world, ticket_id, number, seal=seal)
    assert not opens(world, ticket_id, links=MediaLinks(LINKS.base, "another secret"))
    with world.database.snapshot() as snapshot, pytest.raises(NotFound):
        may_show(actor=PUBLIC, key=PhotoKey("key0"), snapshot=snapshot)


def test_the_secret_is_not_shown_by_accident():
    assert "secret of" not in repr(LINKS)
