"""Rows of a thread as moderation leaves them: what was taken out, and whether neighbors may read one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import select

from liaison_app.db import Snapshot
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow
from liaison_app.domain.moderation import Asked, Subject
from liaison_app.domain.threads import Side
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import PublicAsking, Ticket
from liaison_app.services.text_covers import Covers, read_through


def asked_of(ticket_id: str, snapshot: Snapshot) -> Mapping[str, PublicAsking]:
    """Which messages of a ticket their authors asked to be public."""
    found = snapshot.db.exec(select(PublicAsking).where(PublicAsking.ticket_id == ticket_id)).all()
    return {one.message_id: one for one in found}


def as_moderated(row: MessageRow, ticket: Ticket, covers: Covers, asked: Mapping[str, PublicAsking]) -> MessageRow:
    """A row without what was taken out of it; its own author asks, as long as it is to go out."""
    subject = Subject.MESSAGE if row.side is Side.CITY else Subject.SIDE
    cover = covers.get((subject, row.id))
    # A coordinator looked at the words as they were written: what was taken out of them since changes none.
    state = _state(asked.get(row.id), row)
    # Who changes a text begins with what they read of it: blocks would become words.
    row = replace(row, text=read_through(row.text, cover), may_change=row.may_change and cover is None)
    if cover is not None and cover.is_hidden:
        row = replace(row, photos=())
    if subject is Subject.SIDE:
        return row
    wish = asked.get(row.id)
    is_asked = wish is not None and wish.state is not Asked.TAKEN_BACK
    is_gone = row.delivery is Delivery.WITHDRAWN or row.taken_back_at is not None
    may = row.is_mine and ticket.visibility in OPEN_TO_ALL and not is_gone
    return replace(
        row,
        asked=state,
        may_ask=may and not is_asked,
    )


def _state(wish: PublicAsking | None, row: MessageRow) -> Asked | None:
    """What a coordinator has not looked at as it is now waits again."""
    if wish is None:
        return None
    is_other = wish.state is Asked.SHOWN and wish.looked_text != row.text
    return Asked.WAITING if is_other else wish.state
