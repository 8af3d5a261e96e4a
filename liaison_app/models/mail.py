"""The outbox of mails. A row commits together with what caused it."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from liaison_app.domain.mail import MailState
from liaison_app.models.columns import UtcDateTime, words

TO_THE_CITY = sql("city_message_id IS NOT NULL")


class MailMessage(SQLModel, table=True):
    """A mail to one person. `key` names its cause and recipient, so that one cause never makes two mails.

    `due_at` is when it may next be tried; None once it is settled. `text` and `html` are emptied when it was sent:
    what went out is the recipient's. `trouble` is the code of the last failure.

    `about` is empty for mail to an account. A letter to a neighbor names the follow or the co-sign it is about; its
    recipient is nobody else's business, and goes from here once it is settled. `stop_link` ends what it is about.

    A mail to the city names the message that it brings, `city_message_id`; it is never handed over twice by itself.
    Answers go to `reply_to`, where there is one.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        Index("ix_mail_message_due", "state", "due_at"),
        Index("ix_mail_message_queued", "queued_at"),
        Index("ix_mail_message_about", "about"),
        Index(
            "ix_mail_message_city_message", "city_message_id", sqlite_where=TO_THE_CITY, postgresql_where=TO_THE_CITY
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=160)
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=300)
    text: str = Field(default="")
    html: str = Field(default="")
    locale: str = Field(default="en", max_length=8)
    state: MailState = Field(default=MailState.WAITING, sa_type=words(MailState))
    queued_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    trouble: str = Field(default="", max_length=64)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    about: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})
    stop_link: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    reply_to: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})
    city_message_id: str | None = Field(default=None, foreign_key="city_message.id", max_length=24)
