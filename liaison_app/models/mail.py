"""The outbox of mails. A row commits together with what caused it."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from liaison_app.domain.mail import MailState
from liaison_app.models.columns import UtcDateTime, words


class MailMessage(SQLModel, table=True):
    """A mail to one person. `key` names its cause and recipient, so that one cause never makes two mails.

    `due_at` is when it may next be tried; None once it is settled. `text` and `html` are emptied when it was sent:
    what went out is the recipient's. `trouble` is the code of the last failure.

    `about` is empty for mail to an account. A letter to a neighbor names the follow or the co-sign it is about; its
    recipient is nobody else's business, and goes from here once it is settled. `stop_link` ends what it is about.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        Index("ix_mail_message_due", "state", "due_at"),
        Index("ix_mail_message_queued", "queued_at"),
        Index("ix_mail_message_about", "about"),
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
