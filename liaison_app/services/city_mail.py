"""Messages that go to the city as mails follow what becomes of their mail. Writing it: `city_mail_writing`.

The mail goes the way of all mails, but once: one that was taken and never settled, because its worker died or the mail
server was lost from sight, may have arrived. That is for a person, as an unclear POST to a city that tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, update
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.channels import Channel
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.ids import TicketId
from liaison_app.domain.mail import MailState, name_of
from liaison_app.domain.ports import Clock
from liaison_app.logs import logger
from liaison_app.models import CityMessage, MailMessage
from liaison_app.services.message_moving import accept, held, move

log = logger("messages")
WAITS = "mail_waits"
LOST = "mail_lost"
LOST_ON_THE_WAY = "lost_on_the_way"  # as the mailer says it
RETURNED = "mail_bounced"
# A mail that is taken has no trouble until it is settled; so one that was tried and has none was never settled.
_UNSENT = (MailState.FAILED, MailState.KEPT)
TAKEN = {"trouble": case((col(MailMessage.city_message_id).is_not(None), ""), else_=col(MailMessage.trouble))}
IS_LOST = and_(
    col(MailMessage.city_message_id).is_not(None), col(MailMessage.tries) > 0, col(MailMessage.trouble) == ""
)
# The mail server took it, or nobody knows whether it did. A mail that was kept here was never handed over.
MAY_HAVE_LEFT = or_(
    col(MailMessage.state) == MailState.SENT,
    col(MailMessage.trouble).in_((LOST, LOST_ON_THE_WAY)),
    and_(col(MailMessage.tries) > 0, col(MailMessage.trouble) == "", col(MailMessage.state) != MailState.KEPT),
)


def follow(row: MailMessage, *, is_unclear: bool, zone: ZoneInfo, uow: UnitOfWork, clock: Clock) -> None:
    """Let a message go where its mail went. A mail that was handed over counts however late that is known."""
    if row.city_message_id is None:
        return
    message, now = held(row.city_message_id, uow), clock.now()
    if row.state is MailState.SENT:
        message.posted_at = now
        accept(message, "", now=now, zone=zone, uow=uow)
    elif message.delivery is Delivery.SENDING and _is_newest(row, uow):
        _note_trouble(message, row, is_unclear=is_unclear, uow=uow, clock=clock)


def _note_trouble(message: CityMessage, row: MailMessage, *, is_unclear: bool, uow: UnitOfWork, clock: Clock) -> None:
    now = clock.now()
    if row.state is MailState.WAITING:
        message.reason, message.due_at = WAITS, row.due_at
        uow.announce(rooms.ticket(TicketId(message.ticket_id)), rooms.DESK)
        return
    message.posted_at = now
    if is_unclear:
        move(message, Step(Delivery.HUMAN, None, LOST), now=now, uow=uow)
    else:  # kept, or refused for good
        move(message, Step(Delivery.REJECTED, None, row.trouble or "no_mail_server"), now=now, uow=uow)


def _is_newest(row: MailMessage, uow: UnitOfWork) -> bool:
    newest = select(func.max(MailMessage.id)).where(MailMessage.city_message_id == row.city_message_id)
    return uow.db.exec(newest).one() == row.id


def give_up_lost(*, database: Database, clock: Clock, city_profile: CityProfile) -> bool:
    """Mails to the city that were taken and never settled are for a person. True when there was one."""
    lost = (IS_LOST, col(MailMessage.state) == MailState.WAITING, col(MailMessage.due_at) <= clock.now())
    with database.snapshot() as snapshot:
        if snapshot.db.exec(select(MailMessage.id).where(*lost).limit(1)).first() is None:
            return False
    with database.unit_of_work() as uow:
        row = uow.db.exec(select(MailMessage).where(*lost).limit(1).with_for_update(skip_locked=True)).first()
        if row is None:
            return True
        row.state, row.trouble, row.due_at, row.settled_at = MailState.FAILED, LOST, None, clock.now()
        log.warning("mail_lost", mail=row.id, message=row.city_message_id)
        follow(row, is_unclear=True, zone=city_profile.time_zone, uow=uow, clock=clock)
        uow.announce(rooms.MAIL)
        return True


def distrust(*, now: datetime, uow: UnitOfWork) -> None:
    """After the database was restored: a mail to the city that waits there may have gone out since."""
    waiting = select(MailMessage).where(
        col(MailMessage.city_message_id).is_not(None), MailMessage.state == MailState.WAITING
    )
    for row in uow.db.exec(waiting.with_for_update()).all():
        row.state, row.trouble, row.due_at, row.settled_at = MailState.FAILED, LOST, None, now


def named_in(ticket_id: str, names: Collection[str], uow: UnitOfWork) -> set[str]:
    """Which messages about a ticket went out as mails of these names (Message-IDs)."""
    return {row.city_message_id for row in _mails_named(ticket_id, names, uow) if row.city_message_id}


def _mails_named(ticket_id: str, names: Collection[str], uow: UnitOfWork) -> list[MailMessage]:
    told = {name.strip("<>").partition("@")[0] for name in names}
    wanted = (
        select(MailMessage)
        .join(CityMessage, col(CityMessage.id) == col(MailMessage.city_message_id))
        .where(CityMessage.ticket_id == ticket_id)
        .order_by(col(MailMessage.id))
    )
    return [row for row in uow.db.exec(wanted).all() if name_of(row.key) in told]


def came_back(ticket_id: str, names: Collection[str], uow: UnitOfWork) -> list[CityMessage]:
    """The messages that count as there and whose last mail has one of these names. What becomes of an earlier mail
    changes nothing: another one went out since."""
    ids = sorted(row.city_message_id or "" for row in _mails_named(ticket_id, names, uow) if _is_newest(row, uow))
    messages = [held(message_id, uow) for message_id in ids]
    return [
        one
        for one in messages
        if one.channel is Channel.EMAIL and one.delivery is Delivery.ACCEPTED and one.answered_at is None
    ]


def note_returned(messages: Collection[CityMessage], now: datetime, uow: UnitOfWork) -> None:
    """Their mails came back: the city never had them."""
    for message in messages:
        move(message, Step(Delivery.HUMAN, None, RETURNED), now=now, uow=uow)
        message.settled_at = message.answer_by = None


def forget_words(message_id: str, uow: UnitOfWork) -> None:
    """What a message said goes from its mails, too, that did not go out."""
    unsent = (col(MailMessage.city_message_id) == message_id, col(MailMessage.state).in_(_UNSENT))
    uow.db.execute(update(MailMessage).where(*unsent).values(text="", html=""))
