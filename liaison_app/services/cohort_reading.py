"""What cohort pages read in common: the cohort of an address, its sessions as rows, its seats counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import col, func, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.cohort_rows import SessionRow
from liaison_app.domain.cohorts import CohortId, SessionId
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import HOLDS_SEAT, SeatState
from liaison_app.models import Account, Cohort, Neighborhood, Presence, Seat, TrainingSession
from liaison_app.services import levels


def cohort_of(actor: Actor, cohort_id: CohortId, snapshot: Snapshot) -> Cohort:
    """A cohort, for a coordinator. Raises: SignInNeeded, NotAllowed, NotFound."""
    actor.require(Audience.COORDINATOR)
    cohort = snapshot.db.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound
    return cohort


def take_turn(cohort_id: CohortId, uow: UnitOfWork) -> Cohort:
    """The cohort as it stands now; whoever else gives or takes a seat in it waits until this transaction ends.

    SQLite has one writer at a time anyway; on PostgreSQL the cohort's row is locked, so that nobody counts free seats
    while another takes one. Raises: NotFound.
    """
    wanted = select(Cohort).where(Cohort.id == cohort_id).with_for_update(key_share=True)
    cohort = uow.db.exec(wanted, execution_options={"populate_existing": True}).first()
    if cohort is None:
        raise NotFound
    return cohort


def turn_of(actor: Actor, cohort_id: CohortId, uow: UnitOfWork) -> Cohort:
    """`take_turn` for a coordinator. Raises: SignInNeeded, NotAllowed, NotFound."""
    actor.require(Audience.COORDINATOR)
    return take_turn(cohort_id, uow)


def session_of(
    actor: Actor, session_id: SessionId, snapshot: Snapshot, clock: Clock
) -> tuple[TrainingSession, Cohort]:  # fmt: skip
    """A session and its cohort, for a coordinator or its trainer: the roster has people's names.

    Raises: SignInNeeded; NotAllowed, for whoever is no liaison; NotFound, for somebody else's session; LevelNeeded, for
        its trainer whose certificate to train has ended, or who is suspended.
    """
    account_id = actor.require(Audience.LIAISON)
    session, is_coordinator = snapshot.db.get(TrainingSession, session_id), actor.role is Role.COORDINATOR
    if session is None or not (is_coordinator or session.trainer_id == account_id):
        raise NotFound
    if not is_coordinator:
        levels.require_training(actor, snapshot, clock)
    return session, snapshot.db.get_one(Cohort, session.cohort_id)


def counted_session(
    actor: Actor, session_id: SessionId, uow: UnitOfWork, clock: Clock
) -> tuple[TrainingSession, Cohort]:  # fmt: skip
    """The same, for whoever counts people at it. Raises: as `session_of`; LevelNeeded, for any who are suspended."""
    found = session_of(actor, session_id, uow, clock)
    levels.require_training(actor, uow, clock)
    return found


def require_coordinator_of(actor: Actor, session_id: SessionId, uow: UnitOfWork) -> TrainingSession:
    """A session, for a coordinator. Raises: SignInNeeded, NotAllowed, NotFound."""
    actor.require(Audience.COORDINATOR)
    session = uow.db.get(TrainingSession, session_id)
    if session is None:
        raise NotFound
    return session


def counted_seats(cohort_ids: Iterable[str], snapshot: Snapshot) -> Mapping[tuple[str, SeatState], int]:
    """How many seats of each state, by cohort; one statement."""
    wanted = (
        select(Seat.cohort_id, Seat.state, func.count())
        .where(col(Seat.cohort_id).in_(list(cohort_ids)))
        .group_by(col(Seat.cohort_id), col(Seat.state))
    )
    return {(cohort_id, SeatState(state)): number for cohort_id, state, number in snapshot.db.exec(wanted).all()}


def free_seats(cohort: Cohort, snapshot: Snapshot) -> int:
    """How many seats nobody holds; never below 0. Whoever gives one on it has taken the cohort's turn."""
    held = select(func.count()).select_from(Seat).where(
        Seat.cohort_id == cohort.id, col(Seat.state).in_(list(HOLDS_SEAT))
    )  # fmt: skip
    return max(0, cohort.capacity - snapshot.db.exec(held).one())


def sessions_of(cohorts: Sequence[Cohort], snapshot: Snapshot) -> tuple[SessionRow, ...]:
    """The sessions of some cohorts by time, cancelled ones too; two statements."""
    wanted = select(TrainingSession).where(col(TrainingSession.cohort_id).in_([one.id for one in cohorts]))
    found = snapshot.db.exec(wanted.order_by(col(TrainingSession.starts_at), col(TrainingSession.id))).all()
    return session_rows(found, {one.id: one for one in cohorts}, snapshot)


def session_rows(
    sessions: Sequence[TrainingSession], cohorts: Mapping[str, Cohort], snapshot: Snapshot
) -> tuple[SessionRow, ...]:
    """Sessions as rows, with their trainers' names; one statement."""
    ids = {one.trainer_id for one in sessions if one.trainer_id}
    named = select(Account.id, Account.name).where(col(Account.id).in_(ids))
    names = dict(snapshot.db.exec(named).all()) if ids else {}
    return tuple(session_row(one, cohorts[one.cohort_id], names.get(one.trainer_id or "", "")) for one in sessions)


def session_row(one: TrainingSession, cohort: Cohort, trainer: str = "") -> SessionRow:
    """A session as a row."""
    return SessionRow(
        id=SessionId(one.id),
        cohort_id=CohortId(cohort.id),
        cohort_name=cohort.name,
        topic=one.topic,
        trainer_id=one.trainer_id or "",
        trainer=trainer or one.trainer_name,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        place=one.place or cohort.place,
        own_place=one.place,
        video_link=one.video_link or cohort.video_link,
        own_video_link=one.video_link,
        is_cancelled=one.cancelled_at is not None,
        revision=one.revision,
    )


def present_at(session_ids: Iterable[str], snapshot: Snapshot) -> list[tuple[str, str]]:
    """Who was at these sessions: (session, seat)."""
    wanted = select(Presence.session_id, Presence.seat_id).where(col(Presence.session_id).in_(list(session_ids)))
    return [(session_id, seat_id) for session_id, seat_id in snapshot.db.exec(wanted).all()]


def neighborhood_names(ids: Iterable[str | None], snapshot: Snapshot) -> dict[str, str]:
    """Names by id."""
    wanted = [one for one in set(ids) if one]
    found = select(Neighborhood.id, Neighborhood.name).where(col(Neighborhood.id).in_(wanted))
    return dict(snapshot.db.exec(found).all()) if wanted else {}


def wake(cohort: Cohort, uow: UnitOfWork) -> None:
    """Tell the pages of a cohort, and the lists of all."""
    uow.announce(rooms.cohort(cohort.id), rooms.COHORTS)
