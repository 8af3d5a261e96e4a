"""A ticket's thread, as its people read it. Nobody else sees any of it; the city has its own copy of what it was told.

What was written to the city is read by who filed the ticket, liaisons who follow it, and coordinators. What stays on
our side is for its liaison and coordinators alone: anybody with an account may follow a public ticket.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.delivery import HELD
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ids import Ref
from liaison_app.domain.message_rows import MessageRow, SeenRow, ThreadPart
from liaison_app.domain.threads import AnswerPolicy, Side
from liaison_app.models import Account, CityMessage, Follow, MessageSeen, SideMessage, Ticket

MOST_SHOWN = 50
Written = TypeVar("Written", CityMessage, SideMessage)
Seen = Mapping[str, Sequence[tuple[str, SeenRow]]]


def is_among_people(actor: Actor, ticket: Ticket, snapshot: Snapshot) -> bool:
    """Whether the actor is one of a ticket's people, who read its messages to the city and may write some."""
    if is_on_our_side(actor, ticket):
        return True
    if actor.account_id is None or not actor.is_in(Audience.LIAISON):
        return False
    return snapshot.db.get(Follow, (ticket.id, actor.account_id)) is not None


def is_on_our_side(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor is the ticket's liaison or a coordinator, who write to each other."""
    if actor.account_id is None or not actor.is_in(Audience.LIAISON):
        return False
    return actor.role is Role.COORDINATOR or actor.account_id == ticket.filed_by


def may_write_side(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor can write on our own side, which has two ends only where a liaison filed the ticket."""
    return ticket.filed_by is not None and is_on_our_side(actor, ticket)


def takes_messages(ticket: Ticket, policy: DeliveryPolicy) -> bool:
    """Whether the city can be written to about a ticket: it has it, and its system takes messages."""
    return policy.takes_messages and ticket.service_request_id is not None


def thread_of(
    *, actor: Actor, ticket: Ticket, policy: DeliveryPolicy, answers: AnswerPolicy, snapshot: Snapshot
) -> ThreadPart:
    """The newest messages about a ticket, newest first; nothing for who is not among its people."""
    if not is_among_people(actor, ticket, snapshot):
        return ThreadPart()
    is_ours = is_on_our_side(actor, ticket)
    told = _written(CityMessage, ticket, snapshot)
    kept = _written(SideMessage, ticket, snapshot) if is_ours else ()
    seen = _seen([*(one.id for one, _ in told), *(one.id for one, _ in kept)], snapshot)
    rows = [_told_row(one, name, actor, ticket, seen) for one, name in told]
    rows += [_side_row(one, name, actor, ticket, seen) for one, name in kept]
    return ThreadPart(
        messages=tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True)),
        may_ask_city=takes_messages(ticket, policy),
        may_write_side=may_write_side(actor, ticket),
        is_liaison=actor.account_id == ticket.filed_by,
        contact=answers.contact,
        has_unseen=any(is_from_the_other_end(one, actor, ticket) and not _has(actor, seen[one.id]) for one, _ in kept),
    )


def is_from_the_other_end(message: SideMessage, actor: Actor, ticket: Ticket) -> bool:
    """Whether the ticket's liaison wrote to this coordinator, or a coordinator to this liaison."""
    return (message.author_id == ticket.filed_by) != (actor.account_id == ticket.filed_by)


def _written(kind: type[Written], ticket: Ticket, snapshot: Snapshot) -> Sequence[tuple[Written, str]]:
    rows: Sequence[tuple[Written, str]] = snapshot.db.exec(
        select(kind, Account.name)
        .join(Account, col(Account.id) == col(kind.author_id))
        .where(kind.ticket_id == ticket.id)
        .order_by(col(kind.created_at).desc(), col(kind.id))
        .limit(MOST_SHOWN)
    ).all()
    return rows


def _seen(message_ids: Collection[str], snapshot: Snapshot) -> Seen:
    """Who had each message before them, the first one first: accounts, with what is told of them."""
    found: dict[str, list[tuple[str, SeenRow]]] = defaultdict(list)
    wanted = (
        select(MessageSeen, Account.name)
        .join(Account, col(Account.id) == col(MessageSeen.account_id))
        .where(col(MessageSeen.message_id).in_(message_ids))
        .order_by(col(MessageSeen.at), col(MessageSeen.account_id))
    )
    for seen, name in snapshot.db.exec(wanted).all() if message_ids else ():
        row = SeenRow("" if seen.side is Side.CITY else name, seen.at)
        found[seen.message_id].append((seen.account_id, row))
    return found


def _has(actor: Actor, seen: Sequence[tuple[str, SeenRow]]) -> bool:
    return any(account_id == actor.account_id for account_id, _ in seen)


def _told_row(message: CityMessage, name: str, actor: Actor, ticket: Ticket, seen: Seen) -> MessageRow:
    row = _row(message, Side.CITY, name, actor, ticket, seen)
    return replace(
        row,
        delivery=message.delivery,
        due_at=message.due_at,
        reason=message.reason,
        city_words=message.city_words,
        withdrawn_because=message.withdrawn_because,
        may_send_again=message.delivery in HELD and (row.is_mine or actor.role is Role.COORDINATOR),
    )


def _side_row(message: SideMessage, name: str, actor: Actor, ticket: Ticket, seen: Seen) -> MessageRow:
    return _row(message, Side.OWN, name, actor, ticket, seen)


def _row(
    message: CityMessage | SideMessage, side: Side, name: str, actor: Actor, ticket: Ticket, seen: Seen
) -> MessageRow:
    return MessageRow(
        id=Ref(message.id),
        side=side,
        is_mine=message.author_id == actor.account_id,
        by_liaison=message.author_id == ticket.filed_by,
        author_name=name,
        text=message.text,
        at=message.created_at,
        intent=message.intent,
        answer_by=message.answer_by,
        answered_at=message.answered_at,
        raised_at=message.raised_at,
        contact_at=message.contact_at,
        answered_how=message.answered_how,
        seen=tuple(row for _, row in seen[message.id]),
    )
