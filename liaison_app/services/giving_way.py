"""A copy gives way: what was mirrored as somebody else's request turns out to be a ticket of ours.

What the city told about it, who follows it or stands behind it and what was written about it go over to the ticket.
Its number stays known: mails that are out carry it in the address that an answer comes to.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, delete, literal_column, or_, update
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.ids import TicketId
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.tickets import ChangeKind
from liaison_app.logs import logger
from liaison_app.models import (
    CityMessage,
    Follow,
    GaveWay,
    HeardAnswer,
    LinkedRequest,
    OpenDataRecord,
    OutboxEntry,
    ReceivedMail,
    StatusChange,
    Ticket,
)
from liaison_app.services import co_sign_counting, look_counting, mail_followed, moderation_history, news_moving
from liaison_app.services.ticket_rooms import rooms_of

log = logger("mirroring")
# What the city said, what other programs wrote, and what was decided about messages to the city.
_KEPT = (ChangeKind.CITY_UPDATE, ChangeKind.NOT_UNDERSTOOD, ChangeKind.NOTE, ChangeKind.DECISION)


def filed_elsewhere(numbers: Collection[str], ticket: Ticket, snapshot: Snapshot) -> set[str]:
    """Which of the city's `numbers` another ticket has that was filed through us; a copy holds none."""
    wanted = select(Ticket.service_request_id).where(
        col(Ticket.service_request_id).in_(numbers), Ticket.id != ticket.id, col(Ticket.origin).not_in(MIRRORED)
    )
    return {number for number in snapshot.db.exec(wanted).all() if number}


def held_twice(numbers: Collection[str] | None, snapshot: Snapshot) -> set[str]:
    """Which of the city's `numbers`, or of all for None, stand for a ticket of ours that it holds more than once,
    whichever counts now."""
    # Written out, because a value that comes with the statement finds no partial index.
    second = and_(
        col(StatusChange.word) == literal_column("'duplicate'"), col(StatusChange.kind) == ChangeKind.DELIVERY
    )
    with_several = select(StatusChange.ticket_id).where(second)
    # A ticket that was joined under its second number had another one first.
    first = col(StatusChange.kind) == ChangeKind.CITY_NUMBER
    if numbers is not None:
        second = and_(second, col(StatusChange.note).in_(numbers))
        first = and_(first, col(StatusChange.word).in_(numbers))
    wanted = select(StatusChange.word, StatusChange.note).where(
        col(StatusChange.ticket_id).in_(with_several), or_(second, first)
    )
    return {note or word for word, note in snapshot.db.exec(wanted).all()}


def give_way(number: str, ticket: Ticket, uow: UnitOfWork) -> None:
    """Let a copy that has `number` become part of `ticket`; nothing happens where there is none."""
    wanted = select(Ticket).where(Ticket.service_request_id == number, Ticket.id != ticket.id)
    copy = uow.db.exec(wanted.where(col(Ticket.origin).in_(MIRRORED)).with_for_update()).first()
    if copy is None:
        return
    told = (col(StatusChange.ticket_id) == copy.id, col(StatusChange.kind).in_(_KEPT))
    uow.db.execute(update(StatusChange).where(*told).values(ticket_id=ticket.id))
    uow.db.execute(update(CityMessage).where(col(CityMessage.ticket_id) == copy.id).values(ticket_id=ticket.id))
    for link in uow.db.exec(select(LinkedRequest).where(LinkedRequest.original_id == copy.id)).all():
        link.original_id = ticket.id
    for kind in (GaveWay, HeardAnswer, ReceivedMail):
        uow.db.execute(update(kind).where(col(kind.ticket_id) == copy.id).values(ticket_id=ticket.id))
    uow.db.add(GaveWay(copy_id=copy.id, ticket_id=ticket.id))
    _hand_over_followers(copy, ticket, uow)
    mail_followed.hand_over(copy.id, ticket.id, uow)
    co_sign_counting.hand_over(copy, ticket, uow)
    look_counting.hand_over(copy, ticket, uow)
    moderation_history.hand_over(copy, ticket, uow)
    uow.db.flush()
    news_moving.hand_over(copy.id, ticket.id, uow)
    uow.db.execute(delete(StatusChange).where(col(StatusChange.ticket_id) == copy.id))
    uow.db.execute(delete(OutboxEntry).where(col(OutboxEntry.ticket_id) == copy.id))
    uow.db.execute(delete(OpenDataRecord).where(col(OpenDataRecord.ticket_id) == copy.id))
    uow.announce(*rooms_of(copy))
    uow.db.delete(copy)
    uow.db.flush()
    log.info("copy_gave_way", ticket=ticket.id, copy=copy.id, service_request_id=number)


def _hand_over_followers(copy: Ticket, ticket: Ticket, uow: UnitOfWork) -> None:
    for follow in uow.db.exec(select(Follow).where(Follow.ticket_id == copy.id)).all():
        if follow.account_id != ticket.filed_by and uow.db.get(Follow, (ticket.id, follow.account_id)) is None:
            uow.db.add(Follow(ticket_id=ticket.id, account_id=follow.account_id, since=follow.since))
        uow.db.delete(follow)
    uow.db.flush()
    uow.announce(rooms.ticket(TicketId(ticket.id)))
