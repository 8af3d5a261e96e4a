"""The sessions of cohorts: added, changed, cancelled; and the week's schedule with trainers who are needed twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.cohort_rows import CohortWriter, SeatMail, SessionRow
from liaison_app.domain.cohorts import ALIVE, MOST_SESSIONS, CohortId, SessionDraft, SessionId, new_session_id
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import CohortState, SeatState
from liaison_app.models import Applicant, Cohort, Seat, TrainingSession
from liaison_app.services import audit
from liaison_app.services.cohort_reading import require_coordinator_of, session_rows, turn_of, wake
from liaison_app.services.cohorts import trainers
from liaison_app.services.seat_mailing import Post

A_WEEK = timedelta(days=7)


def add(*, actor: Actor, cohort_id: CohortId, draft: SessionDraft, uow: UnitOfWork, clock: Clock) -> SessionId:
    """A new session of a cohort.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `cohort_reading.turn_of`.
        Conflict: `cohort_over`.
        InputInvalid: (`trainer_id`) nobody who may train; (`topic`) there are 60 sessions already.
    """
    cohort = turn_of(actor, cohort_id, uow)
    _require_alive(cohort)
    _require_trainer(draft, uow, clock)
    counted = select(func.count()).select_from(TrainingSession).where(TrainingSession.cohort_id == cohort_id)
    if uow.db.exec(counted).one() >= MOST_SESSIONS:
        raise InputInvalid({"topic": "too_many_sessions"})
    number = new_session_id()
    uow.db.add(TrainingSession(id=number, cohort_id=cohort_id, **_columns(draft)))
    _settle(cohort, uow, clock)
    audit.note(actor=actor, action="session_added", subject=cohort_id, uow=uow, clock=clock, session=number)
    return number


def change(
    *,
    actor: Actor,
    session_id: SessionId,
    draft: SessionDraft,
    uow: UnitOfWork,
    clock: Clock,
    cohort_writer: CohortWriter,
) -> None:
    """Give a session what the form says now. Where its time or place moved, calendars and who is enrolled hear so.

    Raises: as `add`; Conflict also `session_cancelled`.
    """
    session, cohort = _in_turn(actor, session_id, uow)
    _require_trainer(draft, uow, clock)
    if session.cancelled_at is not None:
        raise Conflict("session_cancelled")
    before = (session.starts_at, session.ends_at, session.place, session.video_link)
    named = (session.topic, session.trainer_id, session.trainer_name)
    for name, value in _columns(draft).items():
        setattr(session, name, value)
    has_moved = before != (session.starts_at, session.ends_at, session.place, session.video_link)
    if not has_moved and named == (session.topic, session.trainer_id, session.trainer_name):
        return
    session.revision += 1
    session.reminded_at = None if before[0] != session.starts_at else session.reminded_at
    _settle(cohort, uow, clock)
    if has_moved and session.ends_at > clock.now():
        _tell(SeatMail.SESSION_CHANGED, session, cohort, Post(uow, clock, cohort_writer))
    audit.note(actor=actor, action="session_changed", subject=cohort.id, uow=uow, clock=clock, session=session_id)


def cancel(*, actor: Actor, session_id: SessionId, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> None:
    """Call a session off; who is enrolled hears so. Twice changes nothing.

    Raises: SignInNeeded, NotAllowed, NotFound; Conflict (`cohort_over`).
    """
    session, cohort = _in_turn(actor, session_id, uow)
    if session.cancelled_at is not None:
        return
    session.cancelled_at, session.revision = clock.now(), session.revision + 1
    _settle(cohort, uow, clock)
    if session.ends_at > clock.now():
        _tell(SeatMail.SESSION_CANCELLED, session, cohort, Post(uow, clock, cohort_writer))
    audit.note(actor=actor, action="session_cancelled", subject=cohort.id, uow=uow, clock=clock, session=session_id)


def week(
    *, actor: Actor, monday: date | None, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> tuple[date, tuple[SessionRow, ...]]:
    """The Monday of a week of the city (this one where None), and its sessions in order; cancelled ones too.

    Raises: SignInNeeded, NotAllowed.
    """
    actor.require(Audience.COORDINATOR)
    zone = city_profile.time_zone
    first = _monday(monday or clock.now().astimezone(zone).date())
    begin, end = (_midnight(day, zone) for day in (first, first + A_WEEK))
    wanted = (
        select(TrainingSession, Cohort)
        .join(Cohort, col(Cohort.id) == col(TrainingSession.cohort_id))
        .where(TrainingSession.starts_at >= begin, TrainingSession.starts_at < end)
        .where(col(Cohort.state) != CohortState.CANCELLED)
        .order_by(col(TrainingSession.starts_at), col(TrainingSession.id))
    )
    found = snapshot.db.exec(wanted).all()
    rows = session_rows([one for one, _ in found], {cohort.id: cohort for _, cohort in found}, snapshot)
    return first, with_clashes(rows)


def with_clashes(rows: Sequence[SessionRow]) -> tuple[SessionRow, ...]:
    """The same, those marked whose trainer has another one at the same time."""
    going = [one for one in rows if not one.is_cancelled and (one.trainer_id or one.trainer)]

    def clash(one: SessionRow, other: SessionRow) -> bool:
        same = (one.trainer_id or one.trainer) == (other.trainer_id or other.trainer)
        return same and one.id != other.id and one.starts_at < other.ends_at and other.starts_at < one.ends_at

    marked = {one.id for one in going if any(clash(one, other) for other in going)}
    return tuple(replace(one, clashes=one.id in marked) for one in rows)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _in_turn(actor: Actor, session_id: SessionId, uow: UnitOfWork) -> tuple[TrainingSession, Cohort]:
    """A session that can be changed, and its cohort, whose turn is taken."""
    found = require_coordinator_of(actor, session_id, uow)
    cohort = turn_of(actor, CohortId(found.cohort_id), uow)
    session = uow.db.get(TrainingSession, session_id, populate_existing=True)
    if session is None:
        raise NotFound
    _require_alive(cohort)
    return session, cohort


def _require_alive(cohort: Cohort) -> None:
    if cohort.state not in ALIVE:
        raise Conflict("cohort_over")


def _require_trainer(draft: SessionDraft, uow: UnitOfWork, clock: Clock) -> None:
    if draft.trainer_id and draft.trainer_id not in {one.value for one in trainers(uow, clock.now())}:
        raise InputInvalid({"trainer_id": "not_a_choice"})


def _settle(cohort: Cohort, uow: UnitOfWork, clock: Clock) -> None:
    """When the cohort starts, read anew off its sessions; and its pages hear of the change."""
    uow.db.flush()
    first = select(func.min(TrainingSession.starts_at)).where(
        TrainingSession.cohort_id == cohort.id, col(TrainingSession.cancelled_at).is_(None)
    )
    cohort.starts_on, cohort.updated_at = uow.db.exec(first).one(), clock.now()
    wake(cohort, uow)


def _tell(kind: SeatMail, session: TrainingSession, cohort: Cohort, post: Post) -> None:
    wanted = (
        select(Seat, Applicant)
        .join(Applicant, col(Applicant.id) == col(Seat.applicant_id))
        .where(Seat.cohort_id == cohort.id, col(Seat.state).in_([SeatState.ENROLLED, SeatState.INVITED]))
    )
    for seat, applicant in post.uow.db.exec(wanted).all():
        post.tell_session(kind, seat, applicant, cohort, session)


def _columns(draft: SessionDraft) -> dict[str, Any]:
    return {
        "topic": draft.topic,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "trainer_id": draft.trainer_id,
        "trainer_name": draft.trainer_name if draft.trainer_id is None else "",
        "place": draft.place,
        "video_link": draft.video_link,
    }
