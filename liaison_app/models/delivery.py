"""The outbox and its attempts. A row of the outbox commits together with its ticket."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from liaison_app.domain.delivery import Delivery
from liaison_app.models.columns import UtcDateTime, words


class OutboxEntry(SQLModel, table=True):
    """A message to the city that is not settled, or was.

    `delivery` repeats `Ticket.delivery`, always written with it, so that what is due is found by one index. `fence`
    counts the claims: a worker may record only while its fence is still the row's. `due_at` is when the next step (a
    POST, a search, a look at the token or at the city's record) may be made; None when there is none. `posted_at` is
    the last time when a POST may have been under way.
    """

    __tablename__ = "outbox_entry"
    __table_args__ = (Index("ix_outbox_due", "delivery", "due_at"),)

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)
    delivery: Delivery = Field(default=Delivery.QUEUED, sa_type=words(Delivery))
    queued_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    worker: str = Field(default="", max_length=64)
    fence: int = 0
    failures: int = 0
    clean_searches: int = 0
    posted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=64)
    city_words: str = Field(default="", max_length=1000)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeliveryAttempt(SQLModel, table=True):
    """One try to deliver; its row commits before the POST goes out."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (
        Index("ix_delivery_attempt_ticket", "ticket_id", "number"),
        Index("ix_delivery_attempt_finished", "finished_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", max_length=16)
    number: int
    fence: int
    worker: str = Field(max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str = Field(default="", max_length=32)
    http_status: int | None = None
    detail: str = Field(default="", max_length=1000)
    service_request_id: str | None = Field(default=None, max_length=64)
