"""A ticket's thread, as its people read it. Nobody else sees any of it; the city has its own copy of what it was told.

What was written to the city is read by who filed the ticket, liaisons who follow it, and coordinators. What stays on
our side is for its liaison and coordinators alone: anybody with an account may follow a public ticket.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.channels import Channel, ChannelPolicy, HeardRow, written_ways
from liaison_app.domain.delivery import HELD
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ids import PhotoKey, Ref
from liaison_app.domain.message_rows import MessageRow, SeenRow, ThreadPart
from liaison_app.domain.threads import AnswerPolicy, Side
from liaison_app.models import Account, CityMessage, Follow, HeardAnswer, MessageSeen, SideMessage, Ticket
from liaison_app.services.linked_news import told_elsewhere
from liaison_app.services.message_leaving import not_left
from liaison_app.services.moderated_rows import as_moderated, asked_of
from liaison_app.services.photos_of_messages import photos_by_message
from liaison_app.services.quoting import quotes_of
from liaison_app.services.text_covers import covers_of
from liaison_app.services.thread_news import has_unseen_answer

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
    return actor.role is Role.COORDINATOR or actor.answers_for(ticket.filed_by)


def may_write_side(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor can write on our own side, which has two ends only where a liaison filed the ticket."""
    return ticket.filed_by is not None and is_on_our_side(actor, ticket)


def channels_of(ticket: Ticket, policy: DeliveryPolicy, channels: ChannelPolicy) -> tuple[Channel, ...]:
    """The ways to the city about a ticket, the best one first; none while it has no number there."""
    if ticket.service_request_id is None:
        return ()
    return channels.channels(ticket.service_code, takes_messages=policy.takes_messages)


def thread_of(
    actor: Actor,
    ticket: Ticket,
    policy: DeliveryPolicy,
    answers: AnswerPolicy,
    channels: ChannelPolicy,
    snapshot: Snapshot,
) -> ThreadPart:
    """The newest messages about a ticket, newest first; nothing for who is not among its people."""
    if not is_among_people(actor, ticket, snapshot):
        return ThreadPart()
    is_ours = is_on_our_side(actor, ticket)
    told = _written(CityMessage, ticket, snapshot)
    kept = _written(SideMessage, ticket, snapshot) if is_ours else ()
    seen = _seen((*(one.id for one, _ in told), *(one.id for one, _ in kept)), snapshot)
    covers = snapshot.once(("covers", ticket.id), lambda: covers_of(ticket.id, snapshot))
    asked = snapshot.once(("asked", ticket.id), lambda: asked_of(ticket.id, snapshot))
    mine = not_left([one for one, _ in told if one.author_id == actor.account_id], snapshot)
    ways = channels_of(ticket, policy, channels)
    rows = [_told_row(one, name, actor, ticket, seen, ways, may_change=one.id in mine) for one, name in told]
    rows += [_side_row(one, name, actor, ticket, seen) for one, name in kept]
    quotes = quotes_of({one.quotes for one in rows}, actor.account_id, ticket, snapshot, is_ours=is_ours)
    photos = _photos(tuple(one.id for one in rows), snapshot)
    rows = [replace(one, quote=quotes.get(one.quotes), photos=photos.get(one.id, ())) for one in rows]
    rows = [as_moderated(row, ticket, covers, asked) for row in rows]
    return ThreadPart(
        messages=tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True)),
        heard=(*_heard(actor, ticket, snapshot), *_told_elsewhere(ticket, snapshot, is_ours=is_ours)),
        channels=ways,
        may_write_side=may_write_side(actor, ticket),
        is_read=True,
        sends_photos=policy.media_links is not None and ways[:1] == (Channel.UPDATE,),
        is_liaison=actor.answers_for(ticket.filed_by),
        contact=answers.contact,
        has_unseen=any(
            is_from_the_other_end(one, actor, ticket) and not _has(actor, seen[one.id])
            for one, _ in kept
            if one.taken_back_at is None
        )
        or has_unseen_answer(ticket.id, actor.account_id, snapshot),
    )


def _photos(message_ids: tuple[str, ...], snapshot: Snapshot) -> Mapping[str, tuple[PhotoKey, ...]]:
    return snapshot.once(("photos", message_ids), lambda: photos_by_message(message_ids, snapshot))


