"""The outbox: what waits for the city. Its rows commit together with their tickets, so nothing saved is ever unsent.

Why a table of ours and not a queue: docs/adr and docs/delivery.md.
"""

from __future__ import annotations

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.delivery import HELD, Delivery, may_move
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import OutboxEntry, Ticket


def queue(*, ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    """Let a ticket that is being filed go out: call it in the transaction that stores the ticket.

    The worker is woken after the commit. The ticket must carry its `ref` and be new to the outbox.
    """
    uow.db.add(ticket)
    uow.db.flush()  # the outbox row refers to it
    ticket.delivery = Delivery.QUEUED
    uow.db.add(OutboxEntry(ticket_id=ticket.id, delivery=Delivery.QUEUED, queued_at=clock.now(), due_at=clock.now()))
    uow.announce(rooms.OUTBOX)


def queue_again(*, ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    """Let a ticket go out anew, with the same ref: after it was amended, or after a person decided so.

    Raises:
        Conflict: it is on its way, or the city has it.
    """
    entry = uow.db.get(OutboxEntry, ticket.id)
    if entry is None or ticket.delivery not in HELD:
        raise Conflict("not_waiting_for_a_person")
    if not may_move(ticket.delivery, Delivery.QUEUED):
        raise Conflict("not_waiting_for_a_person")
    now = clock.now()
    ticket.delivery = entry.delivery = Delivery.QUEUED
    ticket.updated_at = now
    ticket.city_token = None  # a placeholder belongs to the try that brought it, where it stays
    entry.fence += 1  # whoever still holds it may not record any more
    entry.queued_at = entry.due_at = now
    entry.settled_at = entry.lease_until = None
    entry.failures = entry.clean_searches = 0
    entry.worker = entry.reason = entry.city_words = ""
    uow.announce(rooms.OUTBOX, rooms.DESK, rooms.ticket(TicketId(ticket.id)))
    if ticket.filed_by is not None:
        uow.announce(rooms.account(AccountId(ticket.filed_by)))
