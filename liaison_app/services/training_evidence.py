"""What reading and practice count for towards a certificate, for many accounts in one statement each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import ceil

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.ids import AccountId
from liaison_app.models import ModuleReading
from liaison_app.services.practice_scores import PracticeScore, practice_scores

# Of so many practice tickets the points are the mean, and what was not tried counts nothing: else one that went well
# would do.
LEAST_SHARE = 0.5


def modules_passed(account_ids: Collection[AccountId], snapshot: Snapshot) -> Mapping[AccountId, int]:
    """How many modules each account has passed, in any version."""
    found = snapshot.db.exec(
        select(ModuleReading.account_id, func.count(func.distinct(ModuleReading.module_id)))
        .where(col(ModuleReading.account_id).in_(account_ids), col(ModuleReading.passed_at).is_not(None))
        .group_by(ModuleReading.account_id)
    ).all()
    return {AccountId(account_id): count for account_id, count in found}


def practice_points(account_ids: Collection[AccountId], snapshot: Snapshot) -> Mapping[AccountId, int]:
    """The points (0 to 100) of each account in the practice room."""
    return {one: counted(score) for one, score in practice_scores(list(account_ids), snapshot).items()}


def counted(score: PracticeScore) -> int:
    """The points of a score where at least half of the practice tickets have to be tried."""
    least = max(score.tried, ceil(LEAST_SHARE * score.of))
    return score.points * score.tried // least if least else 0
