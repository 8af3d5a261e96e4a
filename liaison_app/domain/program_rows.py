"""The program as everybody sees it: cohorts that take people, and where nobody speaks yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.speakers import Speakers


@dataclass(frozen=True, slots=True)
class SessionTime:
    """When a training session begins and ends, UTC, and what it is about."""

    topic: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OpenCohort:
    """A cohort that takes people. `sessions` are those to come, at most a few; `away_m` metres, None where unknown.

    `is_for_here`: it is meant for the neighborhood that was asked for. `link` is whether it meets by video, too; the
    link itself goes to its own people alone.
    """

    name: str
    place: str
    access: str
    about: str
    languages: tuple[str, ...]
    neighborhoods: tuple[str, ...]
    sessions: tuple[SessionTime, ...]
    session_count: int
    seats: int
    seats_left: int
    lat: float | None
    lon: float | None
    has_video: bool
    is_for_here: bool = False
    away_m: int | None = None


@dataclass(frozen=True, slots=True)
class NeighborhoodSeat:
    """A neighborhood and how many liaisons speak for it; its middle in WGS 84 degrees."""

    id: NeighborhoodId
    name: str
    lat: float
    lon: float
    liaisons: int


@dataclass(frozen=True, slots=True)
class ProgramFront:
    """All of it. `near` is the neighborhood that was asked for, with who speaks there; None for the whole city."""

    cohorts: tuple[OpenCohort, ...]
    seats: tuple[NeighborhoodSeat, ...]
    near: NeighborhoodSeat | None = None
    speakers: Speakers | None = None
