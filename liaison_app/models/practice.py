"""Practice: what somebody did with a scene, and its grades. Nothing here is a ticket or becomes one."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from liaison_app.domain.practice import Dimension, PracticeEnding
from liaison_app.models.columns import UtcDateTime, words


class PracticeAttempt(SQLModel, table=True):
    """One try of one account at one scene; `number` counts them from 1. What was typed is graded and not kept.

    `ref` is the marker of the pressing of Send, None where it ended otherwise. `service_code` is what was chosen, or
    the service of the ticket that was stood behind; `instead` whom they would turn to. `points` is 0 to 100.
    """

    __tablename__ = "practice_attempt"
    __table_args__ = (
        UniqueConstraint("account_id", "scene_id", "number", name="uq_practice_attempt_number"),
        # A class is counted from these alone: its first tries, and the best of each person.
        Index("ix_practice_attempt_first", "number", "scene_id", "ending", "service_code", "account_id", "points"),
        Index("ix_practice_attempt_best", "account_id", "scene_id", "points", "at"),
    )

    id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    scene_id: str = Field(max_length=40)
    number: int
    ref: str | None = Field(default=None, unique=True, max_length=24)
    at: datetime = Field(sa_type=UtcDateTime)
    ending: PracticeEnding = Field(sa_type=words(PracticeEnding))
    service_code: str = Field(default="", max_length=64)
    instead: str = Field(default="", max_length=40)
    co_signed: str = Field(default="", max_length=40)
    points: int


class PracticeGrade(SQLModel, table=True):
    """Points of one dimension of a try, 0 to 100, and what was found: a list of [code, about]."""

    __tablename__ = "practice_grade"

    attempt_id: str = Field(primary_key=True, foreign_key="practice_attempt.id", max_length=32)
    dimension: Dimension = Field(primary_key=True, sa_type=words(Dimension))
    points: int
    findings: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
