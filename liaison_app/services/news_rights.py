"""Which news somebody may read now. Asked whenever it is listed, counted or told: since it was made a ticket may have
become private, a role may have changed, an account may have been closed."""

from __future__ import annotations

from typing import Any

from sqlmodel import and_, col, or_

from liaison_app.domain.access import Role
from liaison_app.domain.news import NewsKind, Subject
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import NewsItem, Ticket

# What may stand on a ticket's page for whoever sees it.
_OF_OTHERS = (Subject.FOLLOWED, Subject.NEIGHBORHOOD)


def may_read(account_id: str, role: Role | None) -> tuple[Any, ...]:
    """The conditions for news of this account, joined with its ticket, that it may read in this role."""
    own = (NewsItem.account_id == account_id,)
    if role is Role.COORDINATOR:
        is_theirs = or_(NewsItem.subject != Subject.MINE, Ticket.filed_by == account_id)
        return *own, is_theirs
    is_mine = and_(Ticket.filed_by == account_id, NewsItem.subject != Subject.DESK)
    is_of_the_city = and_(NewsItem.subject == Subject.ANSWERS, NewsItem.kind != NewsKind.PRIVATE)
    is_public = and_(
        col(Ticket.visibility).in_(OPEN_TO_ALL),
        or_(col(NewsItem.subject).in_(_OF_OTHERS), is_of_the_city),
    )
    return *own, or_(is_mine, is_public)
