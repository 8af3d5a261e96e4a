"""Files that coordinators take away: who may, and the row in the activity log that says who took what."""

from __future__ import annotations

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ports import Clock
from liaison_app.services import audit


def note(*, actor: Actor, what: str, subject: str = "", kind: str, rows: int, uow: UnitOfWork, clock: Clock) -> None:
    """Write that the actor takes the table `what` away as a file of a `kind`, with so many `rows`.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    about = {"what": what, "kind": kind, "rows": rows}
    audit.note(actor=actor, action="table_taken", subject=subject or what, uow=uow, clock=clock, **about)
