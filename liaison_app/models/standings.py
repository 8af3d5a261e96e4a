"""What hangs on an account: what it was told of its standing, suspensions, the second factor, who stands in."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.models.columns import UtcDateTime, words


class StandingNews(SQLModel, table=True):
    """What a person was told about their own standing. `cause` names what made it: one cause is told once."""

    __tablename__ = "standing_news"
    __table_args__ = (
        UniqueConstraint("account_id", "cause", name="uq_standing_news_cause"),
        Index("ix_standing_news_account", "account_id", "read_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    kind: StandingNewsKind = Field(sa_type=words(StandingNewsKind))
    word: str = Field(default="", max_length=120)
    day: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cause: str = Field(max_length=80)
    at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Suspension(SQLModel, table=True):
    """An account may not file directly, nor decide about others, from `at` to `ended_at`.

    Its person reads `reason`, and may ask once for another look (`appeal`), which another coordinator answers.
    """

    __tablename__ = "suspension"
    __table_args__ = (Index("ix_suspension_account", "account_id", "ended_at"),)

    id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    reason: str = Field(sa_column=Column(Text, nullable=False))
    by_account: str = Field(foreign_key="account.id", max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)
    appeal: str = Field(default="", sa_column=Column(Text, nullable=False))
    appealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    answered_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)


class SecondFactor(SQLModel, table=True):
    """The secret of an account's authenticator app, encrypted. It counts from `confirmed_at` on.

    `last_counter` is the step of time of the last code that was taken: no code counts twice.
    """

    __tablename__ = "second_factor"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    sealed: str = Field(sa_column=Column(Text, nullable=False))
    made_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_counter: int = Field(default=0, sa_type=BigInteger)


class RecoveryCode(SQLModel, table=True):
    """One code that stands in for the authenticator app once. Only its hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_account", "account_id", "code_hash"),)

    id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    code_hash: str = Field(max_length=64)
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Cover(SQLModel, table=True):
    """One liaison looks after another's tickets from `starts_at` until `ends_at`; for good where that is None."""

    __tablename__ = "cover"
    __table_args__ = (
        Index("ix_cover_to", "to_account", "ended_at"),
        Index("ix_cover_from", "from_account", "ended_at"),
    )

    id: str = Field(primary_key=True, max_length=32)
    from_account: str = Field(foreign_key="account.id", max_length=32)
    to_account: str = Field(foreign_key="account.id", max_length=32)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_by: str = Field(foreign_key="account.id", max_length=32)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
