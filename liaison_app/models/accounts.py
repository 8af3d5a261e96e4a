"""Accounts and how they are entered: login sessions, invitations, the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, false
from sqlmodel import Field, SQLModel

from liaison_app.domain.access import Role
from liaison_app.models.columns import UtcDateTime, words


class Account(SQLModel, table=True):
    """A person who may sign in. `email` is stored lower case.

    `seen_at` is when the person was last here in a login session that is deleted by now. `must_certify`: what it files
    goes to the city at once only before `certified_until`, and never while `suspended_at` is set (`domain.program`).
    """

    __tablename__ = "account"

    id: str = Field(primary_key=True, max_length=32)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=120)
    role: Role = Field(sa_type=words(Role))
    password_hash: str = Field(max_length=255)
    locale: str = Field(default="en", max_length=8)
    neighborhood_id: str | None = Field(default=None, foreign_key="neighborhood.id", max_length=64)
    is_active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    password_changed_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    must_certify: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    certified_until: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    suspended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Speaker(SQLModel, table=True):
    """A liaison who agreed to be named in public, and how. No row: not named anywhere."""

    __tablename__ = "speaker"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    name: str = Field(max_length=60)
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    line: str = Field(default="", max_length=140)
    agreed_at: datetime = Field(sa_type=UtcDateTime)


class LoginSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__ = "login_session"

    id: str = Field(primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=32)
    token_hash: str = Field(unique=True, max_length=64)
    device: str = Field(default="", max_length=80)
    is_kept: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Invitation(SQLModel, table=True):
    """A single-use way to an account. Only the hash of its code is kept.

    `account_id` is the account it made; from the start where it gives an account that exists a new password.
    `applicant_id` is who gets the account; then it has to certify before it files directly.
    """

    __tablename__ = "invitation"

    id: str = Field(primary_key=True, max_length=32)
    code_hash: str = Field(unique=True, max_length=64)
    role: Role = Field(sa_type=words(Role))
    name: str = Field(default="", max_length=120)
    email: str = Field(default="", max_length=254)
    neighborhood_id: str | None = Field(default=None, foreign_key="neighborhood.id", max_length=64)
    invited_by: str = Field(foreign_key="account.id", max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=32)
    applicant_id: str | None = Field(default=None, foreign_key="applicant.id", index=True, max_length=32)


class AuditEntry(SQLModel, table=True):
    """Append-only: who did, tried or looked at what. Holds ids and codes, never contents or secrets."""

    __tablename__ = "audit_entry"
    # Coordinators read it from its end: all of it, one person's, one kind, or what is about one thing.
    __table_args__ = (
        Index("ix_audit_entry_newest", "at", "id"),
        Index("ix_audit_entry_who", "actor_id", "at", "id"),
        Index("ix_audit_entry_kind", "action", "at", "id"),
        Index("ix_audit_entry_about", "subject", "at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: str | None = Field(default=None, max_length=32)
    action: str = Field(max_length=64)
    subject: str = Field(default="", max_length=80)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
