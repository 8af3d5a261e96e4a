"""The roster of a session: everybody enrolled, and who is there. For its trainer: no contact is in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.cohort_rows import Roster, RosterLine, SessionRow
from liaison_app.domain.cohorts import SessionId
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import CohortState
from liaison_app.models import Applicant, Cohort, Presence, Seat, TrainingSession
from liaison_app.services import levels
from liaison_app.services.attendance import COUNTED, is_open
from liaison_app.services.cohort_reading import session_of, session_rows


@dataclass(frozen=True, slots=True)
class DoorSign:
    """What the projector shows. `code` is '' while attendance is not open."""

    session: SessionRow
    code: str
    closes_at: datetime | None
    present: int
    expected: int
    now: datetime


def roster(*, actor: Actor, session_id: SessionId, snapshot: Snapshot, clock: Clock) -> Roster:
    """The list of a session. Raises: as `cohort_reading.session_of`."""
    session, cohort = session_of(actor, session_id, snapshot, clock)
    wanted = (
        select(Seat.id, Applicant.name, Presence)
        .join(Applicant, col(Applicant.id) == col(Seat.applicant_id))
        .join(
            Presence,
            (col(Presence.seat_id) == col(Seat.id)) & (col(Presence.session_id) == session.id),
            isouter=True,
        )
        .where(Seat.cohort_id == cohort.id, col(Seat.state).in_(list(COUNTED)))
        .order_by(col(Applicant.name), col(Seat.id))
    )
    lines = tuple(_line(seat_id, name, found) for seat_id, name, found in snapshot.db.exec(wanted).all())
    row = session_rows([session], {cohort.id: cohort}, snapshot)[0]
    present = sum(one.how is not None for one in lines)
    shows = is_open(session, clock.now())
    return Roster(
        session=replace(row, present=present, expected=len(lines)),
        lines=lines,
        guests=_guests(session, snapshot),
        code=session.code if shows else "",
        closes_at=session.code_closed_at if shows else None,
        is_coordinator=actor.role is Role.COORDINATOR,
        now=clock.now(),
    )


def door_sign(*, actor: Actor, session_id: SessionId, snapshot: Snapshot, clock: Clock) -> DoorSign:
    """What stands on the wall. Raises: as `cohort_reading.session_of`."""
    found = roster(actor=actor, session_id=session_id, snapshot=snapshot, clock=clock)
    return DoorSign(
        found.session, found.code, found.closes_at, found.session.present + found.guests, found.session.expected,
        found.now,
    )  # fmt: skip


def trained_by(*, actor: Actor, snapshot: Snapshot, clock: Clock) -> tuple[SessionRow, ...]:
    """The sessions that the actor trains, what is ahead first.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        LevelNeeded: there are some, and their certificate to train has ended.
    """
    account_id = actor.require(Audience.LIAISON)
    wanted = (
        select(TrainingSession, Cohort)
        .join(Cohort, col(Cohort.id) == col(TrainingSession.cohort_id))
        .where(TrainingSession.trainer_id == account_id, col(Cohort.state) != CohortState.CANCELLED)
        .order_by(col(TrainingSession.starts_at).desc())
        .limit(50)
    )
    found = snapshot.db.exec(wanted).all()
    if found:
        levels.require_training(actor, snapshot, clock)
    rows = session_rows([one for one, _ in found], {cohort.id: cohort for _, cohort in found}, snapshot)
    return tuple(sorted(rows, key=lambda one: (one.ends_at < clock.now(), one.starts_at)))


def _line(seat_id: str, name: str, found: Presence | None) -> RosterLine:
    if found is None:
        return RosterLine(seat_id, name, None, None, made_up=False)
    return RosterLine(seat_id, name, found.how, found.at, made_up=found.made_up_at is not None)


def _guests(session: TrainingSession, snapshot: Snapshot) -> int:
    """How many of other cohorts made their own session up here."""
    wanted = select(func.count()).select_from(Presence).where(Presence.made_up_at == session.id)
    return snapshot.db.exec(wanted).one()
