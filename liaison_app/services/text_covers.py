"""What of a ticket's texts nobody reads now, laid over them wherever they are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.moderation import BLOCK, Subject, covered
from liaison_app.models import CityMessage, LinkedRequest, SideMessage, TextCover, Ticket

Covers = Mapping[tuple[Subject, str], TextCover]


def covers_of(ticket_id: str, snapshot: Snapshot) -> Covers:
    """The covers of all texts of a ticket."""
    found = snapshot.db.exec(select(TextCover).where(TextCover.ticket_id == ticket_id)).all()
    return {(one.subject, one.subject_id): one for one in found}


def covers_over(subject: Subject, ids: Collection[str], snapshot: Snapshot) -> Mapping[str, TextCover]:
    """The covers of some texts of one kind, wherever they stand: one statement however many there are."""
    wanted = select(TextCover).where(TextCover.subject == subject, col(TextCover.subject_id).in_(ids))
    return {one.subject_id: one for one in snapshot.db.exec(wanted).all()} if ids else {}


def cover_of(message: CityMessage | SideMessage, snapshot: Snapshot) -> TextCover | None:
    """What of a message nobody reads now."""
    subject = Subject.MESSAGE if isinstance(message, CityMessage) else Subject.SIDE
    return snapshot.db.get(TextCover, (subject, message.id))


def is_hidden(message: CityMessage | SideMessage, snapshot: Snapshot) -> bool:
    """Whether nobody reads any of a message now, and so sees none of its photos either."""
    cover = cover_of(message, snapshot)
    return cover is not None and cover.is_hidden


def read_through(text: str, cover: TextCover | None) -> str:
    """A text as it is read now: a block stands in the place of what was taken out, or of all of it."""
    if cover is None or not text:
        return text
    return BLOCK if cover.is_hidden else covered(text, cover.pieces)


def description_of(ticket: Ticket, snapshot: Snapshot) -> str:
    """A ticket's description as it is read now."""
    words = read_through(ticket.description, snapshot.db.get(TextCover, (Subject.DESCRIPTION, ticket.id)))
    link = snapshot.db.get(LinkedRequest, ticket.id)
    return words if link is None else _through_message(words, link.message_id, snapshot)


def _through_message(words: str, message_id: str, snapshot: Snapshot) -> str:
    """A linked request tells a message in its own words, with what that quotes: what was taken out of either goes."""
    message = snapshot.db.get_one(CityMessage, message_id)
    for one in filter(None, (message.id, message.quotes)):
        words = read_through(words, snapshot.db.get(TextCover, (Subject.MESSAGE, one)))
    return words
