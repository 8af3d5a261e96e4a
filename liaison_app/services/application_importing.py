"""A list of applicants that coordinators bring in: looked through before anything is stored, stored once.

Whoever is here already, by the same row before or by their e-mail or phone, is left as they are. Nobody is written to:
who is on a list did not ask for mail today.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.application_tables import (
    ApplicantColumn,
    ApplicantRow,
    applicant_rows,
    marker_of_row,
    places_by_name,
)
from liaison_app.domain.applications import hash_of, is_alike, name_key, phone_key
from liaison_app.domain.ids import new_key
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.domain.meeting_tables import Rows
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import ApplicationSource
from liaison_app.models import Applicant
from liaison_app.services import audit, places
from liaison_app.services.applications import take_contact

MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class LookedApplicant:
    """A row and what would become of it: `is_known` is here already, `is_alike` may be somebody who is."""

    row: ApplicantRow
    is_known: bool = False
    is_alike: bool = False

    @property
    def is_new(self) -> bool:
        return not self.row.wrong and not self.is_known


def look_through(
    *,
    actor: Actor,
    rows: Rows,
    columns: Sequence[ApplicantColumn],
    is_headed: bool,
    snapshot: Snapshot,
    letter_links: LetterLinks,
) -> tuple[LookedApplicant, ...]:
    """What would become of each row. Raises: SignInNeeded, NotAllowed: the actor is no coordinator."""
    actor.require(Audience.COORDINATOR)
    named: dict[str, str] = {one.id: one.name for one in places.neighborhoods(snapshot=snapshot)}
    read = applicant_rows(rows, columns, places_by_name(named), is_headed=is_headed)
    return _look(read, snapshot, letter_links)


def record(
    *,
    actor: Actor,
    rows: Sequence[ApplicantRow],
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
) -> int:
    """Store the rows that are right and new; how many those were.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    now, new = clock.now(), [one.row for one in _look(rows, uow, letter_links) if one.is_new]
    for row in new:
        applicant = Applicant(
            id=new_key(), ref=marker_of_row(row, letter_links), code_hash=hash_of(secrets.token_urlsafe()), name="",
            languages=list(row.languages), neighborhood_id=row.place, why=row.why, needs=row.needs, state=row.state,
            source=ApplicationSource.IMPORT, created_at=now, updated_at=now,
        )  # fmt: skip
        take_contact(applicant, row.contact)
        uow.db.add(applicant)
    uow.db.flush()
    audit.note(actor=actor, action="applicants_imported", uow=uow, clock=clock, count=len(new))
    uow.announce(rooms.APPLICATIONS)
    return len(new)


def _look(rows: Sequence[ApplicantRow], snapshot: Snapshot, links: LetterLinks) -> tuple[LookedApplicant, ...]:
    right = [row for row in rows if not row.wrong]
    here = _here(right, snapshot, links)
    refs = {one.ref for one in here if one.ref}
    emails = {one.email for one in here if one.email}
    phones: dict[str, list[Applicant]] = {}
    for one in here:
        if one.phone_key:
            phones.setdefault(one.phone_key, []).append(one)
    looked, seen = [], set[str]()
    for row in rows:
        marker, number = marker_of_row(row, links), phone_key(row.contact.phone)
        same = [one for one in phones.get(number, []) if is_alike(one.name_key, name_key(row.contact.name))]
        if not row.wrong and (marker in seen or (row.contact.email and row.contact.email in seen)):
            looked.append(LookedApplicant(replace(row, wrong="twice_in_table")))
            continue
        seen |= {marker, *([row.contact.email] if row.contact.email else [])}
        is_known = marker in refs or row.contact.email in emails or bool(same)
        looked.append(LookedApplicant(row, is_known=is_known, is_alike=number in phones or _is_near(row, here)))
    return tuple(looked)


def _is_near(row: ApplicantRow, here: Iterable[Applicant]) -> bool:
    key = name_key(row.contact.name)
    return any(one.neighborhood_id == row.place and is_alike(one.name_key, key) for one in here if row.place)


def _here(rows: Sequence[ApplicantRow], snapshot: Snapshot, links: LetterLinks) -> Sequence[Applicant]:
    """Whoever of those that are here may be one of the rows: one statement, whatever the list."""
    told = (
        (Applicant.ref, {marker_of_row(row, links) for row in rows}),
        (Applicant.email, {row.contact.email for row in rows} - {""}),
        (Applicant.phone_key, {phone_key(row.contact.phone) for row in rows} - {""}),
        (Applicant.neighborhood_id, {row.place for row in rows} - {None}),
    )
    asked = [col(column).in_(sorted(map(str, values))) for column, values in told if values]
    if not asked:
        return []
    is_there = col(Applicant.forgotten_at).is_(None)
    return snapshot.db.exec(select(Applicant).where(or_(*asked), is_there)).all()
