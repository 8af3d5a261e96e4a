"""What trainees have read and answered: kept as often as a phone hands it over, and counted once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import AccountId, new_key
from liaison_app.domain.module_rows import AnsweredRow, KeptProgress
from liaison_app.domain.module_text import Check
from liaison_app.domain.modules import SLUG, Answered, Progress, chosen_of, is_passed, needed
from liaison_app.domain.ports import Clock
from liaison_app.models import ModuleAnswer, ModuleReading, ModuleVersion
from liaison_app.services.module_texts import in_language


def passed_modules(account_id: AccountId, snapshot: Snapshot) -> frozenset[str]:
    """The ids of the modules that the account has passed, in any version, the retired ones too."""
    found = snapshot.db.exec(
        select(ModuleReading.module_id).where(
            ModuleReading.account_id == account_id, col(ModuleReading.passed_at).is_not(None)
        )
    )
    return frozenset(found.all())


def keep(*, actor: Actor, module_id: str, progress: Progress, uow: UnitOfWork, clock: Clock) -> KeptProgress:
    """Write down how far somebody is and what was answered; what is known already stays as it was first told.

    The version that the phone names is begun with it, if it was not. `at_part` is where the phone is now, on whichever
    phone. Passing is never taken back.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is no such version.
        InputInvalid: an answer is none of this version's.
    """
    account_id = actor.require(Audience.LIAISON)
    version = uow.db.get(ModuleVersion, (module_id, progress.version)) if SLUG.fullmatch(module_id) else None
    if version is None:
        raise NotFound
    checks = in_language(version.texts, "")[1].checks
    now = clock.now()
    reading = _reading(account_id, version, now, uow)
    reading.at_part, reading.updated_at = min(progress.at_part, version.parts), now
    _add_answers(reading, progress.answered, checks, now, uow)
    rows = newest_answers([reading.id], uow).get(reading.id, ())
    right = sum(one.is_right for one in rows)
    if reading.passed_at is None and is_passed(right, len(rows), version.checks, version.pass_share):
        reading.passed_at = now
    uow.db.add(reading)
    return KeptProgress(
        at_part=reading.at_part,
        right=right,
        answered=len(rows),
        needed=needed(version.checks, version.pass_share),
        has_passed=reading.passed_at is not None,
        answers=rows,
    )


def newest_answers(reading_ids: Sequence[str], snapshot: Snapshot) -> dict[str, tuple[AnsweredRow, ...]]:
    """By reading, the answer of the newest try to each check that was answered, in the order of the checks."""
    found: dict[str, dict[int, AnsweredRow]] = {}
    rows = snapshot.db.exec(
        select(ModuleAnswer)
        .where(col(ModuleAnswer.reading_id).in_(reading_ids))
        .order_by(col(ModuleAnswer.check_number), col(ModuleAnswer.try_number))
    )
    for one in rows.all():
        row = AnsweredRow(one.check_number, one.try_number, chosen_of(one.chosen), one.is_right)
        found.setdefault(one.reading_id, {})[one.check_number] = row
    return {reading: tuple(rows.values()) for reading, rows in found.items()}


def _reading(account_id: str, version: ModuleVersion, now: datetime, uow: UnitOfWork) -> ModuleReading:
    """The account's reading of a version, held until the transaction ends; begun where it was not.

    Two phones may begin at once: the second finds what the first wrote.
    """
    insert = sqlite.insert if uow.db.get_bind().dialect.name == "sqlite" else postgresql.insert
    begun = {
        "id": new_key(),
        "account_id": account_id,
        "module_id": version.module_id,
        "number": version.number,
        "at_part": 0,
        "begun_at": now,
        "updated_at": now,
    }
    uow.db.execute(insert(ModuleReading).values(**begun).on_conflict_do_nothing())
    return uow.db.exec(
        select(ModuleReading)
        .where(
            ModuleReading.account_id == account_id,
            ModuleReading.module_id == version.module_id,
            ModuleReading.number == version.number,
        )
        .with_for_update()
    ).one()


def _add_answers(
    reading: ModuleReading, answered: Sequence[Answered], checks: Sequence[Check], now: datetime, uow: UnitOfWork
) -> None:
    known = set(
        uow.db.exec(
            select(ModuleAnswer.check_number, ModuleAnswer.try_number).where(ModuleAnswer.reading_id == reading.id)
        ).all()
    )
    for one in answered:
        if one.check >= len(checks) or max(one.chosen) >= len(checks[one.check].answers):
            raise InputInvalid({"answers": "not_a_choice"})
        if (one.check, one.try_number) in known:
            continue
        known.add((one.check, one.try_number))
        uow.db.add(
            ModuleAnswer(
                reading_id=reading.id,
                check_number=one.check,
                try_number=one.try_number,
                chosen=one.as_word,
                is_right=one.chosen == checks[one.check].right,
                at=now,
            )
        )
    uow.db.flush()
