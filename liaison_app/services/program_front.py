"""The front door of the program, for everybody: the next cohorts near a neighborhood, and the empty seats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Role
from liaison_app.domain.geo import LatLon, distance_m
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import HOLDS_SEAT, CohortState
from liaison_app.domain.program_rows import NeighborhoodSeat, OpenCohort, ProgramFront, SessionTime
from liaison_app.models import Account, Cohort, Seat, TrainingSession
from liaison_app.services import places
from liaison_app.services.speakers import speakers_of

MOST_COHORTS, MOST_SESSIONS = 12, 6
_FAR_M = 10**9


def show(*, near: str = "", snapshot: Snapshot, clock: Clock) -> ProgramFront:
    """The front door as seen from the neighborhood with the id `near`; from nowhere where there is no such one."""
    seats = seats_of_all(snapshot)
    here = next((one for one in seats if one.id == near), None)
    return ProgramFront(
        cohorts=_cohorts(here, {one.id: one.name for one in seats}, snapshot, clock.now()),
        seats=seats,
        near=here,
        speakers=speakers_of(neighborhood_id=here.id, snapshot=snapshot) if here else None,
    )


def seats_of_all(snapshot: Snapshot) -> tuple[NeighborhoodSeat, ...]:
    """Every neighborhood with its liaisons counted, by name."""
    counted = (
        select(col(Account.neighborhood_id), func.count())
        .where(Account.role == Role.LIAISON, col(Account.is_active), col(Account.neighborhood_id).is_not(None))
        .group_by(col(Account.neighborhood_id))
    )
    liaisons: dict[str | None, int] = dict(snapshot.db.exec(counted).all())
    return tuple(
        NeighborhoodSeat(one.id, one.name, one.at.lat, one.at.lon, liaisons.get(one.id, 0))
        for one in places.neighborhoods(snapshot=snapshot)
    )


def _cohorts(
    here: NeighborhoodSeat | None, names: Mapping[NeighborhoodId, str], snapshot: Snapshot, now: datetime
) -> tuple[OpenCohort, ...]:
    """Those that take people and are not over: what is meant for here first, then the nearest, then the soonest."""
    cohorts = snapshot.db.exec(select(Cohort).where(Cohort.state == CohortState.OPEN)).all()
    ids = [one.id for one in cohorts]
    held_by = select(col(Seat.cohort_id), func.count()).where(col(Seat.cohort_id).in_(ids))
    counted = snapshot.db.exec(held_by.where(col(Seat.state).in_(HOLDS_SEAT)).group_by(col(Seat.cohort_id))).all()
    held: dict[str, int] = dict(counted)
    of_these = (col(TrainingSession.cohort_id).in_(ids), col(TrainingSession.cancelled_at).is_(None))
    sessions = snapshot.db.exec(select(TrainingSession).where(*of_these).order_by(col(TrainingSession.starts_at))).all()
    found = [
        _open(one, [row for row in sessions if row.cohort_id == one.id], held.get(one.id, 0), here, names, now)
        for one in cohorts
    ]
    alive = [one for one in found if one.sessions or not one.session_count]
    return tuple(sorted(alive, key=_order)[:MOST_COHORTS])


def _order(one: OpenCohort) -> tuple[bool, int, float, str]:
    begins = one.sessions[0].starts_at.timestamp() if one.sessions else float("inf")
    return not one.is_for_here, one.away_m // 1000 if one.away_m is not None else _FAR_M, begins, one.name


def _open(
    one: Cohort,
    rows: Sequence[TrainingSession],
    held: int,
    here: NeighborhoodSeat | None,
    names: Mapping[NeighborhoodId, str],
    now: datetime,
) -> OpenCohort:
    away = None
    if here is not None and one.lat is not None and one.lon is not None:
        away = round(distance_m(LatLon(here.lat, here.lon), LatLon(one.lat, one.lon)))
    coming = [row for row in rows if row.ends_at > now]
    meant_for = [names[NeighborhoodId(place)] for place in one.neighborhood_ids if place in names]
    return OpenCohort(
        name=one.name,
        place=one.place,
        access=one.access_words,
        about=one.about,
        languages=tuple(one.languages),
        neighborhoods=tuple(meant_for),
        sessions=tuple(SessionTime(row.topic, row.starts_at, row.ends_at) for row in coming[:MOST_SESSIONS]),
        session_count=len(rows),
        seats=one.capacity,
        seats_left=max(0, one.capacity - held),
        lat=one.lat,
        lon=one.lon,
        has_video=bool(one.video_link) or any(row.video_link for row in coming),
        is_for_here=here is not None and here.id in one.neighborhood_ids,
        away_m=away,
    )
