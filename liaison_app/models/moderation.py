"""What is taken out of what people wrote or sent, what was asked to be public, and each step of it."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from liaison_app.domain.moderation import Act, Asked, Subject
from liaison_app.models.columns import UtcDateTime, words


class PublicAsking(SQLModel, table=True):
    """The author of a message to the city asked that neighbors may read it, and what became of that.

    What they read is `looked_text`, as a coordinator had it before them, without the `pieces`: only as long as the
    message still says that.
    """

    __tablename__ = "public_asking"
    __table_args__ = (Index("ix_public_asking_state", "state", "asked_at"),)

    message_id: str = Field(primary_key=True, foreign_key="city_message.id", max_length=24)
    ticket_id: str = Field(foreign_key="ticket.id", index=True, max_length=16)
    state: Asked = Field(default=Asked.WAITING, sa_type=words(Asked))
    asked_at: datetime = Field(sa_type=UtcDateTime)
    looked_text: str = Field(default="")
    pieces: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reason: str = Field(default="", max_length=500)


class TextCover(SQLModel, table=True):
    """What of a text nobody reads now: all of it, or these pieces. The text itself stays as it is. `subject_id` is a
    message's id, or the ticket's where it is about the description."""

    __tablename__ = "text_cover"

    subject: Subject = Field(primary_key=True, sa_type=words(Subject))
    subject_id: str = Field(primary_key=True, max_length=40)
    ticket_id: str = Field(foreign_key="ticket.id", index=True, max_length=16)
    is_hidden: bool = False
    pieces: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class PhotoCover(SQLModel, table=True):
    """A photo with parts blacked out. `key` is that of what is served now, `original_key` of what was sent: it has no
    address any more. `regions` are parts of width and height, as left, top, right, bottom."""

    __tablename__ = "photo_cover"

    key: str = Field(primary_key=True, max_length=40)
    original_key: str = Field(unique=True, max_length=40)
    ticket_id: str = Field(foreign_key="ticket.id", index=True, max_length=16)
    regions: list[list[float]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class ModerationStep(SQLModel, table=True):
    """Append-only: somebody asked, decided or looked at an original. `told_to` is whose words or photo it is, None
    where nobody is told."""

    __tablename__ = "moderation_step"
    __table_args__ = (Index("ix_moderation_step_ticket", "ticket_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    subject: Subject = Field(sa_type=words(Subject))
    subject_id: str = Field(max_length=40)
    act: Act = Field(sa_type=words(Act))
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="account.id", max_length=32)
    reason: str = Field(default="", max_length=500)
    told_to: str | None = Field(default=None, foreign_key="account.id", max_length=32)
