"""The practice city's services, departments and words, read from `catalogue.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from liaison_app.domain.city import AttributeType, AttributeValue, OfferedService, ServiceAttribute, ServiceType
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode

EARLIER = "{earlier}"  # in a closing note: the number of the earlier request about the same thing
SHIPPED = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """What the city promises: `days` of business or of the calendar, and how it says so."""

    days: int
    is_business: bool
    notice: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A way to close: the status word of the updates extension, and what the city writes."""

    status_word: str
    note: str


@dataclass(frozen=True, slots=True)
class Department:
    """Who does the work, and the words its crews use at each step."""

    name: str
    acknowledged: tuple[str, ...]
    scheduled: tuple[str, ...]
    asked: tuple[str, ...]
    replied: tuple[str, ...]
    fixed: tuple[Ending, ...]
    not_fixed: tuple[Ending, ...]


@dataclass(frozen=True, slots=True)
class CityService:
    """A service as the city itself knows it. Shares are between 0 and 1; `pace` stretches the usual times."""

    offered: OfferedService
    department: Department
    questions: tuple[ServiceAttribute, ...]
    level: ServiceLevel | None
    pace: float
    unfixed: float
    asks: float


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that the practice city offers, and where it lies."""

    jurisdiction_id: str
    zone: ZoneInfo
    contact: str
    outline: tuple[LatLon, ...]
    services: Mapping[ServiceCode, CityService]

    def offered(self) -> Sequence[OfferedService]:
        return [service.offered for service in self.services.values()]


@lru_cache
def load(path: Path = SHIPPED) -> Catalogue:
    """The catalogue in `path`."""
    with path.open("rb") as source:
        data = tomllib.load(source)
    departments = {key: _department(row) for key, row in data["department"].items()}
    services = [_service(row, departments) for row in data["service"]]
    return Catalogue(
        jurisdiction_id=data["city"]["jurisdiction_id"],
        zone=ZoneInfo(data["city"]["zone"]),
        contact=data["city"]["contact"],
        outline=tuple(LatLon(lat, lon) for lat, lon in data["city"]["outline"]),
        services={service.offered.code: service for service in services},
    )


def _department(row: Mapping[str, Any]) -> Department:
    return Department(
        name=row["name"],
        acknowledged=tuple(row["acknowledged"]),
        scheduled=tuple(row["scheduled"]),
        asked=tuple(row["asked"]),
        replied=tuple(row["replied"]),
        fixed=tuple(Ending(*pair) for pair in row["fixed"]),
        not_fixed=tuple(Ending(*pair) for pair in row["not_fixed"]),
    )


def _service(row: Mapping[str, Any], departments: Mapping[str, Department]) -> CityService:
    questions = tuple(_question(question) for question in row.get("question", ()))
    level = row.get("level")
    offered = OfferedService(
        code=ServiceCode(row["code"]),
        name=row["name"],
        description=row["description"],
        group=row["group"],
        keywords=tuple(row["keywords"]),
        type=ServiceType(row.get("type", "realtime")),
        has_questions=bool(questions),
    )
    return CityService(
        offered=offered,
        department=departments[row["department"]],
        questions=questions,
        level=ServiceLevel(level["days"], level["business"], level["notice"]) if level else None,
        pace=float(row.get("pace", 1.0)),
        unfixed=float(row.get("unfixed", 0.15)),
        asks=float(row.get("asks", 0.08)),
    )


def _question(row: Mapping[str, Any]) -> ServiceAttribute:
    return ServiceAttribute(
        code=row["code"],
        description=row["description"],
        datatype=AttributeType(row["datatype"]),
        variable=row.get("variable", True),
        required=row.get("required", False),
        order=row["order"],
        datatype_description=row.get("datatype_description", ""),
        values=tuple(AttributeValue(key, name) for key, name in row.get("values", ())),
    )
