"""Certificates, levels, suspensions and covers of a large program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from liaison_app.db import UnitOfWork
from liaison_app.demo.large.calendar import COHORTS
from liaison_app.demo.large.cohorts import cohort_id
from liaison_app.demo.large.known import Known, key_of, letters
from liaison_app.demo.storing import Row, insert_rows
from liaison_app.domain.program import Level
from liaison_app.models import Certification, Cover, Suspension

MEETINGS, TRAINER, COVERED, APPEALED = 0.14, 0.04, 0.09, 0.4
REASON = "Reported the same neighbor eleven times although the city had answered. Please call me."
APPEAL = "I had not seen the answers. I have read them now, and I would like to go on."


def store_standings(known: Known, uow: UnitOfWork) -> int:
    """Store them; how many rows."""
    dice = known.dice("standings")
    stored = insert_rows(uow, Certification, [*_certificates(known, dice), *_levels(known, dice)])
    stored += insert_rows(uow, Suspension, list(_suspensions(known, dice)))
    return stored + insert_rows(uow, Cover, list(_covers(known, dice)))


def _certificates(known: Known, dice: Random) -> Iterator[Row]:
    for account_id, _, career in known.careers:
        for place, (begins, ends) in enumerate(career.certificates):
            cohort = cohort_id(COHORTS[career.cohort], known) if place == 0 else None
            yield _certificate(known, account_id, Level.LIAISON, begins, ends, dice) | {"cohort_id": cohort}


def _levels(known: Known, dice: Random) -> Iterator[Row]:
    for account_id, _, career in known.serving():
        begins, ends = career.certificates[-1]
        for level, likely in ((Level.MEETINGS, MEETINGS), (Level.TRAINER, TRAINER)):
            if dice.random() < likely:
                yield _certificate(known, account_id, level, begins, ends, dice) | {"cohort_id": None}


def _certificate(known: Known, account_id: str, level: Level, begins: int, ends: int, dice: Random) -> Row:
    return {
        "id": key_of(dice), "account_id": account_id, "level": level, "code": letters(dice, 12), "note": "",
        "certified_at": known.ago(begins), "ends_at": known.ago(ends), "certified_by": known.coordinator_id,
    }  # fmt: skip


def _suspensions(known: Known, dice: Random) -> Iterator[Row]:
    for account_id, _, career in known.careers:
        if career.suspended is not None:
            has_appealed = dice.random() < APPEALED
            yield {
                "id": key_of(dice), "account_id": account_id, "reason": REASON, "by_account": known.coordinator_id,
                "at": known.ago(career.suspended), "appeal": APPEAL if has_appealed else "",
                "appealed_at": known.ago(career.suspended / 2) if has_appealed else None, "answer": "",
            }  # fmt: skip


def _covers(known: Known, dice: Random) -> Iterator[Row]:
    """Between people of one neighborhood: some now, more of them over."""
    by_home: dict[str | None, list[str]] = defaultdict(list)
    for account_id, person, _ in known.serving():
        by_home[person.home].append(account_id)
    for group in by_home.values():
        for giver, taker in pairwise(group):
            if dice.random() < COVERED:
                begun = dice.randrange(2, 60)
                is_over = dice.random() < 0.6
                yield {
                    "id": key_of(dice), "from_account": giver, "to_account": taker, "starts_at": known.ago(begun),
                    "ends_at": known.ago(begun / 2 if is_over else -dice.randrange(3, 30)),
                    "made_by": giver, "made_at": known.ago(begun + 1),
                }  # fmt: skip
