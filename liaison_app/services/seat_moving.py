"""A seat from one state to another, with what that means for the applicant, and the waitlist that moves up by itself.

Whoever calls these has taken the cohort's turn (`cohort_reading.take_turn`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.cohort_rows import SeatMail
from liaison_app.domain.cohorts import MOVED_UP_FOR
from liaison_app.domain.ids import new_key
from liaison_app.domain.program import ApplicationState, CohortState, SeatState
from liaison_app.models import Applicant, Cohort, Seat
from liaison_app.services.cohort_reading import free_seats, wake
from liaison_app.services.seat_mailing import Post, moment

# Whoever is one of these may be given a seat.
WANTS_SEAT = frozenset({ApplicationState.APPLIED, ApplicationState.WAITLISTED})


def seat_for(applicant: Applicant, cohort: Cohort, post: Post) -> Seat:
    """The applicant's seat in the cohort, made where there was none; its state is still to be set."""
    wanted = select(Seat).where(Seat.cohort_id == cohort.id, Seat.applicant_id == applicant.id)
    seat = post.uow.db.exec(wanted).first()
    if seat is not None:
        return seat
    now = post.clock.now()
    made = Seat(
        id=new_key(), cohort_id=cohort.id, applicant_id=applicant.id, account_id=applicant.account_id,
        state=SeatState.LEFT, queued_at=now, updated_at=now,
    )  # fmt: skip
    post.uow.db.add(made)
    return made


def invite(seat: Seat, applicant: Applicant, cohort: Cohort, answer_by: datetime, post: Post) -> None:
    """Offer the seat until `answer_by`. There has to be one that is free."""
    now = post.clock.now()
    _set(seat, SeatState.INVITED, applicant, ApplicationState.INVITED, now)
    seat.answer_by, seat.invited_at, seat.reminded_at = answer_by, now, None
    post.tell(SeatMail.OFFERED, seat, applicant, cohort, occasion=moment(now))
    post.uow.db.flush()
    wake(cohort, post.uow)


def queue_up(seat: Seat, applicant: Applicant, cohort: Cohort, post: Post) -> None:
    """Put somebody at the end of the waitlist; who is on it keeps the place."""
    if seat.state is SeatState.WAITLISTED:
        return
    now, behind = post.clock.now(), _end_of_line(cohort, post)
    _set(seat, SeatState.WAITLISTED, applicant, ApplicationState.WAITLISTED, now)
    seat.queued_at, seat.answer_by = behind, None
    post.tell(SeatMail.WAITING, seat, applicant, cohort, occasion=moment(now))
    post.uow.db.flush()
    wake(cohort, post.uow)


def enrol(seat: Seat, applicant: Applicant, cohort: Cohort, post: Post) -> None:
    """The seat is taken; the applicant waits for no other one any more."""
    now = post.clock.now()
    _set(seat, SeatState.ENROLLED, applicant, ApplicationState.ENROLLED, now)
    seat.answer_by = None
    waiting = select(Seat).where(
        Seat.applicant_id == applicant.id, Seat.id != seat.id, col(Seat.state) == SeatState.WAITLISTED
    )
    for other in post.uow.db.exec(waiting).all():
        other.state, other.updated_at = SeatState.LEFT, now
    post.uow.db.flush()
    wake(cohort, post.uow)


def give_back(seat: Seat, applicant: Applicant, cohort: Cohort, state: SeatState, post: Post) -> None:
    """The seat is free again, or the place in the line; the applicant waits for another cohort. The next moves up."""
    waits = {ApplicationState.INVITED, ApplicationState.ENROLLED, *WANTS_SEAT}
    now = post.clock.now()
    seat.state, seat.updated_at, seat.answer_by = state, now, None
    if applicant.state in waits:
        applicant.state, applicant.updated_at = ApplicationState.WAITLISTED, now
    post.uow.db.flush()
    wake(cohort, post.uow)
    move_up(cohort, post)


def move_up(cohort: Cohort, post: Post) -> int:
    """Offer what is free to who has waited longest, while the cohort is open; how many were offered a seat.

    Who is just doing something in another cohort is passed over, and looked at again by the worker.
    """
    if cohort.state is not CohortState.OPEN:
        return 0
    free = free_seats(cohort, post.uow)
    if not free:
        return 0
    wanted = (
        select(Seat, Applicant)
        .join(Applicant, col(Applicant.id) == col(Seat.applicant_id))
        .where(Seat.cohort_id == cohort.id, col(Seat.state) == SeatState.WAITLISTED)
        .where(col(Applicant.state).in_(list(WANTS_SEAT)))
        .order_by(col(Seat.queued_at), col(Seat.id))
        .limit(free)
        .with_for_update(skip_locked=True, of=[Seat, Applicant])
    )
    found = post.uow.db.exec(wanted).all()
    for seat, applicant in found:
        invite(seat, applicant, cohort, moved_up_until(cohort, post.clock.now()), post)
    return len(found)


def moved_up_until(cohort: Cohort, now: datetime) -> datetime:
    """By when somebody answers who moved up: before the first session, where that is sooner."""
    until = now + MOVED_UP_FOR
    return min(until, cohort.starts_on) if cohort.starts_on and cohort.starts_on > now else until


def place_in_line(seat: Seat, snapshot: Snapshot) -> int:
    """Which place on the waitlist this is, from 1; 0 where it is none."""
    if seat.state is not SeatState.WAITLISTED:
        return 0
    before = select(func.count()).select_from(Seat).where(
        Seat.cohort_id == seat.cohort_id, col(Seat.state) == SeatState.WAITLISTED, Seat.queued_at < seat.queued_at
    )  # fmt: skip
    return snapshot.db.exec(before).one() + 1


def _end_of_line(cohort: Cohort, post: Post) -> datetime:
    """Now, or just behind the last one: who is put in line in the same moment stands in the order of being put."""
    last = select(func.max(Seat.queued_at)).where(
        Seat.cohort_id == cohort.id, col(Seat.state) == SeatState.WAITLISTED, Seat.queued_at >= post.clock.now()
    )
    behind: datetime | None = post.uow.db.exec(last).one()
    return post.clock.now() if behind is None else behind + timedelta(microseconds=1)


def _set(seat: Seat, state: SeatState, applicant: Applicant, application: ApplicationState, now: datetime) -> None:
    seat.state, seat.updated_at = state, now
    applicant.state, applicant.updated_at = application, now
