"""Neighborhoods, their borders, and what was imported about places."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class Neighborhood(SQLModel, table=True):
    """The unit of map, list and representation. `lat`, `lon`: its centre, WGS 84 degrees, approximate."""

    __tablename__ = "neighborhood"

    id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=120)
    lat: float
    lon: float


class NeighborhoodShape(SQLModel, table=True):
    """The imported area of a neighborhood: coordinates of a GeoJSON MultiPolygon as text.

    `polygons` is what was published and decides where a ticket lies; `shown` is the simplified one for the map.
    """

    __tablename__ = "neighborhood_shape"

    neighborhood_id: str = Field(primary_key=True, foreign_key="neighborhood.id", max_length=64)
    polygons: str = Field(sa_type=Text)
    shown: str = Field(sa_type=Text)


class StreetRow(SQLModel, table=True):
    """An imported segment of a street's centre line; `points` are coordinates of a GeoJSON LineString as text.

    Numbers are those at its first and its last point, of the left and the right side; 0 for none.
    """

    __tablename__ = "street_segment"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    direction: str = Field(default="", max_length=2)
    left_first: int = 0
    left_last: int = 0
    right_first: int = 0
    right_last: int = 0
    points: str = Field(sa_type=Text)


class PlaceImport(SQLModel, table=True):
    """One import of borders or streets; the newest of its kind is in force, and its id names that state of them.

    `digest` names the file. `cursor` is the ticket up to which tickets were put into the new borders, `seen` and
    `moved` count them: so a reassignment that was broken off goes on.
    """

    __tablename__ = "place_import"
    __table_args__ = (Index("ix_place_import_kind", "kind", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16)
    place: str = Field(max_length=400)
    digest: str = Field(max_length=64)
    attribution: str = Field(default="", max_length=400)
    licence: str = Field(default="", max_length=200)
    count: int = 0
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cursor: str = Field(default="", max_length=16)
    seen: int = 0
    moved: int = 0
