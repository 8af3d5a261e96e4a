"""Calendars of sessions: of a cohort, of a person, of one session. Addresses are sealed, so that nobody guesses one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select

from liaison_app.db import Snapshot
from liaison_app.domain.cohort_rows import SessionRow
from liaison_app.domain.errors import NotFound
from liaison_app.domain.letter_links import LetterLinks, Opens
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import SeatState
from liaison_app.models import Account, Applicant, Cohort, Seat, TrainingSession
from liaison_app.services import levels
from liaison_app.services.cohort_reading import session_rows

COHORT, APPLICANT, ACCOUNT, SESSION = "c", "p", "a", "s"
MOST = 500


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A session in a calendar, and when it last changed."""

    session: SessionRow
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Sessions:
    """What a calendar holds. `name` is a cohort's or a session's, '' for a person's own; `locale` is theirs."""

    name: str
    rows: tuple[CalendarRow, ...]
    locale: str = ""


def sealed_name(kind: str, id_: str, links: LetterLinks) -> str:
    """The part of an address that opens a calendar."""
    return links.sealed(Opens.CALENDAR, f"{kind}.{id_}")


def read_calendar(*, sealed: str, snapshot: Snapshot, clock: Clock, letter_links: LetterLinks) -> Sessions:
    """The sessions behind an address; cancelled ones too, so that calendars take them out.

    Raises: NotFound where we did not make the address, or what it was for is gone.
    """
    kind, _, id_ = (letter_links.opened(Opens.CALENDAR, sealed) or "").partition(".")
    if kind == COHORT:
        return _of_cohort(id_, snapshot)
    if kind == SESSION:
        return _of_session(id_, snapshot)
    if kind in {APPLICANT, ACCOUNT}:
        return _of_person(kind, id_, snapshot, clock)
    raise NotFound


def _of_cohort(id_: str, snapshot: Snapshot) -> Sessions:
    cohort = snapshot.db.get(Cohort, id_)
    if cohort is None:
        raise NotFound
    return Sessions(cohort.name, _rows([TrainingSession.cohort_id == id_], snapshot))


def _of_session(id_: str, snapshot: Snapshot) -> Sessions:
    rows = _rows([TrainingSession.id == id_], snapshot)
    if not rows:
        raise NotFound
    return Sessions(rows[0].session.topic, rows)


def _of_person(kind: str, id_: str, snapshot: Snapshot, clock: Clock) -> Sessions:
    """Sessions of the cohorts that somebody is or was in; for an account those that it trains, too, while it may."""
    who: Any = snapshot.db.get(Account if kind == ACCOUNT else Applicant, id_)
    if who is None:
        raise NotFound
    own = col(Seat.account_id) == id_ if kind == ACCOUNT else col(Seat.applicant_id) == id_
    seated = select(Seat.cohort_id).where(own, col(Seat.state).in_([SeatState.ENROLLED, SeatState.COMPLETED]))
    which: list[Any] = [col(TrainingSession.cohort_id).in_(seated)]
    if isinstance(who, Account) and levels.may_train(who, snapshot, clock):
        which.append(col(TrainingSession.trainer_id) == id_)
    return Sessions("", _rows([or_(*which)], snapshot), who.locale)


def _rows(which: Sequence[Any], snapshot: Snapshot) -> tuple[CalendarRow, ...]:
    wanted = (
        select(TrainingSession, Cohort)
        .join(Cohort, col(Cohort.id) == col(TrainingSession.cohort_id))
        .where(*which)
        .order_by(col(TrainingSession.starts_at).desc(), col(TrainingSession.id))
        .limit(MOST)
    )
    found = snapshot.db.exec(wanted).all()
    rows = session_rows([one for one, _ in found], {cohort.id: cohort for _, cohort in found}, snapshot)
    changed = {cohort.id: cohort.updated_at for _, cohort in found}
    return tuple(CalendarRow(row, changed[row.cohort_id]) for row in rows)
