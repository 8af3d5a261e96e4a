"""An author changes a message, or takes it back.

To the city only as long as it has not left: the row is locked as the worker's claim locks it, so that either the worker
takes the changed words or the author hears that it is gone. What has left can be followed by a correction, no more.

On our own side at any time. Within `FREELY`, and while nobody at the other end had it before them, nothing remains of
the earlier words; afterwards they stay for coordinators to open, and the message says that it was changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.delivery import AMENDED, DRAFTS, Delivery
from liaison_app.domain.errors import Conflict, NotAllowed, NotFound
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import (
    CityMessage,
    MessageHandOver,
    MessagePhoto,
    MessageSeen,
    MessageVersion,
    SideMessage,
    Ticket,
)
from liaison_app.services import audit, city_mail, linked_requests
from liaison_app.services.city_messages import check_words, keep_unless_certified
from liaison_app.services.message_leaving import not_left
from liaison_app.services.message_moving import let_out_again
from liaison_app.services.personal_asking import require_meant
from liaison_app.services.text_covers import cover_of, read_through
from liaison_app.services.thread_answers import await_again
from liaison_app.services.ticket_reading import seen_by

FREELY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """Earlier words of a message, and until when they stood."""

    text: str
    until: datetime


def change(*, actor: Actor, message_id: str, text: str, personal_ok: str = "", uow: UnitOfWork, clock: Clock) -> None:
    """Other words for a message of the actor's own. The same words again change nothing.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison, or has not written it.
        NotFound: there is no such message for the actor.
        InputInvalid: `message` is empty or too long; `personal_ok` does not name what looks personal.
        Conflict: it has left (`already_left`), was taken back (`taken_back`), or a coordinator took something out of it
            (`words_taken_out`).
    """
    message, words, now = _held(actor, message_id, uow), text.strip(), clock.now()
    check_words(words)
    if message.text == words:
        return
    require_meant(words, personal_ok)
    if isinstance(message, CityMessage):
        _require_not_left(message, uow)
    # Who changes a text begins with what they read of it: blocks would become words.
    if cover_of(message, uow) is not None:
        raise Conflict("words_taken_out")
    put_words(message, words, now, uow)
    if isinstance(message, CityMessage) and message.delivery in AMENDED | DRAFTS:
        _nobody_decides(message, uow)
        let_out_again(message, now=now, uow=uow)
        keep_unless_certified(message, uow, clock)
    _tell(actor, "message_changed", message, uow, clock)


def put_words(message: CityMessage | SideMessage, words: str, now: datetime, uow: UnitOfWork) -> None:
    """Other words for a message. Where somebody may have read the earlier ones they are kept, and it says so."""
    if not _is_free(message, now, uow):
        _keep_version(message, now, uow)
        message.changed_at = now
    message.text = words


def take_back(*, actor: Actor, message_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """Take a message of the actor's own back: its words and photos go, that it was there stays, and it awaits nothing.
    What it answered is open again. Nothing happens where it was taken back already.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison, or has not written it.
        NotFound: there is no such message for the actor.
        Conflict: it has left (`already_left`).
    """
    message, now = _held(actor, message_id, uow, is_taken_back_ok=True), clock.now()
    if message.taken_back_at is not None:
        return
    if isinstance(message, CityMessage):
        _require_not_left(message, uow)
        _nobody_decides(message, uow)
        linked_requests.take_back(message, now=now, uow=uow)
        _settle(message, now)
        city_mail.forget_words(message.id, uow)
    else:
        await_again(message, uow)
    if not _is_free(message, now, uow):
        _keep_version(message, now, uow)
    uow.db.exec(delete(MessagePhoto).where(col(MessagePhoto.message_id) == message.id))
    message.text, message.quotes, message.taken_back_at, message.answer_by = "", "", now, None
    _tell(actor, "message_taken_back", message, uow, clock)


def show_versions(*, actor: Actor, message_id: str, uow: UnitOfWork, clock: Clock) -> tuple[VersionRow, ...]:
    """The earlier words of a message, the last ones first, for a coordinator who asks. Asking is written down.

    What is taken out of the message now is taken out of them, too.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such message.
    """
    actor.require(Audience.COORDINATOR)
    message = _found(message_id, uow)
    audit.note(actor=actor, action="message_versions_seen", subject=message.ticket_id, uow=uow, clock=clock)
    wanted = select(MessageVersion).where(MessageVersion.message_id == message_id)
    rows = uow.db.exec(wanted.order_by(col(MessageVersion.id).desc())).all()
    cover = cover_of(message, uow)
    return tuple(VersionRow(read_through(one.text, cover), one.until) for one in rows)


def _found(message_id: str, uow: UnitOfWork) -> CityMessage | SideMessage:
    found = uow.db.get(CityMessage, message_id) or uow.db.get(SideMessage, message_id)
    if found is None:
        raise NotFound
    return found


def _held(
    actor: Actor, message_id: str, uow: UnitOfWork, *, is_taken_back_ok: bool = False
) -> CityMessage | SideMessage:
    """The message for us alone, behind its ticket as everywhere; the actor wrote it."""
    account_id = actor.require(Audience.LIAISON)
    found = _found(message_id, uow)
    seen_by(actor, TicketId(found.ticket_id), uow)
    if found.author_id != account_id:
        raise NotAllowed
    uow.db.exec(select(Ticket.id).where(Ticket.id == found.ticket_id).with_for_update()).first()
    uow.db.refresh(found, with_for_update=True)
    if found.taken_back_at is not None and not is_taken_back_ok:
        raise Conflict("taken_back")
    return found


def _require_not_left(message: CityMessage, uow: UnitOfWork) -> None:
    if message.id not in not_left([message], uow):
        raise Conflict("already_left")


def _is_free(message: CityMessage | SideMessage, now: datetime, uow: UnitOfWork) -> bool:
    """Whether nobody can have read it yet, and its author has only just written it."""
    if isinstance(message, CityMessage) or now - message.created_at > FREELY:
        return False
    return uow.db.exec(select(MessageSeen.message_id).where(MessageSeen.message_id == message.id)).first() is None


def _keep_version(message: CityMessage | SideMessage, now: datetime, uow: UnitOfWork) -> None:
    uow.db.add(MessageVersion(message_id=message.id, text=message.text, until=now))


def _nobody_decides(message: CityMessage, uow: UnitOfWork) -> None:
    uow.db.exec(delete(MessageHandOver).where(col(MessageHandOver.message_id) == message.id))


def _settle(message: CityMessage, now: datetime) -> None:
    """It is not to be sent; whoever claims next finds nothing."""
    message.delivery, message.settled_at, message.due_at = Delivery.WITHDRAWN, now, None
    message.fence += 1
    message.quoted_lines = message.city_words = message.reason = ""


def _tell(actor: Actor, action: str, message: CityMessage | SideMessage, uow: UnitOfWork, clock: Clock) -> None:
    audit.note(actor=actor, action=action, subject=message.ticket_id, uow=uow, clock=clock)
    uow.announce(rooms.OUTBOX, rooms.DESK, rooms.ticket(TicketId(message.ticket_id)))
