"""How the checks of a module were answered, for trainers: which answers were chosen how often, the most missed first.

The first try of each liaison counts: later ones were made with the explanation in mind. Coordinators who try a module
out are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.errors import NotFound
from liaison_app.domain.module_rows import AnswerCount, CheckResult, ModuleResults
from liaison_app.domain.module_text import Check, ModuleText
from liaison_app.domain.modules import SLUG, chosen_of
from liaison_app.models import Account, Cohort, ModuleAnswer, ModuleReading, ModuleVersion, Seat, TrainingModule
from liaison_app.services.module_texts import in_language

COHORTS_OFFERED = 200


def results(
    *, actor: Actor, module_id: str, number: int, cohort_id: str, locale: str, snapshot: Snapshot
) -> ModuleResults:
    """One version's results; `number` 0 is the published one, `cohort_id` '' everybody.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such module, version or cohort, or nothing of it was published.
    """
    actor.require(Audience.COORDINATOR)
    module = snapshot.db.get(TrainingModule, module_id) if SLUG.fullmatch(module_id) else None
    numbers = _numbers(module_id, snapshot) if module else ()
    wanted = number or (module.number if module else 0)
    if module is None or wanted not in numbers:
        raise NotFound
    cohorts = _cohorts(snapshot)
    if cohort_id and cohort_id not in dict(cohorts):
        raise NotFound
    version = snapshot.db.get_one(ModuleVersion, (module_id, wanted))
    language, text = in_language(version.texts, locale)
    of = _whose(module_id, wanted, cohort_id)
    begun, passed = snapshot.db.exec(
        select(func.count(), func.count(col(ModuleReading.passed_at))).select_from(ModuleReading).where(*of)
    ).one()
    return ModuleResults(
        id=module_id,
        text=text,
        locale=language,
        number=wanted,
        numbers=numbers,
        begun=begun,
        passed=passed,
        checks=_checks(text, _counted(of, snapshot)),
        cohorts=cohorts,
        cohort_id=cohort_id,
    )


def _whose(module_id: str, number: int, cohort_id: str) -> tuple[ColumnElement[bool], ...]:
    """SQL for the readings of one version by liaisons, of one cohort where one is named."""
    liaisons = select(Account.id).where(Account.role == Role.LIAISON)
    found = [
        col(ModuleReading.module_id) == module_id,
        col(ModuleReading.number) == number,
        col(ModuleReading.account_id).in_(liaisons),
    ]
    if cohort_id:
        seats = select(Seat.account_id).where(Seat.cohort_id == cohort_id, col(Seat.account_id).is_not(None))
        found.append(col(ModuleReading.account_id).in_(seats))
    return tuple(found)


def _counted(of: tuple[ColumnElement[bool], ...], snapshot: Snapshot) -> dict[int, dict[str, int]]:
    """By check and what was chosen, how many chose it first."""
    rows = snapshot.db.exec(
        select(ModuleAnswer.check_number, ModuleAnswer.chosen, func.count())
        .join(ModuleReading, col(ModuleReading.id) == col(ModuleAnswer.reading_id))
        .where(ModuleAnswer.try_number == 1, *of)
        .group_by(col(ModuleAnswer.check_number), col(ModuleAnswer.chosen))
    ).all()
    found: dict[int, dict[str, int]] = {}
    for check, chosen, count in rows:
        found.setdefault(check, {})[chosen] = count
    return found


def _checks(text: ModuleText, counted: Mapping[int, Mapping[str, int]]) -> tuple[CheckResult, ...]:
    found = [_result(check, part.title, counted.get(check.number, {})) for part in text.parts for check in part.checks]
    return tuple(sorted(found, key=lambda one: (-one.missed_share, one.number)))


def _result(check: Check, part: str, counted: Mapping[str, int]) -> CheckResult:
    by_place = [0] * len(check.answers)
    right = 0
    for word, count in counted.items():
        chosen = chosen_of(word)
        right += count if chosen == check.right else 0
        for place in chosen:
            if place < len(by_place):
                by_place[place] += count
    answers = tuple(AnswerCount(one.words, one.is_right, by_place[place]) for place, one in enumerate(check.answers))
    return CheckResult(check.number, part, check.asks, sum(counted.values()), right, answers)


def _numbers(module_id: str, snapshot: Snapshot) -> tuple[int, ...]:
    found: Sequence[int] = snapshot.db.exec(
        select(ModuleVersion.number)
        .where(ModuleVersion.module_id == module_id)
        .order_by(col(ModuleVersion.number).desc())
    ).all()
    return tuple(found)


def _cohorts(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Those in which somebody has an account, the newest first."""
    trained = select(Seat.cohort_id).where(col(Seat.account_id).is_not(None))
    found = snapshot.db.exec(
        select(Cohort.id, Cohort.name)
        .where(col(Cohort.id).in_(trained))
        .order_by(col(Cohort.starts_on).desc(), col(Cohort.id))
        .limit(COHORTS_OFFERED)
    )
    return tuple((one, name) for one, name in found.all())
