"""The program's front door in words: the next trainings, who speaks near you, the empty seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_app import application_routes, routes
from liaison_app.domain.program_rows import NeighborhoodSeat, OpenCohort, ProgramFront, SessionTime
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_distance_away, say_moment, say_time
from liaison_app.wording.speakers import SpeakersWords, say_languages, say_speakers

STREET_ZOOM = 16


@dataclass(frozen=True)
class SessionWords:
    """One session: its day and hours, and what it is about."""

    when: str = ""
    topic: str = ""


@dataclass(frozen=True)
class CohortWords:
    """A cohort that takes people. `map_to` shows its place, '' where it is not known."""

    name: str = ""
    begins: str = ""
    seats: str = ""
    is_full: bool = False
    place: str = ""
    away: str = ""
    access: str = ""
    languages: str = ""
    meant_for: str = ""
    about: str = ""
    video: str = ""
    sessions: list[SessionWords] = field(default_factory=list)
    session_count: str = ""
    map_to: str = ""


@dataclass(frozen=True)
class SeatWords:
    """A neighborhood with an empty seat, or one to choose; `href` is the form with it chosen."""

    value: str = ""
    name: str = ""
    href: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class FrontWords:
    """The front door. `near` is the neighborhood's name, '' for the whole city."""

    is_ready: bool = False
    near: str = ""
    near_to: str = ""
    speakers: SpeakersWords = field(default_factory=SpeakersWords)
    cohorts: list[CohortWords] = field(default_factory=list)
    choices: list[SeatWords] = field(default_factory=list)
    empty: list[SeatWords] = field(default_factory=list)
    empty_says: str = ""
    apply_to: str = ""


def say_front(found: ProgramFront, *, zone: ZoneInfo, now: datetime) -> FrontWords:
    """All of it, in the active locale; times are told in the city's `zone`."""
    today = now.astimezone(zone).date()
    empty = [one for one in found.seats if not one.liaisons]
    near = found.near
    apply_to = application_routes.apply(near.id if near else "")
    return FrontWords(
        is_ready=True,
        near=near.name if near else "",
        near_to=routes.neighborhood(near.id) if near else "",
        speakers=say_speakers(found.speakers, apply_to) if found.speakers else SpeakersWords(),
        cohorts=[_cohort(one, zone, today) for one in found.cohorts],
        choices=[_seat(one, is_chosen=near is not None and one.id == near.id) for one in found.seats],
        empty=[_seat(one) for one in empty],
        empty_says=_say_empty(empty, len(found.seats)),
        apply_to=apply_to,
    )


def _say_empty(empty: Sequence[NeighborhoodSeat], whole: int) -> str:
    if not empty:
        return t("Somebody speaks for every neighborhood. More voices are welcome.")
    return tn(
        "{count} of {all} neighborhoods has nobody who speaks for it.",
        "{count} of {all} neighborhoods have nobody who speaks for them.",
        len(empty),
        all=whole,
    )


def _seat(one: NeighborhoodSeat, *, is_chosen: bool = False) -> SeatWords:
    return SeatWords(one.id, one.name, application_routes.apply(one.id), is_chosen)


def _cohort(one: OpenCohort, zone: ZoneInfo, today: date) -> CohortWords:
    first = one.sessions[0] if one.sessions else None
    return CohortWords(
        name=one.name,
        begins=say_moment(first.starts_at, zone, today) if first else t("The days are not set yet"),
        seats=_say_seats(one),
        is_full=not one.seats_left,
        place=one.place,
        away=say_distance_away(one.away_m) if one.away_m is not None else "",
        access=one.access,
        languages=say_languages(one.languages),
        meant_for=", ".join(one.neighborhoods),
        about=one.about,
        video=t("By video, too") if one.has_video and one.place else t("By video") if one.has_video else "",
        sessions=[_session(row, zone, today) for row in one.sessions],
        session_count=tn("{count} session", "{count} sessions", one.session_count) if one.session_count else "",
        map_to=routes.map_at(one.lat, one.lon, STREET_ZOOM) if one.lat is not None and one.lon is not None else "",
    )


def _say_seats(one: OpenCohort) -> str:
    if not one.seats_left:
        return t("Full. Apply, and you are asked when a seat gets free.")
    return tn("{count} of {all} seats is left", "{count} of {all} seats are left", one.seats_left, all=one.seats)


def _session(row: SessionTime, zone: ZoneInfo, today: date) -> SessionWords:
    until = say_time(row.ends_at, zone)
    return SessionWords(t("{begin} to {end}", begin=say_moment(row.starts_at, zone, today), end=until), row.topic)
