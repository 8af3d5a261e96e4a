"""What can be moderated of a ticket, and what was: for coordinators; and the steps that an author is told."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import PhotoKey, TicketId
from liaison_app.domain.moderation import (
    Asked,
    Marked,
    StepRow,
    Subject,
    fingerprint,
    rest_of,
    words_of,
)
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import (
    Account,
    CityMessage,
    PhotoCover,
    PublicAsking,
    SideMessage,
    TextCover,
    Ticket,
    TicketPhoto,
)
from liaison_app.services import audit
from liaison_app.services.moderating import text_of
from liaison_app.services.moderation_history import steps_of
from liaison_app.services.text_covers import covers_of, read_through
from liaison_app.services.ticket_reading import seen_by


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One thing of a ticket that can be moderated; nothing of what it says. `number` counts photos."""

    subject: Subject
    id: str
    at: datetime
    by_name: str = ""
    number: int = 0
    is_hidden: bool = False
    is_in_part: bool = False
    is_waiting: bool = False
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class OpenSubject:
    """One of them, open before a coordinator: a text by its words as it is read now (`rest` stands behind the last), or
    a photo by its key and size. `looked_at` is what its text, as it is read now, is known by."""

    row: SubjectRow
    ticket_id: TicketId
    words: tuple[Marked, ...] = ()
    rest: str = ""
    looked_at: str = ""
    key: PhotoKey | None = None
    width: int = 0
    height: int = 0
    may_be_public: bool = False


@dataclass(frozen=True, slots=True)
class ModeratedTicket:
    """A ticket for moderation: what can be moderated, oldest first, and each step, newest first."""

    ticket_id: TicketId
    service_code: str
    service_name: str
    address: str
    subjects: tuple[SubjectRow, ...]
    steps: tuple[StepRow, ...]


def show_ticket(*, actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> ModeratedTicket:
    """What can be moderated of a ticket.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
    """
    actor.require(Audience.COORDINATOR)
    ticket, _ = seen_by(actor, ticket_id, snapshot)
    return ModeratedTicket(
        ticket_id=TicketId(ticket.id),
        service_code=ticket.service_code,
        service_name=ticket.service_name,
        address=ticket.address,
        subjects=_subjects(ticket, snapshot),
        steps=steps_of(actor, ticket, snapshot),
    )


def open_subject(*, actor: Actor, subject: Subject, subject_id: str, uow: UnitOfWork, clock: Clock) -> OpenSubject:
    """One thing as it is read now. That a coordinator opened it is written down.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such thing.
    """
    actor.require(Audience.COORDINATOR)
    photo = uow.db.get(TicketPhoto, subject_id) if subject is Subject.PHOTO else None
    ticket_id = photo.ticket_id if photo is not None else _ticket_of(subject, subject_id, uow)
    ticket = uow.db.get(Ticket, ticket_id) if ticket_id else None
    rows = _subjects(ticket, uow) if ticket is not None else ()
    row = next((one for one in rows if (one.subject, one.id) == (subject, subject_id)), None)
    if ticket is None or row is None:
        raise NotFound
    audit.note(
        actor=actor, action="moderation_looked", subject=ticket.id, uow=uow, clock=clock, kind=subject.value,
        what=subject_id,
    )  # fmt: skip
    if photo is not None:
        is_public = ticket.visibility in OPEN_TO_ALL
        key = PhotoKey(photo.key)
        return OpenSubject(
            row, TicketId(ticket.id), key=key, width=photo.width, height=photo.height, may_be_public=is_public
        )
    words = text_of(subject, subject_id, uow).words
    shown = read_through(words, uow.db.get(TextCover, (subject, subject_id)))
    return OpenSubject(row, TicketId(ticket.id), words_of(shown), rest_of(shown), fingerprint(shown))


def _ticket_of(subject: Subject, subject_id: str, uow: UnitOfWork) -> str | None:
    return None if subject is Subject.PHOTO else text_of(subject, subject_id, uow).ticket.id


def _subjects(ticket: Ticket, snapshot: Snapshot) -> tuple[SubjectRow, ...]:
    covers, photos = covers_of(ticket.id, snapshot), _photos_of(ticket, snapshot)
    told = snapshot.db.exec(select(CityMessage).where(CityMessage.ticket_id == ticket.id)).all()
    kept = snapshot.db.exec(select(SideMessage).where(SideMessage.ticket_id == ticket.id)).all()
    said = [*(one.author_id for one in told), *(one.author_id for one in kept)]
    authors = [ticket.filed_by, *said, *(one.owner_id for one in photos)]
    names = _names({one for one in authors if one}, snapshot)
    asked = {
        one.message_id: one
        for one in snapshot.db.exec(select(PublicAsking).where(PublicAsking.ticket_id == ticket.id)).all()
    }

    def row(subject: Subject, key: str, at: datetime, author_id: str | None, wish: PublicAsking | None) -> SubjectRow:
        cover = covers.get((subject, key))
        return SubjectRow(
            subject,
            key,
            at,
            names.get(author_id or "", ""),
            is_hidden=cover is not None and cover.is_hidden,
            is_in_part=cover is not None and bool(cover.pieces),
            is_waiting=wish is not None and wish.state is Asked.WAITING,
            asked=wish.state if wish is not None else None,
        )

    found = [row(Subject.MESSAGE, one.id, one.created_at, one.author_id, asked.get(one.id)) for one in told]
    found += [row(Subject.SIDE, one.id, one.created_at, one.author_id, None) for one in kept]
    if ticket.description:
        found.append(row(Subject.DESCRIPTION, ticket.id, ticket.requested_at, ticket.filed_by, None))
    return (*sorted(found, key=lambda one: one.at), *_photos(ticket, photos, names, snapshot))


def _photos_of(ticket: Ticket, snapshot: Snapshot) -> Sequence[TicketPhoto]:
    wanted = select(TicketPhoto).where(TicketPhoto.ticket_id == ticket.id).order_by(col(TicketPhoto.position))
    return snapshot.db.exec(wanted).all()


def _photos(
    ticket: Ticket, photos: Sequence[TicketPhoto], names: dict[str, str], snapshot: Snapshot
) -> Sequence[SubjectRow]:
    blacked = set(snapshot.db.exec(select(PhotoCover.key).where(PhotoCover.ticket_id == ticket.id)).all())
    is_public = ticket.visibility in OPEN_TO_ALL
    return [
        SubjectRow(
            Subject.PHOTO,
            one.key,
            one.created_at,
            names.get(one.owner_id or "", ""),
            number=number,
            is_hidden=one.refused_at is not None,
            is_in_part=one.key in blacked,
            is_waiting=is_public and one.approved_at is None and one.refused_at is None,
        )
        for number, one in enumerate(photos, start=1)
    ]


def _names(account_ids: AbstractSet[str], snapshot: Snapshot) -> dict[str, str]:
    wanted = select(Account.id, Account.name).where(col(Account.id).in_(account_ids))
    return dict(snapshot.db.exec(wanted).all())
