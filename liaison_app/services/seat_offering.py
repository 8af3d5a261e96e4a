"""Seats offered by a coordinator: to chosen applicants, in the order given, as long as there are any; others wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.cohort_rows import CohortWriter
from liaison_app.domain.cohorts import OFFERED_FOR, CohortId, read_day
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import ApplicationState, CohortState, SeatState
from liaison_app.models import Applicant, Cohort, Seat
from liaison_app.services import audit
from liaison_app.services.cohort_reading import free_seats, turn_of
from liaison_app.services.seat_mailing import Post
from liaison_app.services.seat_moving import WANTS_SEAT, give_back, invite, queue_up, seat_for

MOST_AT_ONCE = 200
# Seats in these states are somebody's in this cohort already.
IN_COHORT = frozenset({SeatState.INVITED, SeatState.ENROLLED, SeatState.COMPLETED})


@dataclass(frozen=True, slots=True)
class Offered:
    """What became of an offer. `passed_over` have a seat already, or do not wait for one."""

    invited: int
    waiting: int
    passed_over: int


def offer(
    *,
    actor: Actor,
    cohort_id: CohortId,
    applicant_ids: Sequence[str],
    answer_by: str,
    uow: UnitOfWork,
    clock: Clock,
    cohort_writer: CohortWriter,
    city_profile: CityProfile,
) -> Offered:
    """Offer a seat to each, until the end of the day `answer_by` ('' for a week); without a free one they wait.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `cohort_reading.turn_of`.
        Conflict: `cohort_not_open`.
        InputInvalid: (`applicants`) nobody is chosen, or too many; (`answer_by`) no day that lies ahead.
    """
    cohort = turn_of(actor, cohort_id, uow)
    if cohort.state is not CohortState.OPEN:
        raise Conflict("cohort_not_open")
    if not 0 < len(applicant_ids) <= MOST_AT_ONCE:
        raise InputInvalid({"applicants": "somebody_needed"})
    now = clock.now()
    until = read_day(answer_by, city_profile.time_zone) if answer_by.strip() else now + OFFERED_FOR
    if until is None or until <= now:
        raise InputInvalid({"answer_by": "day_passed" if until else "not_a_day"})
    chosen = _in_order(applicant_ids, uow)
    free, post = free_seats(cohort, uow), Post(uow, clock, cohort_writer)
    invited = waiting = passed = 0
    for applicant in chosen:
        seat = seat_for(applicant, cohort, post)
        if seat.state in IN_COHORT or applicant.state not in WANTS_SEAT:
            passed += 1
        elif invited < free:
            invite(seat, applicant, cohort, until, post)
            invited += 1
        else:
            queue_up(seat, applicant, cohort, post)
            waiting += 1
    _note("seats_offered", actor, cohort, uow, clock, invited=invited, waiting=waiting)
    return Offered(invited, waiting, passed + len(set(applicant_ids)) - len(chosen))


def take_away(*, actor: Actor, seat_id: str, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> None:
    """Take somebody out of a cohort, or off its waitlist; the next moves up. Twice changes nothing.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    seat, applicant, cohort = _seat_of(actor, seat_id, uow)
    if seat.state in {SeatState.DECLINED, SeatState.LEFT, SeatState.COMPLETED}:
        return
    state = SeatState.LEFT if seat.state is SeatState.ENROLLED else SeatState.DECLINED
    give_back(seat, applicant, cohort, state, Post(uow, clock, cohort_writer))
    _note("seat_taken_away", actor, cohort, uow, clock, seat=seat.id)


def offer_next(*, actor: Actor, seat_id: str, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> None:
    """Offer a free seat to this one of the waitlist, past those before.

    Raises:
        SignInNeeded, NotAllowed, NotFound.
        Conflict: `cohort_not_open`; `cohort_full`; `seat_moved`, it is not waiting any more.
    """
    seat, applicant, cohort = _seat_of(actor, seat_id, uow)
    if cohort.state is not CohortState.OPEN:
        raise Conflict("cohort_not_open")
    if seat.state is not SeatState.WAITLISTED or applicant.state is not ApplicationState.WAITLISTED:
        raise Conflict("seat_moved")
    if not free_seats(cohort, uow):
        raise Conflict("cohort_full")
    invite(seat, applicant, cohort, clock.now() + OFFERED_FOR, Post(uow, clock, cohort_writer))
    _note("seats_offered", actor, cohort, uow, clock, invited=1, waiting=0)


def _seat_of(actor: Actor, seat_id: str, uow: UnitOfWork) -> tuple[Seat, Applicant, Cohort]:
    """A seat, its applicant and, its turn taken, its cohort, for a coordinator."""
    cohort_id = uow.db.exec(select(Seat.cohort_id).where(Seat.id == seat_id)).first()
    cohort = turn_of(actor, CohortId(cohort_id or ""), uow)
    seat = uow.db.get(Seat, seat_id, populate_existing=True)
    if seat is None:
        raise NotFound
    return seat, lock_applicant(seat.applicant_id, uow), cohort


def lock_applicant(applicant_id: str, uow: UnitOfWork) -> Applicant:
    """The applicant as they stand now; nothing else is done with them until this transaction ends. Raises: NotFound."""
    wanted = select(Applicant).where(Applicant.id == applicant_id).with_for_update(key_share=True)
    found = uow.db.exec(wanted, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound
    return found


def _in_order(applicant_ids: Sequence[str], uow: UnitOfWork) -> list[Applicant]:
    """Those of them that there are, as they stand now, in the order given."""
    wanted = select(Applicant).where(col(Applicant.id).in_(set(applicant_ids))).order_by(col(Applicant.id))
    found = {one.id: one for one in uow.db.exec(wanted.with_for_update(key_share=True)).all()}
    return [found[one] for one in dict.fromkeys(applicant_ids) if one in found]


def _note(action: str, actor: Actor, cohort: Cohort, uow: UnitOfWork, clock: Clock, **detail: object) -> None:
    audit.note(actor=actor, action=action, subject=cohort.id, uow=uow, clock=clock, **detail)


def is_late(answer_by: datetime | None, now: datetime) -> bool:
    """Whether the day to answer has passed."""
    return answer_by is not None and answer_by < now
