"""The curriculum as a trainee reads it: the list with what is next, and one module to be read."""

from __future__ import annotations

from sqlmodel import col, or_, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.module_rows import AnsweredRow, OpenModule, TrainingStep
from liaison_app.domain.modules import SLUG, ModuleStanding, standing_of
from liaison_app.models import ModuleReading, ModuleVersion, TrainingModule
from liaison_app.services.module_progress import newest_answers
from liaison_app.services.module_texts import in_language


def curriculum(*, actor: Actor, locale: str, snapshot: Snapshot) -> list[TrainingStep]:
    """Every module that is offered, and the retired ones that the actor began, in their order; each in the version that
    the actor began last, else in the newest.

    Raises: SignInNeeded, NotAllowed.
    """
    account_id = actor.require(Audience.LIAISON)
    readings = _readings(account_id, snapshot)
    modules = snapshot.db.exec(
        select(TrainingModule)
        .where(
            TrainingModule.number > 0,
            or_(col(TrainingModule.retired_at).is_(None), col(TrainingModule.id).in_(readings)),
        )
        .order_by(col(TrainingModule.place), col(TrainingModule.id))
    ).all()
    chosen = {one.id: readings[one.id].number if one.id in readings else one.number for one in modules}
    versions = _versions(chosen, snapshot)
    answers = newest_answers([one.id for one in readings.values()], snapshot)
    return [
        _step(module, versions[module.id], readings.get(module.id), answers, locale)
        for module in modules
        if module.id in versions
    ]


def open_(*, actor: Actor, module_id: str, wants_newest: bool, locale: str, snapshot: Snapshot) -> OpenModule:
    """A module to be read: in the version that was begun last, or in the newest where that is wanted or none was begun.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is none, it was never published, or it is retired and the actor never began it.
    """
    account_id = actor.require(Audience.LIAISON)
    module = snapshot.db.get(TrainingModule, module_id) if SLUG.fullmatch(module_id) else None
    if module is None or not module.number:
        raise NotFound
    begun = _begun(account_id, module_id, snapshot)
    reading = begun[0] if begun else None
    if wants_newest and module.retired_at is None:
        reading = next((one for one in begun if one.number == module.number), None)
    elif reading is None and module.retired_at is not None:
        raise NotFound
    number = reading.number if reading else module.number
    version = snapshot.db.get_one(ModuleVersion, (module_id, number))
    answers = newest_answers([reading.id], snapshot) if reading else {}
    step = _step(module, version, reading, answers, locale)
    return OpenModule(step, answers.get(reading.id, ()) if reading else (), _after(module, snapshot))


def next_of(steps: list[TrainingStep]) -> TrainingStep | None:
    """What to go on with: what was begun and not passed, else the first that is new; None where all are passed."""
    open_steps = [one for one in steps if one.standing is not ModuleStanding.PASSED]
    begun = [one for one in open_steps if one.standing is not ModuleStanding.NEW]
    return next(iter([*begun, *open_steps]), None)


def _readings(account_id: str, snapshot: Snapshot) -> dict[str, ModuleReading]:
    """By module, what the account began last."""
    found = snapshot.db.exec(
        select(ModuleReading).where(ModuleReading.account_id == account_id).order_by(col(ModuleReading.number))
    )
    return {one.module_id: one for one in found.all()}


def _begun(account_id: str, module_id: str, snapshot: Snapshot) -> list[ModuleReading]:
    """The account's readings of one module, the newest version first."""
    return list(
        snapshot.db.exec(
            select(ModuleReading)
            .where(ModuleReading.account_id == account_id, ModuleReading.module_id == module_id)
            .order_by(col(ModuleReading.number).desc())
        ).all()
    )


def _versions(chosen: dict[str, int], snapshot: Snapshot) -> dict[str, ModuleVersion]:
    found = snapshot.db.exec(
        select(ModuleVersion).where(
            col(ModuleVersion.module_id).in_(chosen), col(ModuleVersion.number).in_(set(chosen.values()))
        )
    )
    return {one.module_id: one for one in found.all() if chosen[one.module_id] == one.number}


def _step(
    module: TrainingModule,
    version: ModuleVersion,
    reading: ModuleReading | None,
    answers: dict[str, tuple[AnsweredRow, ...]],
    locale: str,
) -> TrainingStep:
    language, text = in_language(version.texts, locale)
    rows = answers.get(reading.id, ()) if reading else ()
    has_passed = reading is not None and reading.passed_at is not None
    return TrainingStep(
        id=module.id,
        text=text,
        locale=language,
        number=version.number,
        standing=standing_of(
            has_begun=reading is not None, has_passed=has_passed, answered=len(rows), checks=version.checks
        ),
        at_part=reading.at_part if reading else 0,
        answered=len(rows),
        right=sum(one.is_right for one in rows),
        passed_at=reading.passed_at if reading else None,
        is_newer_offered=module.retired_at is None and version.number < module.number,
    )


def _after(module: TrainingModule, snapshot: Snapshot) -> str:
    """The module that is read after this one; '' behind the last."""
    found = snapshot.db.exec(
        select(TrainingModule.id)
        .where(TrainingModule.number > 0, col(TrainingModule.retired_at).is_(None), TrainingModule.place > module.place)
        .order_by(col(TrainingModule.place), col(TrainingModule.id))
    )
    return found.first() or ""
