"""Which tickets somebody stands behind."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.models import CoSign


def co_signed_by(account_id: str | None, ticket_ids: Collection[str], snapshot: Snapshot) -> set[str]:
    """Those of some tickets that an account stands behind."""
    if account_id is None:
        return set()
    wanted = select(CoSign.ticket_id).where(CoSign.account_id == account_id, col(CoSign.ticket_id).in_(ticket_ids))
    return set(snapshot.db.exec(wanted).all())
