"""What a neighborhood needs, as somebody counted it: people and languages, with the source and the year."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class NeighborhoodNeed(SQLModel, table=True):
    """People who live in a neighborhood and the languages they need. None: not known, which is not the same as none.

    `languages` are codes of `domain.speakers.LANGUAGES`. `source` and `year` say who counted, and when.
    """

    __tablename__ = "neighborhood_need"

    neighborhood_id: str = Field(primary_key=True, foreign_key="neighborhood.id", max_length=64)
    population: int | None = None
    languages: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    source: str = Field(max_length=200)
    year: int
    updated_at: datetime = Field(sa_type=UtcDateTime)
