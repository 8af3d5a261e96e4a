"""Tickets that are the same problem: which one counts together with which other one."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class MergedTicket(SQLModel, table=True):
    """A ticket that is the same problem as another one, which leads. Nothing else of it changes but that it is counted
    and listed no more (`Visibility.TOGETHER`), so that taking the row away brings all back."""

    __tablename__ = "merged_ticket"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id", max_length=16)
    leader_id: str = Field(foreign_key="ticket.id", index=True, max_length=16)
    by: str = Field(foreign_key="account.id", max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)


class GaveWay(SQLModel, table=True):
    """A copy that is gone, and the ticket that it became part of: what is sent to its number belongs there. No other
    ticket gets `copy_id`."""

    __tablename__ = "gave_way"

    copy_id: str = Field(primary_key=True, max_length=16)
    ticket_id: str = Field(foreign_key="ticket.id", index=True, max_length=16)
