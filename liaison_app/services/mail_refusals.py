"""What became of letters to a reader: after some that were refused for good in a row, nothing more is sent there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.mail import MailState
from liaison_app.logs import logger
from liaison_app.models import MailFollow, MailMessage, MailReader, NewsReader

MOST_REFUSALS = 3
# How the key of a mail begins that tells somebody with an account their news; the account's id follows.
TELL = "tell/"
log = logger("letters")


def note(*, about: str, is_taken: bool, uow: UnitOfWork) -> None:
    """Count what became of a letter about the follow `about`; the third refusal in a row ends all of its reader's."""
    follow = uow.db.get(MailFollow, about)
    reader = uow.db.get(MailReader, follow.reader_id, with_for_update=True) if follow is not None else None
    if reader is None:
        return
    reader.refusals = 0 if is_taken else reader.refusals + 1
    uow.db.add(reader)
    if reader.refusals >= MOST_REFUSALS:
        log.warning("reader_dropped", reader=reader.id, refusals=reader.refusals)
        end(uow.db.exec(select(MailFollow).where(MailFollow.reader_id == reader.id)).all(), uow)


def note_told(*, key: str, is_taken: bool, uow: UnitOfWork) -> None:
    """Count what became of a mail that told somebody their news; after the third refusal in a row none are written."""
    reader = uow.db.get(NewsReader, key.removeprefix(TELL).partition("/")[0], with_for_update=True)
    if reader is not None:
        reader.refusals = 0 if is_taken else reader.refusals + 1
        if reader.refusals == MOST_REFUSALS:
            log.warning("news_by_mail_stopped", account=reader.account_id)


def end(follows: Sequence[MailFollow], uow: UnitOfWork) -> None:
    """Delete follows, the letters about them that have not gone, and readers who follow nothing any more."""
    drop_letters([one.id for one in follows], uow)
    readers = {one.reader_id for one in follows}
    for one in follows:
        uow.db.delete(one)
    uow.db.flush()
    left = set(uow.db.exec(select(MailFollow.reader_id).where(col(MailFollow.reader_id).in_(readers))).all())
    for reader_id in sorted(readers - left):
        uow.db.delete(uow.db.get_one(MailReader, reader_id))
    uow.db.flush()


def drop_letters(about: Sequence[str], uow: UnitOfWork) -> None:
    """Delete letters about follows or co-signs that have not gone yet."""
    uow.db.execute(
        delete(MailMessage).where(col(MailMessage.about).in_(about), col(MailMessage.state) == MailState.WAITING),
        execution_options={"synchronize_session": False},
    )
