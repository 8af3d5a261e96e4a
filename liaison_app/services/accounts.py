"""Accounts: a person's own profile, and what coordinators may change about others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import SYSTEM, Actor, Audience, Role
from liaison_app.domain.accounts import (
    DeviceRow,
    Profile,
    check_password_length,
    read_email,
    read_name,
)
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound, SignInNeeded
from liaison_app.domain.ids import AccountId, NeighborhoodId, new_key
from liaison_app.domain.ports import Clock, Passwords, RateLimits
from liaison_app.models import Account, LoginSession, Neighborhood
from liaison_app.services import audit, login_sessions

PASSWORD_TRIES = 10
PASSWORD_WINDOW_S = 300


def profile_of(*, actor: Actor, snapshot: Snapshot, clock: Clock) -> Profile:
    """The actor's own account, with the browsers that are signed in, the latest seen first.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    account = _own(actor, snapshot)
    now = clock.now()
    sessions = snapshot.db.exec(
        select(LoginSession)
        .where(LoginSession.account_id == account.id, col(LoginSession.ended_at).is_(None))
        .order_by(col(LoginSession.seen_at).desc())
    ).all()
    devices = tuple(
        DeviceRow(s.id, s.device, s.id == actor.login_session_id, s.is_kept, s.created_at, s.seen_at)
        for s in sessions
        if login_sessions.is_alive(s, account.role, now)
    )
    return Profile(
        name=account.name,
        email=account.email,
        role=account.role,
        neighborhood=neighborhood_name(account.neighborhood_id, snapshot),
        locale=account.locale,
        password_changed_at=account.password_changed_at,
        devices=devices,
    )


def email_of(*, actor: Actor, snapshot: Snapshot) -> str:
    """The actor's own e-mail. Raises: SignInNeeded."""
    return _own(actor, snapshot).email


def amend_profile(*, actor: Actor, name: str, locale: str, uow: UnitOfWork, clock: Clock) -> None:
    """Change the actor's own name and language. Raises: SignInNeeded, InputInvalid."""
    account = _own(actor, uow)
    account.name = read_name(name)
    account.locale = locale
    audit.note(actor=actor, action="profile_amended", subject=account.id, uow=uow, clock=clock)


def fresh_hash(*, password: str, about: Sequence[str], passwords: Passwords, field: str = "password") -> str:
    """The hash of a new password that is long and strong enough; `about` are words it must not lean on.

    Outside any transaction: rating and hashing take longer than a write lock should be held.

    Raises:
        InputInvalid: `field` is too short, too long, or too easy to guess.
    """
    check_password_length(password, field)
    if not passwords.is_strong(password, about):
        raise InputInvalid({field: "password_weak"})
    return passwords.hash(password)


def check_own_password(
    *, actor: Actor, password: str, snapshot: Snapshot, passwords: Passwords, rate_limits: RateLimits
) -> None:
    """Whether it is really the actor who sits there.

    Raises:
        SignInNeeded: nobody is signed in.
        InputInvalid: `current` does not fit.
        TooMany: tried too often.
    """
    account = _own(actor, snapshot)
    rate_limits.hit("own_password", account.id, limit=PASSWORD_TRIES, per_s=PASSWORD_WINDOW_S)
    if not passwords.fits(password, account.password_hash):
        raise InputInvalid({"current": "password_wrong"})
    rate_limits.forget("own_password", account.id, limit=PASSWORD_TRIES, per_s=PASSWORD_WINDOW_S)


def change_password(*, actor: Actor, password_hash: str, uow: UnitOfWork, clock: Clock) -> int:
    """Set the actor's password and sign out every other browser; how many that were. Raises: SignInNeeded."""
    account = _own(actor, uow)
    now = clock.now()
    account.password_hash = password_hash
    account.password_changed_at = now
    audit.note(actor=actor, action="password_changed", subject=account.id, uow=uow, clock=clock)
    return login_sessions.end_all(account.id, uow=uow, now=now, but=actor.login_session_id)


def sign_out_others(*, actor: Actor, uow: UnitOfWork, clock: Clock) -> int:
    """Sign out every other browser of the actor; how many that were. Raises: SignInNeeded."""
    account = _own(actor, uow)
    audit.note(actor=actor, action="others_signed_out", subject=account.id, uow=uow, clock=clock)
    return login_sessions.end_all(account.id, uow=uow, now=clock.now(), but=actor.login_session_id)


