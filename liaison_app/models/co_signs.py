"""Co-signs: who stands behind a ticket, so that each counts once."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class CoSign(SQLModel, table=True):
    """One household or one liaison behind a ticket.

    `household` is the keyed fingerprint of an e-mail address and this ticket; the address is not kept. It counts from
    `confirmed_at` on. `code_hash` is the SHA-256 of what the letter's link carries; None once it was used.
    """

    __tablename__ = "co_sign"
    __table_args__ = (
        Index("uq_co_sign_account", "ticket_id", "account_id", unique=True),
        Index("uq_co_sign_household", "ticket_id", "household", unique=True),
    )

    id: str = Field(primary_key=True, max_length=32)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True, max_length=32)
    household: str | None = Field(default=None, max_length=64)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    code_hash: str | None = Field(default=None, unique=True, max_length=64)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
