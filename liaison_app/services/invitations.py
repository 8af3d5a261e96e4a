"""Invitations: accounts are given, not taken. A coordinator makes a link that works once and for seven days.

The same kind of link leads back in when a password is forgotten: `renew` ties it to the account that exists.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import PUBLIC, Actor, Audience, Role
from liaison_app.domain.accounts import InvitationRow, InvitationState, Welcome, read_email, read_name
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import AccountId, new_key
from liaison_app.domain.ports import Clock
from liaison_app.domain.rooms import DESK
from liaison_app.models import Account, Applicant, Invitation, Neighborhood, Seat
from liaison_app.services import accounts, audit
from liaison_app.services.sign_in import Proven

LENGTH = timedelta(days=7)
LISTED = 200


@dataclass(frozen=True, slots=True)
class MadeInvitation:
    """A new invitation. `code` is part of the link and is never shown again; only its hash is kept."""

    id: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """A neighborhood to choose from a list."""

    value: str
    words: str


def choices(*, actor: Actor, snapshot: Snapshot) -> list[Choice]:
    """Every neighborhood, by name. Raises: SignInNeeded, NotAllowed."""
    actor.require(Audience.COORDINATOR)
    found = snapshot.db.exec(select(Neighborhood.id, Neighborhood.name).order_by(col(Neighborhood.name))).all()
    return [Choice(id_, name) for id_, name in found]


def make(*, actor: Actor, name: str, email: str, neighborhood_id: str, uow: UnitOfWork, clock: Clock) -> MadeInvitation:
    """Make a link for a new liaison. `email` may be empty: then the liaison writes it when joining.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        InputInvalid: a field cannot be taken.
    """
    invited_by = actor.require(Audience.COORDINATOR)
    name = read_name(name)
    email = read_email(email) if email.strip() else ""
    if uow.db.get(Neighborhood, neighborhood_id) is None:
        raise InputInvalid({"neighborhood_id": "not_a_choice"})
    code, now = secrets.token_urlsafe(24), clock.now()
    invitation = Invitation(
        id=new_key(),
        code_hash=code_hash(code),
        role=Role.LIAISON,
        name=name,
        email=email,
        neighborhood_id=neighborhood_id,
        invited_by=invited_by,
        created_at=now,
        expires_at=now + LENGTH,
    )
    uow.db.add(invitation)
    audit.note(actor=actor, action="invited", subject=invitation.id, uow=uow, clock=clock)
    uow.announce(DESK)
    return MadeInvitation(invitation.id, code, invitation.expires_at)


def renew(*, actor: Actor, account_id: AccountId, uow: UnitOfWork, clock: Clock) -> MadeInvitation:
    """Make a link with which another person's account gets a new password; open ones before it stop working.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such account.
        Conflict: it is the actor's own (`own_account`), or closed (`account_closed`).
    """
    account = accounts.of_another(actor, account_id, uow)
    if not account.is_active:
        raise Conflict("account_closed")
    code, now = secrets.token_urlsafe(24), clock.now()
    for earlier in uow.db.exec(select(Invitation).where(Invitation.account_id == account.id)):
        if state_of(earlier, now) is InvitationState.OPEN:
            earlier.withdrawn_at = now
    invitation = Invitation(
        id=new_key(),
        code_hash=code_hash(code),
        role=account.role,
        name=account.name,
        email=account.email,
        neighborhood_id=account.neighborhood_id,
        invited_by=actor.require(Audience.COORDINATOR),
        created_at=now,
        expires_at=now + LENGTH,
        account_id=account.id,
    )
    uow.db.add(invitation)
    audit.note(actor=actor, action="new_password_offered", subject=account.id, uow=uow, clock=clock)
    uow.announce(DESK)
    return MadeInvitation(invitation.id, code, invitation.expires_at)


def list_(*, actor: Actor, snapshot: Snapshot, clock: Clock) -> list[InvitationRow]:
    """The latest invitations, newest first. Raises: SignInNeeded, NotAllowed."""
    actor.require(Audience.COORDINATOR)
    now = clock.now()
    rows = snapshot.db.exec(
        select(Invitation, Neighborhood.name, col(Account.created_at) < col(Invitation.created_at))
        .join(Neighborhood, col(Neighborhood.id) == col(Invitation.neighborhood_id), isouter=True)
        .join(Account, col(Account.id) == col(Invitation.account_id), isouter=True)
        .order_by(col(Invitation.created_at).desc(), Invitation.id)
        .limit(LISTED)
    ).all()
    return [
        InvitationRow(
            i.id, i.name, i.email, neighborhood or "", state_of(i, now), i.created_at, i.expires_at, bool(is_reset)
        )
        for i, neighborhood, is_reset in rows
    ]


def state_of(invitation: Invitation, now: datetime) -> InvitationState:
    """Where an invitation stands at `now`."""
    if invitation.used_at is not None:
        return InvitationState.USED
    if invitation.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if now < invitation.expires_at else InvitationState.EXPIRED


def withdraw(*, actor: Actor, invitation_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """Make an open invitation's link worthless.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such invitation.
        Conflict: it was used before (`invitation_used`).
    """
    actor.require(Audience.COORDINATOR)
    invitation = uow.db.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound
    if invitation.used_at is not None:
        raise Conflict("invitation_used")
    invitation.withdrawn_at = clock.now()
    audit.note(actor=actor, action="invitation_withdrawn", subject=invitation.id, uow=uow, clock=clock)
    uow.announce(DESK)


def show(*, code: str, snapshot: Snapshot, clock: Clock) -> Welcome:
    """What the link says to who opens it. Raises: NotFound when it does not work, or no longer."""
    invitation = _open(code, snapshot, clock.now())
    return Welcome(
        name=invitation.name,
        email=invitation.email,
        neighborhood=accounts.neighborhood_name(invitation.neighborhood_id, snapshot),
        expires_at=invitation.expires_at,
        is_reset=invitation.account_id is not None,
    )


def accept(
    *, code: str, name: str, email: str, password_hash: str, locale: str, uow: UnitOfWork, clock: Clock
) -> Proven:
    """Make the account an invitation stands for, and use the invitation up.

    Where it stands for one that exists, that one gets the password and is signed out everywhere; `name`, `email` and
    `locale` do not count.

    Raises:
        NotFound: the link does not work, or no longer.
        InputInvalid: `name` or `email` cannot be taken, or the e-mail has an account.
    """
    now = clock.now()
    invitation = _open(code, uow, now, for_update=True)
    if invitation.account_id is not None:
        invitation.used_at = now
        accounts.set_password(
            account_id=invitation.account_id, password_hash=password_hash, actor=PUBLIC, uow=uow, clock=clock
        )
        uow.announce(DESK)
        return Proven(AccountId(invitation.account_id))
    account = accounts.new_account(
        email=read_email(email),
        name=read_name(name),
        role=invitation.role,
        password_hash=password_hash,
        neighborhood_id=invitation.neighborhood_id,
        locale=locale,
        uow=uow,
        clock=clock,
    )
    invitation.used_at, invitation.account_id = now, account.id
    if invitation.applicant_id is not None:
        _begin_training(account, invitation.applicant_id, uow)
    audit.note(actor=PUBLIC, action="invitation_used", subject=invitation.id, uow=uow, clock=clock)
    uow.announce(DESK)
    return Proven(AccountId(account.id))


def _begin_training(account: Account, applicant_id: str, uow: UnitOfWork) -> None:
    """What an applicant's account files waits for review until it is certified; their seats are the account's."""
    account.must_certify = True
    applicant = uow.db.get(Applicant, applicant_id)
    if applicant is not None:
        applicant.account_id = account.id
    for seat in uow.db.exec(select(Seat).where(Seat.applicant_id == applicant_id)):
        seat.account_id = account.id


def _open(code: str, snapshot: Snapshot, now: datetime, *, for_update: bool = False) -> Invitation:
    query = select(Invitation).where(Invitation.code_hash == code_hash(code))
    # Two people with the same link at the same moment: the second waits, and finds it used.
    invitation = snapshot.db.exec(query.with_for_update() if for_update else query).first()
    if invitation is None or state_of(invitation, now) is not InvitationState.OPEN:
        raise NotFound
    account = snapshot.db.get(Account, invitation.account_id) if invitation.account_id else None
    if account is not None and not account.is_active:
        raise NotFound
    return invitation


def code_hash(code: str) -> str:
    """What is kept of an invitation's code."""
    return sha256(code.encode(errors="replace")).hexdigest()
