"""Who was at a training session: by a code that phones open, by the trainer's tap, from paper; once, however often.

Somebody of another cohort who is at a session of the same topic has made up their own one by it. For whoever was
certified before, every session counts by itself: it refreshes the certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, or_, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.cohorts import COUNTED_FOR, SessionId, new_short_code, same_topic
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import AccountId
from liaison_app.domain.plain_text import digits_of
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import Level, PresentHow, SeatState
from liaison_app.models import Applicant, Certification, Cohort, Presence, Seat, TrainingSession
from liaison_app.services import audit
from liaison_app.services.applicant_codes import opened_by, opens
from liaison_app.services.cohort_reading import counted_session

TRIES_FOR_A_CODE = 8
_INSERT: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# Whose presence counts.
COUNTED = (SeatState.ENROLLED, SeatState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Doorway:
    """What a phone sees that opened a session's code. `is_on_list`: whoever is signed in is; `is_there` as well."""

    session_id: SessionId
    cohort: str
    topic: str
    starts_at: datetime
    is_open: bool
    is_on_list: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """Somebody is counted. `made_up_for` is the cohort whose session it counts for, '' for their own."""

    made_up_for: str = ""


def open_(*, actor: Actor, session_id: SessionId, uow: UnitOfWork, clock: Clock) -> str:
    """Count people by a code from now on, for four hours at most; the code. Opened again it is the same one.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `cohort_reading.counted_session`.
        Conflict: `session_cancelled`; `no_number`, no free code was found.
    """
    session, cohort = counted_session(actor, session_id, uow, clock)
    if session.cancelled_at is not None:
        raise Conflict("session_cancelled")
    session.code = session.code or _free_code(uow)
    session.code_opened_at, session.code_closed_at = clock.now(), clock.now() + COUNTED_FOR
    audit.note(actor=actor, action="attendance_opened", subject=session_id, uow=uow, clock=clock)
    _wake(cohort, uow)
    return session.code


def close(*, actor: Actor, session_id: SessionId, uow: UnitOfWork, clock: Clock) -> None:
    """Count nobody by the code any more. Raises: as `cohort_reading.counted_session`."""
    session, cohort = counted_session(actor, session_id, uow, clock)
    if is_open(session, clock.now()):
        session.code_closed_at = clock.now()
        audit.note(actor=actor, action="attendance_closed", subject=session_id, uow=uow, clock=clock)
        _wake(cohort, uow)


def mark(*, actor: Actor, session_id: SessionId, seat_id: str, how: PresentHow, uow: UnitOfWork, clock: Clock) -> None:
    """Count somebody of the cohort: by tap, or from paper afterwards. Twice changes nothing.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `cohort_reading.counted_session`; or nobody of this cohort has this seat.
        InputInvalid: (`how`) only a tap and paper are somebody's to say.
    """
    if how not in {PresentHow.TAP, PresentHow.PAPER}:
        raise InputInvalid({"how": "not_a_choice"})
    session, cohort = counted_session(actor, session_id, uow, clock)
    seat = uow.db.get(Seat, seat_id)
    if seat is None or seat.cohort_id != session.cohort_id or seat.state not in COUNTED:
        raise NotFound
    _count(session, seat, how, uow, clock, by=actor.account_id)
    _wake(cohort, uow)


