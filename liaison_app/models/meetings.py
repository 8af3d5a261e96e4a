"""Community meetings: what was raised at one, who stands behind it, who was there."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from liaison_app.domain.meetings import AttendedHow, ItemSource, ItemState
from liaison_app.models.columns import UtcDateTime, words

_HAS_TICKET = text("ticket_id IS NOT NULL")
_IS_ASKED = text("asked_at IS NOT NULL")


class Meeting(SQLModel, table=True):
    """A meeting of neighbors that a liaison goes to. `ref` is the marker of the pressing that arranged it.

    `room_code` is in the address that phones in the room open: it cannot be guessed, and counts between
    `room_opened_at` and `room_closed_at`. `attendance_code` is short enough to be said aloud. `ended_at`: nothing more
    is recorded. `brief_words` are its liaison's own lines on the brief; `brief_told_at` is when they heard of that.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        Index("ix_meeting_neighborhood", "neighborhood_id", "starts_at"),
        Index("ix_meeting_arranged_by", "arranged_by", "starts_at"),
    )

    id: str = Field(primary_key=True, max_length=16)
    ref: str = Field(unique=True, max_length=24)
    neighborhood_id: str = Field(foreign_key="neighborhood.id", max_length=64)
    title: str = Field(max_length=200)
    place: str = Field(default="", max_length=240)
    host: str = Field(default="", max_length=120)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    expected: int | None = None
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    agenda: str = Field(default="")
    notes: str = Field(default="")
    arranged_by: str = Field(foreign_key="account.id", max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    room_code: str | None = Field(default=None, unique=True, max_length=32)
    room_opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    room_closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attendance_code: str = Field(default="", max_length=8)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    brief_words: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    brief_told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MeetingItem(SQLModel, table=True):
    """One concern. `ref` is made on the phone that recorded it; its ticket is filed with the same one, so once.

    `fields` are those of a report (`domain.drafts`), `line` what was typed in one go. `revision` counts the changes, so
    that two devices do not undo each other's. `trouble` says why it could not be sent, as codes by field. `asked_by`
    wants it sent since `asked_at`; both are empty once that has an end. `joined_to` is the ref of the concern that goes
    on for it. `device` stands for the phone in the room it came from; no name.
    """

    __tablename__ = "meeting_item"
    __table_args__ = (
        Index("ix_meeting_item_meeting", "meeting_id", "position"),
        Index("ix_meeting_item_ticket", "ticket_id", sqlite_where=_HAS_TICKET, postgresql_where=_HAS_TICKET),
        Index("ix_meeting_item_asked", "asked_at", sqlite_where=_IS_ASKED, postgresql_where=_IS_ASKED),
    )

    ref: str = Field(primary_key=True, max_length=24)
    meeting_id: str = Field(foreign_key="meeting.id", max_length=16)
    position: int = 0
    state: ItemState = Field(default=ItemState.RECORDED, sa_type=words(ItemState))
    source: ItemSource = Field(default=ItemSource.LIAISON, sa_type=words(ItemSource))
    line: str = Field(default="", max_length=500)
    fields: dict[str, list[str]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    trouble: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    revision: int = 1
    recorded_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    device: str | None = Field(default=None, max_length=32)
    joined_to: str | None = Field(default=None, foreign_key="meeting_item.ref", max_length=24)
    ticket_id: str | None = Field(default=None, foreign_key="ticket.id", max_length=16)
    asked_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class MeetingSupport(SQLModel, table=True):
    """A phone in the room stands behind a concern, once."""

    __tablename__ = "meeting_support"

    item_ref: str = Field(primary_key=True, foreign_key="meeting_item.ref", max_length=24)
    device: str = Field(primary_key=True, max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)


class MeetingAttendee(SQLModel, table=True):
    """Somebody who was there: by a code on a phone (`device`, once), or written down from paper. A name is optional."""

    __tablename__ = "meeting_attendee"
    __table_args__ = (Index("uq_meeting_attendee_device", "meeting_id", "device", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: str = Field(foreign_key="meeting.id", max_length=16)
    name: str = Field(default="", max_length=120)
    how: AttendedHow = Field(default=AttendedHow.CODE, sa_type=words(AttendedHow))
    device: str | None = Field(default=None, max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)
