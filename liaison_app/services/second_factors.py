"""The second factor: set up, asked for after the password, and taken off. No code counts twice, nor do many tries.

A code is tried in a transaction that holds the row, so that one that arrives twice at the same moment counts once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, delete, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import SYSTEM, Actor, Audience, Role
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound
from liaison_app.domain.half_way import mark_of
from liaison_app.domain.ids import AccountId, new_key
from liaison_app.domain.ports import Clock, RateLimits
from liaison_app.domain.ports_mail import StandingWriter
from liaison_app.domain.second_factor import (
    RECOVERY_CODES,
    Asked,
    FactorSecret,
    FactorState,
    OneTimeCodes,
    SecondFactorPolicy,
    hash_of_recovery,
    new_recovery_code,
)
from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.models import Account, RecoveryCode, SecondFactor
from liaison_app.services import accounts, audit, login_sessions
from liaison_app.services.standing_telling import tell
from liaison_app.services.standings import require_desk

# Of a million codes three fit at a time: whoever has the password gets nowhere with so few tries.
TRIES, WINDOW_S = 5, 300
TRIES_A_DAY, A_DAY_S = 40, 86_400


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """A person's own second factor. `secret` is there while it is being set up, `left` counts recovery codes."""

    state: FactorState
    secret: FactorSecret | None
    left: int
    is_required: bool


def asked_of(
    *, account_id: AccountId, snapshot: Snapshot, second_factor_policy: SecondFactorPolicy
) -> Asked:  # fmt: skip
    """What is asked of somebody whose password fitted."""
    found, account = snapshot.db.get(SecondFactor, account_id), snapshot.db.get(Account, account_id)
    if found is not None and found.confirmed_at is not None:
        return Asked.CODE
    is_needed = account is not None and _is_required(account.role, second_factor_policy)
    return Asked.SET_UP if is_needed else Asked.NOTHING


def password_mark(*, account_id: AccountId, snapshot: Snapshot) -> str:
    """What changes whenever the account's password does; '-' where it is closed."""
    account = snapshot.db.get(Account, account_id)
    return mark_of(account.password_hash) if account is not None and account.is_active else "-"


def show(
    *, account_id: AccountId, snapshot: Snapshot, one_time_codes: OneTimeCodes,
    second_factor_policy: SecondFactorPolicy,
) -> OwnFactor:  # fmt: skip
    """The second factor of an account, for its owner. Raises: NotFound."""
    account, found = snapshot.db.get(Account, account_id), snapshot.db.get(SecondFactor, account_id)
    if account is None or not account.is_active:
        raise NotFound
    is_required = _is_required(account.role, second_factor_policy)
    if found is None:
        return OwnFactor(FactorState.OFF, None, 0, is_required)
    if found.confirmed_at is None:
        return OwnFactor(FactorState.BEGUN, one_time_codes.show(found.sealed, label=account.email), 0, is_required)
    left = select(RecoveryCode.id).where(RecoveryCode.account_id == account_id, col(RecoveryCode.used_at).is_(None))
    return OwnFactor(FactorState.ON, None, len(snapshot.db.exec(left).all()), is_required)


def begin(*, account_id: AccountId, uow: UnitOfWork, clock: Clock, one_time_codes: OneTimeCodes) -> None:
    """Make a secret to be set up; one that was begun stays, so that a page opened twice shows the same.

    Raises:
        Conflict: there is a second factor already (`factor_on`).
    """
    found = _row(account_id, uow)
    if found is not None and found.confirmed_at is not None:
        raise Conflict("factor_on")
    if found is None:
        uow.db.add(SecondFactor(account_id=account_id, sealed=one_time_codes.new(), made_at=clock.now()))


def confirm(
    *, account_id: AccountId, code: str, uow: UnitOfWork, clock: Clock, one_time_codes: OneTimeCodes,
    rate_limits: RateLimits,
) -> tuple[str, ...]:  # fmt: skip
    """The first code shows that the secret is set up: it counts from now. The recovery codes, shown this once.

    Raises:
        NotFound: nothing was begun.
        Conflict: there is a second factor already.
        InputInvalid: (field `code`) it does not fit.
        TooMany: tried too often.
    """
    _count_try(account_id, rate_limits)
    found = _row(account_id, uow)
    if found is None:
        raise NotFound
    if found.confirmed_at is not None:
        raise Conflict("factor_on")
    counter = one_time_codes.counter_of(found.sealed, code, at=clock.now(), after=found.last_counter)
    if counter is None:
        raise InputInvalid({"code": "code_wrong"})
    found.confirmed_at, found.last_counter = clock.now(), counter
    _forget_tries(account_id, rate_limits)
    _note(account_id, "second_factor_on", uow, clock)
    return _new_codes(account_id, uow, clock)


def count_try(*, account_id: AccountId, rate_limits: RateLimits) -> None:
    """Count one try at an account's second factor, before it is looked at. Raises: TooMany."""
    _count_try(account_id, rate_limits)


def take(
    *, account_id: AccountId, code: str, uow: UnitOfWork, clock: Clock, one_time_codes: OneTimeCodes,
    rate_limits: RateLimits,
) -> bool:  # fmt: skip
    """Whether a code fits, of the app or a recovery code; what fits is used up. `count_try` stands before it.

    A try that does not fit is written down, so it raises nothing.
    """
    found = _row(account_id, uow)
    if found is None or found.confirmed_at is None:
        return False
    counter = one_time_codes.counter_of(found.sealed, code, at=clock.now(), after=found.last_counter)
    if counter is not None:
        found.last_counter = counter
    elif not _use_recovery(account_id, code, uow, clock):
        _note(account_id, "second_factor_failed", uow, clock)
        return False
    _forget_tries(account_id, rate_limits)
    return True


