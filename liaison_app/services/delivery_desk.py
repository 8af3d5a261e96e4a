"""The coordinator's delivery desk: what waits, is unclear, was refused or came twice, and what people decided.

A fixed number of statements a page, however long it is. Pages go by where the last row stood, so that rows that leave
meanwhile skip none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.channels import Channel
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import NOT_TO_SEND, Delivery
from liaison_app.domain.desk_rows import (
    DELIVERIES,
    DecisionPage,
    DecisionRow,
    DeskPage,
    DeskRow,
    DeskSection,
    Handed,
    SecondNumber,
    section_of,
)
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import AccountId, Ref, ServiceRequestId, TicketId
from liaison_app.domain.moderation import Subject
from liaison_app.models import (
    Account,
    CityMessage,
    DeliveryAttempt,
    HandOver,
    OutboxEntry,
    StatusChange,
    TextCover,
    Ticket,
)
from liaison_app.services.delivery_joining import is_open_duplicate, second_numbers
from liaison_app.services.held_since import held_since
from liaison_app.services.message_desk import message_rows, message_since
from liaison_app.services.text_covers import covers_over, read_through

PAGE_SIZE = 25
MOST_ROWS = 200


def list_section(*, actor: Actor, section: DeskSection, after: str, limit: int, snapshot: Snapshot) -> DeskPage:
    """A page of one section, tickets and messages, what has waited longest first.

    `after` is an earlier page's `next_page`, or ''.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    limit = min(max(1, limit), MOST_ROWS)
    cursor, since, said_since = _read_cursor(after), _since(section), message_since(section)
    where = [_is_in(section), *_beyond(cursor, since, col(OutboxEntry.ticket_id))]
    found = _rows(since, where, limit + 1, snapshot)
    if section in DELIVERIES:
        stands = col(CityMessage.delivery).in_(DELIVERIES[section])
        said = [stands, col(CityMessage.channel) != Channel.REQUEST, *_beyond(cursor, said_since, col(CityMessage.id))]
        found = sorted(
            [*found, *message_rows(said_since, said, limit + 1, snapshot)], key=lambda one: (one.since, one.key)
        )
    last = found[limit - 1] if len(found) > limit else None
    return DeskPage(tuple(found[:limit]), f"{last.since.isoformat()}|{last.key}" if last else None)


