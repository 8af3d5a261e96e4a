"""Modules of the curriculum, for coordinators: written as drafts, published as versions, put in order, retired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.module_rows import DraftLook, ModuleLine, ModuleSheet, VersionLine
from liaison_app.domain.module_text import LONGEST_TITLE, MOST_CHARACTERS, ModuleText
from liaison_app.domain.modules import SLUG, moved, slug_of
from liaison_app.domain.plain_text import one_line, plain
from liaison_app.domain.ports import Clock
from liaison_app.domain.rooms import MODULES
from liaison_app.models import Account, ModuleReading, ModuleVersion, TrainingModule
from liaison_app.services import audit
from liaison_app.services.module_pictures import take
from liaison_app.services.module_texts import looked_over

MOST_MODULES = 60
VERSIONS_LISTED = 50


def list_(*, actor: Actor, snapshot: Snapshot) -> list[ModuleLine]:
    """All of them in their order, the retired ones last. Raises: SignInNeeded, NotAllowed."""
    actor.require(Audience.COORDINATOR)
    editor, liaisons = aliased(Account), select(Account.id).where(Account.role == Role.LIAISON)
    counts = {
        module_id: (begun, passed)
        for module_id, begun, passed in snapshot.db.exec(
            select(
                ModuleReading.module_id,
                func.count(func.distinct(ModuleReading.account_id)),
                func.count(func.distinct(ModuleReading.account_id)).filter(col(ModuleReading.passed_at).is_not(None)),
            )
            .where(col(ModuleReading.account_id).in_(liaisons))
            .group_by(col(ModuleReading.module_id))
        ).all()
    }
    rows = snapshot.db.exec(
        select(TrainingModule, editor.name)
        .join(editor, col(editor.id) == col(TrainingModule.updated_by), isouter=True)
        .order_by(col(TrainingModule.retired_at).is_not(None), col(TrainingModule.place), col(TrainingModule.id))
    ).all()
    return [_line(module, name or "", *counts.get(module.id, (0, 0))) for module, name in rows]


def show(*, actor: Actor, module_id: str, snapshot: Snapshot) -> ModuleSheet:
    """A module for its editor, its newest versions first. Raises: SignInNeeded, NotAllowed, NotFound."""
    actor.require(Audience.COORDINATOR)
    module = _module(module_id, snapshot)
    versions = snapshot.db.exec(
        select(ModuleVersion, Account.name)
        .join(Account, col(Account.id) == col(ModuleVersion.published_by), isouter=True)
        .where(ModuleVersion.module_id == module.id)
        .order_by(col(ModuleVersion.number).desc())
        .limit(VERSIONS_LISTED)
    ).all()
    editor = snapshot.db.get(Account, module.updated_by) if module.updated_by else None
    return ModuleSheet(
        id=module.id,
        draft=dict(module.draft),
        revision=module.revision,
        number=module.number,
        has_changes=module.has_changes,
        updated_at=module.updated_at,
        updated_by=editor.name if editor else "",
        retired_at=module.retired_at,
        versions=tuple(VersionLine(one.number, one.published_at, name or "", one.checks) for one, name in versions),
    )


def create(*, actor: Actor, title: str, city_profile: CityProfile, uow: UnitOfWork, clock: Clock) -> str:
    """Begin a module with nothing but its title, at the end; its id.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        InputInvalid: there is no title, or it is too long.
        Conflict: there are as many modules as there may be.
    """
    account_id, title = actor.require(Audience.COORDINATOR), one_line(title)
    if not title or len(title) > LONGEST_TITLE:
        raise InputInvalid({"title": "too_long" if title else "needed"})
    places = {one.id: one.place for one in uow.db.exec(select(TrainingModule)).all()}
    if len(places) >= MOST_MODULES:
        raise Conflict("too_many_modules")
    now, language = clock.now(), city_profile.languages[0]
    module = TrainingModule(
        id=slug_of(title, places),
        place=max(places.values(), default=0) + 1,
        draft={language: f"---\ntitle: {title}\nabout: \nminutes: 10\npass: 80\n---\n\n# {title}\n\n"},
        title={language: title},
        has_changes=True,
        created_by=account_id,
        created_at=now,
        updated_by=account_id,
        updated_at=now,
    )
    uow.db.add(module)
    audit.note(actor=actor, action="module_made", subject=module.id, uow=uow, clock=clock)
    uow.announce(MODULES)
    return module.id


def look(*, actor: Actor, draft: Mapping[str, str], city_profile: CityProfile) -> tuple[DraftLook, ...]:
    """A draft as it would be read, by language, with all that is wrong by line; nothing is stored.

    Raises: SignInNeeded, NotAllowed.
    """
    actor.require(Audience.COORDINATOR)
    found = looked_over(draft, city_profile.languages)
    return tuple(
        DraftLook(locale, *found.get(locale, (ModuleText(), ())), is_empty=locale not in found)
        for locale in city_profile.languages
    )


def save(
    *,
    actor: Actor,
    module_id: str,
    draft: Mapping[str, str],
    revision: int,
    city_profile: CityProfile,
    uow: UnitOfWork,
    clock: Clock,
) -> int:
    """Keep a draft, faults and all; the new revision. `revision` is the one that the editor has seen.

    Raises:
        SignInNeeded, NotAllowed, NotFound.
        InputInvalid: a text is too long to be kept.
        Conflict: somebody else has changed it meanwhile.
    """
    account_id = actor.require(Audience.COORDINATOR)
    module = _held(module_id, uow)
    texts = {locale: plain(draft.get(locale, "")).replace("\r\n", "\n") for locale in city_profile.languages}
    if too_long := {locale: "too_long" for locale, text in texts.items() if len(text) > MOST_CHARACTERS}:
        raise InputInvalid(too_long)
    if module.revision != revision:
        raise Conflict("module_changed")
    kept = {locale: text for locale, text in texts.items() if text.strip()}
    if kept == module.draft:
        return module.revision
    module.draft, module.revision, module.has_changes = kept, revision + 1, True
    module.updated_by, module.updated_at = account_id, clock.now()
    if not module.number:
        module.title = _titles(kept, city_profile.languages) or module.title
    uow.db.add(module)
    take(texts=kept, module_id=module.id, account_id=account_id, uow=uow)
    uow.announce(MODULES)
    return module.revision


def publish(
    *, actor: Actor, module_id: str, revision: int, city_profile: CityProfile, uow: UnitOfWork, clock: Clock
) -> int:
    """Publish the draft as the next version; its number. From now on it is offered to whoever begins.

    Raises:
        SignInNeeded, NotAllowed, NotFound.
        Conflict: `module_changed` where somebody changed the draft meanwhile, `module_faulty` where something is wrong
            with it or nothing is written, `module_same` where this very text is published already.
    """
    account_id = actor.require(Audience.COORDINATOR)
    module = _held(module_id, uow)
    if module.revision != revision:
        raise Conflict("module_changed")
    if not module.has_changes:
        raise Conflict("module_same")
    found = looked_over(module.draft, city_profile.languages)
    if not found or any(faults for _, faults in found.values()):
        raise Conflict("module_faulty")
    first = next(iter(found.values()))[0]
    add_version(module, {one: module.draft[one] for one in found}, first, by=account_id, now=clock.now(), uow=uow)
    module.title = _titles(module.draft, city_profile.languages)
    number = module.number
    audit.note(actor=actor, action="module_published", subject=module.id, uow=uow, clock=clock, number=number)
    uow.announce(MODULES)
    return number


def retire(*, actor: Actor, module_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """Offer it to nobody new; who began it may finish it. Raises: SignInNeeded, NotAllowed, NotFound."""
    _set_retired(actor, module_id, clock.now(), "module_retired", uow, clock)


def restore(*, actor: Actor, module_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """Offer it again. Raises: SignInNeeded, NotAllowed, NotFound."""
    _set_retired(actor, module_id, None, "module_restored", uow, clock)


def move(*, actor: Actor, module_id: str, up: bool, uow: UnitOfWork) -> None:
    """Let it be read one place earlier or later. Raises: SignInNeeded, NotAllowed, NotFound."""
    actor.require(Audience.COORDINATOR)
    _module(module_id, uow)
    rows = uow.db.exec(
        select(TrainingModule)
        .where(col(TrainingModule.retired_at).is_(None))
        .order_by(col(TrainingModule.place), col(TrainingModule.id))
        .with_for_update()
    ).all()
    by_id = {one.id: one for one in rows}
    for place, one in enumerate(moved([one.id for one in rows], module_id, up=up), 1):
        by_id[one].place = place
        uow.db.add(by_id[one])
    uow.announce(MODULES)


def add_version(
    module: TrainingModule,
    texts: Mapping[str, str],
    first: ModuleText,
    *,
    by: str | None,
    now: datetime,
    uow: UnitOfWork,
) -> None:
    """Write the next version of a module down; `first` is what its first language says."""
    module.number, module.has_changes = module.number + 1, False
    uow.db.add(module)
    uow.db.flush()
    uow.db.add(
        ModuleVersion(
            module_id=module.id,
            number=module.number,
            texts=dict(texts),
            parts=len(first.parts),
            checks=len(first.checks),
            pass_share=first.pass_share,
            published_at=now,
            published_by=by,
        )
    )


def _set_retired(actor: Actor, module_id: str, at: datetime | None, action: str, uow: UnitOfWork, clock: Clock) -> None:
    actor.require(Audience.COORDINATOR)
    module = _module(module_id, uow)
    module.retired_at = at
    uow.db.add(module)
    audit.note(actor=actor, action=action, subject=module.id, uow=uow, clock=clock)
    uow.announce(MODULES)


def _titles(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    found = looked_over(texts, languages)
    return {locale: text.title for locale, (text, _) in found.items() if text.title}


def _module(module_id: str, snapshot: Snapshot) -> TrainingModule:
    module = snapshot.db.get(TrainingModule, module_id) if SLUG.fullmatch(module_id) else None
    if module is None:
        raise NotFound
    return module


def _held(module_id: str, uow: UnitOfWork) -> TrainingModule:
    """A module that nobody else changes until the transaction ends."""
    module = _module(module_id, uow)
    uow.db.refresh(module, with_for_update=True)
    return module


def _line(module: TrainingModule, editor: str, begun: int, passed: int) -> ModuleLine:
    return ModuleLine(
        id=module.id,
        titles=dict(module.title),
        number=module.number,
        has_changes=module.has_changes,
        updated_at=module.updated_at,
        updated_by=editor,
        retired_at=module.retired_at,
        begun=begun,
        passed=passed,
    )
