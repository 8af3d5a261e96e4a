"""The audit trail: append-only rows of who did, tried or looked at what. Ids and codes only, never contents."""

from __future__ import annotations

from typing import Any

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor
from liaison_app.domain.ports import Clock
from liaison_app.models import AuditEntry

# For one account, and for all strangers together: enough to see an attack, too few to fill the disk.
REFUSALS_PER_MINUTE = 30
REFUSED = "refused"


def note(*, actor: Actor, action: str, subject: str = "", uow: UnitOfWork, clock: Clock, **detail: Any) -> None:
    """Write one row in the caller's transaction."""
    uow.db.add(
        AuditEntry(at=clock.now(), actor_id=actor.account_id, action=action[:64], subject=subject[:80], detail=detail)
    )


def note_refusal(*, actor: Actor, what: str, why: str, uow: UnitOfWork, clock: Clock) -> None:
    """Write that something was refused. `signed_in.note_refusal` stands before it, so that a flood is cut off."""
    note(actor=actor, action=REFUSED, subject=what, uow=uow, clock=clock, why=why)
