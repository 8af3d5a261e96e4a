"""The program's figures: by year, by cohort, in all, from a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.coverage import is_active
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import FILES_DIRECTLY, Level, SeatState
from liaison_app.domain.program_figures import (
    RETAINED_AFTER_DAYS,
    CohortFigures,
    Funnel,
    ProgramFigures,
    YearFigures,
)
from liaison_app.models import Account, Applicant, Certification, Cohort, Seat
from liaison_app.services.coverage import filed_lately, last_activity
from liaison_app.services.standings import standing_of


@dataclass(slots=True)
class _People:
    """Who counts: ids of applicants who applied and were trained, of accounts that were certified."""

    applied: set[str] = field(default_factory=set)
    trained: set[str] = field(default_factory=set)
    certified: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Now:
    """Accounts as they are now: when first certified, who still is, who is active."""

    first: dict[str, datetime]
    certified: frozenset[str]
    active: frozenset[str]
    now: datetime

    def counted(self, people: _People) -> Funnel:
        a_year_ago = self.now - timedelta(days=RETAINED_AFTER_DAYS)
        due = {one for one in people.certified if self.first[one] <= a_year_ago}
        return Funnel(
            applied=len(people.applied),
            trained=len(people.trained),
            certified=len(people.certified),
            active=len(people.certified & self.active & self.certified),
            due=len(due),
            retained=len(due & self.certified),
        )


def show(*, actor: Actor, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> ProgramFigures:
    """All figures as of now; years are the city's.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    cohorts = snapshot.db.exec(select(Cohort).order_by(col(Cohort.created_at).desc(), col(Cohort.id))).all()
    given, counted = _given(snapshot), _now(snapshot, clock.now())
    years, by_cohort, whole = _collected(cohorts, given, counted, snapshot, city_profile.time_zone)
    return ProgramFigures(
        whole=counted.counted(whole),
        years=tuple(YearFigures(year, counted.counted(years[year])) for year in sorted(years, reverse=True)),
        cohorts=tuple(
            CohortFigures(one.id, one.name, one.state, one.starts_on, counted.counted(by_cohort[one.id]))
            for one in cohorts
        ),
    )


def _collected(
    cohorts: Iterable[Cohort], given: dict[str | None, str | None], now: _Now, snapshot: Snapshot, zone: ZoneInfo
) -> tuple[defaultdict[int, _People], defaultdict[str, _People], _People]:
    years: defaultdict[int, _People] = defaultdict(_People)
    by_cohort: defaultdict[str, _People] = defaultdict(_People)
    whole = _People()
    graduated = {one.id: one.graduated_at for one in cohorts}
    applied = select(Applicant.id, Applicant.created_at).where(col(Applicant.joined_to).is_(None))
    for person, at in snapshot.db.exec(applied).all():
        years[at.astimezone(zone).year].applied.add(person)
        whole.applied.add(person)
    for cohort_id, person, state, moved_at in snapshot.db.exec(
        select(Seat.cohort_id, Seat.applicant_id, Seat.state, Seat.updated_at)
    ).all():
        by_cohort[cohort_id].applied.add(person)
        if state is SeatState.COMPLETED:
            at = graduated.get(cohort_id) or moved_at
            for people in (by_cohort[cohort_id], years[at.astimezone(zone).year], whole):
                people.trained.add(person)
    for account_id, at in now.first.items():
        years[at.astimezone(zone).year].certified.add(account_id)
        whole.certified.add(account_id)
        if cohort := given.get(account_id):
            by_cohort[cohort].certified.add(account_id)
    return years, by_cohort, whole


def _given(snapshot: Snapshot) -> dict[str | None, str | None]:
    """By account the cohort in which it was trained: the one that its first certificate names, else its seat's."""
    seats = select(Seat.account_id, Seat.cohort_id).where(
        Seat.state == SeatState.COMPLETED, col(Seat.account_id).is_not(None)
    )
    found: dict[str | None, str | None] = dict(snapshot.db.exec(seats.order_by(col(Seat.updated_at))).all())
    named = select(Certification.account_id, Certification.cohort_id).where(
        Certification.level == Level.LIAISON, col(Certification.cohort_id).is_not(None)
    )
    found |= dict(snapshot.db.exec(named.order_by(col(Certification.certified_at).desc())).all())
    return found


def _now(snapshot: Snapshot, now: datetime) -> _Now:
    given = select(Certification.account_id, Certification.certified_at).where(Certification.level == Level.LIAISON)
    first: dict[str, datetime] = {}
    for account_id, at in snapshot.db.exec(given).all():
        first[account_id] = min(at, first.get(account_id, at))
    accounts = snapshot.db.exec(select(Account).where(col(Account.id).in_(select(Certification.account_id)))).all()
    seen = last_activity(snapshot, filed_lately(now, snapshot), accounts)
    return _Now(
        first=first,
        certified=frozenset(
            one.id
            for one in accounts
            if one.is_active and one.certified_until is not None and standing_of(one, now) in FILES_DIRECTLY
        ),
        active=frozenset(one.id for one in accounts if is_active(seen.get(one.id), now)),
        now=now,
    )
