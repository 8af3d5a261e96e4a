"""How an account stands with its certification: whether what it files goes to the city at once."""

from __future__ import annotations

from datetime import datetime

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotAllowed
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import FILES_DIRECTLY, Standing, standing
from liaison_app.models import Account


def of_account(account_id: AccountId, snapshot: Snapshot, clock: Clock) -> Standing:
    """How the account stands now; one that is not there has nothing asked of it."""
    account = snapshot.db.get(Account, account_id)
    return Standing.NOT_ASKED if account is None else standing_of(account, clock.now())


def files_directly(account_id: AccountId, snapshot: Snapshot, clock: Clock) -> bool:
    """Whether what the account files goes to the city without a coordinator's look."""
    return of_account(account_id, snapshot, clock) in FILES_DIRECTLY


def standing_of(account: Account, now: datetime) -> Standing:
    """How an account at hand stands at `now`."""
    return standing(
        must_certify=account.must_certify,
        certified_until=account.certified_until,
        suspended_at=account.suspended_at,
        now=now,
    )


def require_desk(actor: Actor, snapshot: Snapshot, clock: Clock) -> AccountId:
    """The account of a coordinator who may decide about others: a suspended one may not.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, or is suspended.
    """
    account_id = actor.require(Audience.COORDINATOR)
    if of_account(account_id, snapshot, clock) is Standing.SUSPENDED:
        raise NotAllowed
    return account_id
