"""Attacks on a ticket that the city refused: its liaison alone opens and changes it. Against a real process."""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.tickets import Visibility
from liaison_app.models import OutboxEntry, StatusChange, Ticket
from tests.api.test_attacks_tickets import HERE, SECRET, account_id, file
from tests.api.wire import state_of
from tests.handlers import named

OPEN = named("____amending.open")
ASK = named("____amending.ask")
SUBMIT = named("____amending.submit")
OTHER_WORDS = "Mine now."
FIELDS = {
    "press": ["1"],
    "description": [OTHER_WORDS],
    "service": ["SR-1"],
    "lat": [str(HERE.lat)],
    "lon": [str(HERE.lon)],
    "address": ["5200 Market St"],
}


def refused_ticket(backend, visibility: Visibility) -> str:
    """A ticket of `liaison` that the city did not take."""
    ticket_id = file(backend, visibility, SECRET)
    now = backend.program.ports["clock"].now()
    with backend.program.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, ticket_id).delivery = Delivery.REJECTED
        uow.db.add(OutboxEntry(ticket_id=ticket_id, delivery=Delivery.REJECTED, queued_at=now))
    return ticket_id


def kept(backend, ticket_id: str) -> tuple[str, Delivery, int]:
    """What a ticket says, where it stands on its way, and how often somebody did something about it."""
    with backend.program.database.snapshot() as snapshot:
        ticket = snapshot.db.get_one(Ticket, ticket_id)
        changes = snapshot.db.exec(select(StatusChange).where(StatusChange.ticket_id == ticket_id)).all()
        return ticket.description, ticket.delivery, len(changes)


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", [None, "other", "city", "coordinator"])
def test_s24_a_refused_ticket_is_changed_by_nobody_else(backend, who, visibility):
    """S24: the page's own events from the ticket's address, opened before or not."""
    ticket_id = refused_ticket(backend, visibility)
    wire, path = backend.wire(who), f"/t/{ticket_id}"
    wire.ask(OPEN, {"fields": {}}, path=path)
    wire.ask(ASK, {"fields": FIELDS}, path=path)
    _, state = wire.ask(SUBMIT, {"fields": FIELDS}, path=path)
    assert (state_of(state, "amending")["is_open"], state_of(state, "amending")["starts"]) == (False, {})
    assert SECRET not in str(wire.updates)
    assert kept(backend, ticket_id) == (SECRET, Delivery.REJECTED, 0)


def test_s24_one_ticket_opened_is_no_way_to_another(backend):
    """S24: an own refused ticket is open, and the address is somebody else's."""
    theirs, own = (refused_ticket(backend, Visibility.PRIVATE) for _ in range(2))
    wire = backend.wire("other")
    with backend.program.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, own).filed_by = account_id(backend, "other")
    _, state = wire.ask(OPEN, {"fields": {}}, path=f"/t/{own}")
    assert state_of(state, "amending")["is_open"]
    wire.ask(SUBMIT, {"fields": FIELDS}, path=f"/t/{theirs}")
    assert kept(backend, theirs) == (SECRET, Delivery.REJECTED, 0)


def test_s24_its_liaison_opens_and_changes_it(backend):
    """The control."""
    ticket_id = refused_ticket(backend, Visibility.PRIVATE)
    wire, path = backend.wire("liaison"), f"/t/{ticket_id}"
    _, state = wire.ask(OPEN, {"fields": {}}, path=path)
    assert state_of(state, "amending")["starts"]["description"] == [SECRET]
    wire.ask(SUBMIT, {"fields": {"press": ["1"], "description": [OTHER_WORDS]}}, path=path)
    assert kept(backend, ticket_id)[:2] == (OTHER_WORDS, Delivery.QUEUED)
