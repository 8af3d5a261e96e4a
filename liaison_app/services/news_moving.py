"""News of a ticket that becomes part of another one goes over to that one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.models import NewsCause, NewsItem, NewsMute

_UNSEEN = {"synchronize_session": False}


def hand_over(from_id: str, to_id: str, uow: UnitOfWork) -> None:
    """Whoever muted the one has muted the other."""
    for table in (NewsCause, NewsItem):
        of_ticket: Any = col(table.ticket_id)
        uow.db.execute(update(table).where(of_ticket == from_id).values(ticket_id=to_id), execution_options=_UNSEEN)
    there = select(NewsMute.account_id).where(NewsMute.ticket_id == to_id)
    both = (col(NewsMute.ticket_id) == from_id, col(NewsMute.account_id).in_(there))
    uow.db.execute(delete(NewsMute).where(*both), execution_options=_UNSEEN)
    moved = update(NewsMute).where(col(NewsMute.ticket_id) == from_id).values(ticket_id=to_id)
    uow.db.execute(moved, execution_options=_UNSEEN)
