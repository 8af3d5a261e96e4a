"""What a database holds before the demo is loaded, and the mark that tells a demo program from what people brought.

Nothing that somebody brought is ever cleared away. A load that broke off left its mark, and only rows that are its own
go; a table that is not named here counts as somebody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Table, delete, literal, select
from sqlmodel import SQLModel, col

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.tickets import TicketOrigin
from liaison_app.models import (
    Account,
    Alert,
    ChangeMark,
    ChronicSpot,
    CityEndpoint,
    CityMessage,
    CityService,
    DeliveryAttempt,
    DemoProgram,
    GeocoderAnswer,
    GeocoderTurn,
    MessageSeen,
    ModuleVersion,
    Neighborhood,
    OutboxEntry,
    PublicAsking,
    ServiceQuestion,
    SideMessage,
    Speaker,
    SpotSearch,
    StatusChange,
    Ticket,
    TicketAnswer,
    TicketPhoto,
    TrainingModule,
    WorkerSign,
    metadata,
)
from liaison_app.models.counting import ROLLUPS
from liaison_app.models.demo import THE_ONE

# Comes by itself where the app runs.
BY_ITSELF: tuple[type[SQLModel], ...] = (
    Alert, ChangeMark, CityEndpoint, CityService, DemoProgram, GeocoderAnswer, GeocoderTurn, ModuleVersion,
    ServiceQuestion, SpotSearch, TrainingModule, WorkerSign,
)  # fmt: skip
# What a load writes before its last transaction, and what the app makes of it.
OF_A_LOAD: tuple[type[SQLModel], ...] = (
    Account, ChronicSpot, CityMessage, DeliveryAttempt, MessageSeen, OutboxEntry, PublicAsking, SideMessage, Speaker,
    StatusChange, Ticket, TicketAnswer, TicketPhoto, *ROLLUPS,
)  # fmt: skip


class Ground(StrEnum):
    """What a database holds: nothing, part of a demo program, a whole one, or something of somebody's."""

    EMPTY = "empty"
    BROKEN_OFF = "broken_off"
    DEMO = "demo"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and `what` is in the way, in words for an operator; '' where nothing is."""

    ground: Ground
    what: str = ""


def ground_of(shipped: Collection[NeighborhoodId], snapshot: Snapshot) -> Found:
    """What the database holds. The `shipped` neighborhoods are in every one that was migrated: nobody brought them."""
    mark = snapshot.db.get(DemoProgram, THE_ONE)
    if mark is not None and mark.loaded_at is not None:
        return Found(Ground.DEMO, "a demo program")
    own = next(_brought(shipped, snapshot, is_begun=mark is not None), None)
    if own is not None:
        return Found(Ground.TAKEN, f"something in the table {own}")
    return Found(Ground.EMPTY if mark is None else Ground.BROKEN_OFF)


def mark_begun(now: datetime, endpoint: str, uow: UnitOfWork) -> None:
    """From now on the database holds a demo program, of which nothing is there yet."""
    uow.db.merge(DemoProgram(id=THE_ONE, began_at=now, loaded_at=None, endpoint=endpoint))
    uow.db.flush()


def mark_loaded(now: datetime, uow: UnitOfWork) -> None:
    """All of it is in."""
    uow.db.get_one(DemoProgram, THE_ONE).loaded_at = now


def clear(uow: UnitOfWork) -> None:
    """Take away what a load that broke off left. Only where `ground_of` has said that there is nothing else."""
    own = _tables(OF_A_LOAD)
    for table in reversed(metadata.sorted_tables):
        if table.name in own:
            uow.db.execute(delete(table))


def _brought(shipped: Collection[NeighborhoodId], snapshot: Snapshot, *, is_begun: bool) -> Iterator[str]:
    """The tables with rows that neither the app nor a load that `is_begun` has written."""
    passed = _tables((*BY_ITSELF, Neighborhood, *(OF_A_LOAD if is_begun else ())))
    yield from (table.name for table in metadata.sorted_tables if table.name not in passed and _has(table, snapshot))
    if _has(metadata.tables["neighborhood"], snapshot, col(Neighborhood.id).not_in(shipped)):
        yield "neighborhood"
    # A load has given nobody a password, and every ticket to a liaison of its own.
    if is_begun and _has(metadata.tables["account"], snapshot, col(Account.password_hash) != ""):
        yield "account"
    if is_begun and _has(metadata.tables["ticket"], snapshot, col(Ticket.origin) != TicketOrigin.LIAISON):
        yield "ticket"


def _has(table: Table, snapshot: Snapshot, *which: ColumnElement[bool]) -> bool:
    return snapshot.db.execute(select(literal(1)).select_from(table).where(*which).limit(1)).first() is not None


def _tables(models: Collection[type[SQLModel]]) -> set[str]:
    return {str(one.__tablename__) for one in models}
