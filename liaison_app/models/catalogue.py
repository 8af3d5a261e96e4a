"""The city's service list as last fetched. It stays when the city is down; what left the list is retired."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from liaison_app.domain.city import AttributeType, ServiceType
from liaison_app.models.columns import UtcDateTime, words


class CityService(SQLModel, table=True):
    """An entry of the city's service list."""

    __tablename__ = "city_service"

    code: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=200)
    description: str = Field(default="")
    group: str = Field(default="", max_length=120)
    keywords: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    type: ServiceType = Field(sa_type=words(ServiceType))
    has_questions: bool = False
    position: int = 0
    fetched_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ServiceQuestion(SQLModel, table=True):
    """A question of a service (GeoReport: attribute). `choices` is a list of {key, name}."""

    __tablename__ = "service_question"

    service_code: str = Field(primary_key=True, foreign_key="city_service.code", max_length=64)
    code: str = Field(primary_key=True, max_length=64)
    description: str = Field(default="")
    datatype: AttributeType = Field(sa_type=words(AttributeType))
    datatype_description: str = Field(default="")
    variable: bool = True
    required: bool = False
    position: int = 0
    choices: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class CityEndpoint(SQLModel, table=True):
    """What is known of the exchange with the city's system: one row a jurisdiction ('' where there is one)."""

    __tablename__ = "city_endpoint"

    jurisdiction: str = Field(primary_key=True, max_length=64)
    services_fetched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unreachable_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pause_reason: str = Field(default="", max_length=400)
    polled_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    records_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # When its news were read last; before the first time, since when that is tried.
    news_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The city asked us to wait: nothing is sent or asked before.
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # When the next question may be asked, at the rate of the endpoint's profile.
    next_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Outcomes in a row that told nothing, since when and until when; of them POSTs, which only a POST's answer ends.
    unclear: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    unclear_posts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    unclear_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unclear_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
