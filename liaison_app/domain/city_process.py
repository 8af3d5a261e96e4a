"""How a city's process goes, as far as it is known: its steps, its departments, and what each service is about.

What is not known is empty or None, and is said to be unknown: nothing here is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from liaison_app.domain.guidance import Localized
from liaison_app.domain.ids import ServiceCode

OWN_SYSTEM = "own"  # a department's work system that has no name of its own in public


class FamilyKey(str):
    """The key of a family of services, such as `dumping`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """One step of the whole process. `system` is the name of the software it happens in, '' where that is not known."""

    name: Localized
    line: Localized
    system: str = ""


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure that the city, or somebody about it, has published. `year` is None where it is not known."""

    number: Localized
    line: Localized
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Department:
    """Who does the work. `system` is the name of its work system, `OWN_SYSTEM`, or '' where it is not known."""

    key: str
    name: Localized
    line: Localized
    system: str = ""


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """What is known of one service beside its guidance; a field that is empty or None is not known.

    `intake` are reasons for which a request was closed on arrival, `photo` is what to photograph, `is_not` what does
    not belong here, `level_note` what is known about its service level beyond days and year.
    """

    code: ServiceCode
    department: Department | None = None
    is_not: Localized = field(default_factory=dict)
    photo: Localized = field(default_factory=dict)
    intake: tuple[Localized, ...] = ()
    level_note: Localized = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Family:
    """Services that are about the same thing in one place, so that one coming after the other is its coming back."""

    key: FamilyKey
    name: Localized
    icon: str
    services: frozenset[ServiceCode]


@dataclass(frozen=True, slots=True)
class CityProcess:
    """All that is known of a city's process. `intake_year` is the year of the list that `intake` comes from."""

    steps: tuple[ProcessStep, ...] = ()
    figures: tuple[KnownFigure, ...] = ()
    departments: tuple[Department, ...] = ()
    services: Mapping[ServiceCode, ServiceProcess] = field(default_factory=dict)
    families: tuple[Family, ...] = ()
    intake_year: int | None = None

    def of(self, code: str) -> ServiceProcess:
        """What is known of a service; a bare one where nothing is."""
        return self.services.get(ServiceCode(code)) or ServiceProcess(ServiceCode(code))

    def family(self, key: str) -> Family | None:
        """The family of that key."""
        return next((one for one in self.families if one.key == key), None)

    def family_of(self, code: str) -> Family | None:
        """The family that a service belongs to; None where it belongs to none."""
        return next((one for one in self.families if code in one.services), None)


NOTHING_KNOWN = CityProcess()
