"""How cities' open data is read: mappings as TOML files, those shipped here and those an operator writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liaison_app.cities import read_toml
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.geo import Bounds, LatLon
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.open_data_reading import FIELDS
from liaison_app.domain.open_data_records import CarefulWith, OpenDataMapping, Promise, ServiceTable
from liaison_app.domain.tickets import Status

SHIPPED_DIR = Path(__file__).parent
_KEYS = frozenset(
    {
        "title",
        "time_zone",
        "promise",
        "day_first",
        "capitals",
        "columns",
        "carto",
        "cut",
        "status",
        "bounds",
        "services",
    }
)


def shipped() -> tuple[str, ...]:
    """The names of the mappings that come with the app."""
    return tuple(sorted(path.stem for path in SHIPPED_DIR.glob("*.toml")))


def read_mapping(choice: str, *, city: CityProfile, guidance: Guidance, only_service: str = "") -> OpenDataMapping:
    """The mapping that `choice` names: one of ours, or the path of a TOML file.

    Raises:
        SettingsWrong: there is none of that name, or it cannot be read; the message names the file and the fault.
    """
    path = SHIPPED_DIR / f"{choice}.toml" if choice in shipped() else Path(choice).expanduser()
    if not path.is_file():
        raise SettingsWrong(f"{choice!r} is neither a mapping we know ({', '.join(shipped())}) nor a file.")
    raw = read_toml(path)
    if unknown := set(raw) - _KEYS:
        raise SettingsWrong(f"The mapping {path} has a key that we do not know: {', '.join(sorted(unknown))}.")
    try:
        return _mapping(path.stem, raw, city, guidance, only_service)
    except (KeyError, TypeError, ValueError, AttributeError, ZoneInfoNotFoundError) as error:
        raise SettingsWrong(f"The mapping {path} is not right: {error!r}.") from error


def _mapping(
    name: str, raw: Mapping[str, Any], city: CityProfile, guidance: Guidance, only_service: str
) -> OpenDataMapping:
    cuts, carto = raw.get("cut", {}), raw.get("carto", {})
    return OpenDataMapping(
        name=name,
        title=str(raw["title"]),
        columns=_columns(raw["columns"]),
        zone=ZoneInfo(raw["time_zone"]) if "time_zone" in raw else city.time_zone,
        statuses=_statuses(raw["status"]),
        services=_services(raw.get("services", {})),
        holds=_holds(raw.get("bounds"), city),
        care=lambda code: _care(guidance, code),
        promise=Promise(raw.get("promise", "time")),
        is_day_first=bool(raw.get("day_first", False)),
        has_capitals=bool(raw.get("capitals", False)),
        address_cuts=_cuts(cuts.get("address", {})),
        notes_cuts=_cuts(cuts.get("notes", {})),
        carto_url=str(carto.get("url", "")),
        carto_table=str(carto.get("table", "")),
        only_service=only_service,
    )


def _columns(raw: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    if unknown := set(raw) - set(FIELDS):
        raise ValueError(f"no field of ours: {', '.join(sorted(unknown))}; there are {', '.join(FIELDS)}")
    return {field: tuple(name.strip().lower() for name in names) for field, names in raw.items()}


def _statuses(raw: Mapping[str, Any]) -> Mapping[str, Status]:
    return {word.strip().lower(): Status(status) for status, words in raw.items() for word in words}


def _services(raw: Mapping[str, Any]) -> ServiceTable:
    names: Mapping[str, Any] = raw.get("names", {})
    return ServiceTable(
        by_name={name.lower(): code for code, known in names.items() for name in known},
        names={code: known[0] for code, known in names.items()},
        left_out=_set(raw, "left_out"),
        private=_set(raw, "private"),
        house_linked=_set(raw, "house_linked"),
        name_is_code=bool(raw.get("name_is_code", False)),
    )


def _set(raw: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(" ".join(str(one).split()) for one in raw.get(key, ()))


def _holds(raw: Mapping[str, Any] | None, city: CityProfile) -> Callable[[LatLon], bool]:
    """Inside the mapping's own box, or the city's, grown by what the city tolerates."""
    if raw is None:
        return city.limits.bounds.grown(city.limits.tolerance_m).holds
    return Bounds(**{side: float(raw[side]) for side in ("south", "west", "north", "east")}).holds


def _care(guidance: Guidance, code: str) -> CarefulWith:
    guide = guidance.of(ServiceCode(code))
    return CarefulWith(guide.is_private, guide.is_house_linked)


def _cuts(raw: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The longest first, so that what begins alike is cut whole."""
    return tuple(sorted(((str(start), str(instead)) for start, instead in raw.items()), key=lambda one: -len(one[0])))
