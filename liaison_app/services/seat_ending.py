"""What the worker does with seats: those whose day to answer has passed go on to the next, and reminders go out."""

from __future__ import annotations

from sqlmodel import col, func, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.cohort_rows import CohortWriter, SeatMail
from liaison_app.domain.cohorts import REMIND_ANSWER, REMIND_SESSION, CohortId
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import HOLDS_SEAT, CohortState, SeatState
from liaison_app.models import Applicant, Cohort, Seat, TrainingSession
from liaison_app.services.cohort_reading import take_turn
from liaison_app.services.seat_mailing import Post, moment
from liaison_app.services.seat_moving import give_back, move_up
from liaison_app.services.seat_offering import lock_applicant

AT_ONCE = 50


def end_unanswered(*, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> bool:
    """End the offers of one cohort whose day has passed, so that who waits moves up. True where there may be more."""
    now = clock.now()
    passed = (col(Seat.state) == SeatState.INVITED, col(Seat.answer_by) < now)
    cohort_id = uow.db.exec(select(Seat.cohort_id).where(*passed).order_by(col(Seat.answer_by)).limit(1)).first()
    if cohort_id is None:
        return False
    cohort, post = take_turn(CohortId(cohort_id), uow), Post(uow, clock, cohort_writer)
    seats = uow.db.exec(select(Seat).where(Seat.cohort_id == cohort_id, *passed).limit(AT_ONCE)).all()
    for seat in seats:
        applicant, occasion = lock_applicant(seat.applicant_id, uow), moment(seat.answer_by or now)
        give_back(seat, applicant, cohort, SeatState.DECLINED, post)
        post.tell(SeatMail.RAN_OUT, seat, applicant, cohort, occasion=occasion)
    return True


def move_up_waiting(*, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> bool:
    """Look once more at open cohorts where seats are free and people wait. Never more at once."""
    held = select(func.count()).select_from(Seat).where(
        col(Seat.cohort_id) == col(Cohort.id), col(Seat.state).in_(list(HOLDS_SEAT))
    ).correlate(Cohort).scalar_subquery()  # fmt: skip
    waits = select(Seat.id).where(
        col(Seat.cohort_id) == col(Cohort.id), col(Seat.state) == SeatState.WAITLISTED
    ).correlate(Cohort).exists()  # fmt: skip
    wanted = select(Cohort.id).where(col(Cohort.state) == CohortState.OPEN, waits, held < col(Cohort.capacity))
    for cohort_id in uow.db.exec(wanted.order_by(col(Cohort.id)).limit(AT_ONCE)).all():
        move_up(take_turn(CohortId(cohort_id), uow), Post(uow, clock, cohort_writer))
    return False


def remind_answers(*, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> bool:
    """Remind, once, who was offered a seat and has two days left to answer. True where there may be more.

    Whoever was given less time than that in all is not reminded of what came just before.
    """
    now = clock.now()
    wanted = (
        select(Seat, Applicant, Cohort)
        .join(Applicant, col(Applicant.id) == col(Seat.applicant_id))
        .join(Cohort, col(Cohort.id) == col(Seat.cohort_id))
        .where(col(Seat.state) == SeatState.INVITED, col(Seat.reminded_at).is_(None))
        .where(col(Seat.answer_by) >= now, col(Seat.answer_by) <= now + REMIND_ANSWER)
        .order_by(col(Seat.answer_by))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Seat)
    )
    found, post = uow.db.exec(wanted).all(), Post(uow, clock, cohort_writer)
    for seat, applicant, cohort in found:
        seat.reminded_at = now
        if seat.invited_at is None or now - seat.invited_at >= REMIND_ANSWER / 2:
            post.tell(SeatMail.REMINDED, seat, applicant, cohort, occasion=moment(seat.answer_by or now))
    return len(found) == AT_ONCE


def remind_sessions(*, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> bool:
    """Remind, once, everybody enrolled of a session that begins within a day. True where there may be more."""
    now = clock.now()
    wanted = (
        select(TrainingSession, Cohort)
        .join(Cohort, col(Cohort.id) == col(TrainingSession.cohort_id))
        .where(TrainingSession.starts_at > now, TrainingSession.starts_at <= now + REMIND_SESSION)
        .where(col(TrainingSession.reminded_at).is_(None), col(TrainingSession.cancelled_at).is_(None))
        .where(col(Cohort.state).in_([CohortState.OPEN, CohortState.CLOSED]))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=TrainingSession)
    )
    found, post = uow.db.exec(wanted).all(), Post(uow, clock, cohort_writer)
    for session, cohort in found:
        session.reminded_at = now
        seated = (
            select(Seat, Applicant)
            .join(Applicant, col(Applicant.id) == col(Seat.applicant_id))
            .where(Seat.cohort_id == cohort.id, col(Seat.state) == SeatState.ENROLLED)
        )
        for seat, applicant in uow.db.exec(seated).all():
            post.tell_session(SeatMail.SESSION_SOON, seat, applicant, cohort, session)
    return len(found) == AT_ONCE
