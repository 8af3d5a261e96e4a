"""The coordinators' inbox of applications: listed by what is looked for, newest first, and one of them whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.application_rows import DeskApplication, Inbox, InboxFilter, InboxRow, NoteRow
from liaison_app.domain.errors import NotFound
from liaison_app.domain.program import ApplicationState
from liaison_app.models import Account, Applicant, ApplicantNote, Neighborhood
from liaison_app.services.application_sameness import same_as, same_counts
from liaison_app.services.applications import seats_of

PAGE_SIZE, MOST_ROWS = 50, 400
NOWHERE = "none"  # in the filter: who named no neighborhood
MOST_WRITTEN = 20_000


def list_(*, actor: Actor, wanted: InboxFilter, after: str = "", limit: int = PAGE_SIZE, snapshot: Snapshot) -> Inbox:
    """At most `limit` applications behind the one `after` (a mark of `Inbox.next_after`), the newest first.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    limit = min(max(1, limit), MOST_ROWS)
    fits = _fits(wanted)
    found = _rows([*fits, *_in_state(wanted), *_behind(after)], limit + 1, snapshot)
    counted = select(Applicant.state, func.count()).where(*fits).group_by(col(Applicant.state))
    page = found[:limit]
    ids = [applicant.id for applicant, _ in page]
    noted = select(ApplicantNote.applicant_id, func.count()).where(col(ApplicantNote.applicant_id).in_(ids))
    notes = _counts(snapshot.db.exec(noted.group_by(col(ApplicantNote.applicant_id))).all())
    same = same_counts([applicant for applicant, _ in page], snapshot)
    rows = [row_of(one, name, notes=notes.get(one.id, 0), same=same.get(one.id, 0)) for one, name in page]
    return Inbox(
        tuple(rows), _counts(snapshot.db.exec(counted).all()), _mark(page[-1][0]) if len(found) > limit else ""
    )


def show(*, actor: Actor, applicant_id: str, snapshot: Snapshot) -> DeskApplication:
    """One application with its notes, and others that may be of the same person.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such one.
    """
    actor.require(Audience.COORDINATOR)
    found = snapshot.db.exec(
        select(Applicant, Neighborhood.name, Account.name)
        .outerjoin(Neighborhood, col(Neighborhood.id) == col(Applicant.neighborhood_id))
        .outerjoin(Account, col(Account.id) == col(Applicant.decided_by))
        .where(Applicant.id == applicant_id)
    ).first()
    if found is None:
        raise NotFound
    one, place, by = found
    return DeskApplication(
        row=row_of(one, place),
        reason=one.reason,
        decided_at=one.decided_at,
        decided_by=by or "",
        locale=one.locale,
        is_forgotten=one.forgotten_at is not None,
        joined_to=one.joined_to or "",
        has_account=one.account_id is not None,
        seats=seats_of(one.id, snapshot),
        notes=_notes(one.id, snapshot),
        same=same_as(one, snapshot),
    )


def written(*, actor: Actor, wanted: InboxFilter, snapshot: Snapshot) -> tuple[InboxRow, ...]:
    """All that fits, the newest first, for a file. Raises: SignInNeeded, NotAllowed: the actor is no coordinator."""
    actor.require(Audience.COORDINATOR)
    found = _rows([*_fits(wanted), *_in_state(wanted)], MOST_WRITTEN, snapshot)
    return tuple(row_of(applicant, name) for applicant, name in found)


def count_waiting(*, actor: Actor, snapshot: Snapshot) -> int:
    """How many nobody has decided about. Raises: SignInNeeded, NotAllowed: the actor is no coordinator."""
    actor.require(Audience.COORDINATOR)
    wanted = select(func.count()).select_from(Applicant)
    return snapshot.db.exec(
        wanted.where(Applicant.state == ApplicationState.APPLIED, col(Applicant.joined_to).is_(None))
    ).one()


def row_of(one: Applicant, place: str | None, *, notes: int = 0, same: int = 0) -> InboxRow:
    """An application as coordinators see it in a list."""
    return InboxRow(
        id=one.id,
        name=one.name,
        email=one.email,
        phone=one.phone,
        neighborhood_id=one.neighborhood_id,
        neighborhood=place or "",
        languages=tuple(one.languages),
        why=one.why,
        needs=one.needs,
        state=one.state,
        source=one.source,
        created_at=one.created_at,
        confirmed_at=one.confirmed_at,
        notes=notes,
        same=same,
    )


def _rows(where: Sequence[ColumnElement[bool]], limit: int, snapshot: Snapshot) -> list[tuple[Applicant, str | None]]:
    wanted = (
        select(Applicant, Neighborhood.name)
        .outerjoin(Neighborhood, col(Neighborhood.id) == col(Applicant.neighborhood_id))
        .where(*where)
        .order_by(col(Applicant.created_at).desc(), col(Applicant.id).desc())
        .limit(limit)
    )
    return [(one, name) for one, name in snapshot.db.exec(wanted).all()]


def _notes(applicant_id: str, snapshot: Snapshot) -> tuple[NoteRow, ...]:
    wanted = (
        select(ApplicantNote, Account.name)
        .outerjoin(Account, col(Account.id) == col(ApplicantNote.author_id))
        .where(ApplicantNote.applicant_id == applicant_id)
        .order_by(col(ApplicantNote.at).desc(), col(ApplicantNote.id))
    )
    return tuple(NoteRow(note.id, name or "", note.at, note.text) for note, name in snapshot.db.exec(wanted).all())


def _in_state(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    return [col(Applicant.state) == wanted.state] if wanted.state is not None else []


def _fits(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    """All filters but that of the state."""
    return [col(Applicant.joined_to).is_(None), *_of_place(wanted), *_of_way(wanted), *_of_words(wanted)]


def _of_place(wanted: InboxFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.neighborhood == NOWHERE:
        yield col(Applicant.neighborhood_id).is_(None)
    elif wanted.neighborhood:
        yield col(Applicant.neighborhood_id) == wanted.neighborhood


def _of_way(wanted: InboxFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.language:
        yield cast(col(Applicant.languages), String).contains(f'"{wanted.language}"', autoescape=True)
    if wanted.confirmed is not None:
        is_confirmed = col(Applicant.confirmed_at).is_not(None)
        yield is_confirmed if wanted.confirmed else ~is_confirmed
    if wanted.source is not None:
        yield col(Applicant.source) == wanted.source


def _of_words(wanted: InboxFilter) -> Iterator[ColumnElement[bool]]:
    """Every word is somewhere in what names, reaches or tells of the applicant."""
    places = (Applicant.name, Applicant.name_key, Applicant.email, Applicant.phone, Applicant.why, Applicant.needs)
    for word in wanted.words.casefold().split():
        yield or_(*(func.lower(col(place)).contains(word, autoescape=True) for place in places))


def _mark(one: Applicant) -> str:
    return f"{one.created_at.isoformat()}~{one.id}"


def _behind(after: str) -> list[ColumnElement[bool]]:
    """What comes after a mark; all where it is none of ours."""
    at, _, key = after.partition("~")
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return []
    if when.tzinfo is None:
        return []
    created = col(Applicant.created_at)
    return [or_(created < when, and_(created == when, col(Applicant.id) < key))]


def _counts(rows: Sequence[Any]) -> dict[Any, int]:
    return dict(rows)
