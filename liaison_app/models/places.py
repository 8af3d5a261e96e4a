"""Neighborhoods."""

from sqlmodel import Field, SQLModel


class Neighborhood(SQLModel, table=True):
    """The unit of map, list and representation. `lat`, `lon`: its centre, WGS 84 degrees, approximate."""

    __tablename__ = "neighborhood"

    id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=120)
    lat: float
    lon: float
