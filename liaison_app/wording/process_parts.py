"""What is known of the city's process, in words: its steps, who does the work, and in which system."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.city_process import OWN_SYSTEM, CityProcess, Department, ServiceProcess
from liaison_app.domain.closing_times import ClosingTimes, SeenFigures
from liaison_app.domain.guidance import Localized, in_locale
from liaison_app.i18n import active_locale, t
from liaison_app.wording.dates import say_days
from liaison_app.wording.numbers import say_number


@dataclass(frozen=True)
class StepWords:
    """A step of the process. `where` says in which software it happens, '' where nothing is known of it."""

    name: str = ""
    line: str = ""
    where: str = ""


@dataclass(frozen=True)
class DepartmentWords:
    """A department: what it does, and in which software."""

    name: str = ""
    line: str = ""
    system: str = ""


def say(text: Localized) -> str:
    """A text of the city's folder in the active locale."""
    return in_locale(text, active_locale())


def steps_of(process: CityProcess) -> list[StepWords]:
    """The steps that every request goes through."""
    return [
        StepWords(say(step.name), say(step.line), t("In {system}.", system=step.system) if step.system else "")
        for step in process.steps
    ]


def departments_of(process: CityProcess) -> list[DepartmentWords]:
    """Who does what."""
    return [
        DepartmentWords(say(department.name), say(department.line), say_system(department))
        for department in process.departments
    ]


def say_system(department: Department) -> str:
    """The software that a department works in, or that it is not known."""
    if department.system == OWN_SYSTEM:
        return t("Works in a system of its own.")
    if department.system:
        return t("Works in {system}.", system=department.system)
    return t("We do not know which system it works in.")


def say_department(service: ServiceProcess) -> str:
    """Who does the work of a service, in a sentence."""
    if service.department is None:
        return t("We do not know who does the work.")
    return t("Who does the work: {department}.", department=say(service.department.name))


def say_usual(times: ClosingTimes) -> str:
    """How long it takes in one short line, or that there are too few to say."""
    if not times.is_enough:
        return t("Too few closed to say")
    return t("half within {half}, 9 of 10 within {most}", half=say_days(times.within(0.5)), most=times.within(0.9))


def say_seen(seen: SeenFigures) -> str:
    """What people saw of what the city closed, with the base of it; that nobody has looked, where that is so."""
    if not seen.looked_at:
        return t("Nobody has yet said here what became of one that the city closed.")
    return t(
        "Of {closed} reported in the last 12 months and closed, people looked at {looked_at}: {fixed} were fixed, "
        "{not_fixed} were not.",
        closed=say_number(seen.closed),
        looked_at=say_number(seen.looked_at),
        fixed=say_number(seen.fixed),
        not_fixed=say_number(seen.not_fixed),
    )
