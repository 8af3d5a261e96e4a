"""Keys with which other software files requests and sends updates."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class ApiKey(SQLModel, table=True):
    """A key. Only the SHA-256 of its secret is kept: 256 random bits need no slow hash.

    `made_by` and `revoked_by` are None where the command line did it.
    """

    __tablename__ = "api_key"
    __table_args__ = (
        # A name stands for one key that works; a revoked one gives its name free.
        Index(
            "uq_api_key_name_in_use",
            "name",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=60)
    purpose: str = Field(default="", max_length=200)
    contact: str = Field(default="", max_length=200)
    secret_hash: str = Field(unique=True, max_length=64)
    hint: str = Field(max_length=8)
    permissions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    per_minute: int
    per_day: int
    made_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: str | None = Field(default=None, foreign_key="account.id", max_length=32)
