"""What threads are made of besides the messages to the city: what stays on our side, what is awaited, who saw it."""

from datetime import date, datetime

from sqlalchemy import Index, false, text
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


class QuotingRow(SQLModel):
    """What a message refers to: a step or a message, by its name (`domain.quotes`); '' where it quotes nothing."""

    quotes: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})


class ChangedRow(SQLModel):
    """When its author changed it last, after somebody may have read it; and when they took it back, with its words."""

    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ByMailRow(SQLModel):
    """What may have come as a mail: whether it did, how many attachments were left out, whether its end was cut off."""

    by_mail: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    left_out: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    is_cut: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class SideMessage(AwaitedRow, QuotingRow, ChangedRow, ByMailRow, table=True):
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


class MessagePhoto(SQLModel, table=True):
    """A photo that goes with a message, of the side that `side` says. Its `ticket_photo` row keeps no ticket: it is no
    part of any request, so nothing that is sent, listed or reviewed of one can hold it."""

    __tablename__ = "message_photo"
    __table_args__ = (Index("ix_message_photo_message", "message_id", "position"),)

    key: str = Field(primary_key=True, foreign_key="ticket_photo.key", max_length=40)
    message_id: str = Field(max_length=24)
    side: Side = Field(sa_type=words(Side))
    position: int = 0


class MessageVersion(SQLModel, table=True):
    """What a message said until its author changed it or took it back, where somebody may have read it by then."""

    __tablename__ = "message_version"
    __table_args__ = (Index("ix_message_version_message", "message_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(max_length=24)
    text: str
    until: datetime = Field(sa_type=UtcDateTime)
