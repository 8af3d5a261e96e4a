"""What a certificate's level allows beyond filing. Who never had to certify runs meetings as before."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.errors import NotAllowed
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import FILES_DIRECTLY, Level, Standing
from liaison_app.models import Certification
from liaison_app.services import standings


def holds(account_id: AccountId, level: Level, snapshot: Snapshot, clock: Clock) -> bool:
    """Whether the account holds a level at this moment: given, not over, and nothing stands against the account."""
    if standings.of_account(account_id, snapshot, clock) not in FILES_DIRECTLY:
        return False
    wanted = select(Certification.id).where(
        Certification.account_id == account_id,
        Certification.level == level,
        col(Certification.ended_at).is_(None),
        col(Certification.ends_at) > clock.now(),
    )
    return snapshot.db.exec(wanted.limit(1)).first() is not None


def require_meetings(actor: Actor, snapshot: Snapshot, clock: Clock) -> AccountId:
    """The account of somebody who may run meetings.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison; or has to be certified for it, and is not (any more).
    """
    account_id = actor.require(Audience.LIAISON)
    standing = standings.of_account(account_id, snapshot, clock)
    if standing is not Standing.NOT_ASKED and not holds(account_id, Level.MEETINGS, snapshot, clock):
        raise NotAllowed
    return account_id


def require_training(actor: Actor, snapshot: Snapshot, clock: Clock) -> AccountId:
    """The account of somebody who may train and open attendance: a coordinator, or whoever is certified to train.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither, or is suspended.
    """
    account_id = actor.require(Audience.LIAISON)
    if standings.of_account(account_id, snapshot, clock) is Standing.SUSPENDED:
        raise NotAllowed
    if actor.role is not Role.COORDINATOR and not holds(account_id, Level.TRAINER, snapshot, clock):
        raise NotAllowed
    return account_id
