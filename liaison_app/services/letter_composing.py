"""Letters to neighbors: what is news since the last one, written in the transaction that moves on how far it is told.

So each public change is told once, whichever worker dies when. Any number of workers may compose at once: a follow's
row is locked while one of them does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, func, or_
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ids import NeighborhoodId, TicketId
from liaison_app.domain.mail import Letter
from liaison_app.domain.mail_follows import (
    Door,
    LetterPolicy,
    LetterWriter,
    NeighborhoodNews,
    NewsPart,
    Rhythm,
    next_letter,
)
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import Sight, TicketDetail
from liaison_app.domain.tickets import OPEN_TO_ALL, ChangeKind, Status, Visibility
from liaison_app.logs import logger
from liaison_app.models import ChangeMark, MailFollow, MailReader, Neighborhood, StatusChange, Ticket
from liaison_app.services import follow_news, mail, ticket_reading
from liaison_app.services.mail_following import settled_mark
from liaison_app.services.ticket_projection import card_of, day_of

AT_ONCE = 50
# What failed is tried again after this, and keeps no other reader waiting.
AGAIN_AFTER = timedelta(hours=1)
MARKS_KEPT = timedelta(days=1)
ROWS_TOLD = 8
# Open data brings years at once; what is older than this is no news.
NEWS_FOR = timedelta(days=31)
TOLD_KINDS = ticket_reading.PUBLIC_KINDS - {ChangeKind.FILED}
log = logger("letters")


@dataclass(frozen=True, slots=True)
class Desk:
    """What composing needs besides the database."""

    clock: Clock
    city_profile: CityProfile
    delivery_policy: DeliveryPolicy
    letter_writer: LetterWriter


def set_mark(*, uow: UnitOfWork, clock: Clock) -> bool:
    """Write down the newest status change there is; old marks go. False, always."""
    now = clock.now()
    upto = uow.db.exec(select(func.max(StatusChange.id))).one()
    uow.db.merge(ChangeMark(at=now, upto=upto or 0))
    uow.db.execute(delete(ChangeMark).where(col(ChangeMark.at) < now - MARKS_KEPT))
    return False


def compose(
    *,
    database: Database,
    clock: Clock,
    city_profile: CityProfile,
    delivery_policy: DeliveryPolicy,
    letter_policy: LetterPolicy,
    letter_writer: LetterWriter,
) -> bool:
    """Write the letters that are due, each in a transaction of its own. True where there may be more."""
    if not letter_policy.is_offered:
        return False
    desk = Desk(clock, city_profile, delivery_policy, letter_writer)
    with database.snapshot() as snapshot:
        wanted = select(MailFollow.id).where(*_is_due(clock.now()), _has_news())
        due = snapshot.db.exec(wanted.order_by(col(MailFollow.due_at)).limit(AT_ONCE)).all()
    for follow_id in due:
        try:
            with database.unit_of_work() as uow:
                compose_one(follow_id, desk, uow)
        except Exception:
            log.exception("letter_failed", follow=follow_id)
            _put_off(follow_id, database, clock.now())
    return len(due) == AT_ONCE


def compose_one(follow_id: str, desk: Desk, uow: UnitOfWork) -> None:
    """Write one follow's letter where something is news, and move on; another worker's turn is left to it."""
    now = desk.clock.now()
    wanted = select(MailFollow).where(MailFollow.id == follow_id, *_is_due(now)).with_for_update(skip_locked=True)
    follow = uow.db.exec(wanted).first()
    if follow is None:
        return
    letter = _about_ticket(follow, desk, uow) if follow.ticket_id else _about_neighborhood(follow, desk, uow)
    if letter is not None or follow.rhythm is not Rhythm.HOURLY:
        follow.due_at = next_letter(follow.rhythm, now, desk.city_profile.time_zone)
    uow.db.add(follow)
    if letter is not None:
        _queue(follow, letter, desk, uow)


def _is_due(now: datetime) -> tuple[Any, ...]:
    return col(MailFollow.confirmed_at).is_not(None), col(MailFollow.due_at) <= now


def _has_news() -> Any:
    """Whoever wants to hear soon is looked at only where something happened; the others when their hour has come."""
    is_news = exists().where(
        and_(
            or_(col(StatusChange.ticket_id) == col(MailFollow.ticket_id), follow_news.is_of_leader()),
            col(StatusChange.id) > col(MailFollow.told_until),
        )
    )
    return or_(col(MailFollow.rhythm) != Rhythm.HOURLY, is_news)


def _put_off(follow_id: str, database: Database, now: datetime) -> None:
    with database.unit_of_work() as uow:
        follow = uow.db.get(MailFollow, follow_id)
        if follow is not None:
            follow.due_at = now + AGAIN_AFTER
            uow.db.add(follow)


def _queue(follow: MailFollow, letter: Letter, desk: Desk, uow: UnitOfWork) -> None:
    reader = uow.db.get_one(MailReader, follow.reader_id)
    day = desk.clock.now().isoformat(timespec="minutes")
    mail.queue(
        key=f"news/{follow.id}/{follow.told_until}/{day}",
        recipient=reader.address,
        letter=letter,
        locale=follow.locale,
        uow=uow,
        clock=desk.clock,
        about=follow.id,
        stop_link=desk.letter_writer.stop_address(follow.id, locale=follow.locale),
    )


def _about_ticket(follow: MailFollow, desk: Desk, uow: UnitOfWork) -> Letter | None:
    """The letter about a ticket, or None where nothing that the public may know is news.

    Whoever writes a change holds the ticket's row until it is committed, so that with the row locked none below the
    last one can still come.
    """
    ticket, where = follow_news.about(follow, uow)
    wanted = select(StatusChange).where(where, col(StatusChange.id) > follow.told_until)
    changes = uow.db.exec(wanted.order_by(col(StatusChange.at).desc(), col(StatusChange.id).desc())).all()
    follow.told_until = max((one.id or 0 for one in changes), default=follow.told_until)
    public = [one for one in changes if one.is_public and one.kind in TOLD_KINDS]
    told = ticket_reading.without_unseen(PUBLIC, public, uow)
    if ticket.visibility not in OPEN_TO_ALL or not told:
        return None
    detail = _news_of(ticket, told, desk, uow)
    return desk.letter_writer.tell_ticket(detail, Door(follow.id, follow.reader_id), locale=follow.locale)


def _news_of(ticket: Ticket, told: Sequence[StatusChange], desk: Desk, uow: UnitOfWork) -> TicketDetail:
    detail = ticket_reading.show(
        actor=PUBLIC,
        ticket_id=TicketId(ticket.id),
        snapshot=uow,
        clock=desk.clock,
        city_profile=desk.city_profile,
        delivery_policy=desk.delivery_policy,
    )
    zone = desk.city_profile.time_zone
    rows = (ticket_reading.change_row(one, ticket, Sight.PUBLIC, zone) for one in told)
    return replace(detail, changes=tuple(rows))


def _about_neighborhood(follow: MailFollow, desk: Desk, uow: UnitOfWork) -> Letter | None:
    """The letter about a neighborhood, or None where nothing is news."""
    news = _neighborhood_news(follow, desk, uow)
    follow.told_until = max(follow.told_until, settled_mark(uow, desk.clock.now()) or 0)
    follow.late_from = news.today
    if news.is_empty:
        return None
    return desk.letter_writer.tell_neighborhood(news, Door(follow.id, follow.reader_id), locale=follow.locale)


def _neighborhood_news(follow: MailFollow, desk: Desk, uow: UnitOfWork) -> NeighborhoodNews:
    now, today = desk.clock.now(), day_of(desk.clock.now(), desk.city_profile.time_zone)
    place = uow.db.get_one(Neighborhood, follow.neighborhood_id)
    here = (Ticket.neighborhood_id == place.id, Ticket.visibility == Visibility.PUBLIC)
    upto = settled_mark(uow, now) or follow.told_until

    def changed(kind: ChangeKind, *conditions: Any) -> Any:
        """Tickets with a change of this kind between what was told and the mark."""
        return exists().where(
            col(StatusChange.ticket_id) == col(Ticket.id),
            col(StatusChange.id) > follow.told_until,
            col(StatusChange.id) <= upto,
            col(StatusChange.kind) == kind,
            *conditions,
        )

    def part(*conditions: Any) -> NewsPart:
        return _part((*here, *conditions), desk, uow)

    recent = now - NEWS_FOR
    is_open = (Ticket.status == Status.OPEN, Ticket.delivery == Delivery.ACCEPTED, col(Ticket.outcome).is_(None))
    ended = col(StatusChange.word) == Status.CLOSED.value
    return NeighborhoodNews(
        neighborhood_id=NeighborhoodId(place.id),
        name=place.name,
        opened=part(col(Ticket.requested_at) >= recent, changed(ChangeKind.FILED)),
        late=part(*is_open, col(Ticket.promised_on) >= (follow.late_from or today), col(Ticket.promised_on) < today),
        closed=part(Ticket.status == Status.CLOSED, col(Ticket.closed_at) >= recent, changed(ChangeKind.STATUS, ended)),
        today=today,
    )


def _part(conditions: tuple[Any, ...], desk: Desk, uow: UnitOfWork) -> NewsPart:
    """How many tickets fit, and the newest few of them."""
    count = uow.db.exec(select(func.count()).select_from(Ticket).where(*conditions)).one()
    newest = (col(Ticket.requested_at).desc(), col(Ticket.id).desc())
    rows = uow.db.exec(select(Ticket).where(*conditions).order_by(*newest).limit(ROWS_TOLD)).all() if count else ()
    zone = desk.city_profile.time_zone
    today = day_of(desk.clock.now(), zone)
    return NewsPart(tuple(card_of(one, today=today, zone=zone) for one in rows), count)
