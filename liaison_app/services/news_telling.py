"""Telling people outside of the app: what is due to one person is one mail and one notice on each of their devices.

What is told is written into the outboxes in the transaction that notes it as told. So each piece is told once,
whichever worker dies when, and two workers never tell one person at the same time. What the person may not read any
more by then, or has read in the app, is not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import AccountId
from liaison_app.domain.news import NewsWriter, Told, after_quiet, is_quiet
from liaison_app.domain.ports import Clock
from liaison_app.domain.reply_addresses import NO_ANSWERS, ReplyAddresses
from liaison_app.logs import logger
from liaison_app.models import Account, NewsItem, NewsReader, Ticket
from liaison_app.services import mail, push_devices
from liaison_app.services.mail_refusals import MOST_REFUSALS, TELL
from liaison_app.services.message_reading import may_write_side
from liaison_app.services.news_around import habits_in
from liaison_app.services.news_choosing import lock_reader
from liaison_app.services.news_reading import row_of
from liaison_app.services.news_rights import may_read

log = logger("news")
AT_ONCE = 50
MOST_TOLD = 200
AGAIN_AFTER = timedelta(hours=1)
# A busy day on a ticket makes a mail now and then, not one for each step.
PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Desk:
    """What telling needs besides the database."""

    clock: Clock
    city_profile: CityProfile
    news_writer: NewsWriter
    reply_addresses: ReplyAddresses = NO_ANSWERS


def tell_news(
    *,
    database: Database,
    clock: Clock,
    city_profile: CityProfile,
    news_writer: NewsWriter,
    reply_addresses: ReplyAddresses = NO_ANSWERS,
) -> bool:
    """Tell what is due, each person in a transaction of their own. True where there may be more."""
    desk, now = Desk(clock, city_profile, news_writer, reply_addresses), clock.now()
    with database.snapshot() as snapshot:
        due = select(NewsItem.account_id).where(col(NewsItem.tell_at) <= now).distinct().limit(AT_ONCE)
        people = snapshot.db.exec(due).all()
    for account_id in people:
        try:
            with database.unit_of_work() as uow:
                tell_one(account_id, desk, uow)
        except Exception:
            log.exception("telling_failed", account=account_id)
            with database.unit_of_work() as uow:
                _put_off(account_id, now, now + AGAIN_AFTER, uow)
    return len(people) == AT_ONCE


def tell_one(account_id: str, desk: Desk, uow: UnitOfWork) -> None:
    """Tell one person what is due, or note that it is not to be told."""
    now, reader = desk.clock.now(), lock_reader(account_id, uow)
    account = uow.db.get_one(Account, account_id)
    _let_wait(reader, now, desk, uow)
    found = _due(account, now, uow) if account.is_active else []
    for item, _ in found:
        item.told_at, item.tell_at = now, None
    uow.db.flush()
    if len(found) < MOST_TOLD:  # what else is due may not be read any more
        _put_off(account_id, now, None, uow)
    if found:
        reader.told_at = now
        actor = Actor(AccountId(account.id), account.role)
        rows = tuple(row_of(item, ticket, actor) for item, ticket in found)
        _send(Told(account_id, rows), account, reader, desk, uow)


def _let_wait(reader: NewsReader, now: datetime, desk: Desk, uow: UnitOfWork) -> None:
    """In the quiet hours what is not urgent waits for their end; shortly after a mail it waits for a while."""
    habits, zone = habits_in(reader), desk.city_profile.time_zone
    is_calm = col(NewsItem.is_urgent).is_(False)
    if is_quiet(now.astimezone(zone).hour, habits):
        waits = (is_calm,) if habits.safety_passes else ()
        _put_off(reader.account_id, now, after_quiet(now, habits, zone), uow, *waits)
    elif reader.told_at is not None and now < reader.told_at + PAUSE:
        _put_off(reader.account_id, now, reader.told_at + PAUSE, uow, is_calm)


def _of(account_id: str, now: datetime) -> tuple[Any, ...]:
    return col(NewsItem.account_id) == account_id, col(NewsItem.tell_at) <= now


def _due(account: Account, now: datetime, uow: UnitOfWork) -> list[Any]:
    """What is due and may be read by now, newest first."""
    wanted = select(NewsItem, Ticket).join(Ticket, col(Ticket.id) == col(NewsItem.ticket_id))
    rights = may_read(account.id, account.role)
    wanted = wanted.where(*_of(account.id, now), *rights, col(NewsItem.read_at).is_(None))
    return list(uow.db.exec(wanted.order_by(col(NewsItem.id).desc()).limit(MOST_TOLD)).all())


def _put_off(account_id: str, now: datetime, at: datetime | None, uow: UnitOfWork, *which: Any) -> None:
    uow.db.execute(
        update(NewsItem).where(*_of(account_id, now), *which).values(tell_at=at),
        execution_options={"synchronize_session": False},
    )


def _send(told: Told, account: Account, reader: NewsReader, desk: Desk, uow: UnitOfWork) -> None:
    first = min(row.id for row in told.rows)
    if reader.by_mail and reader.refusals < MOST_REFUSALS:
        reply_to, who_reads = _answers(told, account, desk, uow)
        mail.queue(
            key=f"{TELL}{account.id}/{first}",
            recipient=account.email,
            letter=desk.news_writer.write(told, locale=account.locale, answers_go_to=who_reads),
            locale=account.locale,
            reply_to=reply_to,
            uow=uow,
            clock=desk.clock,
            stop_link=desk.news_writer.stop_address(account.id, told.subjects, locale=account.locale),
        )
    if reader.by_push:
        push_devices.queue(
            told, key=f"{TELL}{first}", account=account, writer=desk.news_writer, uow=uow, clock=desk.clock
        )


def _answers(told: Told, account: Account, desk: Desk, uow: UnitOfWork) -> tuple[str, Role | None]:
    """Where an answer to a mail about one ticket goes, and who reads it: the other end of our own side."""
    ids = {row.ticket_id for row in told.rows}
    ticket = uow.db.get(Ticket, next(iter(ids))) if len(ids) == 1 else None
    if ticket is None or not may_write_side(Actor(AccountId(account.id), account.role), ticket):
        return "", None
    address = desk.reply_addresses.for_account(ticket.id, account.id)
    reads = Role.COORDINATOR if account.id == ticket.filed_by else Role.LIAISON
    return address, reads if address else None
