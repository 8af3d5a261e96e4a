"""Sending a meeting's concerns together: each once, whatever is pressed, lost or killed in between."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlmodel import func, select

from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ids import PhotoKey, new_key
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.tickets import Status
from liaison_app.models import Account, CoSign, MeetingItem, OutboxEntry, Ticket, TicketPhoto
from liaison_app.services import meeting_answering, meeting_recording, meeting_sending, ticket_filing
from tests import meetings as given

FIVE = [f"{given.MARKET.lat + step / 100:.4f}" for step in range(5)]


class Killed(BaseException):
    """The process dies here: nothing after it runs."""


@pytest.fixture
def world(database_url):
    yield from given.meeting_world(database_url)


@pytest.fixture
def meeting_id(world, rosa):
    return given.arranged(world, rosa)


def five(world, rosa, meeting_id):
    """Five concerns at places of their own."""
    return [given.recorded(world, rosa, meeting_id, lat=[lat]) for lat in FIVE]


def states(world, meeting_id):
    return [item.state for item in given.items(world, meeting_id)]


def count(world, table):
    with world.app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(func.count()).select_from(table)).one()


def test_all_of_them_are_sent_once_however_often_send_is_pressed(world, rosa, meeting_id):
    refs = five(world, rosa, meeting_id)
    assert [given.ask(world, rosa, meeting_id) for _ in range(3)] == [5, 0, 0]
    given.work(world)
    assert given.ask(world, rosa, meeting_id) == 0
    given.work(world)
    assert states(world, meeting_id) == [ItemState.SENT] * 5
    assert sorted(ticket.ref for ticket in given.tickets(world)) == sorted(refs)
    assert {ticket.filed_by for ticket in given.tickets(world)} == {rosa.account_id}
    assert count(world, OutboxEntry) == 5


def test_one_that_is_on_the_list_no_more_holds_up_no_other(world, rosa, meeting_id):
    """Whatever was asked of it at the same moment."""
    first, *others = five(world, rosa, meeting_id)
    given.ask(world, rosa, meeting_id)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(MeetingItem, first).state = ItemState.LEFT_OUT
    done = [world.app.use(meeting_sending.send_next) for _ in range(5)]
    assert done == [True] * 4 + [False]
    assert sorted(ticket.ref for ticket in given.tickets(world)) == sorted(others)


def test_left_out_and_sent_at_the_same_moment_it_is_one_of_both(world, rosa, meeting_id):
    if world.app.database.is_sqlite:
        pytest.skip("SQLite lets one write at a time")
    ref = given.recorded(world, rosa, meeting_id)
    with world.app.database.unit_of_work() as uow:
        item = uow.db.get_one(MeetingItem, ref, with_for_update=True)
        asking = threading.Thread(target=given.ask, args=(world, rosa, meeting_id))
        asking.start()
        asking.join(0.5)
        assert asking.is_alive(), "it waits for who leaves it out"
        item.state = ItemState.LEFT_OUT
    asking.join(10)
    (item,) = given.items(world, meeting_id)
    assert (item.state, item.asked_at) == (ItemState.LEFT_OUT, None)


def test_a_marker_is_what_makes_it_once(world, rosa, meeting_id):
    """The control: the same concern under another marker is another ticket."""
    for _ in range(2):
        ref = given.recorded(world, rosa, meeting_id, not_same=["x"])
        others = [item.ref for item in given.items(world, meeting_id) if item.ref != ref]
        world.app.use(meeting_answering.not_same, actor=rosa, meeting_id=meeting_id, ref=ref, others=others)
        given.ask(world, rosa, meeting_id)
    given.work(world)
    assert len(given.tickets(world)) == 2


@pytest.mark.parametrize("at", range(5))
def test_killed_between_two_it_goes_on_and_files_none_twice(world, rosa, meeting_id, at, monkeypatch):
    refs = five(world, rosa, meeting_id)
    given.ask(world, rosa, meeting_id)
    for _ in range(at):
        world.app.use(meeting_sending.send_next)

    files = ticket_filing.file

    def dies(**of):
        files(**of)
        raise Killed

    # The ticket is written; the process dies before the concern's own mark, and so before the commit.
    with monkeypatch.context() as patched:
        patched.setattr(ticket_filing, "file", dies)
        with pytest.raises(Killed):
            world.app.use(meeting_sending.send_next)
    assert len(given.tickets(world)) == at
    given.work(world)
    assert sorted(ticket.ref for ticket in given.tickets(world)) == sorted(refs)
    assert states(world, meeting_id) == [ItemState.SENT] * 5


def test_two_workers_send_each_once(world, rosa, meeting_id):
    five(world, rosa, meeting_id)
    given.ask(world, rosa, meeting_id)
    workers = [threading.Thread(target=given.work, args=(world,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(given.tickets(world)) == 5
    assert states(world, meeting_id) == [ItemState.SENT] * 5


def test_what_asks_stays_and_the_others_go(world, rosa, meeting_id):
    ready = given.recorded(world, rosa, meeting_id)
    asks = given.recorded(world, rosa, meeting_id, service=["asks"])
    nowhere = given.recorded(world, rosa, meeting_id, lat=[])
    unsure = given.recorded(world, rosa, meeting_id, unsure=["place"], lat=[FIVE[4]])
    assert given.ask(world, rosa, meeting_id) == 1
    given.work(world)
    found = {item.ref: item for item in given.items(world, meeting_id)}
    assert found[ready].state is ItemState.SENT
    assert {found[ref].state for ref in (asks, nowhere, unsure)} == {ItemState.RECORDED}
    assert len(given.tickets(world)) == 1


def test_what_cannot_be_sent_any_more_says_why_and_holds_up_none(world, rosa, meeting_id):
    first, *rest = five(world, rosa, meeting_id)
    given.ask(world, rosa, meeting_id)
    with world.app.database.unit_of_work() as uow:  # the city takes that service no more, since Send was pressed
        item = uow.db.get_one(MeetingItem, first)
        item.fields = item.fields | {"service": ["gone"]}
    given.work(world)
    found = {item.ref: item for item in given.items(world, meeting_id)}
    assert (found[first].state, found[first].trouble) == (ItemState.RECORDED, {"service": "kind_needed"})
    assert {found[ref].state for ref in rest} == {ItemState.SENT}
    assert found[first].asked_at is None
    of = given.entry(ref=first, revision=found[first].revision, **(given.AT_MARKET))
    assert not given.record(world, rosa, meeting_id, of).is_stale
    assert given.ask(world, rosa, meeting_id) == 1
    given.work(world)
    assert len(given.tickets(world)) == 5


def test_what_is_changed_while_it_is_sent_is_not_sent_as_it_was(world, rosa, meeting_id):
    ref = given.recorded(world, rosa, meeting_id)
    given.ask(world, rosa, meeting_id)
    changed = given.entry(ref=ref, revision=1, **(given.AT_MARKET | {"description": ["Two holes."]}))
    given.record(world, rosa, meeting_id, changed)
    given.work(world)
    assert given.tickets(world) == []
    given.ask(world, rosa, meeting_id)
    given.work(world)
    assert [ticket.description for ticket in given.tickets(world)] == ["Two holes."]


def test_what_is_with_the_city_is_changed_here_no_more(world, rosa, meeting_id):
    ref = given.recorded(world, rosa, meeting_id)
    given.ask(world, rosa, meeting_id)
    given.work(world)
    with pytest.raises(Conflict):
        world.app.use(meeting_recording.leave_out, actor=rosa, meeting_id=meeting_id, ref=ref)
    revision = given.items(world, meeting_id)[0].revision
    with pytest.raises(Conflict):
        given.record(world, rosa, meeting_id, given.entry("other", ref=ref, revision=revision))


def test_it_stands_behind_a_ticket_instead(world, rosa, cora, meeting_id):
    there = world.ticket(cora, service_code="street", at=given.MARKET)
    ref = given.recorded(world, rosa, meeting_id)
    assert given.ask(world, rosa, meeting_id) == 0  # it asks whether it is the same
    about = {"actor": rosa, "meeting_id": meeting_id, "ref": ref}
    world.app.use(meeting_answering.stand_behind, **about, ticket_id=there)
    assert given.ask(world, rosa, meeting_id) == 1
    given.work(world)
    (item,) = given.items(world, meeting_id)
    assert (item.state, item.ticket_id) == (ItemState.CO_SIGNED, there)
    assert (len(given.tickets(world)), count(world, CoSign)) == (1, 1)


def test_behind_a_ticket_that_is_closed_by_now_it_waits_for_a_person(world, rosa, cora, meeting_id):
    there = world.ticket(cora, service_code="street", at=given.MARKET)
    ref = given.recorded(world, rosa, meeting_id)
    about = {"actor": rosa, "meeting_id": meeting_id, "ref": ref}
    world.app.use(meeting_answering.stand_behind, **about, ticket_id=there)
    given.ask(world, rosa, meeting_id)
    with world.app.database.unit_of_work() as uow:
        ticket = uow.db.get_one(Ticket, there)
        ticket.status, ticket.closed_at = Status.CLOSED, world.clock.at
    given.work(world)
    (item,) = given.items(world, meeting_id)
    assert (item.state, item.trouble) == (ItemState.RECORDED, {"form": "not_open"})
    with pytest.raises(NotFound):
        world.app.use(meeting_answering.stand_behind, **about, ticket_id="T-000000")


def test_whoever_sends_it_files_the_photos_of_whoever_recorded_it_and_of_nobody_else(world, rosa, cora, meeting_id):
    key, foreign = new_key(), new_key()
    other = world.account(name="Somebody else")
    for name, owner in ((key, rosa), (foreign, other)):
        world.add(
            TicketPhoto(
                key=name, owner_id=owner.account_id, width=8, height=8, size_bytes=3, created_at=world.clock.at
            )
        )  # fmt: skip
    given.recorded(world, rosa, meeting_id, photo=[key])
    stolen = given.recorded(world, rosa, meeting_id, photo=[foreign], lat=[FIVE[4]])
    given.ask(world, cora, meeting_id)
    given.work(world)
    (ticket,) = given.tickets(world)
    assert ticket.filed_by == cora.account_id
    with world.app.database.snapshot() as snapshot:
        assert snapshot.db.get_one(TicketPhoto, PhotoKey(key)).ticket_id == ticket.id
        assert snapshot.db.get_one(TicketPhoto, PhotoKey(foreign)).owner_id == other.account_id
    assert {item.ref: item.trouble for item in given.items(world, meeting_id)}[stolen] == {"photo": "photo_gone"}


def test_whoever_lost_the_right_sends_nothing_any_more(world, rosa, meeting_id):
    five(world, rosa, meeting_id)
    given.ask(world, rosa, meeting_id)
    with world.app.database.unit_of_work() as uow:
        uow.db.get_one(Account, rosa.account_id).is_active = False
    given.work(world)
    assert given.tickets(world) == []
    assert {item.trouble["form"] for item in given.items(world, meeting_id)} == {"not_allowed"}
    assert given.ask(world, replace(world.account(name="A colleague")), meeting_id) == 5
