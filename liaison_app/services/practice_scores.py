"""What practice comes to for one person: of several tries at a scene the best counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.ids import AccountId
from liaison_app.models import PracticeAttempt


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """How many scenes were tried, of how many there are, and the mean of their best points (0 to 100), rounded down;
    0 where none was tried."""

    tried: int
    of: int
    points: int


_scenes: frozenset[str] = frozenset()


def use_scenes(scene_ids: Collection[str]) -> None:
    """The scenes of this program; what was tried of others is kept and does not count."""
    global _scenes  # noqa: PLW0603 (data of the city's folder, read once a program)
    _scenes = frozenset(scene_ids)


def practice_score(account_id: AccountId, snapshot: Snapshot) -> PracticeScore:
    """What practice comes to for an account."""
    return practice_scores([account_id], snapshot)[account_id]


def practice_scores(account_ids: Sequence[AccountId], snapshot: Snapshot) -> Mapping[AccountId, PracticeScore]:
    """The same for many accounts at once."""
    rows = snapshot.db.exec(
        select(PracticeAttempt.account_id, PracticeAttempt.scene_id, func.max(col(PracticeAttempt.points)))
        .where(col(PracticeAttempt.account_id).in_(account_ids), col(PracticeAttempt.scene_id).in_(_scenes))
        .group_by(col(PracticeAttempt.account_id), col(PracticeAttempt.scene_id))
    ).all()
    best: dict[str, list[int]] = {}
    for account_id, _, points in rows:
        best.setdefault(account_id, []).append(points)
    return {one: _score(best.get(one, [])) for one in account_ids}


def _score(best: Sequence[int]) -> PracticeScore:
    return PracticeScore(len(best), len(_scenes), sum(best) // len(best) if best else 0)
