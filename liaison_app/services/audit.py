"""The audit trail: append-only rows of who did, tried or looked at what. Ids and codes only, never contents."""

from __future__ import annotations

from typing import Any

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import TooMany
from liaison_app.domain.ports import Clock, RateLimits
from liaison_app.models import AuditEntry

REFUSALS_PER_MINUTE = 30


def note(*, actor: Actor, action: str, subject: str = "", uow: UnitOfWork, clock: Clock, **detail: Any) -> None:
    """Write one row in the caller's transaction."""
    uow.db.add(
        AuditEntry(at=clock.now(), actor_id=actor.account_id, action=action[:64], subject=subject[:80], detail=detail)
    )


def note_refusal(
    *, actor: Actor, what: str, why: str, uow: UnitOfWork, clock: Clock, rate_limits: RateLimits | None = None
) -> None:
    """Write that something was refused; a flood of refusals is cut off, or it would fill the disk."""
    try:
        if rate_limits is not None:
            rate_limits.hit("refusal", actor.account_id or "public", limit=REFUSALS_PER_MINUTE, per_s=60)
    except TooMany:
        return
    note(actor=actor, action="refused", subject=what, uow=uow, clock=clock, why=why)
