"""Signing in and out.

Checking a password takes tens of milliseconds, so it happens in a transaction that only reads (`prove`); the login
session is opened in a short one that writes. An unknown e-mail, a closed account and a wrong password cost the same
work, leave the same trace and get the same answer.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.accounts import read_email
from liaison_app.domain.errors import InputInvalid, SignInRefused
from liaison_app.domain.ids import AccountId, new_key
from liaison_app.domain.ports import Clock, Passwords, RateLimits
from liaison_app.models import Account, LoginSession
from liaison_app.services import audit, login_sessions

# Source: the three tiers of pypi/warehouse. An account's tries are counted whether they fit or not, and forgotten
# when one fits; an address and the whole count failures, so that a busy library's people do not lock each other out.
WINDOW_S = 300
TRIES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 10
FAILURES_IN_ALL = 1000

LENGTH = timedelta(hours=12)
KEPT_LENGTH = timedelta(days=30)
# Whose sign-in may be kept on a phone. The others' desks show many people's data.
MAY_KEEP = frozenset({Role.LIAISON})


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody whose password fitted. `new_hash` is set where the stored one is to be made stronger."""

    account_id: AccountId
    new_hash: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new login session: the cookie's value, shown this once; `kept_for` None means until the browser closes.

    `locale` is the language that the account has chosen.
    """

    token: str
    role: Role
    locale: str
    kept_for: timedelta | None


def prove(
    *,
    email: str,
    password: str,
    address: str,
    snapshot: Snapshot,
    passwords: Passwords,
    rate_limits: RateLimits,
) -> Proven:
    """Whose e-mail and password these are. `address` is the network address the try comes from.

    Raises:
        InputInvalid: a field is empty or `email` has not the form of an address.
        TooMany: too many tries at this account, from this address, or in all.
        SignInRefused: they do not match an account that may sign in.
    """
    email = read_email(email)
    if not password:
        raise InputInvalid({"password": "needed"})
    rate_limits.check("sign_in", "all", limit=FAILURES_IN_ALL, per_s=WINDOW_S)
    rate_limits.check("sign_in_address", address, limit=FAILURES_PER_ADDRESS, per_s=WINDOW_S)
    rate_limits.hit("sign_in_account", email, limit=TRIES_PER_ACCOUNT, per_s=WINDOW_S)
    account = snapshot.db.exec(select(Account).where(Account.email == email)).first()
    fits = passwords.fits(password, account.password_hash if account else None)
    if account is None or not fits or not account.is_active:
        _count_failure(address, rate_limits)
        raise SignInRefused
    rate_limits.forget("sign_in_account", email, limit=TRIES_PER_ACCOUNT, per_s=WINDOW_S)
    new_hash = passwords.hash(password) if passwords.is_outdated(account.password_hash) else None
    return Proven(AccountId(account.id), new_hash)


def _count_failure(address: str, rate_limits: RateLimits) -> None:
    rate_limits.hit("sign_in_address", address, limit=FAILURES_PER_ADDRESS, per_s=WINDOW_S)
    rate_limits.hit("sign_in", "all", limit=FAILURES_IN_ALL, per_s=WINDOW_S)


def note_failure(*, actor: Actor, email: str, why: str, uow: UnitOfWork, clock: Clock) -> None:
    """Write down a try that failed. Of the e-mail only a short hash is kept, to see whether tries belong together."""
    seen = sha256(email.strip().lower().encode(errors="replace")).hexdigest()[:12]
    audit.note(actor=actor, action="sign_in_failed", subject=seen, uow=uow, clock=clock, why=why)


def open_session(
    *,
    proven: Proven,
    keep: bool,
    device: str,
    previous: str | None,
    uow: UnitOfWork,
    clock: Clock,
) -> OpenedSession:
    """Open a login session under a new token, and end the one the browser came with (`previous`, its cookie's value).

    Raises:
        SignInRefused: the account has been closed meanwhile.
    """
    account = uow.db.get(Account, proven.account_id)
    if account is None or not account.is_active:
        raise SignInRefused
    if proven.new_hash:
        account.password_hash = proven.new_hash
    now = clock.now()
    end(token=previous, uow=uow, clock=clock)
    kept = keep and account.role in MAY_KEEP
    length = KEPT_LENGTH if kept else LENGTH
    token = secrets.token_urlsafe(32)
    session = _session(account, token, device, now, length, is_kept=kept)
    uow.db.add(session)
    who = Actor(account_id=AccountId(account.id), role=account.role)
    audit.note(actor=who, action="signed_in", subject=session.id, uow=uow, clock=clock, kept=kept)
    kept_for = length if kept else None
    return OpenedSession(token=token, role=account.role, locale=account.locale, kept_for=kept_for)


def _session(
    account: Account, token: str, device: str, now: datetime, length: timedelta, *, is_kept: bool
) -> LoginSession:
    return LoginSession(
        id=new_key(),
        account_id=account.id,
        token_hash=login_sessions.token_hash(token),
        device=device[:80],
        is_kept=is_kept,
        created_at=now,
        seen_at=now,
        expires_at=now + length,
    )


def end(*, token: str | None, uow: UnitOfWork, clock: Clock) -> None:
    """End the login session behind a cookie's value; nothing happens where there is none. Its open pages hear of it."""
    if not token:
        return
    found = uow.db.exec(select(LoginSession).where(LoginSession.token_hash == login_sessions.token_hash(token))).first()
    if found is None or found.ended_at is not None:
        return
    found.ended_at = clock.now()
    who = Actor(account_id=AccountId(found.account_id))
    audit.note(actor=who, action="signed_out", subject=found.id, uow=uow, clock=clock)
    login_sessions.announce_end(found.account_id, uow)
