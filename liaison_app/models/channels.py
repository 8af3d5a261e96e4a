"""What the city said outside of its system."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from liaison_app.domain.channels import REACHED_LENGTH, CallOutcome, Channel
from liaison_app.models.columns import UtcDateTime, words
from liaison_app.models.threads import ByMailRow


class HeardAnswer(ByMailRow, table=True):
    """What the city said about a ticket outside of its system: in a call, as one of its people wrote it down, or by
    e-mail. Never public. Of a call, `id` is made when Save is pressed.

    `message_id` is the message that it was about. `author_id` heard it; of a mail it is None. `reached` is who spoke or
    wrote.
    """

    __tablename__ = "heard_answer"
    __table_args__ = (Index("ix_heard_answer_ticket", "ticket_id", "at"),)

    id: str = Field(primary_key=True, max_length=24)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    channel: Channel = Field(sa_type=words(Channel))
    message_id: str | None = Field(default=None, foreign_key="city_message.id", max_length=24)
    author_id: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    text: str = Field(default="")
    outcome: CallOutcome | None = Field(default=None, sa_type=words(CallOutcome), nullable=True)
    reached: str = Field(default="", max_length=REACHED_LENGTH)
    next_on: date | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class ReceivedMail(SQLModel, table=True):
    """A mail that was taken over. Mail servers bring one twice; `id` is made of its Message-ID and what it is for."""

    __tablename__ = "received_mail"
    __table_args__ = (Index("ix_received_mail_at", "at"), Index("ix_received_mail_ticket", "ticket_id", "at"))

    id: str = Field(primary_key=True, max_length=64)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    at: datetime = Field(sa_type=UtcDateTime)


class LinkedRequest(SQLModel, table=True):
    """A request that brings a message about another one to the city: `ticket_id` is only its way there, never public,
    and nobody's own; what is told about it belongs to `original_id`."""

    __tablename__ = "linked_request"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)
    message_id: str = Field(foreign_key="city_message.id", unique=True, max_length=24)
    original_id: str = Field(foreign_key="ticket.id", index=True, max_length=16)
