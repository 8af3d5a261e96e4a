"""A cohort moves on: opened, closed, cancelled, graduated; cloned for another season; its link given and taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.cohort_rows import CohortWriter, SeatMail
from liaison_app.domain.cohorts import MOVES, CohortId, moved_by_weeks, new_link_code, new_session_id, read_number
from liaison_app.domain.errors import Conflict, InputInvalid
from liaison_app.domain.plain_text import one_line
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import ApplicationState, CohortState, SeatState
from liaison_app.models import Applicant, Cohort, Seat, TrainingSession
from liaison_app.services import audit
from liaison_app.services.cohort_reading import cohort_of, turn_of, wake
from liaison_app.services.cohorts import free_number
from liaison_app.services.seat_mailing import Post
from liaison_app.services.seat_moving import move_up

MOST_WEEKS = 104
_SEATED = frozenset({SeatState.INVITED, SeatState.ENROLLED})


def open_(*, actor: Actor, cohort_id: CohortId, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> None:
    """Show it to the public and give seats; who waits moves up.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `cohort_reading.turn_of`.
        Conflict: `cohort_moved`, it cannot be from where it stands.
    """
    cohort = _move(actor, cohort_id, CohortState.OPEN, uow, clock)
    move_up(cohort, Post(uow, clock, cohort_writer))


def close(*, actor: Actor, cohort_id: CohortId, uow: UnitOfWork, clock: Clock) -> None:
    """Give no seats any more; who was offered one may still take it. Raises: as `open_`."""
    _move(actor, cohort_id, CohortState.CLOSED, uow, clock)


def cancel(*, actor: Actor, cohort_id: CohortId, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> None:
    """Call a cohort and what is ahead of it off; everybody in it hears so and waits for another one.

    Raises: as `open_`.
    """
    cohort, now = _move(actor, cohort_id, CohortState.CANCELLED, uow, clock), clock.now()
    for session in uow.db.exec(select(TrainingSession).where(TrainingSession.cohort_id == cohort_id)).all():
        if session.cancelled_at is None and session.ends_at > now:
            session.cancelled_at, session.revision = now, session.revision + 1
    post = Post(uow, clock, cohort_writer)
    for seat, applicant in _people(cohort_id, {*_SEATED, SeatState.WAITLISTED}, uow):
        _let_go(seat, applicant, post)
        post.tell(SeatMail.COHORT_CANCELLED, seat, applicant, cohort, occasion=cohort.id)


def graduate(
    *,
    actor: Actor,
    cohort_id: CohortId,
    seat_ids: Collection[str],
    uow: UnitOfWork,
    clock: Clock,
    cohort_writer: CohortWriter,
) -> int:
    """The training is over: the named seats are completed, the others left; how many were completed.

    Raises:
        SignInNeeded, NotAllowed, NotFound, Conflict: as `open_`.
        InputInvalid: (`completed`) nobody is named.
    """
    cohort = _move(actor, cohort_id, CohortState.GRADUATED, uow, clock)
    cohort.graduated_at = clock.now()
    post, completed = Post(uow, clock, cohort_writer), 0
    for seat, applicant in _people(cohort_id, {*_SEATED, SeatState.WAITLISTED}, uow):
        if seat.state is SeatState.ENROLLED and seat.id in seat_ids:
            seat.state, seat.updated_at = SeatState.COMPLETED, clock.now()
            post.tell(SeatMail.GRADUATED, seat, applicant, cohort, occasion=cohort.id)
            completed += 1
        else:
            _let_go(seat, applicant, post)
    if not completed:
        raise InputInvalid({"completed": "somebody_needed"})
    return completed


def clone(
    *,
    actor: Actor,
    cohort_id: CohortId,
    name: str,
    weeks: str,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
) -> CohortId:
    """A new, planned cohort with the same sessions, whole weeks later by the city's clock; nobody is in it.

    Raises:
        SignInNeeded, NotAllowed, NotFound.
        InputInvalid: (`clone_name`, `weeks`) one of them cannot be taken.
    """
    source, now = cohort_of(actor, cohort_id, uow), clock.now()
    account_id = actor.require(Audience.COORDINATOR)
    title, later = one_line(name), read_number(weeks, MOST_WEEKS)
    wrong = {} if 0 < len(title) <= 120 else {"clone_name": "too_long" if title else "needed"}
    if later is None:
        raise InputInvalid(wrong | {"weeks": "not_in_range"})
    if wrong:
        raise InputInvalid(wrong)
    number = free_number(uow)
    kept = source.model_dump(
        include={"neighborhood_ids", "languages", "capacity", "place", "lat", "lon", "access_words", "video_link",
                 "about"}
    )  # fmt: skip
    made = Cohort(id=number, name=title, created_by=account_id, created_at=now, updated_at=now, **kept)
    uow.db.add(made)
    uow.db.flush()
    zone = city_profile.time_zone
    for session in uow.db.exec(select(TrainingSession).where(TrainingSession.cohort_id == cohort_id)).all():
        if session.cancelled_at is None:
            starts_at, ends_at = (moved_by_weeks(at, later, zone) for at in (session.starts_at, session.ends_at))
            told = session.model_dump(include={"topic", "trainer_id", "trainer_name", "place", "video_link"})
            copy = TrainingSession(
                id=new_session_id(), cohort_id=number, starts_at=starts_at, ends_at=ends_at, **told
            )  # fmt: skip
            uow.db.add(copy)
            made.starts_on = min(made.starts_on or starts_at, starts_at)
    audit.note(actor=actor, action="cohort_cloned", subject=number, uow=uow, clock=clock, of=cohort_id)
    wake(made, uow)
    return number


def give_link(*, actor: Actor, cohort_id: CohortId, uow: UnitOfWork, clock: Clock) -> None:
    """Offer a link by which people enrol themselves; a new one where there was one: the earlier stops working.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    cohort = turn_of(actor, cohort_id, uow)
    cohort.link_code, cohort.updated_at = new_link_code(), clock.now()
    audit.note(actor=actor, action="cohort_link_given", subject=cohort_id, uow=uow, clock=clock)
    wake(cohort, uow)


