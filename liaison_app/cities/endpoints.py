"""Endpoint profiles by name: those shipped with the app, and those in a city's own folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from liaison_app.cities import CITIES_DIR, read_toml
from liaison_app.domain.endpoint_profile import EndpointProfile, KeyPlace
from liaison_app.domain.errors import SettingsWrong

FILE = "endpoints.toml"


def read_endpoint(name: str, folder: Path | None = None) -> EndpointProfile:
    """The profile called `name`; one in the city's own `folder` comes before one of ours.

    Raises:
        SettingsWrong: nobody knows that name, or a key of it is wrong.
    """
    known: dict[str, Any] = read_toml(CITIES_DIR / FILE)
    if folder is not None and (folder / FILE).is_file():
        known |= read_toml(folder / FILE)
    if name not in known:
        raise SettingsWrong(f"LIAISON_CITY_PROFILE is {name!r}; known are {', '.join(sorted(known))}.")
    raw = dict(known[name])
    try:
        if "key_in" in raw:
            raw["key_in"] = KeyPlace(raw["key_in"])
        raw |= {key: tuple(raw[key]) for key in ("row_caps", "post_fields") if key in raw}
        return EndpointProfile(name=name, **raw)
    except (TypeError, ValueError) as error:
        raise SettingsWrong(f"The endpoint profile {name!r} is not right: {error}.") from error
