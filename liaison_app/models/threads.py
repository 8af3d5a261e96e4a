"""What threads are made of besides the messages to the city: what stays on our side, what is awaited, who saw it."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from liaison_app.domain.threads import Intent, Side
from liaison_app.models.columns import UtcDateTime, words

IS_AWAITED = text("answer_by IS NOT NULL AND answered_at IS NULL")


class AwaitedRow(SQLModel):
    """What a message is meant to bring about, and what became of that.

    `answer_by` is the city's day on which an answer is due, None where none is awaited (any more). `raised_at` is when
    coordinators heard that it is past due, `contact_at` when it was marked for the city's contact. `answered_how` is
    what a coordinator wrote of an answer that came in another way.
    """

    intent: Intent | None = Field(default=None, sa_type=words(Intent), nullable=True)
    answer_by: date | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    raised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    contact_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_how: str = Field(default="", max_length=1000, sa_column_kwargs={"server_default": ""})


class SideMessage(AwaitedRow, table=True):
    """What the ticket's liaison and coordinators write to each other about it; it never leaves. `id` is made when Send
    is pressed."""

    __tablename__ = "side_message"
    __table_args__ = (
        Index("ix_side_message_ticket", "ticket_id", "created_at"),
        Index("ix_side_message_awaited", "answer_by", sqlite_where=IS_AWAITED, postgresql_where=IS_AWAITED),
    )

    id: str = Field(primary_key=True, max_length=24)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    author_id: str = Field(foreign_key="account.id", max_length=32)
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class MessageSeen(SQLModel, table=True):
    """Somebody of the other side had a message before them, for the first time. `message_id` is of either side; `side`
    is for whom they read it then, whatever their role is now."""

    __tablename__ = "message_seen"

    message_id: str = Field(primary_key=True, max_length=24)
    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)
    side: Side = Field(sa_type=words(Side))
