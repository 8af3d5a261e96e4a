"""How one service works, in words: the answer first, then the steps, what it is, and what closes it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from liaison_app import routes
from liaison_app.domain.city_process import CityProcess, ServiceProcess
from liaison_app.domain.closing_times import ClosingTimes, PlaceTimes
from liaison_app.i18n import t, tn
from liaison_app.services.catalogue import OfferedKind, StopLine
from liaison_app.services.how_it_works import ServiceProcessDetail
from liaison_app.wording.closing_picture import ClosingPicture, calendar_days, draw_closing
from liaison_app.wording.dates import say_days
from liaison_app.wording.numbers import say_number
from liaison_app.wording.process_parts import StepWords, say, say_department, say_seen, say_system
from liaison_app.wording.services import say_level


@dataclass(frozen=True)
class StopWords:
    """What is done elsewhere. `tel` is what a phone dials, '' where nobody is to be called."""

    says: str = ""
    call: str = ""
    tel: str = ""
    is_emergency: bool = False


@dataclass(frozen=True)
class PlaceRow:
    """A neighborhood and how long it takes there."""

    name: str = ""
    href: str = ""
    half: str = ""
    base: str = ""


@dataclass(frozen=True)
class ServiceWords:
    """The page of a service. `says` is the answer in one sentence; the picture is there where it is `has_picture`."""

    code: str = ""
    name: str = ""
    icon: str = "other"
    city_name: str = ""
    sub: str = ""
    report_to: str = ""
    map_to: str = ""
    feed_to: str = ""
    csv_to: str = ""
    geojson_to: str = ""
    private: str = ""
    says: str = ""
    has_picture: bool = False
    picture: ClosingPicture = field(default_factory=ClosingPicture)
    base: str = ""
    level: str = ""
    level_note: str = ""
    seen: str = ""
    steps: list[StepWords] = field(default_factory=list)
    what: str = ""
    is_not: str = ""
    photo: str = ""
    intake: list[str] = field(default_factory=list)
    intake_note: str = ""
    stops: list[StopWords] = field(default_factory=list)
    slowest: list[PlaceRow] = field(default_factory=list)
    fastest: list[PlaceRow] = field(default_factory=list)


def service_words(found: ServiceProcessDetail) -> ServiceWords:
    """The page in the active locale."""
    kind, times = found.kind, found.times.times
    known = found.process.of(kind.code)
    private = t("It is never shown in public: there is no map and no feed of it, and nothing of it is counted.")
    return ServiceWords(
        code=kind.code,
        name=kind.name,
        icon=kind.icon,
        city_name=kind.city_name,
        sub=say_department(known),
        report_to=f"{routes.localized(routes.REPORT)}?service={kind.code}",
        map_to="" if kind.is_private else routes.map_of_service(kind.code),
        feed_to="" if kind.is_private else routes.service_feed(kind.code),
        csv_to="" if kind.is_private else routes.open_data("csv", service=kind.code),
        geojson_to="" if kind.is_private else routes.open_data("geojson", service=kind.code),
        private=private if kind.is_private else "",
        says=t("How long it takes is not counted here") if kind.is_private else _answer(times),
        has_picture=times.is_enough,
        picture=_picture(kind, times) if times.is_enough else ClosingPicture(),
        base=_base(times),
        level=say_level(kind.code) or t("We know of none that was published."),
        level_note=say(known.level_note),
        seen="" if kind.is_private else say_seen(found.times.seen),
        steps=_steps(known, found.process),
        what=kind.why,
        is_not=say(known.is_not),
        photo=say(known.photo) or t("We do not know what helps most here."),
        intake=[say(reason) for reason in known.intake],
        intake_note=_intake_note(known, found.process),
        stops=[_stop(stop) for stop in kind.stops],
        slowest=_places(found.times.slowest),
        fastest=_places(found.times.fastest),
    )


def _answer(times: ClosingTimes) -> str:
    if not times.total:
        return t("We have none here that the city closed in the last 12 months.")
    if not times.is_enough:
        return tn(
            "{count} was closed in the last 12 months: too few to say how long it takes.",
            "{count} were closed in the last 12 months: too few to say how long it takes.",
            times.total,
        )
    most, half = say_days(times.within(0.9)), times.within(0.5)
    return t("9 of 10 are closed within {most}. Half within {half}.", most=most, half=half)


def _base(times: ClosingTimes) -> str:
    if not times.is_enough:
        return ""
    days = times.within(0.9)
    return t(
        "{total} that the city closed in the last 12 months, {closed} of them within {days}. Closed is what the city "
        "says; it is not seen fixed.",
        total=say_number(times.total),
        closed=say_number(times.closed_by(days)),
        days=say_days(days),
    )


def _picture(kind: OfferedKind, times: ClosingTimes) -> ClosingPicture:
    if kind.level_days is None:
        return draw_closing(times, level_days=None)
    days = calendar_days(kind.level_days, is_business=kind.level_is_business)
    name = tn("Published: {count} business day", "Published: {count} business days", kind.level_days)
    plain = tn("Published: {count} day", "Published: {count} days", kind.level_days)
    about = t("about {days}", days=say_days(days)) if kind.level_is_business else ""
    year = t("last said in {year}", year=kind.level_year) if kind.level_year else t("year not known")
    return draw_closing(
        times,
        level_days=days,
        label=name if kind.level_is_business else plain,
        under=", ".join(part for part in (about, year) if part),
    )


def _steps(known: ServiceProcess, process: CityProcess) -> list[StepWords]:
    """The steps as this service goes through them: the third is its own department's."""
    department = known.department
    work = StepWords(
        t("The work: {department}", department=say(department.name)) if department else t("A department works on it"),
        say(department.line) if department else t("We do not know which one."),
        say_system(department) if department else "",
    )
    logged = next((step.system for step in process.steps if step.system), "")
    return [
        StepWords(t("You report it"), t("With the place, the kind and photos.")),
        StepWords(
            t("The city logs it"),
            t("It gets its number, and the public word is “open”."),
            t("In {system}.", system=logged) if logged else "",
        ),
        work,
        StepWords(t("The city says “closed”"), t("With a few words why. What they were stands on each ticket.")),
        StepWords(t("Somebody looks"), t("Still there? Send it back with the original number: a redress.")),
    ]


def _intake_note(known: ServiceProcess, process: CityProcess) -> str:
    if not known.intake:
        return t("We know of no reason for which it is closed on arrival. That does not mean that there is none.")
    if process.intake_year is None:
        return t("Unofficial. Ask your coordinator before you rely on it.")
    return t("From a {year} list, unofficial. Ask your coordinator before you rely on it.", year=process.intake_year)


def _stop(stop: StopLine) -> StopWords:
    digits = "".join(ch for ch in stop.call if ch.isdigit())
    return StopWords(stop.says, stop.call, f"tel:{digits}" if digits else "", stop.is_emergency)


def _places(rows: Sequence[PlaceTimes]) -> list[PlaceRow]:
    return [
        PlaceRow(
            name=row.name,
            href=routes.neighborhood(row.neighborhood_id),
            half=t("half within {days}", days=say_days(row.half_within)),
            base=tn("{count} closed", "{count} closed", row.total),
        )
        for row in rows
    ]
