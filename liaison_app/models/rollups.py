"""The tables of counts: what the map and the statistics read instead of the tickets. Of public tickets only.

They are kept by `models.counting` in the same transaction as every write of a ticket. `facet` is `domain.facets.Facet`;
'' as a service is all services, '' as a neighborhood the whole city. A row whose sums are zero counts nothing.
"""

from typing import Any

from sqlalchemy import BigInteger, SmallInteger
from sqlmodel import Field, SQLModel

# On SQLite the rows lie in the order of their key. On PostgreSQL a page keeps room: the same rows change all the time.
_KEYED: dict[str, Any] = {"sqlite_with_rowid": False}


class MapCell(SQLModel, table=True):
    """Tickets in a map cell of zoom `level` (`domain.geo`); positions summed in millionths of a degree."""

    __tablename__ = "map_cell"
    __table_args__ = _KEYED

    level: int = Field(primary_key=True, sa_type=SmallInteger)
    service_code: str = Field(primary_key=True, max_length=64)
    cell: int = Field(primary_key=True, sa_type=BigInteger)
    facet: int = Field(primary_key=True, sa_type=SmallInteger)
    n: int
    sum_lat: int = Field(sa_type=BigInteger)
    sum_lon: int = Field(sa_type=BigInteger)


class MapCellMonth(SQLModel, table=True):
    """The same by the month (`domain.months`) that they were asked for in."""

    __tablename__ = "map_cell_month"
    __table_args__ = _KEYED

    level: int = Field(primary_key=True, sa_type=SmallInteger)
    service_code: str = Field(primary_key=True, max_length=64)
    cell: int = Field(primary_key=True, sa_type=BigInteger)
    month: int = Field(primary_key=True)
    facet: int = Field(primary_key=True, sa_type=SmallInteger)
    n: int
    sum_lat: int = Field(sa_type=BigInteger)
    sum_lon: int = Field(sa_type=BigInteger)


class NeighborhoodMonth(SQLModel, table=True):
    """Tickets of a neighborhood by the month that they were asked for in; month 0 is all time."""

    __tablename__ = "neighborhood_month"
    __table_args__ = _KEYED

    neighborhood_id: str = Field(primary_key=True, max_length=64)
    service_code: str = Field(primary_key=True, max_length=64)
    month: int = Field(primary_key=True)
    facet: int = Field(primary_key=True, sa_type=SmallInteger)
    n: int


class ClosingTime(SQLModel, table=True):
    """Tickets that the city closed in `month`, by how many begun `days` that took; how many of them had a promised
    day, and how many were closed by then."""

    __tablename__ = "closing_time"
    __table_args__ = _KEYED

    neighborhood_id: str = Field(primary_key=True, max_length=64)
    service_code: str = Field(primary_key=True, max_length=64)
    month: int = Field(primary_key=True)
    days: int = Field(primary_key=True)
    n: int
    n_promised: int
    n_kept: int
