"""Service request updates: what the city did is told, what programs know is taken; only staff moves a status."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from liaison_app.domain.access import SYSTEM
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin, Visibility
from liaison_app.models import StatusChange, Ticket
from liaison_app.services import api_keys, ticket_reading
from liaison_app.services.giving_way import give_way
from tests.builders import A_DAY, NOW, World
from tests.georeport import Guides, offer, served

PATH = "servicerequestupdates"


@pytest.fixture
def world(database_url):
    world = World.on(database_url, guidance=Guides())
    offer(world)
    yield world
    world.app.close()


@pytest.fixture(params=["xml", "json"])
async def server(world, request):
    async with served(world, request.param) as found:
        yield found


@pytest.fixture
def liaison(world):
    return world.account()


def key(world, *permissions: ApiPermission) -> str:
    name = "+".join(permissions)
    made = world.app.use(api_keys.make, actor=SYSTEM, name=name, permissions=permissions, per_minute=600, per_day=6000)
    return made.secret


def changes(world, ticket_id) -> list[StatusChange]:
    with world.app.database.snapshot() as snapshot:
        wanted = select(StatusChange).where(StatusChange.ticket_id == ticket_id).order_by(col(StatusChange.id))
        return list(snapshot.db.exec(wanted))


def status_of(world, ticket_id) -> Status:
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.get_one(Ticket, ticket_id).status


async def test_what_the_city_did_is_told_oldest_first(server, world, liaison):
    """S25: nothing of a private ticket, of our own steps, or of what is not public; no number to call."""
    ticket = world.ticket(liaison)
    private = world.ticket(liaison, visibility=Visibility.PRIVATE)
    world.change(ticket, ChangeKind.FILED, at=NOW - 3 * A_DAY)
    world.change(ticket, ChangeKind.STATUS, word="closed", at=NOW - A_DAY)
    world.change(ticket, ChangeKind.CITY_UPDATE, word="fixed", note="Ask 215-686-5560.", at=NOW - A_DAY)
    world.change(ticket, ChangeKind.CITY_UPDATE, word="investigating", at=NOW - 2 * A_DAY)
    world.change(ticket, ChangeKind.NOTE, note="zebra", is_public=False)
    world.change(private, ChangeKind.CITY_UPDATE, word="investigating", note="zebra")
    rows = await server.rows(PATH)
    assert [row["status"] for row in rows] == ["investigating", "closed", "fixed"]
    assert {row["service_request_id"] for row in rows} == {ticket}
    assert rows[2]["description"] == "Ask […]."
    assert rows[2]["updated_datetime"] == "2026-12-10T12:00:00-05:00"
    assert len({row["update_id"] for row in rows}) == 3

    since = (NOW - A_DAY - timedelta(hours=1)).isoformat()
    assert len(await server.rows(PATH, start_date=since)) == 2
    assert len(await server.rows(PATH, end_date=since)) == 1
    assert len(await server.rows(PATH, service_request_id=f"{ticket},{private}")) == 3
    assert await server.rows(PATH, service_request_id=private) == []
    assert len(await server.rows(PATH, page=2, page_size=2)) == 1
    assert await server.rows(PATH, page=3, page_size=2) == []


async def test_a_program_leaves_a_note_for_the_tickets_people(server, world, liaison):
    ticket = world.ticket(liaison)
    data = {
        "api_key": key(world, ApiPermission.SEND_UPDATES),
        "service_request_id": ticket,
        "description": "The couch is on fire.",
        "update_id": "7",
        "email": "mary@example.org",
    }
    first, again = await server.post(PATH, data), await server.post(PATH, data)
    assert (first.status_code, first.content) == (201, again.content)
    (note,) = changes(world, ticket)
    assert (note.kind, note.note, note.is_public) == (ChangeKind.NOTE, "The couch is on fire.", False)
    assert server.read(first) == [{"update_id": str(note.id)}]
    assert "fire" not in (await server.get(PATH)).text
    seen = world.app.use(ticket_reading.show, actor=liaison, ticket_id=ticket)
    assert [change.note for change in seen.changes] == ["The couch is on fire."]
    everybody = world.app.use(ticket_reading.show, actor=world.account(), ticket_id=ticket)
    assert everybody.changes == ()


async def test_a_note_about_a_copy_goes_over_to_the_ticket_that_it_turns_out_to_be(server, world, liaison):
    copy = world.ticket(None, origin=TicketOrigin.CITY, service_request_id="17200088")
    ours = world.ticket(liaison, service_request_id=None)
    data = {
        "api_key": key(world, ApiPermission.SEND_UPDATES),
        "service_request_id": copy,
        "description": "The couch is on fire.",
        "update_id": "8",
    }
    first = await server.post(PATH, data)
    with world.app.database.unit_of_work() as uow:
        ticket = uow.db.get_one(Ticket, ours)
        give_way("17200088", ticket, uow)
        ticket.service_request_id = "17200088"
    (note,) = changes(world, ours)
    assert server.read(first) == [{"update_id": str(note.id)}]
    again = await server.post(PATH, data | {"service_request_id": "17200088"})
    assert (again.content, len(changes(world, ours))) == (first.content, 1)


async def test_only_the_citys_staff_moves_a_status(server, world, liaison):
    ticket = world.ticket(liaison, service_request_id="17200077")
    data = {"service_request_id": "17200077", "status": "CLOSED", "description": "Done.", "update_id": "1"}
    refused = await server.post(PATH, data | {"api_key": key(world, ApiPermission.SEND_UPDATES)})
    assert (refused.status_code, status_of(world, ticket)) == (403, Status.OPEN)
    staff = key(world, ApiPermission.CITY_UPDATES)
    answers = [await server.post(PATH, data | {"api_key": staff}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert status_of(world, ticket) is Status.CLOSED
    (told, moved) = await server.rows(PATH, service_request_id=ticket)
    assert (told["status"], told["description"], moved["status"]) == ("closed", "Done.", "closed")
    (row,) = await server.rows(f"requests/{ticket}")
    assert row["status"] == "closed"


async def test_an_update_that_cannot_be_taken_is_refused_in_words(server, world, liaison):
    ticket = world.ticket(liaison)
    waiting = world.ticket(liaison, service_request_id=None)
    private = world.ticket(liaison, visibility=Visibility.PRIVATE)
    note, staff = key(world, ApiPermission.SEND_UPDATES), key(world, ApiPermission.CITY_UPDATES)
    for expected, data in (
        (403, {"service_request_id": ticket, "description": "x"}),
        (400, {"api_key": note, "description": "x"}),
        (400, {"api_key": note, "service_request_id": ticket}),
        (400, {"api_key": note, "service_request_id": ticket, "description": "x" * 4001}),
        (404, {"api_key": note, "service_request_id": "T-ZZZZZZ", "description": "x"}),
        (404, {"api_key": note, "service_request_id": private, "description": "x"}),
        (400, {"api_key": staff, "service_request_id": ticket, "status": "BANANA"}),
        (400, {"api_key": staff, "service_request_id": waiting, "status": "CLOSED"}),
        (404, {"api_key": staff, "service_request_id": "nothing", "status": "CLOSED"}),
    ):
        answer = await server.post(PATH, data)
        assert answer.status_code == expected, data
        assert server.errors(answer)
    assert changes(world, ticket) == changes(world, private) == []
