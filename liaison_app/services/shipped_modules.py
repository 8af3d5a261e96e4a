"""The curriculum that comes with the app's files: published once, into a program that has no module yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain.module_text import read_module
from liaison_app.domain.ports import Clock
from liaison_app.models import TrainingModule
from liaison_app.services.modules import add_version


class Shipped(Protocol):
    """A module of the files."""

    @property
    def place(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def texts(self) -> Mapping[str, str]: ...


def seed(*, modules: Sequence[Shipped], uow: UnitOfWork, clock: Clock) -> int:
    """Publish them all, where there is no module; how many were. What coordinators made of them is never touched."""
    if uow.db.exec(select(TrainingModule.id).limit(1)).first() is not None:
        return 0
    now = clock.now()
    for place, one in enumerate(modules, 1):
        read = {locale: read_module(text)[0] for locale, text in one.texts.items()}
        module = TrainingModule(
            id=one.id,
            place=place,
            draft=dict(one.texts),
            title={locale: text.title for locale, text in read.items()},
            created_at=now,
            updated_at=now,
        )
        add_version(module, one.texts, next(iter(read.values())), by=None, now=now, uow=uow)
    return len(modules)
