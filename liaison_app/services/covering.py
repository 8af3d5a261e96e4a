"""Looking after another liaison's tickets: while they are away, or for good. Both are told, and it is audited.

Whoever stands in sees the tickets as their liaison does, but for a neighbor's name and number, and follows them up:
writes to the city, looks, files again (`Actor.answers_for`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import AccountId, new_key
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import StandingWriter
from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.domain.tickets import Status
from liaison_app.models import Account, Cover, Follow, Ticket
from liaison_app.services import audit
from liaison_app.services.standing_telling import tell
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_projection import card_of, day_of

LONGEST = timedelta(days=366)
MOST_SHOWN = 100
MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One arrangement, from the actor's side. `may_end`: the actor can end it."""

    id: str
    name: str
    is_given: bool
    starts_at: datetime
    ends_at: datetime | None
    may_end: bool


@dataclass(frozen=True, slots=True)
class OwnCovers:
    """All that is in force or ahead, whom the actor may ask, and the open tickets that they look after."""

    rows: tuple[CoverRow, ...]
    neighbors: tuple[tuple[AccountId, str], ...]
    tickets: tuple[TicketCard, ...]
    today: date


def share(
    *, actor: Actor, whom: str, first: str, last: str, for_good: bool, uow: UnitOfWork, clock: Clock,
    city_profile: CityProfile, standing_writer: StandingWriter,
) -> None:  # fmt: skip
    """Let another liaison of the actor's neighborhood look after the actor's tickets: from the day `first` to the day
    `last` (ISO dates, the city's days), or from now on for good.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        InputInvalid: (field `whom`) it is nobody who can be asked; (`first`, `last`) a day is none, or does not fit.
        Conflict: these two have such an arrangement already (`covered`), or there are too many.
    """
    by, now = actor.require(Audience.LIAISON), clock.now()
    wait_for_turn(by, uow)
    other = _neighbor(by, whom, uow)
    starts_at, ends_at = (now, None) if for_good else _span(first, last, now, city_profile)
    alive = _alive(now, uow, Cover.from_account == by)
    if any(one.to_account == other.id for one in alive) or len(alive) >= MOST_AT_ONCE:
        raise Conflict("covered")
    row = Cover(
        id=new_key(), from_account=by, to_account=other.id, starts_at=starts_at, ends_at=ends_at, made_by=by,
        made_at=now,
    )  # fmt: skip
    uow.db.add(row)
    _follow_open(by, other.id, now, uow)
    me = uow.db.get_one(Account, by)
    shown = None if ends_at is None else ends_at - timedelta(seconds=1)
    told = {"day": shown, "uow": uow, "clock": clock, "standing_writer": standing_writer}
    tell(other, StandingNewsKind.COVERS, cause=f"covers/{row.id}", word=me.name, **told)  # type: ignore[arg-type]
    tell(me, StandingNewsKind.COVERED, cause=f"covered/{row.id}", word=other.name, **told)  # type: ignore[arg-type]
    action = "tickets_handed_over" if for_good else "tickets_shared"
    audit.note(actor=actor, action=action, subject=other.id, uow=uow, clock=clock, cover=row.id)


def end(
    *, actor: Actor, cover_id: str, uow: UnitOfWork, clock: Clock, standing_writer: StandingWriter
) -> None:  # fmt: skip
    """End an arrangement: either of the two while one is away; whoever was handed tickets for good, or a coordinator.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is none in force that the actor may end.
    """
    by, now = actor.require(Audience.LIAISON), clock.now()
    row = uow.db.exec(select(Cover).where(Cover.id == cover_id).with_for_update()).first()
    if row is None or row.ended_at is not None or not _may_end(row, by, actor.role):
        raise NotFound
    row.ended_at = now
    for account_id, other_id in ((row.from_account, row.to_account), (row.to_account, row.from_account)):
        account, other = uow.db.get_one(Account, account_id), uow.db.get_one(Account, other_id)
        if account.id != by:
            tell(
                account, StandingNewsKind.COVER_ENDED, cause=f"cover_ended/{row.id}", word=other.name, uow=uow,
                clock=clock, standing_writer=standing_writer,
            )  # fmt: skip
        uow.announce(rooms.account(AccountId(account.id)))
    uow.announce(rooms.DESK)
    audit.note(actor=actor, action="tickets_shared_no_more", subject=row.to_account, uow=uow, clock=clock, cover=row.id)


