"""Login sessions: which browser is signed in as whom. The cookie's value is never stored, only its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC, Actor, Role
from liaison_app.domain.ids import AccountId, NeighborhoodId
from liaison_app.domain.ports import Clock
from liaison_app.models import Account, Cover, LoginSession

# A coordinator's desk holds many people's data: a browser left alone signs itself out.
IDLE_LIMITS: dict[Role, timedelta] = {Role.COORDINATOR: timedelta(minutes=60)}


def token_hash(token: str) -> str:
    """What is stored of a cookie's value: SHA-256, in hex. The value has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


# Built once: it is asked for every event of everybody, and by each open page whenever it is woken.
_BY_HASH = (
    select(LoginSession, Account, Cover)
    .join(Account, Account.id == LoginSession.account_id)  # type: ignore[arg-type]
    .outerjoin(Cover, and_(col(Cover.to_account) == col(Account.id), col(Cover.ended_at).is_(None)))
    .where(LoginSession.token_hash == bindparam("token_hash"))
)


def actor_of(*, token: str | None, snapshot: Snapshot, clock: Clock) -> Actor:
    """Who is signed in with this cookie value; the public where nobody is, or no longer."""
    if not token:
        return PUBLIC
    found = snapshot.db.exec(_BY_HASH, params={"token_hash": token_hash(token)}).all()
    if not found:
        return PUBLIC
    session, account, _ = found[0]
    if not account.is_active or not is_alive(session, account.role, clock.now()):
        return PUBLIC
    return Actor(
        account_id=AccountId(account.id),
        role=account.role,
        name=account.name,
        neighborhood_id=NeighborhoodId(account.neighborhood_id) if account.neighborhood_id else None,
        login_session_id=session.id,
        stands_in_for=_stands_in_for([cover for *_, cover in found], clock.now()),
    )


def _stands_in_for(covers: Sequence[Cover | None], now: datetime) -> frozenset[str]:
    """Whose tickets are looked after at this moment; an end counts from its very moment."""
    return frozenset(
        one.from_account
        for one in covers
        if one is not None and one.starts_at <= now and (one.ends_at is None or now < one.ends_at)
    )


def touch(*, login_session_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """Write down that somebody is still here. Called at most once a minute for each login session."""
    session = uow.db.get(LoginSession, login_session_id)
    if session is not None and session.ended_at is None:
        session.seen_at = clock.now()


def end_all(account_id: str, *, uow: UnitOfWork, now: datetime, but: str | None = None) -> int:
    """End every login session of an account, `but` one; how many were ended. Open pages hear of it at once."""
    sessions = uow.db.exec(
        select(LoginSession).where(LoginSession.account_id == account_id, col(LoginSession.ended_at).is_(None))
    ).all()
    ending = [session for session in sessions if session.id != but]
    for session in ending:
        session.ended_at = now
    announce_end(account_id, uow)
    return len(ending)


def announce_end(account_id: str, uow: UnitOfWork) -> None:
    """Wake the account's open pages after the commit, so that each looks anew whether it may go on."""
    uow.announce(rooms.account(AccountId(account_id)))


def is_alive(session: LoginSession, role: Role, now: datetime) -> bool:
    """Whether a login session still counts: not ended, not expired, not idle too long for this role."""
    if session.ended_at is not None or now >= session.expires_at:
        return False
    idle = IDLE_LIMITS.get(role)
    return idle is None or now - session.seen_at < idle
