"""The outbox of mails: written in the transaction of their cause, handed over by the worker outside of any.

A mail whose sender dies between handing it over and writing that down goes out twice, under one Message-ID. A mail is
never lost: what no server takes stays in the mailbox with the reason.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.db import Database, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.errors import MailNotSent
from liaison_app.domain.mail import Letter, Mail, MailState
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import Mailer
from liaison_app.logs import logger
from liaison_app.models import MailMessage
from liaison_app.services import mail_refusals

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
) -> bool:
    """Let a mail go out once the caller's transaction commits; False where one with this key is there already.

    `about` and `stop_link` are for letters to neighbors: as in `MailMessage`.
    """
    if uow.db.exec(select(MailMessage.id).where(MailMessage.key == key)).first() is not None:
        return False
    now = clock.now()
    subject = " ".join(letter.subject.split())[:SUBJECT_LENGTH]
    uow.db.add(
        MailMessage(
            key=key, recipient=recipient, subject=subject, text=letter.text, html=letter.html, locale=locale,
            queued_at=now, due_at=now, about=about, stop_link=stop_link,
        )
    )  # fmt: skip
    uow.announce(rooms.MAIL)
    return True


def send_next(*, database: Database, mailer: Mailer, clock: Clock) -> bool:
    """Hand over the next mail that is due. True when there was one, so that the caller asks again."""
    taken = _take(database, clock)
    if taken is None:
        return False
    message_id, mail = taken
    try:
        state, trouble, is_final = mailer.send(mail), "", True
    except MailNotSent as error:
        state, trouble, is_final = MailState.WAITING, error.reason, error.is_final
    with database.unit_of_work() as uow:
        message = uow.db.get(MailMessage, message_id, with_for_update=True)
        if message is None:  # its reader has ended it meanwhile
            return True
        _record(message, state, trouble, is_final=is_final, clock=clock)
        uow.db.add(message)
        if message.about and message.settled_at is not None:
            _let_go(message, uow)
        uow.announce(rooms.MAIL)
    log.info("mail", mail=message_id, state=message.state.value, tries=message.tries, trouble=trouble)
    return True


def _take(database: Database, clock: Clock) -> tuple[int, Mail] | None:
    """The mail that is due longest, for this worker alone until the lease ends."""
    now = clock.now()
    is_due = (col(MailMessage.state) == MailState.WAITING, col(MailMessage.due_at) <= now)
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
            .values(due_at=now + LEASE, tries=col(MailMessage.tries) + 1)
        )
        row = uow.db.get_one(MailMessage, message_id)
        letter = Letter(row.subject, row.text, row.html)
        return message_id, Mail(row.key, row.recipient, letter, row.locale, row.stop_link)


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
