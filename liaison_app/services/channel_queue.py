"""The next message of a channel that is to go out, held for the one who writes what brings it to the city."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.channels import Channel
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ports import Clock
from liaison_app.models import CityMessage


def is_any_due(channel: Channel, snapshot: Snapshot, clock: Clock) -> bool:
    """Whether a message waits; asked before a transaction that writes is opened, because mostly none does."""
    return snapshot.db.exec(select(CityMessage.id).where(*_due(channel, clock)).limit(1)).first() is not None


def next_due(channel: Channel, uow: UnitOfWork, clock: Clock) -> CityMessage | None:
    """The one that is due longest, locked; None where another worker holds it."""
    due = select(CityMessage).where(*_due(channel, clock)).order_by(col(CityMessage.due_at)).limit(1)
    return uow.db.exec(due.with_for_update(skip_locked=True)).first()


def _due(channel: Channel, clock: Clock) -> tuple[Any, ...]:
    return (
        CityMessage.channel == channel,
        CityMessage.delivery == Delivery.QUEUED,
        col(CityMessage.due_at) <= clock.now(),
    )
