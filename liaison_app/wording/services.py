"""A service's name as people say it, and its picture. What the city's guidance does not name keeps the city's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from liaison_app.i18n import active_locale

OTHER_ICON = "other"


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """One service: its plain name by locale, and the name of its icon."""

    names: Mapping[str, str] = field(default_factory=dict)
    icon: str = OTHER_ICON


_known: dict[str, ServiceWords] = {}


def learn_services(services: Mapping[str, ServiceWords]) -> None:
    """Take the plain names of a city's services, by code; what was known before is forgotten."""
    _known.clear()
    _known.update(services)


def say_service(code: str, city_name: str) -> str:
    """The service's plain name in the active locale; the city's own name where there is none."""
    known = _known.get(code)
    return (known.names.get(active_locale()) if known else None) or city_name.strip()


def icon_of_service(code: str) -> str:
    """The name of the service's icon (`front_end/icons.py`)."""
    known = _known.get(code)
    return known.icon if known else OTHER_ICON