def deactivate(*, actor: Actor, account_id: AccountId, uow: UnitOfWork, clock: Clock) -> None:
    """Close an account: its login sessions end now, its tickets stay.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such account.
        Conflict: it is the actor's own (`own_account`).
    """
    account = of_another(actor, account_id, uow)
    account.is_active = False
    login_sessions.end_all(account.id, uow=uow, now=clock.now())
    if account.neighborhood_id:  # its page may have named them
        uow.announce(rooms.neighborhood(NeighborhoodId(account.neighborhood_id)))
    audit.note(actor=actor, action="account_closed", subject=account.id, uow=uow, clock=clock)


def reactivate(*, actor: Actor, account_id: AccountId, uow: UnitOfWork, clock: Clock) -> None:
    """Open a closed account again; its person signs in anew. Raises as `deactivate`."""
    account = of_another(actor, account_id, uow)
    account.is_active = True
    audit.note(actor=actor, action="account_opened", subject=account.id, uow=uow, clock=clock)


def create_coordinator(*, email: str, name: str, password_hash: str, uow: UnitOfWork, clock: Clock) -> AccountId:
    """Make a coordinator's account; only from the command line, by whoever runs the program.

    Raises:
        InputInvalid: `email` or `name` cannot be taken, or the e-mail has an account.
    """
    email, name = read_email(email), read_name(name)
    account = new_account(
        email=email, name=name, role=Role.COORDINATOR, password_hash=password_hash, uow=uow, clock=clock
    )
    audit.note(actor=SYSTEM, action="coordinator_created", subject=account.id, uow=uow, clock=clock)
    return AccountId(account.id)


def find_coordinator(*, email: str, snapshot: Snapshot) -> AccountId | None:
    """The coordinator, active or closed, with that e-mail; None where there is none. Raises: InputInvalid."""
    found = snapshot.db.exec(
        select(Account.id).where(Account.email == read_email(email), Account.role == Role.COORDINATOR)
    ).first()
    return AccountId(found) if found else None


def reset_coordinator(*, account_id: AccountId, password_hash: str, uow: UnitOfWork, clock: Clock) -> None:
    """Let a coordinator in again, active or closed; only from the command line, by whoever runs the program."""
    account = uow.db.get(Account, account_id)
    if account is None or account.role is not Role.COORDINATOR:
        raise NotFound
    account.is_active = True
    set_password(account_id=account.id, password_hash=password_hash, actor=SYSTEM, uow=uow, clock=clock)


def set_password(*, account_id: str, password_hash: str, actor: Actor, uow: UnitOfWork, clock: Clock) -> None:
    """Set an account's password and sign its person out everywhere, in the caller's transaction. Raises: NotFound."""
    account = uow.db.get(Account, account_id)
    if account is None:
        raise NotFound
    account.password_hash, account.password_changed_at = password_hash, clock.now()
    login_sessions.end_all(account.id, uow=uow, now=clock.now())
    audit.note(actor=actor, action="password_reset", subject=account.id, uow=uow, clock=clock)


def new_account(
    *,
    email: str,
    name: str,
    role: Role,
    password_hash: str,
    uow: UnitOfWork,
    clock: Clock,
    neighborhood_id: str | None = None,
    locale: str = "en",
) -> Account:
    """A new account in the caller's transaction. Raises: InputInvalid when the e-mail has one already."""
    if uow.db.exec(select(Account.id).where(Account.email == email)).first() is not None:
        raise InputInvalid({"email": "email_taken"})
    now = clock.now()
    account = Account(
        id=new_key(),
        email=email,
        name=name,
        role=role,
        password_hash=password_hash,
        locale=locale,
        neighborhood_id=neighborhood_id,
        created_at=now,
        password_changed_at=now,
    )
    uow.db.add(account)
    uow.db.flush()
    return account


def neighborhood_name(neighborhood_id: str | None, snapshot: Snapshot) -> str:
    """A neighborhood's name, or '' for none."""
    found = snapshot.db.get(Neighborhood, neighborhood_id) if neighborhood_id else None
    return found.name if found else ""


def _own(actor: Actor, snapshot: Snapshot) -> Account:
    account = snapshot.db.get(Account, actor.require(Audience.SIGNED_IN))
    if account is None:
        raise SignInNeeded
    return account


def of_another(actor: Actor, account_id: AccountId, uow: UnitOfWork) -> Account:
    """Somebody else's account, for a coordinator. Raises as `deactivate`."""
    actor.require(Audience.COORDINATOR)
    if account_id == actor.account_id:
        raise Conflict("own_account")
    account = uow.db.get(Account, account_id)
    if account is None:
        raise NotFound
    return account