def show_one(*, actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> DeskRow:
    """One ticket as the desk shows it, wherever it stands now.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket, or it never was to be sent by us.
    """
    actor.require(Audience.COORDINATOR)
    entry = snapshot.db.get(OutboxEntry, ticket_id)
    if entry is None:
        raise NotFound
    return _rows(_since(section_of(entry.delivery)), [col(OutboxEntry.ticket_id) == ticket_id], 1, snapshot)[0]


def count_duplicates(snapshot: Snapshot) -> int:
    """How many tickets have a second number that nobody has decided about."""
    return int(snapshot.db.execute(sql_select(duplicates())).scalar_one())


def duplicates() -> Any:
    """The same, to be counted together with something else."""
    wanted = select(func.count(func.distinct(col(StatusChange.ticket_id)))).where(is_open_duplicate())
    return wanted.scalar_subquery()


def list_decisions(
    *, actor: Actor, ticket_id: TicketId | None, after: str, limit: int, snapshot: Snapshot
) -> DecisionPage:
    """What people decided, newest first: about one ticket, or about all for None.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    limit = min(max(1, limit), MOST_ROWS)
    wanted = (
        select(StatusChange, Ticket, Account.name)
        .join(Ticket, col(Ticket.id) == col(StatusChange.ticket_id))
        .outerjoin(Account, col(Account.id) == col(StatusChange.by))
        .where(col(StatusChange.kind) == literal_column("'decision'"))  # as its partial index says it
        .order_by(col(StatusChange.id).desc())
        .limit(limit + 1)
    )
    if ticket_id is not None:
        wanted = wanted.where(col(StatusChange.ticket_id) == ticket_id)
    if after.isdecimal():
        wanted = wanted.where(col(StatusChange.id) < int(after[:18]))
    rows = [_decision(change, ticket, name) for change, ticket, name in snapshot.db.exec(wanted).all()]
    return DecisionPage(tuple(rows[:limit]), str(rows[limit - 1].id) if len(rows) > limit else None)


def _decision(change: StatusChange, ticket: Ticket, by_name: str | None) -> DecisionRow:
    return DecisionRow(
        id=change.id or 0,
        ticket_id=TicketId(ticket.id),
        service_code=ticket.service_code,
        service_name=ticket.service_name,
        address=ticket.address,
        decision=Decision(change.word),
        note=change.note,
        by_name=by_name or "",
        at=change.at,
    )


def _since(section: DeskSection) -> Any:
    """SQL for when a row of the section came to where it stands."""
    if section in {DeskSection.PEOPLE, DeskSection.REJECTED}:
        return held_since()
    if section is DeskSection.UNCLEAR:
        return func.coalesce(col(OutboxEntry.posted_at), col(OutboxEntry.queued_at))
    return col(OutboxEntry.queued_at)


def _is_in(section: DeskSection) -> ColumnElement[bool]:
    if section is DeskSection.DUPLICATES:
        return col(OutboxEntry.ticket_id).in_(select(StatusChange.ticket_id).where(is_open_duplicate()))
    return col(OutboxEntry.delivery).in_(DELIVERIES.get(section, frozenset()))


def _beyond(cursor: tuple[datetime, str] | None, since: Any, key: Any) -> list[ColumnElement[bool]]:
    """The condition that a row comes after where the last page ended."""
    return [or_(since > cursor[0], and_(since == cursor[0], key > cursor[1]))] if cursor is not None else []


def _read_cursor(after: str) -> tuple[datetime, str] | None:
    at, _, key = after.partition("|")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC), key) if key else None


def _rows(since: Any, where: Sequence[ColumnElement[bool]], limit: int, snapshot: Snapshot) -> list[DeskRow]:
    attempts = (
        select(func.count())
        .select_from(DeliveryAttempt)
        .where(col(DeliveryAttempt.ticket_id) == col(OutboxEntry.ticket_id))
        .correlate(OutboxEntry)
        .scalar_subquery()
    )
    whom = aliased(Account)
    wanted = (
        select(OutboxEntry, Ticket, Account.name, since, attempts, HandOver, col(whom.name))  # type: ignore[call-overload]
        .join(Ticket, col(Ticket.id) == col(OutboxEntry.ticket_id))
        .outerjoin(Account, col(Account.id) == col(Ticket.filed_by))
        .outerjoin(HandOver, col(HandOver.ticket_id) == col(OutboxEntry.ticket_id))
        .outerjoin(whom, col(whom.id) == col(HandOver.to_account))
        .where(*where)
        .order_by(since, col(OutboxEntry.ticket_id))
        .limit(limit)
    )
    rows = snapshot.db.exec(wanted).all()
    taken = [TicketId(entry.ticket_id) for entry, *_ in rows if entry.delivery is Delivery.ACCEPTED]
    seconds = second_numbers(taken, snapshot) if taken else {}
    told = [entry.ticket_id for entry, *_ in rows if entry.delivery in NOT_TO_SEND]
    covers = covers_over(Subject.DESCRIPTION, told, snapshot)
    return [
        _row(*one, seconds=seconds.get(TicketId(one[0].ticket_id), ()), cover=covers.get(one[0].ticket_id))
        for one in rows
    ]


def _row(
    entry: OutboxEntry,
    ticket: Ticket,
    filed_by_name: str | None,
    since: datetime,
    attempts: int,
    handed: HandOver | None,
    to_name: str | None,
    *,
    seconds: tuple[SecondNumber, ...],
    cover: TextCover | None,
) -> DeskRow:
    ticket_id = TicketId(ticket.id)
    return DeskRow(
        id=ticket_id,
        ref=Ref(ticket.ref),
        delivery=entry.delivery,
        service_code=ticket.service_code,
        service_name=ticket.service_name,
        address=ticket.address,
        description=read_through(ticket.description, cover),
        filed_by_name=filed_by_name or "",
        since=since,
        reason=entry.reason,
        city_words=entry.city_words,
        due_at=entry.due_at,
        posted_at=entry.posted_at,
        failures=entry.failures,
        clean_searches=entry.clean_searches,
        attempts=attempts,
        number=ServiceRequestId(ticket.service_request_id) if ticket.service_request_id else None,
        seconds=seconds,
        handed=_handed(handed, ticket, since, to_name),
    )


def _handed(handed: HandOver | None, ticket: Ticket, since: datetime, to_name: str | None) -> Handed | None:
    """What was handed over before it last moved counts no more."""
    if handed is None or handed.at < since:
        return None
    return Handed(
        to=AccountId(handed.to_account),
        to_name=to_name or "",
        is_liaison=handed.to_account == ticket.filed_by,
        note=handed.note,
        at=handed.at,
    )
