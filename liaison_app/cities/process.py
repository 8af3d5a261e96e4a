"""`process.toml` of a city's folder: the steps of its process, its departments, and what is known of each service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from liaison_app.cities import localized, read_toml
from liaison_app.domain.city_process import (
    CityProcess,
    Department,
    Family,
    FamilyKey,
    KnownFigure,
    ProcessStep,
    ServiceProcess,
)
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.guidance import Localized
from liaison_app.domain.ids import ServiceCode


@lru_cache(maxsize=4)
def read_process(folder: Path) -> CityProcess:
    """What is known of a city's process; one that knows nothing where its folder has no file of it.

    Raises:
        SettingsWrong: a key is missing or holds something else than it should, a code stands twice, or a service names
            a department or a photo that is not there.
    """
    path = folder / "process.toml"
    if not path.is_file():
        return CityProcess()
    try:
        return _process(read_toml(path))
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsWrong(f"The city's file {path} is not complete: {error!r}.") from error


def _process(raw: Mapping[str, Any]) -> CityProcess:
    departments = {str(row["key"]): _department(row) for row in raw.get("department", ())}
    photos = {str(key): localized(text) for key, text in raw.get("photo", {}).items()}
    services = [_service(row, departments, photos) for row in raw.get("service", ())]
    families = tuple(_family(row) for row in raw.get("family", ()))
    _once("service", [one.code for one in services])
    _once("service of a family", [code for family in families for code in family.services])
    return CityProcess(
        steps=tuple(_step(row) for row in raw.get("step", ())),
        figures=tuple(_figure(row) for row in raw.get("figure", ())),
        departments=tuple(departments.values()),
        services={one.code: one for one in services},
        families=families,
        intake_year=raw.get("intake_year"),
    )


def _once(what: str, codes: list[ServiceCode]) -> None:
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(f"the {what} {twice[0]} stands twice")


def _step(row: Mapping[str, Any]) -> ProcessStep:
    return ProcessStep(localized(row["name"]), localized(row["line"]), str(row.get("system", "")))


def _figure(row: Mapping[str, Any]) -> KnownFigure:
    return KnownFigure(localized(row["number"]), localized(row["line"]), row.get("year"))


def _department(row: Mapping[str, Any]) -> Department:
    return Department(str(row["key"]), localized(row["name"]), localized(row["line"]), str(row.get("system", "")))


def _family(row: Mapping[str, Any]) -> Family:
    services = [ServiceCode(code) for code in row["services"]]
    return Family(FamilyKey(row["key"]), localized(row["name"]), str(row["icon"]), frozenset(services))


def _service(
    row: Mapping[str, Any], departments: Mapping[str, Department], photos: Mapping[str, Localized]
) -> ServiceProcess:
    return ServiceProcess(
        code=ServiceCode(row["code"]),
        department=departments[row["department"]] if "department" in row else None,
        is_not=localized(row.get("not", {})),
        photo=photos[row["photo"]] if "photo" in row else {},
        intake=tuple(localized(one) for one in row.get("intake", ())),
        level_note=localized(row.get("level_note", {})),
    )
