"""Suspending an account from filing directly, the appeal of its person, and the answer of another coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.errors import Conflict, NotAllowed, NotFound
from liaison_app.domain.ids import AccountId, new_key
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import StandingWriter
from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.models import Account, Suspension
from liaison_app.services import audit
from liaison_app.services.decisions import read_note
from liaison_app.services.standing_telling import tell
from liaison_app.services.standings import require_desk


@dataclass(frozen=True, slots=True)
class AppealRow:
    """A suspension that somebody asked to be looked at again. `is_yours`: another coordinator has to answer it."""

    id: str
    name: str
    reason: str
    appeal: str
    appealed_at: datetime
    by_name: str
    is_yours: bool


def suspend(
    *, actor: Actor, account_id: str, reason: str, uow: UnitOfWork, clock: Clock, standing_writer: StandingWriter
) -> None:  # fmt: skip
    """From now on what the account files waits for a review. Its person is told why.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, or is suspended.
        NotFound: there is no such open account.
        Conflict: `own_account`, or it is suspended already.
        InputInvalid: (field `why`) it is empty or too long.
    """
    by, now = require_desk(actor, uow, clock), clock.now()
    account = _account(account_id, uow)
    if account.id == by:
        raise Conflict("own_account")
    if account.suspended_at is not None:
        raise Conflict("suspended")
    row = Suspension(id=new_key(), account_id=account.id, reason=read_note("why", reason), by_account=by, at=now)
    uow.db.add(row)
    account.suspended_at = now
    _tell(account, StandingNewsKind.SUSPENDED, row, uow, clock, standing_writer)
    _note(actor, "suspended", account, row, uow, clock)


def appeal(
    *, actor: Actor, words: str, uow: UnitOfWork, clock: Clock, standing_writer: StandingWriter
) -> None:  # fmt: skip
    """The suspended person asks once for another look; the other coordinators hear of it.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither liaison nor coordinator.
        NotFound: the actor is not suspended.
        Conflict: they have asked before (`appealed`).
        InputInvalid: (field `appeal`) it is empty or too long.
    """
    account = _account(actor.require(Audience.LIAISON), uow)
    row = _open_of(account.id, uow)
    if row is None:
        raise NotFound
    if row.appealed_at is not None:
        raise Conflict("appealed")
    row.appeal, row.appealed_at = read_note("appeal", words), clock.now()
    wanted = select(Account).where(Account.role == Role.COORDINATOR, col(Account.is_active).is_(True))
    for one in uow.db.exec(wanted.where(col(Account.id).not_in([account.id, row.by_account]))).all():
        tell(
            one, StandingNewsKind.APPEALED, cause=f"appeal/{row.id}", word=account.name, uow=uow, clock=clock,
            standing_writer=standing_writer,
        )  # fmt: skip
    _note(actor, "suspension_appealed", account, row, uow, clock)


def answer(
    *, actor: Actor, suspension_id: str, words: str, lifts: bool, uow: UnitOfWork, clock: Clock,
    standing_writer: StandingWriter,
) -> None:  # fmt: skip
    """Another coordinator than the one who suspended answers an appeal, and lifts the suspension or upholds it.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, is suspended, or suspended the person themselves.
        NotFound: there is no open suspension of that id.
        Conflict: nobody asked (`no_appeal`), or it was answered.
        InputInvalid: (field `answer`) it is empty or too long.
    """
    by, now = require_desk(actor, uow, clock), clock.now()
    row = _held(suspension_id, uow)
    if row.appealed_at is None or row.answered_at is not None:
        raise Conflict("no_appeal")
    account = _another(row, by, uow)
    row.answer, row.answered_by, row.answered_at = read_note("answer", words), by, now
    if lifts:
        _end(row, account, by, now)
    kind = StandingNewsKind.LIFTED if lifts else StandingNewsKind.UPHELD
    _tell(account, kind, row, uow, clock, standing_writer)
    _note(actor, "suspension_lifted" if lifts else "suspension_upheld", account, row, uow, clock)


def lift(
    *, actor: Actor, account_id: str, uow: UnitOfWork, clock: Clock, standing_writer: StandingWriter
) -> None:  # fmt: skip
    """A coordinator ends a suspension; the one who suspended may.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, or is suspended.
        NotFound: the account is not suspended.
    """
    by, now = require_desk(actor, uow, clock), clock.now()
    account = _account(account_id, uow)
    row = _open_of(account.id, uow)
    if row is None:
        raise NotFound
    _end(row, account, by, now)
    _tell(account, StandingNewsKind.LIFTED, row, uow, clock, standing_writer)
    _note(actor, "suspension_lifted", account, row, uow, clock)


def list_appeals(*, actor: Actor, snapshot: Snapshot) -> tuple[AppealRow, ...]:
    """Appeals that nobody has answered, the oldest first. Raises: SignInNeeded, NotAllowed."""
    own = actor.require(Audience.COORDINATOR)
    waits = (
        col(Suspension.appealed_at).is_not(None), col(Suspension.answered_at).is_(None),
        col(Suspension.ended_at).is_(None),
    )  # fmt: skip
    rows = snapshot.db.exec(select(Suspension).where(*waits).order_by(col(Suspension.appealed_at)).limit(50)).all()
    ids = {one.account_id for one in rows} | {one.by_account for one in rows}
    names = dict(
        snapshot.db.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids))).all() if ids else ()
    )
    return tuple(
        AppealRow(
            one.id, names.get(one.account_id, ""), one.reason, one.appeal, one.appealed_at,
            names.get(one.by_account, ""), is_yours=own in {one.by_account, one.account_id},
        )
        for one in rows
        if one.appealed_at is not None
    )  # fmt: skip


def _account(account_id: str, uow: UnitOfWork) -> Account:
    wanted = select(Account).where(Account.id == account_id).with_for_update()
    found = uow.db.exec(wanted.execution_options(populate_existing=True)).first()
    if found is None or not found.is_active:
        raise NotFound
    return found


def _open_of(account_id: str, uow: UnitOfWork) -> Suspension | None:
    wanted = select(Suspension).where(Suspension.account_id == account_id, col(Suspension.ended_at).is_(None))
    return uow.db.exec(wanted.order_by(col(Suspension.at).desc()).limit(1).with_for_update()).first()


def _held(suspension_id: str, uow: UnitOfWork) -> Suspension:
    found = uow.db.get(Suspension, suspension_id)
    if found is None:
        raise NotFound
    _account(found.account_id, uow)  # the account first, as everywhere
    uow.db.refresh(found, with_for_update=True)
    if found.ended_at is not None:
        raise NotFound
    return found


def _another(row: Suspension, by: AccountId, uow: UnitOfWork) -> Account:
    """The suspended account. Raises: NotAllowed, where the actor has a part in it."""
    if by in {row.by_account, row.account_id}:
        raise NotAllowed
    return uow.db.get_one(Account, row.account_id)


def _end(row: Suspension, account: Account, by: AccountId, now: datetime) -> None:
    row.ended_at, row.ended_by, account.suspended_at = now, by, None


def _tell(
    account: Account, kind: StandingNewsKind, row: Suspension, uow: UnitOfWork, clock: Clock, writer: StandingWriter
) -> None:
    tell(account, kind, cause=f"{kind.value}/{row.id}", uow=uow, clock=clock, standing_writer=writer)


def _note(actor: Actor, action: str, account: Account, row: Suspension, uow: UnitOfWork, clock: Clock) -> None:
    audit.note(actor=actor, action=action, subject=account.id, uow=uow, clock=clock, suspension=row.id)
    uow.announce(rooms.DESK, rooms.account(AccountId(account.id)))
