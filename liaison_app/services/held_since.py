"""Since when a message has waited for a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.domain.delivery import HELD
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import CityMessage, MessageAttempt, OutboxEntry, StatusChange


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


def message_held_since() -> Any:
    """SQL for a message: when it was last tried, or queued. Messages leave no steps in a history, so a search that
    gave up later is not seen here: it counts as having waited since the try that it was about."""
    ended = (
        select(func.max(MessageAttempt.finished_at))
        .where(MessageAttempt.message_id == CityMessage.id)
        .correlate(CityMessage)
        .scalar_subquery()
    )
    return func.coalesce(ended, col(CityMessage.posted_at), col(CityMessage.queued_at))
