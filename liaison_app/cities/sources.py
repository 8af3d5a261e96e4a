"""`sources.toml` of a city's folder: where its borders and streets are published, and what their fields are called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liaison_app.cities import read_toml
from liaison_app.domain.errors import SettingsWrong

NAME_FIELDS = ("mapname", "listname", "name", "neighborhood", "neighbourhood", "nbhd_name", "label", "title")


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file that somebody publishes. All but `fields` may be ''; `fields` says which names to look for."""

    url: str
    attribution: str
    licence: str
    fields: dict[str, tuple[str, ...]]


def read_source(folder: Path, kind: str) -> PublishedFile:
    """The section `kind` of the city's `sources.toml`; an empty one where there is none.

    Raises:
        SettingsWrong: it holds something else than texts and lists of them.
    """
    path = folder / "sources.toml"
    raw: dict[str, Any] = read_toml(path).get(kind, {}) if path.is_file() else {}
    try:
        fields = {key: tuple(str(name) for name in names) for key, names in raw.get("fields", {}).items()}
        url, attribution, licence = (str(raw.get(key, "")) for key in ("url", "attribution", "licence"))
    except (AttributeError, TypeError) as error:
        raise SettingsWrong(f"The city's file {path} is not complete: {error!r}.") from error
    return PublishedFile(url, attribution, licence, fields)