def new_codes(*, actor: Actor, uow: UnitOfWork, clock: Clock) -> tuple[str, ...]:
    """New recovery codes in place of the actor's old ones, shown this once. `take` stands before it.

    Raises:
        SignInNeeded: nobody is signed in.
        NotFound: there is no second factor.
    """
    account_id = actor.require(Audience.SIGNED_IN)
    found = _row(account_id, uow)
    if found is None or found.confirmed_at is None:
        raise NotFound
    _note(account_id, "recovery_codes_made", uow, clock)
    return _new_codes(account_id, uow, clock)


def turn_off(*, actor: Actor, uow: UnitOfWork, clock: Clock, second_factor_policy: SecondFactorPolicy) -> None:
    """The actor's sign-in asks for the password alone again. `take` stands before it.

    Raises:
        SignInNeeded: nobody is signed in.
        NotAllowed: the actor has to have one.
    """
    account_id = actor.require(Audience.SIGNED_IN)
    if actor.role is not None and _is_required(actor.role, second_factor_policy):
        raise NotAllowed
    _remove(account_id, uow)
    _note(account_id, "second_factor_off", uow, clock)


def reset(
    *, actor: Actor, account_id: AccountId, uow: UnitOfWork, clock: Clock, standing_writer: StandingWriter
) -> None:  # fmt: skip
    """Another coordinator takes off the second factor of somebody who lost theirs; they are signed out everywhere and
    told. Whoever has to have one sets it up at the next sign-in.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, or is suspended.
        NotFound: there is no such account, or it has none.
        Conflict: it is the actor's own (`own_account`).
    """
    require_desk(actor, uow, clock)
    account = accounts.of_another(actor, account_id, uow)
    _reset(account, actor, uow, clock, standing_writer)


def reset_from_here(
    *, email: str, uow: UnitOfWork, clock: Clock, standing_writer: StandingWriter
) -> None:  # fmt: skip
    """The same from the server's own command line, where no coordinator can sign in. Raises: NotFound."""
    account = uow.db.exec(select(Account).where(Account.email == email.strip().lower())).first()
    if account is None:
        raise NotFound
    _reset(account, SYSTEM, uow, clock, standing_writer)


def _reset(account: Account, actor: Actor, uow: UnitOfWork, clock: Clock, writer: StandingWriter) -> None:
    account_id, now = AccountId(account.id), clock.now()
    if _row(account_id, uow) is None:
        raise NotFound
    _remove(account_id, uow)
    login_sessions.end_all(account.id, uow=uow, now=now)
    kind = StandingNewsKind.FACTOR_RESET
    tell(account, kind, cause=f"factor/{now.timestamp():.0f}", uow=uow, clock=clock, standing_writer=writer)
    audit.note(actor=actor, action="second_factor_reset", subject=account.id, uow=uow, clock=clock)
    uow.announce(rooms.DESK)


def _is_required(role: Role, policy: SecondFactorPolicy) -> bool:
    return policy.is_required and role is Role.COORDINATOR


def _row(account_id: str, uow: UnitOfWork) -> SecondFactor | None:
    """For us alone, as it is now."""
    wanted = select(SecondFactor).where(SecondFactor.account_id == account_id).with_for_update()
    return uow.db.exec(wanted.execution_options(populate_existing=True)).first()


def _count_try(account_id: str, rate_limits: RateLimits) -> None:
    rate_limits.hit("factor", account_id, limit=TRIES, per_s=WINDOW_S)
    rate_limits.hit("factor_day", account_id, limit=TRIES_A_DAY, per_s=A_DAY_S)


def _forget_tries(account_id: str, rate_limits: RateLimits) -> None:
    rate_limits.forget("factor", account_id, limit=TRIES, per_s=WINDOW_S)


def _use_recovery(account_id: str, code: str, uow: UnitOfWork, clock: Clock) -> bool:
    unused = (RecoveryCode.account_id == account_id, col(RecoveryCode.used_at).is_(None))
    wanted = select(RecoveryCode).where(*unused, RecoveryCode.code_hash == hash_of_recovery(code))
    found = uow.db.exec(wanted.with_for_update()).first()
    if found is None:
        return False
    found.used_at = clock.now()
    _note(account_id, "recovery_code_used", uow, clock)
    return True


def _new_codes(account_id: str, uow: UnitOfWork, clock: Clock) -> tuple[str, ...]:
    uow.db.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    for one in codes:
        row = RecoveryCode(id=new_key(), account_id=account_id, code_hash=hash_of_recovery(one), made_at=clock.now())
        uow.db.add(row)
    return codes


def _remove(account_id: str, uow: UnitOfWork) -> None:
    uow.db.exec(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    uow.db.exec(delete(SecondFactor).where(col(SecondFactor.account_id) == account_id))


def _note(account_id: str, action: str, uow: UnitOfWork, clock: Clock) -> None:
    who = Actor(account_id=AccountId(account_id))
    audit.note(actor=who, action=action, subject=account_id, uow=uow, clock=clock)