def take_link(*, actor: Actor, cohort_id: CohortId, uow: UnitOfWork, clock: Clock) -> None:
    """Nobody enrols by the link any more. Raises: SignInNeeded, NotAllowed, NotFound."""
    cohort = turn_of(actor, cohort_id, uow)
    cohort.link_code, cohort.updated_at = None, clock.now()
    audit.note(actor=actor, action="cohort_link_taken", subject=cohort_id, uow=uow, clock=clock)
    wake(cohort, uow)


def _move(actor: Actor, cohort_id: CohortId, to: CohortState, uow: UnitOfWork, clock: Clock) -> Cohort:
    cohort = turn_of(actor, cohort_id, uow)
    if to not in MOVES[cohort.state]:
        raise Conflict("cohort_moved")
    audit.note(
        actor=actor, action="cohort_moved", subject=cohort_id, uow=uow, clock=clock, was=cohort.state.value, to=to.value
    )
    cohort.state, cohort.updated_at = to, clock.now()
    uow.db.flush()
    wake(cohort, uow)
    return cohort


def _people(cohort_id: CohortId, states: Iterable[SeatState], uow: UnitOfWork) -> list[tuple[Seat, Applicant]]:
    wanted = (
        select(Seat, Applicant)
        .join(Applicant, col(Applicant.id) == col(Seat.applicant_id))
        .where(Seat.cohort_id == cohort_id, col(Seat.state).in_(list(states)))
        .order_by(col(Applicant.id))
        .with_for_update(key_share=True)
    )
    return [(seat, applicant) for seat, applicant in uow.db.exec(wanted).all()]


def _let_go(seat: Seat, applicant: Applicant, post: Post) -> None:
    """Out of the cohort, and waiting for another one unless there is a seat elsewhere."""
    now, was = post.clock.now(), seat.state
    seat.state = SeatState.LEFT if was is SeatState.ENROLLED else SeatState.DECLINED
    seat.updated_at, seat.answer_by = now, None
    if was in _SEATED and applicant.state in {ApplicationState.INVITED, ApplicationState.ENROLLED}:
        applicant.state, applicant.updated_at = ApplicationState.WAITLISTED, now
