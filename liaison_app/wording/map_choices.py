"""What the map can be narrowed to, in words."""

from __future__ import annotations

from typing import Any

from liaison_app.i18n import t
from liaison_app.services.map_choices import MapChoices
from liaison_app.wording.services import say_as_city, say_service


def choices_content(found: MapChoices) -> dict[str, Any]:
    """Groups of services `[code, name]`, neighborhoods `[id, name]`, and the first and last month (`YYYY-MM`)."""
    groups: dict[str, list[list[str]]] = {}
    for one in found.services:
        name = say_as_city(one.group) or t("Everything else")
        groups.setdefault(name, []).append([one.code, say_service(one.code, one.city_name)])
    return {
        "groups": [{"name": name, "services": services} for name, services in groups.items()],
        "neighborhoods": [list(pair) for pair in found.neighborhoods],
        "months": [f"{found.first_day:%Y-%m}", f"{found.last_day:%Y-%m}"],
    }
