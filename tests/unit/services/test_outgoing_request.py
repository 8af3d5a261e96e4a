"""What leaves the house: named field by field, with our marker last, and photos only behind a seal."""

from __future__ import annotations

import pytest

from liaison_app.adapters.open311_post import fields_of
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import PhotoKey, Ref
from liaison_app.domain.media_links import MediaLinks
from liaison_app.models import HeardFrom, TicketAnswer, TicketPhoto
from liaison_app.services.outgoing_request import MAX_DESCRIPTION, described, outgoing
from liaison_app.services.photos import may_show
from liaison_app.services.sent_photos import sent_photo
from tests.delivery_world import World

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
    assert LINKS.address(Ref(ticket.ref), 2) in request.description
    assert "Green" not in repr(request)
    assert "555-0100" not in repr(request)
    assert {name for name, _ in fields_of(request)} & {"email", "first_name", "last_name", "phone"} == set()


def test_the_city_gets_a_photo_by_its_seal_and_nobody_else_by_guessing(world):
    ticket_id = world.file()
    with world.database.unit_of_work() as uow:
        uow.db.add_all([photo(ticket_id, 0), photo(ticket_id, 1, refused_at=world.clock.now())])
    ref = Ref(world.ticket(ticket_id).ref)
    seals = [LINKS.address(ref, number).rpartition("-")[2].removesuffix(".jpg") for number in (1, 2, 3)]

    def found(number, seal, links=LINKS):
        with world.database.snapshot() as snapshot:
            return sent_photo(ref=ref, number=number, seal=seal, snapshot=snapshot, media_links=links)

    assert found(1, seals[0]) == "key0"
    for number, seal in ((1, ""), (1, seals[1]), (2, seals[1]), (3, seals[2]), (1, "é" * 32)):
        with pytest.raises(NotFound):
            found(number, seal)
    with pytest.raises(NotFound):
        found(1, seals[0], MediaLinks(LINKS.base, "another secret"))
    with world.database.snapshot() as snapshot, pytest.raises(NotFound):
        may_show(actor=PUBLIC, key=PhotoKey("key0"), snapshot=snapshot)


def test_the_secret_is_not_shown_by_accident():
    assert "secret of" not in repr(LINKS)
