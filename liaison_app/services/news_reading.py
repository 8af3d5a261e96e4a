"""A person's news in the app: how much is unread, the list, and what was read. The same on all their devices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, select

from liaison_app.db import Database, Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.news import NewsPage, NewsRow
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import Sight
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import NewsItem, StandingNews, Ticket
from liaison_app.services.news_choosing import lock_reader
from liaison_app.services.news_rights import may_read
from liaison_app.services.ticket_projection import day_of
from liaison_app.services.ticket_reading import sight_of

PAGE_SIZE = 40
MOST_ROWS = 400
# More than this is told as "99+", so that nobody counts further.
MOST_COUNTED = 100
_UNREAD, _READ = "u", "r"


def count_unread(*, actor: Actor, snapshot: Snapshot) -> int:
    """How much the actor has not read, at most 100; 0 for whoever gets no news."""
    if not actor.is_in(Audience.LIAISON):
        return 0
    unread = select(NewsItem.id).join(Ticket, col(Ticket.id) == col(NewsItem.ticket_id))
    unread = unread.where(*_mine(actor), col(NewsItem.read_at).is_(None)).limit(MOST_COUNTED)
    standing = select(StandingNews.id).where(
        StandingNews.account_id == actor.account_id, col(StandingNews.read_at).is_(None)
    )
    counts = (select(func.count()).select_from(one.subquery()).scalar_subquery() for one in (unread, standing))
    return int(sum(snapshot.db.execute(select(*counts)).one()))


def list_news(
    *,
    actor: Actor,
    after: str = "",
    limit: int = PAGE_SIZE,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> NewsPage:
    """Unread news, newest first, then what was read; from `after` on.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither liaison nor coordinator.
    """
    actor.require(Audience.LIAISON)
    half, before = _place(after)
    found: list[Any] = []
    if half == _UNREAD:
        found = _rows(actor, col(NewsItem.read_at).is_(None), before, limit + 1, snapshot)
        before = None
    if len(found) <= limit:
        found += _rows(actor, col(NewsItem.read_at).is_not(None), before, limit + 1 - len(found), snapshot)
    rows = tuple(row_of(item, ticket, actor) for item, ticket in found[:limit])
    more = f"{_READ if rows[-1].is_read else _UNREAD}{rows[-1].id}" if len(found) > limit else ""
    return NewsPage(rows, day_of(clock.now(), city_profile.time_zone), more)


def read_all(*, actor: Actor, upto: int, uow: UnitOfWork, clock: Clock) -> None:
    """All news up to the id `upto` is read: what came in since the list was shown is not. Raises as `list_news`."""
    account_id = actor.require(Audience.LIAISON)
    _mark(account_id, (col(NewsItem.id) <= upto,), clock.now(), uow)


def note_opened(*, actor: Actor, ticket_id: TicketId, database: Database, clock: Clock) -> None:
    """The actor has a ticket's page before them: the news about it is read. Writes only where there is any."""
    if not actor.is_in(Audience.LIAISON) or actor.account_id is None:
        return
    about = (NewsItem.ticket_id == ticket_id,)
    unread = (NewsItem.account_id == actor.account_id, col(NewsItem.read_at).is_(None), *about)
    with database.snapshot() as snapshot:
        if snapshot.db.exec(select(NewsItem.id).where(*unread).limit(1)).first() is None:
            return
    with database.unit_of_work() as uow:
        _mark(actor.account_id, about, clock.now(), uow)


def _mark(account_id: AccountId, which: tuple[Any, ...], now: datetime, uow: UnitOfWork) -> None:
    """What was read in the app is not told outside of it any more. Whoever tells the person waits for it, or is waited
    for."""
    lock_reader(account_id, uow)
    done = uow.db.execute(
        update(NewsItem)
        .where(col(NewsItem.account_id) == account_id, col(NewsItem.read_at).is_(None), *which)
        .values(read_at=now, tell_at=None),
        execution_options={"synchronize_session": False},
    )
    if getattr(done, "rowcount", 0):
        uow.announce(rooms.news(account_id))


def row_of(item: NewsItem, ticket: Ticket, actor: Actor) -> NewsRow:
    """A piece of news as the actor may see it."""
    is_full = sight_of(actor, ticket) is Sight.FULL
    return NewsRow(
        id=item.id or 0,
        kind=item.kind,
        word=item.word,
        subject=item.subject,
        ticket_id=TicketId(ticket.id),
        service_code=ticket.service_code,
        service_name=ticket.service_name,
        place=ticket.address if is_full else ticket.public_address,
        at=item.at,
        is_read=item.read_at is not None,
        is_private=ticket.visibility not in OPEN_TO_ALL,
    )


def _mine(actor: Actor) -> tuple[Any, ...]:
    return may_read(actor.account_id or "", Role(actor.role) if actor.role else None)


def _rows(actor: Actor, half: Any, before: int | None, limit: int, snapshot: Snapshot) -> list[Any]:
    wanted = select(NewsItem, Ticket).join(Ticket, col(Ticket.id) == col(NewsItem.ticket_id))
    wanted = wanted.where(*_mine(actor), half)
    if before is not None:
        wanted = wanted.where(col(NewsItem.id) < before)
    return list(snapshot.db.exec(wanted.order_by(col(NewsItem.id).desc()).limit(limit)).all())


def _place(after: str) -> tuple[str, int | None]:
    """Where a page begins; at the top for what is no such place."""
    half, number = after[:1], after[1:]
    if half in {_UNREAD, _READ} and number.isascii() and number.isdigit() and len(number) <= 9:
        return half, int(number)
    return _UNREAD, None
