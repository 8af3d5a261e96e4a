"""Following by e-mail: readers without an account, what they follow, and how far letters have told it."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from liaison_app.domain.mail_follows import Rhythm
from liaison_app.models.columns import UtcDateTime, words


class MailReader(SQLModel, table=True):
    """An address that letters go to, for nothing else and shown to nobody. It goes with its last follow.

    `refusals` counts letters in a row that the reader's mail server refused for good.
    """

    __tablename__ = "mail_reader"

    id: str = Field(primary_key=True, max_length=32)
    address: str = Field(unique=True, max_length=254)
    made_at: datetime = Field(sa_type=UtcDateTime)
    refusals: int = 0


class MailFollow(SQLModel, table=True):
    """A ticket or a neighborhood that a reader follows; one of the two is set.

    Nothing but the letter that asks goes out before `confirmed_at`. `code_hash` is the SHA-256 of what that letter's
    link carries; None once it was used. `told_until` is the last status change (its id) that a letter has told, or
    that was there before; `late_from` the first promised day that has not been told as gone by. `due_at` is the
    earliest moment of the next letter.
    """

    __tablename__ = "mail_follow"
    __table_args__ = (
        Index("uq_mail_follow_ticket", "reader_id", "ticket_id", unique=True),
        Index("uq_mail_follow_neighborhood", "reader_id", "neighborhood_id", unique=True),
        Index("ix_mail_follow_due", "due_at"),
    )

    id: str = Field(primary_key=True, max_length=32)
    reader_id: str = Field(foreign_key="mail_reader.id", max_length=32)
    ticket_id: str | None = Field(default=None, foreign_key="ticket.id", index=True, max_length=16)
    neighborhood_id: str | None = Field(default=None, foreign_key="neighborhood.id", index=True, max_length=64)
    rhythm: Rhythm = Field(sa_type=words(Rhythm))
    locale: str = Field(default="en", max_length=8)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    code_hash: str | None = Field(default=None, unique=True, max_length=64)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_until: int = 0
    late_from: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ChangeMark(SQLModel, table=True):
    """The newest status change (its id) that was there at a moment.

    Ids are given out before their transactions commit. A mark of some minutes ago has nothing below it that could
    still come, so letters about many tickets count from mark to mark.
    """

    __tablename__ = "change_mark"

    at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    upto: int
