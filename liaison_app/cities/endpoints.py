"""Endpoint profiles by name, from `jurisdictions.toml`: the one shipped with the app, and one in a city's own folder.

Reading is strict. A slip in such a file would otherwise show as a request filed twice, weeks later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Any, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liaison_app.cities import CITIES_DIR, read_toml
from liaison_app.domain.endpoint_profile import EndpointProfile, status_key
from liaison_app.domain.errors import SettingsWrong

FILE = "jurisdictions.toml"
_KINDS = {name: kind for name, kind in get_type_hints(EndpointProfile).items() if name != "name"}
_AT_LEAST_ONE = frozenset({"span_days", "ids_per_call", "posts_per_minute", "row_caps", "absent_statuses"})
_STATUSES = frozenset({"open", "closed", "unknown"})
_KIND_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}


def read_endpoint(name: str, folder: Path | None = None) -> EndpointProfile:
    """The profile called `name`; one in the city's own `folder` comes before one of ours.

    Raises:
        SettingsWrong: nobody knows that name, or anything in a file is not right; it names file, section and key.
    """
    known = _profiles(CITIES_DIR / FILE)
    if folder is not None and (folder / FILE).is_file():
        known |= _profiles(folder / FILE)
    if name not in known:
        raise SettingsWrong(f"LIAISON_CITY_PROFILE is {name!r}; known are {', '.join(sorted(known))}.")
    return known[name]


def _profiles(path: Path) -> dict[str, EndpointProfile]:
    return {name: _profile(path, name, raw) for name, raw in read_toml(path).items()}


def _profile(path: Path, name: str, raw: object) -> EndpointProfile:
    if not isinstance(raw, dict):
        raise SettingsWrong(f"{path}: {name} stands outside of any [section].")
    values = {}
    for key, value in raw.items():
        try:
            values[key] = _checked(key, value)
        except ValueError as error:
            raise SettingsWrong(f"{path}: [{name}] {key} {error}.") from error
    return EndpointProfile(name=name, **values)


def _checked(key: str, value: Any) -> Any:
    kind = _KINDS.get(key)
    if kind is None:
        raise ValueError(f"is not a key; keys are {', '.join(_KINDS)}")
    if get_origin(kind) is tuple:
        found: Any = _items(value, kind.__args__[0])
    elif get_origin(kind) is Mapping:
        found = _status_table(value)
    else:
        found = _plain(value, kind)
    least = 1 if key in _AT_LEAST_ONE else 0
    numbers = found if isinstance(found, tuple) else (found,)
    if any(isinstance(number, (int, float)) and number < least for number in numbers):
        raise ValueError(f"must be {least} or more, and is {value!r}")
    if key == "time_zone":
        _check_zone(found)
    return found


def _plain(value: Any, kind: Any) -> Any:
    if issubclass(kind, StrEnum):
        if value not in set(kind):
            raise ValueError(f"must be one of {', '.join(kind)}, and is {value!r}")
        return kind(value)
    # A boolean is a number to Python, and must not pass for one here.
    fits = isinstance(value, (int, float) if kind is float else kind) and isinstance(value, bool) == (kind is bool)
    if not fits or (kind is float and not isfinite(value)):
        raise ValueError(f"must be {_KIND_WORDS[kind]}, and is {value!r}")
    return kind(value)


def _items(value: Any, kind: Any) -> tuple[Any, ...]:
    if isinstance(value, list):
        return tuple(_plain(item, kind) for item in value)
    raise ValueError(f"must be a list, and is {value!r}")


def _status_table(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(status in _STATUSES for status in value.values()):
        raise ValueError(f"must be a table of words to {', '.join(sorted(_STATUSES))}, and is {value!r}")
    return {status_key(word): status for word, status in value.items()}


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"must be an IANA name such as America/New_York, and is {name!r}") from error


def written(profile: EndpointProfile) -> str:
    """A profile as a section of such a file, with what differs from the defaults."""
    usual = EndpointProfile(profile.name)
    lines = [f"[{profile.name}]"]
    for item in fields(EndpointProfile):
        value = getattr(profile, item.name)
        if item.name != "name" and value != getattr(usual, item.name):
            lines.append(f"{item.name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_toml(key)} = {_toml(item)}' for key, item in value.items())} }}"
    return json.dumps(str(value).replace("\x7f", ""), ensure_ascii=False)
