"""Attacks on the delivery desk and the mailbox, over a raw websocket against a real process."""

from __future__ import annotations

import pytest

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.mail import Letter
from liaison_app.models import CityMessage, OutboxEntry, Ticket
from liaison_app.services import mail
from tests.api.test_attacks_tickets import account_id
from tests.api.wire import state_of
from tests.handlers import named

DESK_WATCH = named("____delivery_desk.watch")
DESK_SECTION = named("____delivery_desk.show_section")
OPEN = named("____delivery_decision.open")
WITHDRAW = named("____delivery_decision.withdraw")
OF_MESSAGE = {
    named(f"____delivery_decision.{name}"): given
    for name, given in (
        ("say_again", {}),
        ("amend_message", {"form": {"message": "other words"}}),
        ("hand_over_message", {"form": {"whom": "somebody", "note": "because"}}),
        ("withdraw_message", {"form": {"reason": "because"}}),
    )
}
MAIL_WATCH = named("____mailbox_desk.watch")
TICKET = "T-DESK01"
MESSAGE = "NL-DESKMESSAGE00000"
SECRETS = (
    "The couch nobody may read of.",
    "Somebody Confidential",
    "secret-subject",
    "secret-words",
    "A question nobody may read.",
)


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
            author = account_id(shared_backend, "liaison")
            uow.db.add(
                CityMessage(
                    id=MESSAGE, ticket_id=TICKET, author_id=author, text=SECRETS[4], created_at=now, queued_at=now,
                    delivery=Delivery.REJECTED,
                )
            )  # fmt: skip
        letter = Letter(SECRETS[2], SECRETS[3], SECRETS[3])
        clock = program.ports["clock"]
        mail.queue(key="attack", recipient="someone@example.org", letter=letter, locale="en", uow=uow, clock=clock)
    return TICKET


def everything(wire):
    """Ask for all that the desk and the mailbox show; all that came back, as text."""
    for name, payload in (
        (DESK_WATCH, {}),
        (DESK_SECTION, {"section": "people"}),
        (OPEN, {"key": TICKET}),
        (OPEN, {"key": MESSAGE}),
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


@pytest.mark.parametrize("who", [None, "liaison", "other", "city"])
def test_nobody_else_decides_about_a_message(backend, held, who):
    """Also not who wrote it, at the desk: opened by its id, then each way on."""
    wire = backend.wire(who) if who else backend.wire()
    wire.ask(OPEN, {"key": MESSAGE}, path="/desk/deliveries")
    for name, given in OF_MESSAGE.items():
        wire.ask(name, given, path="/desk/deliveries")
    with backend.program.database.snapshot() as snapshot:
        kept = snapshot.db.get_one(CityMessage, MESSAGE)
    assert (kept.delivery, kept.text) == (Delivery.REJECTED, SECRETS[4])


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


def test_a_coordinator_closes_the_message_by_the_same_calls(backend, held):
    """The control, last of all: it is closed afterwards."""
    wire = backend.wire("coordinator")
    wire.ask(OPEN, {"key": MESSAGE}, path="/desk/deliveries")
    (closing,) = (name for name in OF_MESSAGE if name.endswith("withdraw_message"))
    wire.ask(closing, OF_MESSAGE[closing], path="/desk/deliveries")
    with backend.program.database.snapshot() as snapshot:
        kept = snapshot.db.get_one(CityMessage, MESSAGE)
    assert (kept.delivery, kept.withdrawn_because) == (Delivery.WITHDRAWN, "because")
