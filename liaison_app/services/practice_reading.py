"""What a trainee sees of the practice room: all scenes with how each went, and one try with its grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.practice import Dimension, PracticeEnding, PracticeRoom, Scene
from liaison_app.domain.practice_grading import PASS, WEIGHTS, Finding, FindingCode, Grade
from liaison_app.models import PracticeAttempt, PracticeGrade
from liaison_app.services.practice_doing import scene_of


@dataclass(frozen=True, slots=True)
class SceneRow:
    """A scene and how it went: tries, and the points of the best one (None before the first)."""

    scene: Scene
    tries: int
    best: int | None

    @property
    def is_done(self) -> bool:
        """Whether it was done well."""
        return self.best is not None and self.best >= PASS


@dataclass(frozen=True, slots=True)
class TryRow:
    """One try at a scene, with the grades of each dimension in their order, and how many tries there are."""

    scene: Scene
    number: int
    tries: int
    best: int
    at: datetime
    ending: PracticeEnding
    service_code: str
    instead: str
    co_signed: str
    points: int
    grades: Mapping[Dimension, Grade]


def list_scenes(*, actor: Actor, snapshot: Snapshot, practice_room: PracticeRoom) -> tuple[SceneRow, ...]:
    """All scenes in the order to practice in. Raises: SignInNeeded, NotAllowed."""
    account_id = actor.require(Audience.LIAISON)
    rows = snapshot.db.exec(
        select(PracticeAttempt.scene_id, func.count(), func.max(col(PracticeAttempt.points)))
        .where(PracticeAttempt.account_id == account_id)
        .group_by(col(PracticeAttempt.scene_id))
    ).all()
    went = {scene_id: (tries, best) for scene_id, tries, best in rows}
    return tuple(SceneRow(scene, *went.get(scene.id, (0, None))) for scene in practice_room.mixed())


def next_of(rows: tuple[SceneRow, ...], after: str = "") -> Scene | None:
    """What to practice next: the first that was not tried, from the one behind `after` on, else the first that was not
    done well; None where all are done well."""
    place = next((number + 1 for number, row in enumerate(rows) if row.scene.id == after), 0)
    turned = (*rows[place:], *rows[:place])
    others = [row for row in turned if row.scene.id != after]
    untried = (row.scene for row in others if not row.tries)
    return next(untried, None) or next((row.scene for row in others if not row.is_done), None)


def show_scene(*, actor: Actor, scene_id: str, snapshot: Snapshot, practice_room: PracticeRoom) -> SceneRow:
    """One scene and how it went. Raises: SignInNeeded, NotAllowed; NotFound: there is none of that id."""
    scene = scene_of(scene_id, practice_room)
    rows = list_scenes(actor=actor, snapshot=snapshot, practice_room=practice_room)
    return next(row for row in rows if row.scene is scene)


def show_try(
    *, actor: Actor, scene_id: str, number: int | None, snapshot: Snapshot, practice_room: PracticeRoom
) -> TryRow:
    """A try of the actor's own; the last one for None.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is no such scene, or no such try of theirs.
    """
    account_id = actor.require(Audience.LIAISON)
    scene = scene_of(scene_id, practice_room)
    mine = select(PracticeAttempt).where(
        PracticeAttempt.account_id == account_id, PracticeAttempt.scene_id == scene_id
    )  # fmt: skip
    tries = snapshot.db.exec(mine.order_by(col(PracticeAttempt.number))).all()
    found = next((one for one in reversed(tries) if number in {None, one.number}), None)
    if found is None:
        raise NotFound
    grades = snapshot.db.exec(select(PracticeGrade).where(PracticeGrade.attempt_id == found.id)).all()
    by_dimension = {Dimension(one.dimension): _grade(one) for one in grades}
    return TryRow(
        scene=scene,
        number=found.number,
        tries=len(tries),
        best=max(one.points for one in tries),
        at=found.at,
        ending=PracticeEnding(found.ending),
        service_code=found.service_code,
        instead=found.instead,
        co_signed=found.co_signed,
        points=found.points,
        grades={one: by_dimension[one] for one in WEIGHTS if one in by_dimension},
    )


def _grade(row: PracticeGrade) -> Grade:
    known = set(FindingCode)
    return Grade(row.points, tuple(Finding(FindingCode(code), about) for code, about in row.findings if code in known))
