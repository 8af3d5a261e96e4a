"""Which tickets somebody stands behind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.models import CoSign, MergedTicket


def co_signed_by(account_id: str | None, ticket_ids: Collection[str], snapshot: Snapshot) -> set[str]:
    """Those of some tickets that an account stands behind."""
    if account_id is None:
        return set()
    wanted = select(CoSign.ticket_id).where(CoSign.account_id == account_id, col(CoSign.ticket_id).in_(ticket_ids))
    return set(snapshot.db.exec(wanted).all())


def co_signed_last(ticket_id: str, snapshot: Snapshot) -> datetime | None:
    """When somebody last said that they see it, too; of what counts together with it as well."""
    here = or_(
        col(CoSign.ticket_id) == ticket_id,
        col(CoSign.ticket_id).in_(select(MergedTicket.ticket_id).where(MergedTicket.leader_id == ticket_id)),
    )
    found: datetime | None = snapshot.db.exec(select(func.max(CoSign.confirmed_at)).where(here)).one()
    return found