def _told_elsewhere(ticket: Ticket, snapshot: Snapshot, *, is_ours: bool) -> Sequence[HeardRow]:
    key = ("told elsewhere", ticket.id, is_ours)
    return snapshot.once(key, lambda: told_elsewhere(ticket.id, snapshot, is_ours=is_ours))


def _answers(ticket: Ticket, snapshot: Snapshot) -> Sequence[tuple[HeardAnswer, str | None]]:
    wanted = (
        select(HeardAnswer, Account.name)
        .outerjoin(Account, col(Account.id) == col(HeardAnswer.author_id))
        .where(HeardAnswer.ticket_id == ticket.id)
        .order_by(col(HeardAnswer.at).desc(), col(HeardAnswer.id))
        .limit(MOST_SHOWN)
    )
    rows: Sequence[tuple[HeardAnswer, str | None]] = snapshot.db.exec(wanted).all()
    return rows


def _heard(actor: Actor, ticket: Ticket, snapshot: Snapshot) -> Iterator[HeardRow]:
    for one, name in snapshot.once(("heard", ticket.id), lambda: _answers(ticket, snapshot)):
        yield HeardRow(
            id=Ref(one.id),
            channel=one.channel,
            text=one.text,
            at=one.at,
            is_mine=one.author_id is not None and one.author_id == actor.account_id,
            by_name=name or "",
            outcome=one.outcome,
            reached=one.reached,
            next_on=one.next_on,
            left_out=one.left_out,
            is_cut=one.is_cut,
        )


def is_from_the_other_end(message: SideMessage, actor: Actor, ticket: Ticket) -> bool:
    """Whether the ticket's liaison wrote to this coordinator, or a coordinator to this liaison."""
    return (message.author_id == ticket.filed_by) != actor.answers_for(ticket.filed_by)


def _written(kind: type[Written], ticket: Ticket, snapshot: Snapshot) -> Sequence[tuple[Written, str]]:
    def load() -> Sequence[tuple[Written, str]]:
        return snapshot.db.exec(
            select(kind, Account.name)
            .join(Account, col(Account.id) == col(kind.author_id))
            .where(kind.ticket_id == ticket.id)
            .order_by(col(kind.created_at).desc(), col(kind.id))
            .limit(MOST_SHOWN)
        ).all()

    return snapshot.once((kind, ticket.id), load)


def _seen(message_ids: tuple[str, ...], snapshot: Snapshot) -> Seen:
    """Who had each message before them, the first one first: accounts, with what is told of them."""
    return snapshot.once(("seen", message_ids), lambda: _seen_of(message_ids, snapshot))


def _seen_of(message_ids: Collection[str], snapshot: Snapshot) -> Seen:
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


def _told_row(
    message: CityMessage, name: str, actor: Actor, ticket: Ticket, seen: Seen, ways: Sequence[Channel], *,
    may_change: bool,
) -> MessageRow:  # fmt: skip
    row = _row(message, Side.CITY, name, actor, ticket, seen)
    may_send_again = message.delivery in HELD and (row.is_mine or actor.role is Role.COORDINATOR)
    others = tuple(one for one in written_ways(ways) if one is not message.channel)
    return replace(
        row,
        delivery=message.delivery,
        due_at=message.due_at,
        reason=message.reason,
        city_words=message.city_words,
        withdrawn_because=message.withdrawn_because,
        may_change=may_change,
        may_take_back=may_change,
        channel=message.channel,
        number=message.city_update_id if message.channel is Channel.REQUEST else "",
        may_send_again=may_send_again,
        others=others if may_send_again else (),
    )


def _side_row(message: SideMessage, name: str, actor: Actor, ticket: Ticket, seen: Seen) -> MessageRow:
    row = _row(message, Side.OWN, name, actor, ticket, seen)
    may_change = row.is_mine and message.taken_back_at is None
    return replace(
        row,
        may_change=may_change,
        may_take_back=may_change,
        by_mail=message.by_mail,
        left_out=message.left_out,
        is_cut=message.is_cut,
    )


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
        quotes=message.quotes,
        changed_at=message.changed_at,
        taken_back_at=message.taken_back_at,
        has_versions=actor.role is Role.COORDINATOR and (message.changed_at or message.taken_back_at) is not None,
    )
