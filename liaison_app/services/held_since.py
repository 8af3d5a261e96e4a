"""Since when a message has waited for a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.domain.delivery import HELD
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import OutboxEntry, StatusChange


def held_since() -> Any:
    """SQL for a row of the outbox: when it last turned to a person; where its history does not say, when it was queued.

    It is used where rows are narrowed to those that are held: there are few.
    """
    turned = (
        select(func.max(StatusChange.at))
        .where(
            StatusChange.ticket_id == OutboxEntry.ticket_id,
            StatusChange.kind == ChangeKind.DELIVERY,
            col(StatusChange.word).in_([delivery.value for delivery in HELD]),
        )
        .correlate(OutboxEntry)
        .scalar_subquery()
    )
    return func.coalesce(turned, col(OutboxEntry.queued_at))
