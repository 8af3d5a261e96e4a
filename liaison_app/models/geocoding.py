"""What all processes share about an address service."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from liaison_app.models.columns import UtcDateTime


class GeocoderAnswer(SQLModel, table=True):
    """A kept answer. `key` is a digest of the service and the question, which is not kept itself."""

    __tablename__ = "geocoder_answer"

    key: str = Field(primary_key=True, max_length=64)
    answer: str = Field(sa_type=Text)
    is_empty: bool = False
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)


class GeocoderTurn(SQLModel, table=True):
    """When a service may be asked next."""

    __tablename__ = "geocoder_turn"

    service: str = Field(primary_key=True, max_length=32)
    next_at: datetime = Field(sa_type=UtcDateTime)
