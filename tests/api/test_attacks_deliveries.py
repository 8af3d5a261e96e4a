"""Attacks on the delivery desk and the mailbox, over a raw websocket against a real process."""

from __future__ import annotations

import pytest

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.mail import Letter
from liaison_app.models import OutboxEntry, Ticket
from liaison_app.services import mail
from tests.api.wire import state_of
from tests.handlers import named

DESK_WATCH = named("____delivery_desk.watch")
DESK_SECTION = named("____delivery_desk.show_section")
OPEN = named("____delivery_decision.open")
WITHDRAW = named("____delivery_decision.withdraw")
MAIL_WATCH = named("____mailbox_desk.watch")
TICKET = "T-DESK01"
SECRETS = ("The couch nobody may read of.", "Somebody Confidential", "secret-subject", "secret-words")


@pytest.fixture(scope="module")
def held(shared_backend):
    """A private ticket that waits for a person, and a mail."""
    program = shared_backend.program
    now = program.ports["clock"].now()
    with program.database.unit_of_work() as uow:
        if uow.db.get(Ticket, TICKET) is None:
            ticket = Ticket(
                id=TICKET, ref="NL-DESKDESKDESKDESK", service_code="SR-ST02", service_name="Illegal Dumping",
                description=SECRETS[0], lat=39.95, lon=-75.16, public_lat=39.95, public_lon=-75.16, cell=1,
                visibility="private", delivery=Delivery.HUMAN, requested_at=now, updated_at=now,
            )  # fmt: skip
            uow.db.add(ticket)
            uow.db.flush()
            uow.db.add(OutboxEntry(ticket_id=TICKET, delivery=Delivery.HUMAN, queued_at=now, city_words=SECRETS[1]))
        letter = Letter(SECRETS[2], SECRETS[3], SECRETS[3])
        clock = program.ports["clock"]
        mail.queue(key="attack", recipient="someone@example.org", letter=letter, locale="en", uow=uow, clock=clock)
    return TICKET


def everything(wire):
    """Ask for all that the desk and the mailbox show; all that came back, as text."""
    for name, payload in (
        (DESK_WATCH, {}),
        (DESK_SECTION, {"section": "people"}),
        (OPEN, {"ticket_id": TICKET}),
        (MAIL_WATCH, {}),
    ):
        wire.emit(name, payload, path="/desk/deliveries")
    wire.heard_in(1.5)
    wire.hydrate()
    return str(wire.updates)


@pytest.mark.parametrize("who", [None, "liaison", "other", "city"])
def test_nobody_else_gets_anything_of_the_desk_or_the_mailbox(backend, held, who):
    wire = backend.wire(who) if who else backend.wire()
    heard = everything(wire)
    assert [secret for secret in SECRETS if secret in heard] == []
    _, state = wire.ask(WITHDRAW, {"form": {"reason": "because"}})
    assert state_of(state, "delivery_decision")["history"] == []
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.get_one(Ticket, held).delivery is Delivery.HUMAN


def test_the_same_calls_by_a_coordinator_are_answered(backend, held):
    """The control: were the harness wrong, nobody would get an answer."""
    heard = everything(backend.wire("coordinator"))
    assert [secret for secret in SECRETS if secret not in heard] == []


def test_another_tickets_form_decides_nothing_without_one_open(backend, held):
    """A form says what, never about which ticket: that is the one that is open, and none is."""
    wire = backend.wire("coordinator")
    wire.hydrate()
    _, state = wire.ask(WITHDRAW, {"form": {"reason": "because", "ticket_id": held}})
    assert state_of(state, "delivery_decision")["notice"]
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.get_one(Ticket, held).delivery is Delivery.HUMAN
