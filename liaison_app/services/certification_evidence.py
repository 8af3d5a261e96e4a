"""What people have done towards a certificate, for many at once: a fixed number of statements however many they are.

Sessions are read from the roster. Modules and practice are told by `EvidenceSources`, each in one call for all the
accounts asked about; a source that is not there has nothing recorded, and nothing of its kind is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import func
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.certification import Evidence, months_between
from liaison_app.domain.ids import AccountId
from liaison_app.domain.program import Level, SeatState
from liaison_app.models import Certification, Presence, Seat, TrainingSession

_COUNTED = (SeatState.ENROLLED, SeatState.COMPLETED)


class Source(Protocol):
    """Figures of many accounts: how many modules they passed, or their points (0 to 100) in the practice room."""

    def __call__(self, account_ids: Collection[AccountId], snapshot: Snapshot) -> Mapping[AccountId, int]:
        """By account; an account that is left out has none."""


@dataclass(frozen=True, slots=True)
class EvidenceSources:
    """Where what was learned is recorded; None where it is not."""

    modules: Source | None = None
    practice: Source | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """All that counts of one account, whatever level is asked for. `sessions` is by cohort: held, attended at."""

    sessions: Mapping[str, tuple[int, Sequence[datetime]]]
    modules: int | None
    practice: int | None
    certifications: Sequence[Certification]

    def newest(self, level: Level) -> Certification | None:
        """The certification of a level that ends last; None where a coordinator ended the level and nobody gave it
        again."""
        every = [one for one in self.certifications if one.level is level]
        if every and every[-1].ended_at is not None:
            return None
        own = [one for one in every if one.ended_at is None]
        return max(own, key=lambda one: one.ends_at, default=None)

    def ended(self, level: Level) -> Certification | None:
        """The certification of a level with which a coordinator ended it, until it is given again."""
        every = [one for one in self.certifications if one.level is level]
        return every[-1] if every and every[-1].ended_at is not None else None

    def evidence(self, *, needs: Level | None, since: datetime | None, now: datetime) -> Evidence:
        """What counts for a level that stands on `needs`; of sessions only what was attended after `since`."""
        held, attended = max(
            ((held, len(at)) for held, at in self.sessions.values()),
            key=lambda one: one[1] / one[0] if one[0] else 0.0,
            default=(0, 0),
        )
        visits = [at for _, times in self.sessions.values() for at in times if since is None or at > since]
        below = [one for one in self.certifications if needs is not None and one.level is needs]
        newest = self.newest(needs) if needs is not None else None
        first = min((one.certified_at for one in below), default=now)
        return Evidence(
            sessions=held,
            attended=attended,
            visits=len(visits),
            modules=self.modules,
            practice=self.practice,
            has_level=newest is not None and now < newest.ends_at,
            held=months_between(first, now),
        )


def records_of(
    account_ids: Collection[AccountId], snapshot: Snapshot, now: datetime, sources: EvidenceSources
) -> Mapping[AccountId, Record]:
    """The record of each account."""
    held, attended = _held(account_ids, snapshot, now), _attended(account_ids, snapshot)
    modules = sources.modules(account_ids, snapshot) if sources.modules is not None else None
    practice = sources.practice(account_ids, snapshot) if sources.practice is not None else None
    certifications = _certifications(account_ids, snapshot)
    return {
        one: Record(
            sessions={cohort: (count, attended[one, cohort]) for cohort, count in held[one].items()},
            modules=modules.get(one, 0) if modules is not None else None,
            practice=practice.get(one, 0) if practice is not None else None,
            certifications=certifications[one],
        )
        for one in account_ids
    }


def _held(account_ids: Collection[str], snapshot: Snapshot, now: datetime) -> Mapping[str, Mapping[str, int]]:
    """How many sessions each account's cohorts have had."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    wanted = (
        select(Seat.account_id, Seat.cohort_id, func.count())
        .join(TrainingSession, col(TrainingSession.cohort_id) == col(Seat.cohort_id))
        .where(col(Seat.account_id).in_(account_ids), col(Seat.state).in_(_COUNTED))
        .where(col(TrainingSession.cancelled_at).is_(None), col(TrainingSession.starts_at) <= now)
        .group_by(col(Seat.account_id), col(Seat.cohort_id))
    )
    for account_id, cohort_id, count in snapshot.db.exec(wanted).all():
        found[account_id or ""][cohort_id] = count
    return found


def _attended(account_ids: Collection[str], snapshot: Snapshot) -> Mapping[tuple[str, str], list[datetime]]:
    """When each account attended, by cohort."""
    found: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    wanted = (
        select(Seat.account_id, Seat.cohort_id, Presence.at)
        .join(Presence, col(Presence.seat_id) == col(Seat.id))
        .join(TrainingSession, col(TrainingSession.id) == col(Presence.session_id))
        .where(col(Seat.account_id).in_(account_ids), col(Seat.state).in_(_COUNTED))
        .where(col(TrainingSession.cancelled_at).is_(None))
    )
    for account_id, cohort_id, at in snapshot.db.exec(wanted).all():
        found[account_id or "", cohort_id].append(at)
    return found


def _certifications(account_ids: Collection[str], snapshot: Snapshot) -> Mapping[str, list[Certification]]:
    found: dict[str, list[Certification]] = defaultdict(list)
    wanted = select(Certification).where(col(Certification.account_id).in_(account_ids))
    for one in snapshot.db.exec(wanted.order_by(col(Certification.certified_at), col(Certification.id))).all():
        found[one.account_id].append(one)
    return found
