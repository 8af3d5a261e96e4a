"""Who speaks for a neighborhood, for everybody: liaisons who agreed to be named. Off until they say so themselves.

The public's row is made of what the liaison wrote for it and of nothing else; with the agreement goes the row.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms, speakers
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.errors import Conflict, NotFound, SignInNeeded
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ports import Clock
from liaison_app.domain.speakers import OwnNaming, Seat, Speakers
from liaison_app.models import Account, Neighborhood, Speaker
from liaison_app.services import audit
from liaison_app.services.levels import require_certified


def naming_of(*, actor: Actor, snapshot: Snapshot) -> OwnNaming | None:
    """How the actor is named in public; None for who speaks for no neighborhood. Raises: SignInNeeded."""
    account = _own(actor, Audience.SIGNED_IN, snapshot)
    if not _may_be_named(account):
        return None
    row = snapshot.db.get(Speaker, account.id)
    return OwnNaming(row is not None, _of(row) if row is not None else speakers.suggestion(account.name))


def be_named(*, actor: Actor, fields: Mapping[str, str], uow: UnitOfWork, clock: Clock) -> OwnNaming:
    """Name the actor in public as `fields` say, or nowhere any more; what now holds.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        LevelNeeded: they want to be named, and do not file directly: nobody looks at the words before they show.
        Conflict: they speak for no neighborhood (`no_neighborhood`).
        InputInvalid: a field cannot be taken.
    """
    account = _own(actor, Audience.LIAISON, uow)
    if not _may_be_named(account):
        raise Conflict("no_neighborhood")
    wanted, row = speakers.read_naming(fields), uow.db.get(Speaker, account.id)
    if wanted is not None:
        require_certified(actor, uow, clock)
        row = row or Speaker(account_id=account.id, name="", agreed_at=clock.now())
        row.name, row.languages, row.line = wanted.name, list(wanted.languages), wanted.line
        uow.db.add(row)
    elif row is not None:
        uow.db.delete(row)
    action = "naming_agreed" if wanted else "naming_withdrawn"
    audit.note(actor=actor, action=action, subject=account.id, uow=uow, clock=clock)
    uow.announce(rooms.neighborhood(NeighborhoodId(account.neighborhood_id or "")), rooms.DESK)
    return OwnNaming(wanted is not None, wanted or speakers.suggestion(account.name))


def seat_of(*, neighborhood_id: NeighborhoodId, snapshot: Snapshot) -> Seat:
    """A neighborhood's seat, for everybody. Raises: NotFound, where there is no such neighborhood."""
    neighborhood = snapshot.db.get(Neighborhood, neighborhood_id)
    if neighborhood is None:
        raise NotFound
    found = speakers_of(neighborhood_id=neighborhood_id, snapshot=snapshot)
    return Seat(neighborhood_id, neighborhood.name, found)


def speakers_of(*, neighborhood_id: NeighborhoodId, snapshot: Snapshot) -> Speakers:
    """Who speaks for a neighborhood, by name. The same for everybody; who is suspended or whose account is
    closed speaks for nobody."""
    here = (
        Account.neighborhood_id == neighborhood_id, Account.role == Role.LIAISON, col(Account.is_active),
        col(Account.suspended_at).is_(None),
    )  # fmt: skip
    rows = snapshot.db.exec(
        select(Speaker).join(Account, col(Account.id) == Speaker.account_id).where(*here).order_by(col(Speaker.name))
    ).all()
    liaisons = snapshot.db.exec(select(func.count()).select_from(Account).where(*here)).one()
    return Speakers(tuple(_of(row) for row in rows), liaisons - len(rows))


def _of(row: Speaker) -> speakers.Speaker:
    return speakers.Speaker(row.name, tuple(row.languages), row.line)


def _may_be_named(account: Account) -> bool:
    return account.role is Role.LIAISON and bool(account.neighborhood_id)


def _own(actor: Actor, audience: Audience, snapshot: Snapshot) -> Account:
    account = snapshot.db.get(Account, actor.require(audience))
    if account is None:
        raise SignInNeeded
    return account
