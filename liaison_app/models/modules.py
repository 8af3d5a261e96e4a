"""Modules of the curriculum: what they say, version by version, and what trainees answered."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class TrainingModule(SQLModel, table=True):
    """A module and its draft: Markdown by language. `number` is the version that is published, 0 while none is.

    `revision` counts the changes of the draft, so that two coordinators do not overwrite each other unseen. Nobody made
    those that came with the app. A retired one is offered to nobody new; who began it finishes it.
    """

    __tablename__ = "training_module"
    __table_args__ = (Index("ix_training_module_place", "place"),)

    id: str = Field(primary_key=True, max_length=48)
    place: int
    draft: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    revision: int = 0
    number: int = 0
    title: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    has_changes: bool = False
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ModuleVersion(SQLModel, table=True):
    """A published version: it is never changed. `checks` and `pass_share` (percent) are read off its text."""

    __tablename__ = "module_version"

    module_id: str = Field(primary_key=True, foreign_key="training_module.id", max_length=48)
    number: int = Field(primary_key=True)
    texts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    parts: int
    checks: int
    pass_share: int
    published_at: datetime = Field(sa_type=UtcDateTime)
    published_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)


class ModuleReading(SQLModel, table=True):
    """An account has begun a version of a module. `at_part` counts from 0. `passed_at` is set once and stays."""

    __tablename__ = "module_reading"
    __table_args__ = (
        UniqueConstraint("account_id", "module_id", "number", name="uq_module_reading_account"),
        Index("ix_module_reading_module", "module_id", "number"),
    )

    id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    module_id: str = Field(foreign_key="training_module.id", max_length=48)
    number: int
    at_part: int = 0
    begun_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    passed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ModuleAnswer(SQLModel, table=True):
    """What was answered to one check in one try; written once. `chosen` are the places of the answers, as `0,2`."""

    __tablename__ = "module_answer"

    reading_id: str = Field(primary_key=True, foreign_key="module_reading.id", max_length=32)
    check_number: int = Field(primary_key=True)
    try_number: int = Field(primary_key=True)
    chosen: str = Field(max_length=24)
    is_right: bool
    at: datetime = Field(sa_type=UtcDateTime)


class ModulePicture(SQLModel, table=True):
    """A photo that stands in a module's text; from then on it is the module's, and no ticket takes it."""

    __tablename__ = "module_picture"

    key: str = Field(primary_key=True, foreign_key="ticket_photo.key", max_length=40)
    module_id: str = Field(foreign_key="training_module.id", index=True, max_length=48)
