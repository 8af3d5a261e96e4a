"""Chronic spots as last looked at, and how far the search for them has come."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class ChronicSpot(SQLModel, table=True):
    """A place where one family of problems keeps coming back. Its tickets are those within reach of `lat`, `lon`.

    WGS 84 degrees, a place as the public sees it. Counts are of public tickets within the last three years when it was
    last looked at; `gap_days` is the median from a closing to the next report. A spot that is chronic no more stays,
    with `is_chronic` false, so that its address goes on to lead somewhere and its number to mean the same place.
    """

    __tablename__ = "chronic_spot"
    __table_args__ = (
        Index("ix_chronic_spot_place", "cell", "family"),
        Index("ix_chronic_spot_ranked", "is_chronic", "returns", "months", "id"),
        Index("ix_chronic_spot_neighborhood", "neighborhood_id", "is_chronic", "returns", "months", "id"),
    )

    id: str = Field(primary_key=True, max_length=16)
    family: str = Field(max_length=64)
    lat: float
    lon: float
    cell: int = Field(sa_type=BigInteger)
    address: str = Field(default="", max_length=240)
    neighborhood_id: str | None = Field(default=None, max_length=64)
    is_chronic: bool = True
    tickets: int = 0
    months: int = 0
    closings: int = 0
    returns: int = 0
    gap_days: int | None = None
    seen_fixed: int = 0
    looked_at: int = 0
    open_now: int = 0
    first_on: date
    last_on: date
    found_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class SpotSearch(SQLModel, table=True):
    """How far the search has come: one row. The city is swept cell by cell, once a day; in between it looks where
    tickets changed. `swept_to` is None between two sweeps; `news_at`, `news_id` name the last change that was seen."""

    __tablename__ = "spot_search"

    id: int = Field(default=1, primary_key=True)
    swept_to: int | None = Field(default=None, sa_type=BigInteger)
    swept_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    news_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    news_id: str = Field(default="", max_length=16)
    fence: int = 0