def unmark(*, actor: Actor, session_id: SessionId, seat_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """It was a mistake: somebody was not there. Raises: as `cohort_reading.counted_session`."""
    session, cohort = counted_session(actor, session_id, uow, clock)
    row = uow.db.get(Presence, (session.id, seat_id))
    if row is not None:
        audit.note(
            actor=actor, action="presence_struck", subject=session_id, uow=uow, clock=clock, seat=seat_id,
            how=row.how.value,
        )  # fmt: skip
        uow.db.delete(row)
        _wake(cohort, uow)


def doorway(*, code: str, actor: Actor, snapshot: Snapshot, clock: Clock) -> Doorway:
    """What a code opens. Raises: NotFound."""
    session, cohort = _of_code(code, snapshot)
    own = _seats_of(actor.account_id, snapshot) if actor.account_id else []
    own_seat, for_session = _counts_for(session, own, snapshot)
    there = own_seat is not None and snapshot.db.get(Presence, (for_session.id, own_seat.id)) is not None
    return Doorway(
        session_id=SessionId(session.id),
        cohort=cohort.name,
        topic=session.topic,
        starts_at=session.starts_at,
        is_open=is_open(session, clock.now()),
        is_on_list=own_seat is not None,
        is_there=there,
    )


def count_me(*, code: str, actor: Actor, said: str, uow: UnitOfWork, clock: Clock) -> Counted:
    """Count whoever is signed in, where `said` is ''; else whose e-mail, phone or application code was said.

    Raises:
        NotFound: no such code.
        Conflict: `attendance_closed`.
        InputInvalid: (`said`) they are on no list that this session counts for.
    """
    session, cohort = _of_code(code, uow)
    if not is_open(session, clock.now()):
        raise Conflict("attendance_closed")
    own = _seats_said(said, uow) if said.strip() else _seats_of(actor.account_id, uow) if actor.account_id else []
    seat, counts_for = _counts_for(session, own, uow)
    if seat is None:
        raise InputInvalid({"said": "not_on_list" if said.strip() else "needed"})
    is_own = seat.cohort_id == session.cohort_id
    how = PresentHow.CODE if is_own else PresentHow.MADE_UP
    _count(counts_for, seat, how, uow, clock, made_up_at=None if is_own else session.id)
    _wake(cohort, uow)
    if counts_for.id == session.id:
        return Counted()
    other = uow.db.get_one(Cohort, counts_for.cohort_id)
    _wake(other, uow)
    return Counted(other.name)


def is_open(session: TrainingSession, now: datetime) -> bool:
    """Whether people are counted by the code."""
    opened, closed = session.code_opened_at, session.code_closed_at
    return bool(session.code and opened and closed) and opened <= now < closed  # type: ignore[operator]


def _of_code(code: str, snapshot: Snapshot) -> tuple[TrainingSession, Cohort]:
    wanted = (
        select(TrainingSession, Cohort)
        .join(Cohort, col(Cohort.id) == col(TrainingSession.cohort_id))
        .where(TrainingSession.code == code)
    )
    found = snapshot.db.exec(wanted).first() if code else None
    if found is None or found[0].cancelled_at is not None:
        raise NotFound
    return found[0], found[1]


def _free_code(uow: UnitOfWork) -> str:
    for _ in range(TRIES_FOR_A_CODE):
        code = new_short_code()
        if uow.db.exec(select(TrainingSession.id).where(TrainingSession.code == code)).first() is None:
            return code
    raise Conflict("no_number")


def _seats_of(account_id: AccountId | None, snapshot: Snapshot) -> list[Seat]:
    wanted = select(Seat).where(Seat.account_id == account_id, col(Seat.state).in_(list(COUNTED)))
    return list(snapshot.db.exec(wanted.order_by(Seat.id)).all())


def _seats_said(said: str, snapshot: Snapshot) -> list[Seat]:
    """The seats of whoever has this e-mail, phone or application code."""
    typed = said.strip()[:254]
    ways: list[Any] = [opened_by(typed)]
    if "@" in typed:
        ways = [Applicant.email == typed.lower()]
    wanted = select(Seat, Applicant).join(Applicant, col(Applicant.id) == col(Seat.applicant_id)).where(
        col(Seat.state).in_(list(COUNTED))
    )  # fmt: skip
    digits = digits_of(typed)
    if len(digits) >= 7 and "@" not in typed:
        # A phone is written in many ways: those that end alike are compared digit by digit.
        ways.append(col(Applicant.phone).contains(digits[-4:]))
    found = snapshot.db.exec(wanted.where(or_(*ways))).all()
    return [
        seat
        for seat, who in found
        if opens(typed, who) or ("@" in typed and who.email) or (who.phone and digits_of(who.phone) == digits)
    ]


def _counts_for(session: TrainingSession, own: list[Seat], snapshot: Snapshot) -> tuple[Seat | None, TrainingSession]:
    """Which of somebody's seats a session counts for, and which session that is: itself, or the one made up."""
    for seat in own:
        if seat.cohort_id == session.cohort_id:
            return seat, session
    if not own:
        return None, session
    wanted = select(TrainingSession).where(
        col(TrainingSession.cohort_id).in_([one.cohort_id for one in own]), col(TrainingSession.cancelled_at).is_(None)
    )
    refreshes = _was_certified(own, snapshot)
    for other in snapshot.db.exec(wanted.order_by(col(TrainingSession.starts_at))).all():
        if same_topic(other.topic, session.topic):
            seat = next(one for one in own if one.cohort_id == other.cohort_id)
            before = snapshot.db.get(Presence, (other.id, seat.id))
            if not refreshes or before is None or before.made_up_at == session.id:
                return seat, other
    return (own[0], session) if refreshes else (None, session)


def _was_certified(own: list[Seat], snapshot: Snapshot) -> bool:
    """Whether somebody has been through training: any session refreshes what they hold, or held."""
    wanted = select(Certification.id).where(
        col(Certification.account_id).in_([one.account_id for one in own if one.account_id]),
        Certification.level == Level.LIAISON,
    )
    return snapshot.db.exec(wanted.limit(1)).first() is not None


def _count(
    session: TrainingSession,
    seat: Seat,
    how: PresentHow,
    uow: UnitOfWork,
    clock: Clock,
    *,
    by: AccountId | None = None,
    made_up_at: str | None = None,
) -> None:
    """One row, however many say it at the same moment."""
    connection = uow.db.connection()
    row = {
        "session_id": session.id, "seat_id": seat.id, "how": how, "at": clock.now(), "recorded_by": by,
        "made_up_at": made_up_at,
    }  # fmt: skip
    once = _INSERT[connection.dialect.name](Presence).on_conflict_do_nothing(index_elements=["session_id", "seat_id"])
    connection.execute(once, [row])


def _wake(cohort: Cohort, uow: UnitOfWork) -> None:
    uow.announce(rooms.cohort(cohort.id))
