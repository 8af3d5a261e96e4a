"""The outbox: requests and messages on their way to the city, and the attempts to deliver them.

Both go by the same protocol, so both tables have the same columns for it. A row commits together with what it sends.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from liaison_app.domain.channels import Channel
from liaison_app.domain.delivery import Delivery
from liaison_app.models.columns import UtcDateTime, words
from liaison_app.models.threads import IS_AWAITED, AwaitedRow, ChangedRow, QuotingRow


class OutboxRow(SQLModel):
    """Something for the city that is not settled, or was.

    `fence` counts the claims: a worker may record only while its fence is still the row's. `due_at` is when the next
    step (a POST, a search, a look at the token or at the city's record) may be made; None when there is none.
    `posted_at` is the last time when a POST may have been under way.
    """

    delivery: Delivery = Field(default=Delivery.QUEUED, sa_type=words(Delivery))
    queued_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    worker: str = Field(default="", max_length=64)
    fence: int = 0
    failures: int = 0
    clean_searches: int = 0
    posted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=64)
    city_words: str = Field(default="", max_length=1000)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OutboxEntry(OutboxRow, table=True):
    """A ticket on its way. `delivery` repeats `Ticket.delivery`, always written with it, so that one index finds what
    is due. For a request that somebody else made it only says when the city's record is to be read."""

    __tablename__ = "outbox_entry"
    __table_args__ = (Index("ix_outbox_due", "delivery", "due_at"),)

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)


class CityMessage(OutboxRow, AwaitedRow, QuotingRow, ChangedRow, table=True):
    """What a person wrote to the city about a ticket that it has. `id` is our update id, made when Send is pressed.

    `city_update_id` is what the city calls it, '' where it did not say. `withdrawn_because` is what its author is told
    about a message that is not to be sent, or that a coordinator sent back. `answer_days` are the working days
    that an answer may take from when the city has it, None where none is expected. `answer_seen_at` is when its
    author had the answer before them. `quoted_lines` go out before the
    text: what is quoted, as it was when this was written, so that each sending is the same.
    """

    __tablename__ = "city_message"
    __table_args__ = (
        Index("ix_city_message_due", "delivery", "due_at"),
        Index("ix_city_message_ticket", "ticket_id", "created_at"),
        Index("ix_city_message_channel", "channel", "delivery"),
        Index("ix_city_message_awaited", "answer_by", sqlite_where=IS_AWAITED, postgresql_where=IS_AWAITED),
    )

    id: str = Field(primary_key=True, max_length=24)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    author_id: str = Field(foreign_key="account.id", max_length=32)
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    city_update_id: str = Field(default="", max_length=128, index=True)
    withdrawn_because: str = Field(default="", max_length=1000, sa_column_kwargs={"server_default": ""})
    answer_days: int | None = None
    answer_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    quoted_lines: str = Field(default="", sa_column_kwargs={"server_default": ""})
    channel: Channel = Field(
        default=Channel.UPDATE, sa_type=words(Channel), sa_column_kwargs={"server_default": "update"}
    )


class AttemptRow(SQLModel):
    """One try to deliver; its row commits before the POST goes out."""

    id: int | None = Field(default=None, primary_key=True)
    number: int
    fence: int
    worker: str = Field(max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str = Field(default="", max_length=32)
    http_status: int | None = None
    detail: str = Field(default="", max_length=1000)


class DeliveryAttempt(AttemptRow, table=True):
    """One try to deliver a ticket."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (
        Index("ix_delivery_attempt_ticket", "ticket_id", "number"),
        Index("ix_delivery_attempt_finished", "finished_at"),
    )

    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    service_request_id: str | None = Field(default=None, max_length=64)


class MessageAttempt(AttemptRow, table=True):
    """One try to deliver a message."""

    __tablename__ = "message_attempt"
    __table_args__ = (Index("ix_message_attempt_message", "message_id", "number"),)

    message_id: str = Field(foreign_key="city_message.id", max_length=24)


# What goes to the city, and the tries to bring it there: tickets and messages.
OUTGOING: tuple[type[OutboxRow], ...] = (OutboxEntry, CityMessage)
ATTEMPTS: tuple[type[AttemptRow], ...] = (DeliveryAttempt, MessageAttempt)


class HandOverRow(SQLModel):
    """Who is to decide about something that waits for a person, where that is not just any coordinator.

    It counts only while that has not moved since `at`.
    """

    to_account: str = Field(foreign_key="account.id", max_length=32)
    by_account: str = Field(foreign_key="account.id", max_length=32)
    note: str = Field(default="", max_length=1000)
    at: datetime = Field(sa_type=UtcDateTime)


class HandOver(HandOverRow, table=True):
    """Who is to decide about a ticket."""

    __tablename__ = "hand_over"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)


class MessageHandOver(HandOverRow, table=True):
    """Who is to decide about a message."""

    __tablename__ = "message_hand_over"

    message_id: str = Field(primary_key=True, foreign_key="city_message.id", max_length=24)
