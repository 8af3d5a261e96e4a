"""The activity log for coordinators: who did, tried or looked at what. Looking at it is an entry of its own.

Whatever is asked for, a page takes its rows from the end of an index: one leg for each person or subject that fits, and
the newest of all legs. So a page costs the same in a log of a thousand entries and of millions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, union_all
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.activity import ActivityFilter, ActivityPage, ActivityRow
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ports import Clock
from liaison_app.models import Account, Applicant, AuditEntry, Ticket
from liaison_app.services import audit

PAGE_SIZE = 50
MOST_IN_FILE = 20_000
# More people than these are more than anybody means by one name.
MOST_MEANT = 10
SEEN = "activity_seen"
_NUMBER = re.compile(r"T-[0-9A-Z]{6}")


def search(
    *, actor: Actor, wanted: ActivityFilter, after: str = "", limit: int = PAGE_SIZE, uow: UnitOfWork, clock: Clock,
    city_profile: CityProfile,
) -> ActivityPage:  # fmt: skip
    """At most `limit` entries behind the mark `after`, the newest first; that they were looked at is written down,
    with ids in place of what was typed.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        InputInvalid: `who` fits nobody, or `who` or `about` more people than anybody means.
    """
    actor.require(Audience.COORDINATOR)
    limit = min(max(1, limit), MOST_IN_FILE)
    who, about = _who(wanted.who, uow), _about(wanted.about, uow)
    fits = [*_kind(wanted.kind), *_within(wanted, city_profile.time_zone), *_behind(after)]
    found = uow.db.execute(_rows(_legs(who, about), fits, limit + 1)).all()
    audit.note(
        actor=actor, action=SEEN, uow=uow, clock=clock, kind=wanted.kind, who=who, about=_named(about, wanted.about),
        first=_told(wanted.first), last=_told(wanted.last), older=bool(after), rows=min(len(found), limit),
    )  # fmt: skip
    rows = tuple(_row(one) for one in found[:limit])
    return ActivityPage(rows, _mark(rows[-1]) if len(found) > limit else "")


def _who(words: str, uow: UnitOfWork) -> list[str]:
    """Ids of the accounts that `words` mean; none for no words. Raises: InputInvalid."""
    if not words:
        return []
    if not (found := _few(Account, words, "who", uow)):
        raise InputInvalid({"who": "nobody_fits"})
    return found


def _about(words: str, uow: UnitOfWork) -> list[str]:
    """The subjects that `words` may mean: the words themselves, tickets by the city's number, people."""
    if not words:
        return []
    tickets = uow.db.exec(select(Ticket.id).where(col(Ticket.service_request_id) == words)).all()
    people = [*_few(Account, words, "about", uow), *_few(Applicant, words, "about", uow)]
    return list(dict.fromkeys([words[:80], words[:80].upper(), *tickets, *people]))


def _named(about: Sequence[str], words: str) -> list[str]:
    """Without the words themselves, which may be a name or an e-mail; a ticket's number is neither."""
    typed = {words[:80], words[:80].upper()}
    return [one for one in about if one not in typed or _NUMBER.fullmatch(one)]


def _few(kind: type[Account | Applicant], words: str, name: str, uow: UnitOfWork) -> list[str]:
    lower = words.lower()
    is_meant = or_(func.lower(col(kind.name)).contains(lower, autoescape=True), func.lower(col(kind.email)) == lower)
    found = list(uow.db.exec(select(col(kind.id)).where(is_meant).order_by(col(kind.id)).limit(MOST_MEANT + 1)).all())
    if len(found) > MOST_MEANT:
        raise InputInvalid({name: "too_many_fit"})
    return found


def _legs(who: Sequence[str], about: Sequence[str]) -> list[ColumnElement[bool]]:
    """What each leg reads; one condition at least."""
    is_about = [col(AuditEntry.subject) == one for one in about]
    if not who:
        return is_about or [col(AuditEntry.id).is_not(None)]
    return [and_(col(AuditEntry.actor_id) == one, *([or_(*is_about)] if is_about else [])) for one in who]


def _rows(legs: Sequence[ColumnElement[bool]], fits: Sequence[ColumnElement[bool]], limit: int) -> Any:
    """The newest `limit` entries of all legs, with the names that belong to them."""
    parts = [
        sql_select(
            sql_select(col(AuditEntry.id), col(AuditEntry.at))
            .where(leg, *fits)
            .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
            .limit(limit)
            .subquery()
        )
        for leg in legs
    ]
    every = union_all(*parts).subquery()
    newest = sql_select(every.c.id).order_by(every.c.at.desc(), every.c.id.desc()).limit(limit).subquery()
    who, about = aliased(Account), aliased(Account)
    told: list[Any] = [AuditEntry, who.name, about.name, Ticket.id]
    return (
        sql_select(*told)
        .join(newest, newest.c.id == col(AuditEntry.id))
        .outerjoin(who, col(who.id) == col(AuditEntry.actor_id))
        .outerjoin(about, col(about.id) == col(AuditEntry.subject))
        .outerjoin(Ticket, col(Ticket.id) == col(AuditEntry.subject))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
    )


def _kind(kind: str) -> list[ColumnElement[bool]]:
    return [col(AuditEntry.action) == kind] if kind else []


def _within(wanted: ActivityFilter, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    begins = [col(AuditEntry.at) >= _midnight(wanted.first, zone)] if wanted.first else []
    if wanted.last is None or wanted.last == date.max:
        return begins
    return [*begins, col(AuditEntry.at) < _midnight(wanted.last + timedelta(days=1), zone)]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins in the city. The first days and the last that a date can name have no moment in UTC."""
    safe = min(max(day, date(2, 1, 1)), date(9998, 1, 1))
    return datetime.combine(safe, time(), tzinfo=zone).astimezone(UTC)


def _behind(after: str) -> list[ColumnElement[bool]]:
    """What comes after a mark; everything where it is none of ours."""
    told, _, key = after.partition("~")
    try:
        at, number = datetime.fromisoformat(told), int(key)
    except ValueError:
        return []
    if at.tzinfo is None:
        return []
    older = and_(col(AuditEntry.at) == at, col(AuditEntry.id) < number)
    # The first half says it once more in a way that an index is read by.
    return [col(AuditEntry.at) <= at, or_(col(AuditEntry.at) < at, older)]


def _mark(row: ActivityRow) -> str:
    return f"{row.at.isoformat()}~{row.id}"


def _told(day: date | None) -> str:
    return day.isoformat() if day else ""


def _row(found: Any) -> ActivityRow:
    entry, who, about, ticket = found
    return ActivityRow(
        entry.id,
        entry.at,
        entry.action,
        entry.actor_id or "",
        who or "",
        entry.subject,
        about or "",
        ticket or "",
        dict(entry.detail),
    )
