"""Notes what may be news, in the transaction in which it happens: every session that writes it does so.

Whatever writes a change, a message or an answer need not know of news, and nothing can commit without its note. Who
hears of it is found out later (`services.news_making`). What passes by the session (a first import, the demo) is no
news.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PassiveFlag

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.news import NEWS_FOR, NOTED, Cause
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models.channels import HeardAnswer
from liaison_app.models.delivery import CityMessage, HandOver, HandOverRow, MessageHandOver
from liaison_app.models.news import NewsCause
from liaison_app.models.threads import AwaitedRow, SideMessage
from liaison_app.models.tickets import StatusChange, Ticket

Note = tuple[Cause, str, str]
_HELD = frozenset({Delivery.HUMAN, Delivery.REJECTED})


@event.listens_for(Session, "after_flush")
def _note_causes(session: Session, _context: object) -> None:
    made = [note for one in session.new for note in _of_new(one, session)]
    moved = [note for one in session.dirty if isinstance(one, AwaitedRow) for note in _of_message(one)]
    rows = [{"cause": cause, "ticket_id": ticket, "ref": ref} for cause, ticket, ref in (*made, *moved)]
    if rows:
        session.connection().execute(insert(NewsCause), rows)


def _of_new(one: Any, session: Session) -> Iterator[Note]:
    if isinstance(one, StatusChange) and one.kind in NOTED:
        if not _is_nobodys(one, session):
            yield Cause.CHANGE, one.ticket_id, str(one.id)
    elif isinstance(one, SideMessage):
        yield Cause.PRIVATE, one.ticket_id, one.id
    elif isinstance(one, HeardAnswer) and one.by_mail:
        yield Cause.HEARD, one.ticket_id, one.id
    elif isinstance(one, HandOver):
        yield Cause.HANDED, one.ticket_id, _handed_to(one, one.ticket_id)
    elif isinstance(one, MessageHandOver):
        message = session.get(CityMessage, one.message_id)
        if message is not None:
            yield Cause.HANDED, message.ticket_id, _handed_to(one, one.message_id)


def _is_nobodys(change: StatusChange, session: Session) -> bool:
    """Whether it is about a copy of somebody else's request, and only that there is one or long ago: mirroring and
    imports bring thousands of those."""
    ticket = session.get(Ticket, change.ticket_id)
    if ticket is None or ticket.origin not in MIRRORED:
        return False
    return change.kind is ChangeKind.FILED or change.at < ticket.updated_at - NEWS_FOR


def _handed_to(one: HandOverRow, what: str) -> str:
    """To whom, and a mark of what and when: both may be handed to one person in the same moment."""
    mark = sha256(f"{type(one).__name__}/{what}/{one.at.timestamp()}".encode()).hexdigest()
    return f"{one.to_account}@{mark[:14]}"


def _of_message(one: Any) -> Iterator[Note]:
    if isinstance(one, CityMessage):
        if (at := _new_value(one, "answered_at")) and not one.answered_how:
            yield Cause.ANSWERED, one.ticket_id, _occasion(one.id, at)
        if _new_value(one, "delivery") in _HELD:
            yield Cause.STUCK, one.ticket_id, f"{one.id}/{one.fence}"
    if at := _new_value(one, "raised_at"):
        yield Cause.RAISED, one.ticket_id, _occasion(one.id, at)
    if at := _new_value(one, "contact_at"):
        yield Cause.CONTACT, one.ticket_id, _occasion(one.id, at)


def _occasion(message_id: str, at: datetime) -> str:
    """The same happens to a message more than once: each time is news."""
    return f"{message_id}/{int(at.timestamp() * 1_000_000)}"


def _new_value(one: Any, name: str) -> Any:
    """What a flush set the column to; None where it set it to nothing, or left it."""
    history = get_history(one, name, PassiveFlag.PASSIVE_NO_INITIALIZE)
    return next((value for value in history.added or () if value is not None), None)
