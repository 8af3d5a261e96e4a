"""The outbox: what waits for the city. Its rows commit together with their tickets, so nothing saved is ever unsent.

Why a table of ours and not a queue: docs/adr and docs/delivery.md.
"""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.delivery import DRAFTS, HELD, Delivery, may_move
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import AccountId, NeighborhoodId, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import OutboxEntry, Redress, StatusChange, Ticket
from liaison_app.services import standings
from liaison_app.services.merged_reading import part_all


def queue(*, ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    """Let a ticket that is being filed go out: call it in the transaction that stores the ticket.

    The worker is woken after the commit. The ticket must carry its `ref` and be new to the outbox.
    """
    uow.db.add(ticket)
    uow.db.flush()  # the outbox row refers to it
    ticket.delivery = Delivery.QUEUED
    uow.db.add(OutboxEntry(ticket_id=ticket.id, delivery=Delivery.QUEUED, queued_at=clock.now(), due_at=clock.now()))
    uow.announce(rooms.OUTBOX)


def keep_for_review(*, ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    """Keep a ticket that is being filed as a draft: in the transaction that stores it, in place of `queue`.

    It is nobody's but its author's and the coordinators' until one of them lets it out (`let_out`).
    """
    ticket.delivery, ticket.visibility = Delivery.IN_REVIEW, Visibility.PRIVATE
    uow.db.add(ticket)
    uow.db.flush()
    uow.db.add(OutboxEntry(ticket_id=ticket.id, delivery=Delivery.IN_REVIEW, queued_at=clock.now(), due_at=None))
    _note_in_review(ticket, uow, clock)


def let_out(*, ticket: Ticket, is_private: bool, uow: UnitOfWork, clock: Clock) -> None:
    """Let a draft go the way of every ticket, with the ref it always had; it counts as filed from now on.

    `is_private`: requests of its service are seen by nobody else.

    Raises:
        Conflict: it is no draft (any more).
    """
    entry = uow.db.get(OutboxEntry, ticket.id)
    if entry is None or ticket.delivery not in DRAFTS:
        raise Conflict("not_in_review")
    now = clock.now()
    ticket.visibility = Visibility.PRIVATE if is_private else Visibility.PUBLIC
    filed = select(StatusChange.id).where(StatusChange.ticket_id == ticket.id, StatusChange.kind == ChangeKind.FILED)
    if uow.db.exec(filed.limit(1)).first() is None:
        ticket.requested_at = now
        uow.db.add(StatusChange(ticket_id=ticket.id, at=now, kind=ChangeKind.FILED, by=ticket.filed_by))
        _tell_original(ticket, uow)
    _go(entry, ticket, uow, clock)
    if ticket.neighborhood_id is not None and ticket.visibility is Visibility.PUBLIC:
        uow.announce(rooms.neighborhood(NeighborhoodId(ticket.neighborhood_id)))


def _tell_original(ticket: Ticket, uow: UnitOfWork) -> None:
    """Where it is a redress, the original says so to everybody from now on."""
    named = (StatusChange.kind == ChangeKind.FILED_AGAIN, StatusChange.word == ticket.id)
    original = select(Redress.original_id).where(Redress.ticket_id == ticket.id)
    for one in uow.db.exec(select(StatusChange).where(col(StatusChange.ticket_id).in_(original), *named)):
        one.is_public = ticket.visibility is Visibility.PUBLIC


def offer_again(*, ticket: Ticket, is_private: bool, uow: UnitOfWork, clock: Clock) -> None:
    """Its author has changed what was refused or sent back: it goes out, or waits for a coordinator once more.

    Raises:
        Conflict: it is neither.
    """
    is_direct = ticket.filed_by is None or standings.files_directly(AccountId(ticket.filed_by), uow, clock)
    if is_direct and ticket.delivery in DRAFTS:
        let_out(ticket=ticket, is_private=is_private, uow=uow, clock=clock)
    elif is_direct:
        queue_again(ticket=ticket, uow=uow, clock=clock)
    else:
        _review_again(ticket, uow, clock)


def _review_again(ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    entry = uow.db.get(OutboxEntry, ticket.id)
    if entry is None or not may_move(ticket.delivery, Delivery.IN_REVIEW):
        raise Conflict("not_in_review")
    part_all(ticket, uow)
    ticket.visibility = Visibility.PRIVATE
    ticket.delivery = entry.delivery = Delivery.IN_REVIEW
    ticket.updated_at = entry.queued_at = clock.now()
    entry.fence += 1
    entry.due_at = entry.lease_until = None
    entry.worker = entry.reason = ""
    _note_in_review(ticket, uow, clock)


def _note_in_review(ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    word = Delivery.IN_REVIEW.value
    uow.db.add(StatusChange(ticket_id=ticket.id, at=clock.now(), kind=ChangeKind.DELIVERY, word=word, is_public=False))
    uow.announce(rooms.DESK, rooms.ticket(TicketId(ticket.id)))


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
    _go(entry, ticket, uow, clock)


def _go(entry: OutboxEntry, ticket: Ticket, uow: UnitOfWork, clock: Clock) -> None:
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
