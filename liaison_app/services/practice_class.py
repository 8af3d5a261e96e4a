"""The practice of a class for its trainer: what was taken for what, what was missed most, how far each person is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.practice import PracticeEnding, PracticeRoom
from liaison_app.domain.practice_class import FirstTries, Matrix, Missed, matrix_of, most_missed
from liaison_app.domain.practice_grading import PASS
from liaison_app.domain.program import HOLDS_SEAT
from liaison_app.models import Account, Cohort, PracticeAttempt, Seat

MOST_SHOWN = 60
COHORTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class CohortChoice:
    """A cohort to look at."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonProgress:
    """How far one person is: scenes tried, tries in all, the mean of the best points (None before the first), and when
    they practiced last."""

    account_id: str
    name: str
    tried: int
    tries: int
    points: int | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClassPractice:
    """All of it. `of` counts the scenes, `people` those who tried any; `is_cut`: there are more persons than shown."""

    cohorts: tuple[CohortChoice, ...]
    cohort_id: str
    of: int
    people: int
    first_tries: int
    matrix: Matrix
    missed: tuple[Missed, ...]
    progress: tuple[PersonProgress, ...]
    is_cut: bool


def show_class(
    *,
    actor: Actor,
    cohort_id: str,
    most: int = MOST_SHOWN,
    snapshot: Snapshot,
    practice_room: PracticeRoom,
) -> ClassPractice:
    """The practice of a cohort; of everybody who practiced for ''.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such cohort.
    """
    actor.require(Audience.COORDINATOR)
    if cohort_id and snapshot.db.get(Cohort, cohort_id) is None:
        raise NotFound
    rows = _first_tries(cohort_id, practice_room, snapshot)
    progress = _progress(cohort_id, practice_room, most + 1, snapshot)
    return ClassPractice(
        cohorts=_cohorts(snapshot),
        cohort_id=cohort_id,
        of=len(practice_room.scenes),
        people=_people(cohort_id, practice_room, snapshot),
        first_tries=sum(one.people for one in rows),
        matrix=matrix_of(practice_room, rows),
        missed=most_missed(practice_room, rows),
        progress=tuple(progress[:most]),
        is_cut=len(progress) > most,
    )


def _members(cohort_id: str) -> Any:
    """The accounts of those who hold a seat."""
    return select(col(Seat.account_id)).where(
        col(Seat.cohort_id) == cohort_id, col(Seat.state).in_(HOLDS_SEAT), col(Seat.account_id).is_not(None)
    )


def _counted(cohort_id: str, room: PracticeRoom) -> list[Any]:
    """Tries at scenes that are there, of the people asked about."""
    of_people = [col(PracticeAttempt.account_id).in_(_members(cohort_id))] if cohort_id else []
    return [col(PracticeAttempt.scene_id).in_(room.scenes), *of_people]


def _first_tries(cohort_id: str, room: PracticeRoom, snapshot: Snapshot) -> list[FirstTries]:
    by: list[Any] = [col(PracticeAttempt.scene_id), col(PracticeAttempt.ending), col(PracticeAttempt.service_code)]
    missed = func.sum(case((col(PracticeAttempt.points) < PASS, 1), else_=0))
    rows = snapshot.db.execute(
        select(*by, func.count(), missed)
        .where(col(PracticeAttempt.number) == 1, *_counted(cohort_id, room))
        .group_by(*by)
        .order_by(*by)
    ).all()
    return [
        FirstTries(scene_id, PracticeEnding(ending), code, int(people), int(wrong))
        for scene_id, ending, code, people, wrong in rows
    ]


def _people(cohort_id: str, room: PracticeRoom, snapshot: Snapshot) -> int:
    counted = select(func.count(func.distinct(PracticeAttempt.account_id))).where(*_counted(cohort_id, room))
    return int(snapshot.db.execute(counted).scalar_one())


def _progress(cohort_id: str, room: PracticeRoom, most: int, snapshot: Snapshot) -> list[PersonProgress]:
    """By name: everybody in the cohort, or everybody who practiced."""
    account, attempt = col(Account.id), col(PracticeAttempt.account_id)
    practiced = exists().where(attempt == account, col(PracticeAttempt.scene_id).in_(room.scenes))
    people = snapshot.db.execute(
        select(account, col(Account.name))
        .where(account.in_(_members(cohort_id)) if cohort_id else practiced)
        .order_by(col(Account.name), account)
        .limit(most)
    ).all()
    went = _went([key for key, _ in people], room, snapshot)
    return [_person(key, name, went.get(key, [])) for key, name in people]


def _went(account_ids: Sequence[str], room: PracticeRoom, snapshot: Snapshot) -> dict[str, list[tuple[Any, ...]]]:
    """For each account and scene the best points, how many tries, and the last moment."""
    attempt, points = col(PracticeAttempt.account_id), func.max(col(PracticeAttempt.points))
    rows = snapshot.db.execute(
        select(attempt, points, func.count(), func.max(col(PracticeAttempt.at)))
        .where(attempt.in_(account_ids), col(PracticeAttempt.scene_id).in_(room.scenes))
        .group_by(attempt, col(PracticeAttempt.scene_id))
    ).all()
    found: dict[str, list[tuple[Any, ...]]] = {}
    for account_id, *of_scene in rows:
        found.setdefault(account_id, []).append(tuple(of_scene))
    return found


def _person(account_id: str, name: str, went: Sequence[tuple[Any, ...]]) -> PersonProgress:
    if not went:
        return PersonProgress(account_id, name, tried=0, tries=0, points=None, last_at=None)
    return PersonProgress(
        account_id,
        name,
        tried=len(went),
        tries=sum(tries for _, tries, _ in went),
        points=sum(points for points, _, _ in went) // len(went),
        last_at=max(at for _, _, at in went),
    )


def _cohorts(snapshot: Snapshot) -> tuple[CohortChoice, ...]:
    rows: Sequence[Any] = snapshot.db.execute(
        select(col(Cohort.id), col(Cohort.name)).order_by(col(Cohort.created_at).desc(), Cohort.id).limit(COHORTS_SHOWN)
    ).all()
    return tuple(CohortChoice(key, name) for key, name in rows)