def list_own(*, actor: Actor, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> OwnCovers:
    """What the actor shares, looks after, and whom they may ask.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
    """
    own, now, zone = actor.require(Audience.LIAISON), clock.now(), city_profile.time_zone
    mine = (col(Cover.from_account) == own) | (col(Cover.to_account) == own)
    found, today = _alive(now, snapshot, mine), day_of(now, zone)
    ids = {one.from_account for one in found} | {one.to_account for one in found}
    names = dict(
        snapshot.db.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids))).all() if ids else ()
    )
    rows = tuple(_row(one, own, names, actor.role) for one in found)
    wanted = select(Ticket).where(col(Ticket.filed_by).in_(actor.stands_in_for), Ticket.status == Status.OPEN)
    tickets = snapshot.db.exec(wanted.order_by(col(Ticket.requested_at).desc()).limit(MOST_SHOWN)).all()
    cards = tuple(card_of(one, today=today, zone=zone) for one in tickets)
    return OwnCovers(rows, _neighbors(own, snapshot), cards, today)


def _row(one: Cover, own: str, names: dict[str, str], role: Role | None) -> CoverRow:
    is_given = one.from_account == own
    other = one.to_account if is_given else one.from_account
    return CoverRow(
        one.id, names.get(other, ""), is_given, one.starts_at, one.ends_at, may_end=_may_end(one, own, role)
    )


def _may_end(one: Cover, by: str, role: Role | None) -> bool:
    if role is Role.COORDINATOR or by == one.to_account:
        return True
    return by == one.from_account and one.ends_at is not None


def _alive(now: datetime, snapshot: Snapshot, *which: object) -> list[Cover]:
    """Arrangements in force or ahead."""
    goes_on = col(Cover.ends_at).is_(None) | (col(Cover.ends_at) > now)
    wanted = select(Cover).where(col(Cover.ended_at).is_(None), goes_on, *which)  # type: ignore[arg-type]
    return list(snapshot.db.exec(wanted.order_by(col(Cover.starts_at), col(Cover.id))).all())


def _neighbors(own: str, snapshot: Snapshot) -> tuple[tuple[AccountId, str], ...]:
    """Other liaisons and coordinators who may be asked: those of the actor's neighborhood, by name."""
    home = select(Account.neighborhood_id).where(Account.id == own).scalar_subquery()
    wanted = select(Account.id, Account.name).where(
        col(Account.neighborhood_id) == home, col(Account.is_active).is_(True), Account.id != own,
        Account.role == Role.LIAISON, col(Account.suspended_at).is_(None),
    )  # fmt: skip
    rows = snapshot.db.exec(wanted.order_by(col(Account.name), col(Account.id))).all()
    return tuple((AccountId(account_id), name) for account_id, name in rows)


def _neighbor(own: str, whom: str, uow: UnitOfWork) -> Account:
    if whom not in {account_id for account_id, _ in _neighbors(own, uow)}:
        raise InputInvalid({"whom": "choose"})
    return uow.db.get_one(Account, whom)


def _span(first: str, last: str, now: datetime, city_profile: CityProfile) -> tuple[datetime, datetime]:
    """The moments between the beginning of the first day and the end of the last."""
    days, errors = {"first": _day(first), "last": _day(last)}, {}
    for name, day in days.items():
        if day is None:
            errors[name] = "not_a_day"
    start, stop = days["first"], days["last"]
    if start is None or stop is None:
        raise InputInvalid(errors)
    zone = city_profile.time_zone
    starts_at = datetime.combine(start, time(0), tzinfo=zone)
    ends_at = datetime.combine(stop + timedelta(days=1), time(0), tzinfo=zone)
    if ends_at <= now or ends_at <= starts_at:
        raise InputInvalid({"last": "day_passed"})
    if ends_at - max(starts_at, now) > LONGEST:
        raise InputInvalid({"last": "too_far"})
    return starts_at, ends_at


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _follow_open(from_id: str, to_id: str, now: datetime, uow: UnitOfWork) -> None:
    """Whoever stands in follows the open tickets, so that they hear of them."""
    known = select(Follow.ticket_id).where(Follow.account_id == to_id)
    wanted = select(Ticket.id).where(
        Ticket.filed_by == from_id, Ticket.status == Status.OPEN, col(Ticket.id).not_in(known)
    )
    ids = uow.db.exec(wanted.limit(1000)).all()
    if ids:
        rows = [{"ticket_id": one, "account_id": to_id, "since": now} for one in ids]
        uow.db.connection().execute(insert(Follow), rows)
