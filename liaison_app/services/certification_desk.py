"""The people of the program and their certificates, for coordinators: a fixed number of statements a page."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.certification import CertificationRules, is_fulfilled
from liaison_app.domain.certification_rows import (
    CertificationPage,
    CertificationRow,
    CertificationSection,
    HeldLevel,
)
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import Level
from liaison_app.models import Account, Neighborhood
from liaison_app.services.certification_evidence import EvidenceSources, Record, records_of
from liaison_app.services.certifying import lacking
from liaison_app.services.standings import standing_of

MOST_SHOWN = 50
MOST_ROWS = 500
ENDS_SOON = timedelta(days=60)


def list_people(
    *, actor: Actor, section: CertificationSection, level: Level = Level.LIAISON, find: str = "",
    most: int = MOST_SHOWN, snapshot: Snapshot, clock: Clock, certification_rules: CertificationRules,
    evidence_sources: EvidenceSources,
) -> CertificationPage:  # fmt: skip
    """People of one section with what is there and what is missing for `level`; in training those who lack nothing
    stand first, elsewhere whose certificate ends first. `find` is a part of a name.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    now, most = clock.now(), min(max(1, most), MOST_ROWS)
    wanted = (
        select(Account, Neighborhood.name)
        .outerjoin(Neighborhood, col(Neighborhood.id) == col(Account.neighborhood_id))
        .where(*_people(), _is_in(section, now))
        .order_by(col(Account.certified_until), col(Account.created_at), Account.id)
    )
    if words := find.strip().lower()[:80]:
        wanted = wanted.where(func.lower(Account.name).contains(words, autoescape=True))
    found = snapshot.db.exec(wanted.limit(MOST_ROWS if section is CertificationSection.TRAINING else most + 1)).all()
    records = records_of([AccountId(one.id) for one, _ in found], snapshot, now, evidence_sources)
    rows = [_row(one, place or "", records[AccountId(one.id)], level, now, certification_rules) for one, place in found]
    rows.sort(key=lambda row: not row.is_ready if section is CertificationSection.TRAINING else False)
    return CertificationPage(tuple(rows[:most]), counts(snapshot, now), is_cut=len(rows) > most)


def _people() -> tuple[ColumnElement[bool], ...]:
    return (col(Account.is_active).is_(True), col(Account.role) != Role.CITY)


def _is_in(section: CertificationSection, now: datetime) -> ColumnElement[bool]:
    until, free = col(Account.certified_until), col(Account.suspended_at).is_(None)
    return {
        CertificationSection.TRAINING: and_(free, col(Account.must_certify).is_(True), until.is_(None)),
        CertificationSection.ENDING: and_(free, until > now, until <= now + ENDS_SOON),
        CertificationSection.ENDED: and_(free, until <= now),
        CertificationSection.SUSPENDED: col(Account.suspended_at).is_not(None),
        CertificationSection.CERTIFIED: and_(free, until > now),
    }[section]


def counts(snapshot: Snapshot, now: datetime) -> dict[CertificationSection, int]:
    sums = [func.coalesce(func.sum(case((_is_in(one, now), 1), else_=0)), 0) for one in CertificationSection]
    found = snapshot.db.exec(select(*sums).where(*_people())).one()
    return {one: int(count) for one, count in zip(CertificationSection, found, strict=True)}


def _row(
    account: Account, place: str, record: Record, level: Level, now: datetime, rules: CertificationRules
) -> CertificationRow:
    asked = lacking(record, level, now, rules)
    return CertificationRow(
        account_id=AccountId(account.id),
        name=account.name,
        neighborhood=place,
        standing=standing_of(account, now),
        ends_at=account.certified_until,
        held=held_levels(record),
        asked=asked,
        is_ready=is_fulfilled(asked),
    )


def held_levels(record: Record) -> tuple[HeldLevel, ...]:
    """The newest certificate of each level."""
    newest = [record.newest(level) for level in Level]
    return tuple(HeldLevel(one.level, one.ends_at, one.code) for one in newest if one is not None)
