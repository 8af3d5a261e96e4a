"""Coverage of the whole city for coordinators: every neighborhood, from a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import String, func, literal_column, text
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.counting import EVERY
from liaison_app.domain.coverage import COUNTED, Coverage, CoverageRow, Need, is_active
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.months import Month, month_of, year_to
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import FILES_DIRECTLY, ApplicationState, Standing
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.models import (
    Account,
    Applicant,
    LoginSession,
    Neighborhood,
    NeighborhoodMonth,
    NeighborhoodNeed,
    Speaker,
)
from liaison_app.models.columns import UtcDateTime
from liaison_app.services.standings import standing_of

_WAITS = (ApplicationState.APPLIED, ApplicationState.WAITLISTED, ApplicationState.INVITED, ApplicationState.ENROLLED)
# Who filed how many tickets, and when last, by neighborhood.
Filed = Mapping[str, list[tuple[str, int, datetime]]]


@dataclass(slots=True)
class _Voice:
    """What was found of one neighborhood."""

    certified: int = 0
    active: int = 0
    training: int = 0
    spoken: set[str] = field(default_factory=set)
    last_at: datetime | None = None


def show(*, actor: Actor, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> Coverage:
    """Every neighborhood, by name, in nine statements.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    now = clock.now()
    places = snapshot.db.exec(select(Neighborhood.id, Neighborhood.name).order_by(col(Neighborhood.name))).all()
    needs, applied = _needs(snapshot), _applied(snapshot)
    month = month_of(now.astimezone(city_profile.time_zone))
    requests = _requests([one for one, _ in places], month, snapshot)
    filed = filed_lately(now, snapshot)
    accounts = _accounts(snapshot)
    seen = last_activity(snapshot, filed, accounts)
    voices = _voices(accounts, seen, _languages(snapshot), now)
    names = {one.id: one.name for one in accounts}
    rows = []
    for place, name in places:
        voice, by_one = voices[place], filed.get(place, [])
        most_by, most, _ = max(by_one, key=lambda one: (one[1], one[0]), default=("", 0, now))
        rows.append(
            CoverageRow(
                NeighborhoodId(place),
                name,
                needs.get(place, Need()),
                voice.certified,
                voice.active,
                voice.training,
                applied.get(place, 0),
                tuple(one for one in LANGUAGES if one in voice.spoken),
                requests.get(place, 0),
                sum(count for _, count, _ in by_one),
                most,
                names.get(most_by, ""),
                voice.last_at,
            )
        )
    return Coverage(tuple(rows), now)


def last_activity(snapshot: Snapshot, filed: Filed, accounts: Iterable[Account]) -> dict[str, datetime]:
    """When each account was last active: filed within the last year, or here signed in. One statement."""
    filed_at: dict[str, datetime] = {}
    for by, _, at in (one for by_place in filed.values() for one in by_place):
        filed_at[by] = max(at, filed_at.get(by, at))
    wanted = select(col(LoginSession.account_id), func.max(LoginSession.seen_at)).group_by(col(LoginSession.account_id))
    here: dict[str, datetime] = dict(snapshot.db.exec(wanted).all())
    found: dict[str, datetime] = {}
    for one in accounts:
        moments = (one.seen_at, here.get(one.id), filed_at.get(one.id))
        latest = max((moment for moment in moments if moment is not None), default=None)
        if latest is not None:
            found[one.id] = latest
    return found


def _voices(
    accounts: Sequence[Account], seen: Mapping[str, datetime], languages: Mapping[str, set[str]], now: datetime
) -> defaultdict[str, _Voice]:
    voices: defaultdict[str, _Voice] = defaultdict(_Voice)
    for one in accounts:
        if not one.is_active or one.role is not Role.LIAISON or one.neighborhood_id is None:
            continue
        voice, stands = voices[one.neighborhood_id], standing_of(one, now)
        voice.training += stands is Standing.TRAINEE
        if stands not in FILES_DIRECTLY:
            continue
        last = seen.get(one.id)
        voice.certified += 1
        voice.active += is_active(last, now)
        voice.spoken |= languages.get(one.id, set())
        voice.last_at = max((at for at in (voice.last_at, last) if at is not None), default=None)
    return voices


def _accounts(snapshot: Snapshot) -> Sequence[Account]:
    return snapshot.db.exec(select(Account).where(Account.role != Role.CITY)).all()


def _needs(snapshot: Snapshot) -> dict[str, Need]:
    return {
        one.neighborhood_id: Need(
            one.population, None if one.languages is None else tuple(one.languages), one.source, one.year
        )
        for one in snapshot.db.exec(select(NeighborhoodNeed)).all()
    }


def _applied(snapshot: Snapshot) -> dict[str, int]:
    wanted = select(col(Applicant.neighborhood_id), func.count()).where(
        col(Applicant.state).in_(_WAITS), col(Applicant.joined_to).is_(None), col(Applicant.account_id).is_(None)
    )
    rows = snapshot.db.exec(wanted.group_by(col(Applicant.neighborhood_id))).all()
    return {place: int(count) for place, count in rows if place is not None}


def _requests(ids: Sequence[str], last: Month, snapshot: Snapshot) -> dict[str, int]:
    """Public requests of the twelve months that end with `last`, from the kept counts."""
    of = NeighborhoodMonth
    wanted = select(of.neighborhood_id, func.sum(of.n)).where(
        col(of.neighborhood_id).in_(ids), of.service_code == EVERY, col(of.month).between(year_to(last), last)
    )
    return {place: int(n) for place, n in snapshot.db.exec(wanted.group_by(col(of.neighborhood_id))).all()}


def filed_lately(now: datetime, snapshot: Snapshot) -> Filed:
    """Who filed how many tickets where in the last year, and when last."""
    # With statistics SQLite would rather skip through the index of all tickets by neighborhood, six times as slow.
    is_sqlite = snapshot.db.get_bind().dialect.name == "sqlite"
    tickets = text("ticket INDEXED BY ix_ticket_filed_lately" if is_sqlite else "ticket")
    where, by_whom = literal_column("ticket.neighborhood_id", String()), literal_column("ticket.filed_by", String())
    asked_at = literal_column("ticket.requested_at", UtcDateTime())
    wanted = (
        select(where, by_whom, func.count(), func.max(asked_at))
        .select_from(tickets)
        .where(by_whom.is_not(None), asked_at > now - COUNTED)
        .group_by(where, by_whom)
    )
    found: defaultdict[str, list[tuple[str, int, datetime]]] = defaultdict(list)
    for place, by, count, at in snapshot.db.execute(wanted).all():
        found[place or ""].append((by or "", int(count), at))
    return found


def _languages(snapshot: Snapshot) -> dict[str, set[str]]:
    """What each account speaks: as it says in public, or said when it applied."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for speaks in (
        select(Speaker.account_id, Speaker.languages),
        select(Applicant.account_id, Applicant.languages).where(col(Applicant.account_id).is_not(None)),
    ):
        for account_id, languages in snapshot.db.exec(speaks).all():
            found[account_id or ""] |= set(languages)
    return found
