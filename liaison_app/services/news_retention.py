"""How long news is kept, and the browsers that took notices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, or_, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.ports import Clock
from liaison_app.models import LoginSession, NewsItem, PushDevice, PushMessage
from liaison_app.services.push_devices import forget
from liaison_app.services.push_sending import KEPT
from liaison_app.services.retention import AT_ONCE

NEWS_KEPT = timedelta(days=180)


def forget_news(*, uow: UnitOfWork, clock: Clock) -> bool:
    """Delete news half a year after it was made, notices a week after they went, and browsers whose login session is
    over. True where there may be more."""
    now = clock.now()
    news = _some(NewsItem.id, col(NewsItem.made_at) < now - NEWS_KEPT, uow)
    notices = _some(PushMessage.id, col(PushMessage.settled_at) < now - KEPT, uow)
    for table, ids in ((NewsItem, news), (PushMessage, notices)):
        uow.db.execute(
            delete(table).where(col(table.id).in_(ids)),
            execution_options={"synchronize_session": False},
        )
    is_over = or_(col(LoginSession.ended_at).is_not(None), LoginSession.expires_at < now)
    alive = select(LoginSession.id).where(~is_over)
    over = _some(PushDevice.id, col(PushDevice.login_session_id).not_in(alive), uow)
    forget(col(PushDevice.id).in_(over), uow)
    return AT_ONCE in {len(news), len(notices), len(over)}


def _some(key: Any, where: Any, uow: UnitOfWork) -> list[Any]:
    return list(uow.db.exec(select(key).where(where).limit(AT_ONCE)).all())
