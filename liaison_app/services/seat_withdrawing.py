"""Whoever withdraws an application, or is declined, holds no seat any more: the next in line moves up."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.cohort_rows import CohortWriter
from liaison_app.domain.cohorts import CohortId
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import SeatState
from liaison_app.models import Applicant, Seat
from liaison_app.services.cohort_reading import take_turn
from liaison_app.services.seat_mailing import Post
from liaison_app.services.seat_moving import give_back

_IN = (SeatState.INVITED, SeatState.ENROLLED, SeatState.WAITLISTED)


def give_back_all(*, applicant: Applicant, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> int:
    """Give back every seat and every place in a line of an applicant, in the caller's transaction; how many.

    The caller has set the application's state: one that is over stays so.
    """
    uow.db.flush()
    wanted = select(Seat).where(Seat.applicant_id == applicant.id, col(Seat.state).in_(_IN))
    found = uow.db.exec(wanted.order_by(col(Seat.cohort_id))).all()
    for seat in found:
        cohort = take_turn(CohortId(seat.cohort_id), uow)
        state = SeatState.LEFT if seat.state is SeatState.ENROLLED else SeatState.DECLINED
        give_back(seat, applicant, cohort, state, Post(uow, clock, cohort_writer))
    return len(found)
