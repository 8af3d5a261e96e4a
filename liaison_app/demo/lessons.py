"""The curriculum in the demo: a trainee half-way through it, and what the liaisons before her answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import SQLModel, col, select

from liaison_app.db import UnitOfWork
from liaison_app.demo.storing import insert_models
from liaison_app.domain.access import Role
from liaison_app.domain.module_text import Check
from liaison_app.domain.modules import is_passed
from liaison_app.models import Account, ModuleAnswer, ModuleReading, ModuleVersion, TrainingModule
from liaison_app.services.module_texts import in_language

STARTED = timedelta(days=12)
A_WHILE = timedelta(minutes=9)
# What the trainee has done: so many modules passed, then one begun.
PASSED = 3
# The share of people who miss a check at first, from the easiest to the hardest.
EASY, HARD = 0.04, 0.55


@dataclass(frozen=True, slots=True)
class Lessons:
    """Writes them: of the trainee with this e-mail and all other liaisons, from which seed, as of when."""

    trainee: str
    seed: int
    now: datetime

    def store(self, uow: UnitOfWork) -> int:
        """Add all; how many rows."""
        trainee = uow.db.exec(select(Account).where(Account.email == self.trainee)).one()
        versions = self._versions(uow)
        liaisons = uow.db.exec(
            select(Account.id).where(Account.role == Role.LIAISON, Account.id != trainee.id).order_by(col(Account.id))
        ).all()
        rows: list[SQLModel] = [*self._of_trainee(trainee.id, versions)]
        for account_id in liaisons:
            rows += self._of_liaison(account_id, versions)
        for kind in (ModuleReading, ModuleAnswer):  # an answer points at its reading
            insert_models(uow, [row for row in rows if isinstance(row, kind)])
        return len(rows)

    def _versions(self, uow: UnitOfWork) -> Sequence[ModuleVersion]:
        """What is published, in its order."""
        found = uow.db.exec(
            select(ModuleVersion)
            .join(TrainingModule, col(TrainingModule.id) == col(ModuleVersion.module_id))
            .where(ModuleVersion.number == TrainingModule.number)
            .order_by(col(TrainingModule.place))
        )
        return found.all()

    def _of_trainee(self, account_id: str, versions: Sequence[ModuleVersion]) -> Iterator[SQLModel]:
        for place, version in enumerate(versions[: PASSED + 1]):
            begun_at = self.now - STARTED + timedelta(days=3 * place)
            many = version.checks if place < PASSED else 2
            yield from self._read(account_id, version, begun_at, skill=1.0, many=many)

    def _of_liaison(self, account_id: str, versions: Sequence[ModuleVersion]) -> Iterator[SQLModel]:
        dice = self._dice(f"liaison:{account_id}")
        began = self.now - timedelta(days=dice.randrange(30, 500))
        skill = dice.uniform(0.35, 1.0)
        for place, version in enumerate(versions):
            if dice.random() < 0.94:
                many = version.checks if dice.random() < 0.93 else 3  # some stop half-way
                yield from self._read(account_id, version, began + timedelta(days=2 * place), skill, many)

    def _read(
        self, account_id: str, version: ModuleVersion, at: datetime, skill: float, many: int
    ) -> Iterator[SQLModel]:
        """A reading with its answers; what was missed is answered rightly at the second try."""
        dice = self._dice(f"{account_id}:{version.module_id}")
        checks = in_language(version.texts, "en")[1].checks
        reading_id = f"{dice.getrandbits(120):030x}"
        answers = [one for check in checks[:many] for one in self._answers(reading_id, check, version, dice, skill, at)]
        right = sum(one.is_right for one in answers)
        has_passed = is_passed(right, min(many, len(checks)), version.checks, version.pass_share)
        yield ModuleReading(
            id=reading_id,
            account_id=account_id,
            module_id=version.module_id,
            number=version.number,
            at_part=version.parts if has_passed else 1,
            begun_at=at,
            updated_at=at + A_WHILE,
            passed_at=at + A_WHILE if has_passed else None,
        )
        yield from answers

    def _answers(
        self, reading_id: str, check: Check, version: ModuleVersion, dice: Random, skill: float, at: datetime
    ) -> Iterator[ModuleAnswer]:
        hard = self._dice(f"hard:{version.module_id}:{check.number}").uniform(EASY, HARD)
        wrong = [place for place in range(len(check.answers)) if place not in check.right]
        has_missed = bool(wrong) and dice.random() < hard * (1.4 - skill)
        if has_missed:
            chosen = {wrong[0] if dice.random() < 0.7 else dice.choice(wrong)}
            yield self._answer(reading_id, check, 1, frozenset(chosen), at)
        yield self._answer(reading_id, check, 2 if has_missed else 1, check.right, at + A_WHILE)

    def _answer(
        self, reading_id: str, check: Check, try_number: int, chosen: frozenset[int], at: datetime
    ) -> ModuleAnswer:
        return ModuleAnswer(
            reading_id=reading_id,
            check_number=check.number,
            try_number=try_number,
            chosen=",".join(map(str, sorted(chosen))),
            is_right=chosen == check.right,
            at=at,
        )

    def _dice(self, name: str) -> Random:
        return Random(f"{self.seed}:lessons:{name}")
