"""`certification.toml` of a city's folder: what each level asks for, how long it holds, and when its end is told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from liaison_app.cities import read_toml
from liaison_app.domain.certification import Asked, CertificationRules, LevelRules
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.program import Level

_LIMITS = {"share": 100, "practice": 100, "sessions": 100, "modules": 100, "held": 120}
_LONGEST_MONTHS = 120
_LONGEST_NOTICE = 365


@lru_cache(maxsize=4)
def read_certification(folder: Path) -> CertificationRules:
    """A city's rules; nothing is asked, for two years, where its folder has no file of them.

    Raises:
        SettingsWrong: a key is unknown, a figure is none or out of range; the message names the file.
    """
    path = folder / "certification.toml"
    if not path.is_file():
        return CertificationRules()
    try:
        return _rules(read_toml(path))
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsWrong(f"The city's file {path} is not as it should be: {error}.") from error


def _rules(raw: Mapping[str, Any]) -> CertificationRules:
    unknown = set(raw) - {"notices", *Level}
    if unknown:
        raise ValueError(f"{min(unknown)} is no level")
    notices = tuple(sorted((_figure("notices", one, _LONGEST_NOTICE) for one in raw.get("notices", ())), reverse=True))
    levels = {level: _level(level, raw[level.value]) for level in Level if level.value in raw}
    return CertificationRules(levels, notices or CertificationRules().notices)


def _level(level: Level, row: Mapping[str, Any]) -> LevelRules:
    unknown = set(row) - {"asked", "refresher", "months", "needs"}
    if unknown:
        raise ValueError(f"{min(unknown)} of {level.value} is not known")
    needs = Level(row["needs"]) if "needs" in row else None
    if needs is level:
        raise ValueError(f"{level.value} cannot stand on itself")
    months = _figure("months", row.get("months", 24), _LONGEST_MONTHS)
    if months < 1:
        raise ValueError(f"months of {level.value} must be at least 1")
    return LevelRules(_asked(row.get("asked", {})), _asked(row.get("refresher", {})), months, needs)


def _asked(row: Mapping[str, Any]) -> Asked:
    unknown = set(row) - set(_LIMITS)
    if unknown:
        raise ValueError(f"{min(unknown)} is nothing that can be asked")
    return Asked(**{name: _figure(name, value, _LIMITS[name]) for name, value in row.items()})


def _figure(name: str, value: Any, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(f"{name} must be a whole number from 0 to {most}")
    return value
