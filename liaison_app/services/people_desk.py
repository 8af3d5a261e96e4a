"""Everybody with an account, for coordinators: found by a word, by standing or level, a part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.accounts import PersonRow
from liaison_app.domain.people_rows import PeopleFilter, PeoplePage, PeopleStanding
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import Level
from liaison_app.models import Account, Certification, LoginSession, Neighborhood, SecondFactor, Speaker
from liaison_app.services.certification_desk import ENDS_SOON
from liaison_app.services.standings import standing_of

PAGE_SIZE, MOST_ROWS = 25, 400
EVERYBODY = PeopleFilter()


def list_people(
    *, actor: Actor, wanted: PeopleFilter = EVERYBODY, after: str = "", limit: int = PAGE_SIZE, snapshot: Snapshot,
    clock: Clock,
) -> PeoplePage:  # fmt: skip
    """At most `limit` people behind the one `after` (a mark of `PeoplePage.next_after`), by name, closed accounts last.

    Two statements, however many there are.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    now, limit = clock.now(), min(max(1, limit), MOST_ROWS)
    fits = [*_named(wanted.find), *_standing(wanted.standing, now), *_holds(wanted.level, now)]
    found = snapshot.db.execute(_people(now).where(*fits, *_behind(after)).limit(limit + 1)).all()
    count = snapshot.db.execute(
        sql_select(func.count())
        .select_from(Account)
        .outerjoin(Neighborhood, col(Neighborhood.id) == col(Account.neighborhood_id))
        .where(*fits)
    ).scalar_one()
    mark = _mark(found[limit - 1]) if len(found) > limit else ""
    return PeoplePage(tuple(_row(one, now) for one in found[:limit]), int(count), mark)


def everybody(*, actor: Actor, snapshot: Snapshot, clock: Clock) -> list[PersonRow]:
    """All of them, for a file. Raises: SignInNeeded, NotAllowed."""
    found: list[PersonRow] = []
    after, is_more = "", True
    while is_more:
        page = list_people(actor=actor, after=after, limit=MOST_ROWS, snapshot=snapshot, clock=clock)
        found += page.rows
        after, is_more = page.next_after, bool(page.next_after)
    return found


def _people(now: datetime) -> Any:
    account = col(Account.id)
    seen = sql_select(func.max(col(LoginSession.seen_at))).where(col(LoginSession.account_id) == account)
    levels = [_has_level(level, now).label(level.value) for level in (Level.MEETINGS, Level.TRAINER)]
    return (
        sql_select(
            Account,
            _lower_name().label("sorted"),
            seen.scalar_subquery().label("seen"),
            col(Neighborhood.name).label("place"),
            col(Speaker.name).label("shown"),
            col(SecondFactor.confirmed_at).label("factor"),
            *levels,
        )
        .outerjoin(Neighborhood, col(Neighborhood.id) == col(Account.neighborhood_id))
        .outerjoin(Speaker, col(Speaker.account_id) == account)
        .outerjoin(SecondFactor, col(SecondFactor.account_id) == account)
        .order_by(col(Account.is_active).desc(), _lower_name(), account)
    )


def _lower_name() -> ColumnElement[str]:
    return func.lower(col(Account.name))


def _named(find: str) -> Iterator[ColumnElement[bool]]:
    """Every word is somewhere in the name, the e-mail or the neighborhood."""
    places = (col(Account.name), col(Account.email), col(Neighborhood.name))
    for word in find.casefold().split():
        yield or_(*(func.lower(place).contains(word, autoescape=True) for place in places))


def _standing(standing: PeopleStanding | None, now: datetime) -> list[ColumnElement[bool]]:
    if standing is None:
        return []
    is_open, until = col(Account.is_active).is_(True), col(Account.certified_until)
    free, asked = col(Account.suspended_at).is_(None), col(Account.must_certify).is_(True)
    liaison = and_(is_open, col(Account.role) == Role.LIAISON)
    by_standing: dict[PeopleStanding, list[ColumnElement[bool]]] = {
        PeopleStanding.CERTIFIED: [liaison, free, asked, until > now],
        PeopleStanding.ENDING: [liaison, free, asked, until > now, until <= now + ENDS_SOON],
        PeopleStanding.LAPSED: [liaison, free, asked, until <= now],
        PeopleStanding.TRAINEE: [liaison, free, asked, until.is_(None)],
        PeopleStanding.SUSPENDED: [is_open, col(Account.suspended_at).is_not(None)],
        PeopleStanding.NOT_ASKED: [liaison, free, col(Account.must_certify).is_(False)],
        PeopleStanding.CLOSED: [col(Account.is_active).is_(False)],
    }
    return by_standing[standing]


def _holds(level: Level | None, now: datetime) -> list[ColumnElement[bool]]:
    return [_has_level(level, now)] if level is not None else []


def _has_level(level: Level, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        col(Certification.account_id) == col(Account.id),
        col(Certification.level) == level,
        col(Certification.ends_at) > now,
        col(Certification.ended_at).is_(None),
    )


def _mark(row: Any) -> str:
    return f"{int(row.Account.is_active)}~{row.Account.id}~{row.sorted}"


def _behind(after: str) -> list[ColumnElement[bool]]:
    """Who comes after a mark; all where it is none of ours."""
    is_open, _, rest = after.partition("~")
    key, _, name = rest.partition("~")
    if is_open not in {"0", "1"} or not key:
        return []
    beyond = or_(_lower_name() > name, and_(_lower_name() == name, col(Account.id) > key))
    same = and_(col(Account.is_active).is_(is_open == "1"), beyond)
    return [or_(same, col(Account.is_active).is_(False)) if is_open == "1" else same]


def _row(found: Any, now: datetime) -> PersonRow:
    account: Account = found.Account
    return PersonRow(
        account.id,
        account.name,
        account.email,
        account.role,
        found.place or "",
        account.is_active,
        max((moment for moment in (found.seen, account.seen_at) if moment), default=None),
        found.shown or "",
        has_second_factor=found.factor is not None,
        standing=standing_of(account, now),
        certified_until=account.certified_until,
        levels=tuple(level for level in (Level.MEETINGS, Level.TRAINER) if getattr(found, level.value)),
    )
