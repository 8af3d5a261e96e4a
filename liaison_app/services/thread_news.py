"""What is new in the threads of somebody's own tickets: private messages they have not had before them, and answers of
the city's to what they asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, union_all, update
from sqlmodel import col

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.ids import AccountId
from liaison_app.domain.message_rows import ThreadNews
from liaison_app.models import CityMessage, MessageSeen, SideMessage

_ANSWERED = (col(CityMessage.answered_at).is_not(None), col(CityMessage.answer_seen_at).is_(None))


def news_of(ticket_ids: Collection[str], account_id: AccountId, snapshot: Snapshot) -> dict[str, ThreadNews]:
    """What is new for the liaison who filed these tickets; one statement, nothing for where nothing is."""
    if not ticket_ids:
        return {}
    seen: Any = select(col(MessageSeen.message_id)).where(
        col(MessageSeen.message_id) == col(SideMessage.id), col(MessageSeen.account_id) == account_id
    )
    private: Any = select(col(SideMessage.ticket_id).label("ticket_id"), literal(1).label("is_private")).where(
        col(SideMessage.ticket_id).in_(ticket_ids), col(SideMessage.author_id) != account_id,
        col(SideMessage.taken_back_at).is_(None), ~seen.exists(),
    )  # fmt: skip
    answers = select(col(CityMessage.ticket_id), literal(0)).where(
        col(CityMessage.ticket_id).in_(ticket_ids), col(CityMessage.author_id) == account_id, *_ANSWERED
    )
    each = union_all(private, answers).subquery()
    wanted = select(each.c.ticket_id, func.sum(each.c.is_private), func.count()).group_by(each.c.ticket_id)
    return {
        ticket_id: ThreadNews(unread=many, answers=count - many)
        for ticket_id, many, count in snapshot.db.execute(wanted).all()
    }


def has_unseen_answer(ticket_id: str, account_id: AccountId | None, snapshot: Snapshot) -> bool:
    """Whether the city answered something that the account asked, and they have not had it before them."""
    wanted = select(col(CityMessage.id)).where(
        col(CityMessage.ticket_id) == ticket_id, col(CityMessage.author_id) == account_id, *_ANSWERED
    )  # fmt: skip
    return snapshot.db.execute(wanted.limit(1)).first() is not None


def note_answers_seen(ticket_id: str, account_id: AccountId, now: datetime, uow: UnitOfWork) -> bool:
    """The answers to what the account asked about a ticket are before them; True where any was new."""
    mine = (col(CityMessage.ticket_id) == ticket_id, col(CityMessage.author_id) == account_id)
    found = uow.db.execute(
        update(CityMessage).where(*mine, *_ANSWERED).values(answer_seen_at=now).returning(col(CityMessage.id)),
        execution_options={"synchronize_session": False},
    ).all()
    return bool(found)
