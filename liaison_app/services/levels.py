"""What a certificate's level allows, at this very moment: a level that ended allows nothing more than none.

`liaison` is what shows to everybody at once (`require_certified`), `meetings` new meetings, `trainer` rosters and
attendance. Who never had to certify does the first two as before.
"""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.errors import LevelNeeded
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import FILES_DIRECTLY, Level, Standing
from liaison_app.models import Account, Certification
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


def require_certified(actor: Actor, snapshot: Snapshot, clock: Clock) -> AccountId:
    """The account of somebody whose words and deeds show to everybody without a coordinator's look.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        LevelNeeded: they are in training, suspended, or their certificate has ended.
    """
    account_id = actor.require(Audience.LIAISON)
    if not standings.files_directly(account_id, snapshot, clock):
        raise LevelNeeded(Level.LIAISON)
    return account_id


def require_meetings(actor: Actor, snapshot: Snapshot, clock: Clock) -> AccountId:
    """The account of somebody who may run meetings.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        LevelNeeded: they have to be certified for it, and are not (any more).
    """
    account_id = actor.require(Audience.LIAISON)
    standing = standings.of_account(account_id, snapshot, clock)
    if standing is not Standing.NOT_ASKED and not holds(account_id, Level.MEETINGS, snapshot, clock):
        raise LevelNeeded(Level.MEETINGS)
    return account_id


def require_training(actor: Actor, snapshot: Snapshot, clock: Clock) -> AccountId:
    """The account of somebody who may train and open attendance: a coordinator, or whoever is certified to train.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        LevelNeeded: they are no coordinator and not certified to train (any more), or are suspended.
    """
    account_id = actor.require(Audience.LIAISON)
    if not may_train(snapshot.db.get_one(Account, account_id), snapshot, clock):
        raise LevelNeeded(Level.TRAINER)
    return account_id


def may_train(account: Account, snapshot: Snapshot, clock: Clock) -> bool:
    """Whether somebody may train now: a coordinator, or who is certified to train; nobody who is suspended."""
    if standings.standing_of(account, clock.now()) is Standing.SUSPENDED:
        return False
    return account.role is Role.COORDINATOR or holds(AccountId(account.id), Level.TRAINER, snapshot, clock)
