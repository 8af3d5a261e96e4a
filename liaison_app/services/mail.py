"""The outbox of mails: written in the transaction of their cause, handed over by the worker outside of any.

A mail whose sender dies between handing it over and writing that down goes out twice, under one Message-ID. A mail is
never lost: what no server takes stays in the mailbox with the reason. A mail to the city is handed over once
(`city_mail`).
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import MailNotSent
from liaison_app.domain.mail import Letter, Mail, MailState
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import Mailer
from liaison_app.logs import logger
from liaison_app.models import MailMessage
from liaison_app.services import city_mail, mail_refusals

log = logger("mail")
# Waits between tries; after the last of them it is given up: two days in all.
BACKOFF_S = (60, 300, 900, 3600, 7200, 14_400, 21_600, 43_200, 86_400)
LEASE = timedelta(minutes=5)
SUBJECT_LENGTH = 300
# What says that there is nobody at an address.
NOT_THERE = ("recipient_refused", "address_wrong")


def queue(
    *,
    key: str,
    recipient: str,
    letter: Letter,
    locale: str,
    uow: UnitOfWork,
    clock: Clock,
    about: str = "",
    stop_link: str = "",
    reply_to: str = "",
    city_message_id: str | None = None,
) -> bool:
    """Let a mail go out once the caller's transaction commits; False where one with this key is there already.

    `about` and `stop_link` are for letters to neighbors, `city_message_id` for the city: as in `MailMessage`.
    """
    if uow.db.exec(select(MailMessage.id).where(MailMessage.key == key)).first() is not None:
        return False
    now = clock.now()
    subject = " ".join(letter.subject.split())[:SUBJECT_LENGTH]
    uow.db.add(
        MailMessage(
            key=key, recipient=recipient, subject=subject, text=letter.text, html=letter.html, locale=locale,
            queued_at=now, due_at=now, about=about, stop_link=stop_link, reply_to=reply_to,
            city_message_id=city_message_id,
        )
    )  # fmt: skip
    uow.announce(rooms.MAIL)
    return True


def send_next(*, database: Database, mailer: Mailer, clock: Clock, city_profile: CityProfile) -> bool:
    """Hand over the next mail that is due. True when there was one, so that the caller asks again."""
    taken = _take(database, clock)
    if taken is None:
        return False
    message_id, mail = taken
    is_unclear = False
    try:
        state, trouble, is_final = mailer.send(mail), "", True
    except MailNotSent as error:
        # A person's question is asked once: what may have arrived is never sent again by itself.
        is_unclear = error.is_unclear and mail.is_by_person
        state, trouble, is_final = MailState.WAITING, error.reason, error.is_final or is_unclear
    with database.unit_of_work() as uow:
        message = uow.db.get(MailMessage, message_id, with_for_update=True)
        if message is None:  # its reader has ended it meanwhile
            return True
        _record(message, state, trouble, is_final=is_final, clock=clock)
        uow.db.add(message)
        if message.about and message.settled_at is not None:
            _let_go(message, uow)
        elif message.key.startswith(mail_refusals.TELL) and message.settled_at is not None:
            _count_told(message, uow)
        city_mail.follow(message, is_unclear=is_unclear, zone=city_profile.time_zone, uow=uow, clock=clock)
        uow.announce(rooms.MAIL)
    log.info("mail", mail=message_id, state=message.state.value, tries=message.tries, trouble=trouble)
    return True


def _take(database: Database, clock: Clock) -> tuple[int, Mail] | None:
    """The mail that is due longest, for this worker alone until the lease ends."""
    now = clock.now()
    is_due = (col(MailMessage.state) == MailState.WAITING, col(MailMessage.due_at) <= now, ~city_mail.IS_LOST)
    with database.snapshot() as snapshot:
        if snapshot.db.exec(select(MailMessage.id).where(*is_due).limit(1)).first() is None:
            return None
    with database.unit_of_work() as uow:
        due = (
            select(MailMessage.id)
            .where(*is_due)
            .order_by(col(MailMessage.due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        message_id = uow.db.exec(due).first()
        if message_id is None:
            return None
        uow.db.execute(
            update(MailMessage)
            .where(col(MailMessage.id) == message_id)
            .values(due_at=now + LEASE, tries=col(MailMessage.tries) + 1, **city_mail.TAKEN)
        )
        row = uow.db.get_one(MailMessage, message_id)
        letter = Letter(row.subject, row.text, row.html)
        by_person = row.city_message_id is not None
        return message_id, Mail(row.key, row.recipient, letter, row.locale, row.stop_link, row.reply_to, by_person)


def _record(message: MailMessage, state: MailState, trouble: str, *, is_final: bool, clock: Clock) -> None:
    now = clock.now()
    message.trouble = trouble[:64]
    if trouble and not is_final and message.tries <= len(BACKOFF_S):
        message.due_at = now + timedelta(seconds=BACKOFF_S[message.tries - 1])
        return
    message.state = MailState.FAILED if trouble else state
    message.due_at, message.settled_at = None, now
    if message.state is MailState.SENT:
        message.text = message.html = ""


def _let_go(message: MailMessage, uow: UnitOfWork) -> None:
    """A letter to a neighbor is settled: the address goes from here, and what its server said of it counts."""
    message.recipient = message.stop_link = ""
    if message.state is not MailState.FAILED:
        mail_refusals.note(about=message.about, is_taken=True, uow=uow)
        return
    message.text = message.html = ""
    if message.trouble.startswith(NOT_THERE):  # a server of ours that is away says nothing about the address
        mail_refusals.note(about=message.about, is_taken=False, uow=uow)


def _count_told(message: MailMessage, uow: UnitOfWork) -> None:
    """News to somebody with an account is settled: what their server said of the address counts."""
    if message.state is not MailState.FAILED or message.trouble.startswith(NOT_THERE):
        mail_refusals.note_told(key=message.key, is_taken=message.state is not MailState.FAILED, uow=uow)
