"""Coordinators take texts, or parts of them, out of what anybody reads, at any time and with a reason; and undo it.

The text itself stays as it was written, and the city keeps what it got. Photos: `photos`, `photo_blackening`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.moderation import Act, Subject, fingerprint, pieces_marked
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import ModerationWriter
from liaison_app.models import CityMessage, SideMessage, TextCover, Ticket
from liaison_app.services.moderation_steps import note_step, read_reason
from liaison_app.services.text_covers import read_through


@dataclass(frozen=True)
class Text:
    """A text that can be moderated: its ticket, its words as they were written, and whose they are."""

    ticket: Ticket
    words: str
    author_id: str | None


def text_of(subject: Subject, subject_id: str, snapshot: Snapshot) -> Text:
    """A text of a ticket. Raises: NotFound, where there is none."""
    if subject is Subject.DESCRIPTION:
        ticket = snapshot.db.get(Ticket, subject_id)
        if ticket is None or not ticket.description:
            raise NotFound
        return Text(ticket, ticket.description, ticket.filed_by)
    message: CityMessage | SideMessage | None = None
    if subject is Subject.MESSAGE:
        message = snapshot.db.get(CityMessage, subject_id)
    elif subject is Subject.SIDE:
        message = snapshot.db.get(SideMessage, subject_id)
    if message is None:
        raise NotFound
    return Text(snapshot.db.get_one(Ticket, message.ticket_id), message.text, message.author_id)


def hide(
    *,
    actor: Actor,
    subject: Subject,
    subject_id: str,
    reason: str,
    uow: UnitOfWork,
    clock: Clock,
    moderation_writer: ModerationWriter,
) -> None:
    """Nobody reads a text any more.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such text.
        InputInvalid: (field `reason`) none is given, or it is too long.
    """
    text = _locked(actor, subject, subject_id, uow)
    why, cover = read_reason(reason), _cover(subject, subject_id, text, uow)
    cover.is_hidden = True
    _note(Act.HIDDEN, subject, subject_id, text, actor, why, uow, clock, moderation_writer)


def redact(
    *,
    actor: Actor,
    subject: Subject,
    subject_id: str,
    looked_at: str,
    marks: Collection[int],
    reason: str,
    uow: UnitOfWork,
    clock: Clock,
    moderation_writer: ModerationWriter,
) -> None:
    """The words `marks` of a text, and whatever is the same anywhere in it, are read by nobody any more. They are
    counted in the text as it was read, whose `fingerprint` is `looked_at`.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such text.
        Conflict: it reads otherwise by now.
        InputInvalid: (`reason`) none is given, or it is too long; (`marks`) nothing is marked.
    """
    text = _locked(actor, subject, subject_id, uow)
    shown = read_through(text.words, uow.db.get(TextCover, (subject, subject_id)))
    if looked_at != fingerprint(shown):
        raise Conflict("changed_meanwhile")
    why, cover = read_reason(reason), _cover(subject, subject_id, text, uow)
    pieces = pieces_marked(shown, marks)
    if not pieces:
        raise InputInvalid({"marks": "mark_something"})
    cover.pieces = [*cover.pieces, *pieces]
    _note(Act.REDACTED, subject, subject_id, text, actor, why, uow, clock, moderation_writer)


def undo(
    *,
    actor: Actor,
    subject: Subject,
    subject_id: str,
    reason: str,
    uow: UnitOfWork,
    clock: Clock,
    moderation_writer: ModerationWriter,
) -> None:
    """All of a text is read again by whoever may read it.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such text.
        Conflict: nothing was taken out of it.
        InputInvalid: (field `reason`) none is given, or it is too long.
    """
    text = _locked(actor, subject, subject_id, uow)
    why, cover = read_reason(reason), uow.db.get(TextCover, (subject, subject_id))
    if cover is None:
        raise Conflict("nothing_taken_out")
    uow.db.delete(cover)
    _note(Act.UNDONE, subject, subject_id, text, actor, why, uow, clock, moderation_writer)


def open_original(
    *, actor: Actor, subject: Subject, subject_id: str, reason: str, uow: UnitOfWork, clock: Clock
) -> str:  # fmt: skip
    """A text as it was written. Who opened it, and why, is written down.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such text.
        InputInvalid: (field `reason`) none is given, or it is too long.
    """
    text = _locked(actor, subject, subject_id, uow)
    _note(Act.OPENED, subject, subject_id, text, actor, read_reason(reason), uow, clock, None)
    return text.words


def _locked(actor: Actor, subject: Subject, subject_id: str, uow: UnitOfWork) -> Text:
    """The text, with its ticket for us alone. Raises: SignInNeeded, NotAllowed, NotFound."""
    actor.require(Audience.COORDINATOR)
    ticket_id = text_of(subject, subject_id, uow).ticket.id
    uow.db.exec(select(Ticket.id).where(Ticket.id == ticket_id).with_for_update()).first()
    uow.db.expire_all()
    return text_of(subject, subject_id, uow)


def _cover(subject: Subject, subject_id: str, text: Text, uow: UnitOfWork) -> TextCover:
    found = uow.db.get(TextCover, (subject, subject_id))
    if found is None:
        found = TextCover(subject=subject, subject_id=subject_id, ticket_id=text.ticket.id)
        uow.db.add(found)
    return found


def _note(
    act: Act,
    subject: Subject,
    subject_id: str,
    text: Text,
    actor: Actor,
    reason: str,
    uow: UnitOfWork,
    clock: Clock,
    writer: ModerationWriter | None,
) -> None:
    note_step(
        act, subject, subject_id, text.ticket, actor=actor, author_id=text.author_id, uow=uow, clock=clock,
        reason=reason, writer=writer,
    )  # fmt: skip
