"""Who looks after whose tickets, for coordinators, who can end any of it: a hand-over's giver cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ports import Clock
from liaison_app.models import Account, Cover

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DeskCover:
    """One arrangement in force or ahead; `ends_at` is None for tickets handed over for good."""

    id: str
    from_name: str
    to_name: str
    starts_at: datetime
    ends_at: datetime | None


def list_all(*, actor: Actor, snapshot: Snapshot, clock: Clock) -> tuple[DeskCover, ...]:
    """All that is in force or ahead, the newest first, at most 200.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    giver, taker = aliased(Account), aliased(Account)
    goes_on = col(Cover.ends_at).is_(None) | (col(Cover.ends_at) > clock.now())
    wanted = (
        select(Cover, giver.name, taker.name)
        .join(giver, col(giver.id) == col(Cover.from_account))
        .join(taker, col(taker.id) == col(Cover.to_account))
        .where(col(Cover.ended_at).is_(None), goes_on)
        .order_by(col(Cover.made_at).desc(), col(Cover.id))
        .limit(MOST_SHOWN)
    )
    return tuple(
        DeskCover(one.id, given, taken, one.starts_at, one.ends_at)
        for one, given, taken in snapshot.db.exec(wanted).all()
    )
