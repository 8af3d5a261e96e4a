"""What was imported about places, and what is in force of it.

Borders and streets are read from the database once per process and kept. The import may run in another process, so each
question looks at the id of the newest one, a row of an index, and reads again where that changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, select
from sqlmodel import col

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.ports import Clock
from liaison_app.models import PlaceImport

T = TypeVar("T")


class ImportKind(StrEnum):
    """What was imported."""

    NEIGHBORHOODS = "neighborhoods"
    STREETS = "streets"


Version = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Where a file came from, what names its state, and whom to credit for it."""

    place: str
    digest: str
    attribution: str = ""
    licence: str = ""


class KeptImport(Generic[T]):
    """The newest state of one kind that this process has seen."""

    def __init__(self, kind: ImportKind) -> None:
        self._kind = kind
        self._lock = threading.Lock()
        self._version: Version | None = None
        self._found: T | None = None

    def current(self, snapshot: Snapshot, read: Callable[[Snapshot], T]) -> T | None:
        """What is in force, read with `read` where it is not known yet; None before an import."""
        version = _version_of(self._kind, snapshot)
        if version is None:
            return None
        with self._lock:
            if self._version != version or self._found is None:
                self._found, self._version = read(snapshot), version
            return self._found


def _newest(kind: ImportKind, snapshot: Snapshot, *columns: Any) -> Any:
    wanted = select(*map(col, columns)).where(col(PlaceImport.kind) == kind).order_by(col(PlaceImport.id).desc())
    return snapshot.db.execute(wanted.limit(1)).first()


def _version_of(kind: ImportKind, snapshot: Snapshot) -> Version | None:
    """What names the import in force, in whatever database; None before the first."""
    row = _newest(kind, snapshot, PlaceImport.id, PlaceImport.digest)
    bind = snapshot.db.get_bind()
    url = bind.url if isinstance(bind, Engine) else bind.engine.url
    return None if row is None else (url.render_as_string(hide_password=True), row.id, row.digest)


def credit_of(kind: ImportKind, snapshot: Snapshot) -> tuple[str, str]:
    """Whom to credit for what is in force, and its licence; empty before an import."""
    row = _newest(kind, snapshot, PlaceImport.attribution, PlaceImport.licence)
    return (row.attribution, row.licence) if row else ("", "")


def credits_of_all(*, snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """Whom to credit for all that was imported, each once."""
    found = (credit_of(kind, snapshot) for kind in ImportKind)
    return tuple(dict.fromkeys(one for one in found if any(one)))


def add_import(kind: ImportKind, source: SourceFacts, count: int, uow: UnitOfWork, clock: Clock) -> PlaceImport:
    """A new import, in force when the transaction commits."""
    run = PlaceImport(
        kind=kind,
        place=source.place[:400],
        digest=source.digest,
        attribution=source.attribution[:400],
        licence=source.licence[:200],
        count=count,
        started_at=clock.now(),
    )
    uow.db.add(run)
    uow.db.flush()
    return run
