"""Quoting: which words of the city's, or of a thread, a message refers to, and who reads them above it.

A quote is a reference. Whoever reads the message reads what is quoted as far as they may read that by itself; so a
private message can quote anything, and one to the city only what the city said or has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import AccountId
from liaison_app.domain.moderation import BLOCK, Subject
from liaison_app.domain.privacy import redacted
from liaison_app.domain.quotes import QUOTED_KINDS, QuoteRow, is_quote, step_of, step_ref
from liaison_app.domain.threads import Side
from liaison_app.models import Account, CityMessage, SideMessage, StatusChange, Ticket
from liaison_app.services.text_covers import covers_of, read_through

Quotes = dict[str, QuoteRow]
_SUBJECTS: dict[type[CityMessage | SideMessage], Subject] = {CityMessage: Subject.MESSAGE, SideMessage: Subject.SIDE}
Written = TypeVar("Written", CityMessage, SideMessage)


def require_quote(quotes: str, side: Side, actor: Actor, ticket: Ticket, snapshot: Snapshot, *, is_ours: bool) -> str:
    """The words that a message on `side` quotes; '' where it quotes nothing.

    Raises:
        InputInvalid: (field `quote`) there is nothing like that, not for this actor, or not for the city.
    """
    if not quotes:
        return ""
    found = quotes_of([quotes], actor.account_id, ticket, snapshot, is_ours=is_ours).get(quotes)
    # What was hidden says nothing; a block would go out to the city as its author's word.
    if found is None or found.text in {"", BLOCK} or (side is Side.CITY and not _is_told(found, snapshot)):
        raise InputInvalid({"quote": "quote_gone"})
    return found.text


def _is_told(quote: QuoteRow, snapshot: Snapshot) -> bool:
    """Whether the city said it itself, or has it."""
    if quote.is_private:
        return False
    message = snapshot.db.get(CityMessage, quote.ref)
    return message is None or message.delivery is Delivery.ACCEPTED


def quotes_of(
    refs: Collection[str], reader: AccountId | None, ticket: Ticket, snapshot: Snapshot, *, is_ours: bool
) -> Quotes:
    """What `refs` name in a ticket's thread, for a reader who is among its people; `is_ours` where they read our own
    side, too. What is not there, or not for them, is left out."""
    names = sorted({ref for ref in refs if is_quote(ref)})
    steps = [number for ref in names if (number := step_of(ref)) is not None]
    messages = [ref for ref in names if step_of(ref) is None]
    found = {one.ref: one for one in _steps(steps, ticket, snapshot, is_ours=is_ours)}
    found |= {one.ref: one for one in _messages(CityMessage, messages, reader, ticket, snapshot)}
    if is_ours:
        found |= {one.ref: one for one in _messages(SideMessage, messages, reader, ticket, snapshot)}
    return found


def _steps(numbers: list[int], ticket: Ticket, snapshot: Snapshot, *, is_ours: bool) -> Iterator[QuoteRow]:
    if not numbers:
        return
    wanted = select(StatusChange).where(
        col(StatusChange.id).in_(numbers), StatusChange.ticket_id == ticket.id, StatusChange.note != "",
        col(StatusChange.kind).in_(QUOTED_KINDS),
    )  # fmt: skip
    for one in snapshot.db.exec(wanted).all():
        if is_ours or one.is_public:
            yield QuoteRow(
                step_ref(one.id or 0), name="", is_mine=False, at=one.at,
                text=one.note if is_ours else redacted(one.note),
            )  # fmt: skip


def _messages(
    kind: type[Written],
    names: list[str],
    reader: AccountId | None,
    ticket: Ticket,
    snapshot: Snapshot,
) -> Iterator[QuoteRow]:
    if not names:
        return
    wanted = (
        select(kind, Account.name)
        .join(Account, col(Account.id) == col(kind.author_id))
        .where(col(kind.id).in_(names), kind.ticket_id == ticket.id)
    )
    rows: Sequence[tuple[Written, str]] = snapshot.db.exec(wanted).all()
    covers, subject = covers_of(ticket.id, snapshot) if rows else {}, _SUBJECTS[kind]
    for one, name in rows:
        text = read_through(one.text, covers.get((subject, one.id)))
        yield QuoteRow(one.id, name, one.author_id == reader, one.created_at, text, kind is SideMessage)


def words_for_city(message: CityMessage) -> str:
    """What the city is told: what it quotes as plain text, then the words. The same each time."""
    return f"{message.quoted_lines}\n\n{message.text}" if message.quoted_lines else message.text
