"""What is known of imports from a city's open data: each run, and the row that each ticket comes from."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class OpenDataRun(SQLModel, table=True):
    """One reading of a source from its beginning to its end, however often it was broken off and gone on with.

    `place` says where from and `fingerprint` which state of it, so that only the same thing is gone on with. `rows` are
    done, and `cursor` is where the next ones begin: both commit together with what was made of the rows. `as_of` is the
    newest moment that the data tells of.
    """

    __tablename__ = "open_data_run"
    __table_args__ = (Index("ix_open_data_run_source", "source", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(max_length=64)
    title: str = Field(default="", max_length=120)
    place: str = Field(max_length=400)
    fingerprint: str = Field(max_length=128)
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    as_of: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rows: int = 0
    cursor: str = Field(default="", max_length=200)
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class OpenDataRecord(SQLModel, table=True):
    """The row of open data behind a ticket: what it told last (`digest`), and the run that saw it last.

    `media_url` is the city's link, kept and not shown. `vanished_at` is when a whole reading no longer had the row.
    """

    __tablename__ = "open_data_record"

    service_request_id: str = Field(primary_key=True, max_length=64)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    source: str = Field(max_length=64)
    run_id: int = Field(foreign_key="open_data_run.id")
    digest: int = Field(sa_type=BigInteger)
    media_url: str = Field(default="", max_length=1000)
    vanished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
