"""Applications that may be of one person: the same e-mail, the same phone, or a name alike in the same neighborhood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.application_rows import Same, SameBy
from liaison_app.domain.applications import is_alike
from liaison_app.domain.program import ApplicationState
from liaison_app.models import Applicant

# So many are compared at once; of more neighbors than that in the neighborhoods of one page the newest are looked at.
MOST_COMPARED = 5_000


class _Person(NamedTuple):
    """What of an application is compared or told."""

    id: str
    name: str
    name_key: str
    email: str
    phone_key: str
    neighborhood_id: str | None
    state: ApplicationState
    created_at: datetime


_COLUMNS = [getattr(Applicant, name) for name in _Person._fields]


def same_counts(page: Sequence[Applicant], snapshot: Snapshot) -> dict[str, int]:
    """How many others may be of the same person, for each of `page` that has any; one statement."""
    others = _Others(_candidates(page, snapshot))
    counted = {one.id: len(dict(others.of(one))) for one in page}
    return {key: count for key, count in counted.items() if count}


def same_as(one: Applicant, snapshot: Snapshot) -> tuple[Same, ...]:
    """The others that may be of the same person, by what, the newest first."""
    by: dict[_Person, list[SameBy]] = defaultdict(list)
    for other, why in _Others(_candidates([one], snapshot)).of(one):
        by[other].append(why)
    newest = sorted(by, key=lambda other: (other.created_at, other.id), reverse=True)
    return tuple(Same(other.id, other.name, other.state, other.created_at, tuple(by[other])) for other in newest)


class _Others:
    """Candidates by what they are found by."""

    def __init__(self, candidates: Iterable[_Person]) -> None:
        self._by_email, self._by_phone, self._by_place = (defaultdict[str, list[_Person]](list) for _ in range(3))
        for one in candidates:
            self._by_email[one.email].append(one)
            self._by_phone[one.phone_key].append(one)
            self._by_place[one.neighborhood_id or ""].append(one)

    def of(self, one: Applicant) -> Iterator[tuple[_Person, SameBy]]:
        """The others that may be of the same person, once for each thing that says so."""
        here = self._by_place[one.neighborhood_id or ""] if one.neighborhood_id else []
        alike = [other for other in here if is_alike(one.name_key, other.name_key)]
        same_email = self._by_email[one.email] if one.email else []
        same_phone = self._by_phone[one.phone_key] if one.phone_key else []
        for found, by in ((same_email, SameBy.EMAIL), (same_phone, SameBy.PHONE), (alike, SameBy.NAME)):
            yield from ((other, by) for other in found if other.id != one.id)


def _candidates(page: Sequence[Applicant], snapshot: Snapshot) -> list[_Person]:
    """Everybody who shares an address, a number or a neighborhood with somebody of `page`."""
    emails, phones = _told(one.email for one in page), _told(one.phone_key for one in page)
    places = _told(one.neighborhood_id or "" for one in page)
    shared = [
        col(column).in_(values)
        for column, values in (
            (Applicant.email, emails), (Applicant.phone_key, phones), (Applicant.neighborhood_id, places),
        )
        if values
    ]  # fmt: skip
    if not shared:
        return []
    is_there = and_(col(Applicant.joined_to).is_(None), col(Applicant.forgotten_at).is_(None))
    wanted = select(*_COLUMNS).where(or_(*shared), is_there).order_by(col(Applicant.created_at).desc())
    return [_Person(*row) for row in snapshot.db.exec(wanted.limit(MOST_COMPARED)).all()]


def _told(values: Iterable[str]) -> list[str]:
    return sorted({one for one in values if one})
