"""A spot's history as a strip: a lane for each service, a mark for each ticket over the years.

Places along the strip are per cent of its width (see `clock_picture`), heights pixels from the top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from liaison_app.domain.spot_rows import SpotVisit
from liaison_app.domain.tickets import Standing
from liaison_app.wording.services import say_service

_LANE, _FIRST_LANE, _AXIS_ROOM = 44, 34, 12
_LOOKS = {
    Standing.FIXED: "spot-mark spot-mark--fixed",
    Standing.NOT_FIXED: "spot-mark spot-mark--not-fixed",
    Standing.CLOSED: "spot-mark spot-mark--closed",
    Standing.WITHDRAWN: "spot-mark spot-mark--closed",
}
_OPEN = "spot-mark spot-mark--open"


@dataclass(frozen=True)
class Mark:
    """A ticket: a bar from its report to its closing, with a dot where it began."""

    x: str
    width: str
    y: str
    bar_y: str
    look: str


@dataclass(frozen=True)
class Lane:
    """A service's line and its name."""

    name: str
    y: str
    line_y: str


@dataclass(frozen=True)
class YearTick:
    """Where a year begins."""

    x: str
    label: str


@dataclass(frozen=True)
class SpotStrip:
    """Everything the strip draws; `height` is its height with the years below, `axis_y` where they stand."""

    lanes: list[Lane] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    ticks: list[YearTick] = field(default_factory=list)
    height: str = "0"
    axis_y: str = "0"
    label_y: str = "0"


def draw_strip(visits: Sequence[SpotVisit], today: date) -> SpotStrip:
    """Draw a history; a ticket that is open reaches to today."""
    if not visits:
        return SpotStrip()
    codes = list(dict.fromkeys((one.card.service_code, one.card.service_name) for one in reversed(visits)))
    lanes = {code: _FIRST_LANE + place * _LANE for place, (code, _) in enumerate(codes)}
    first = min(one.card.requested_on for one in visits)
    span = max((today - first).days, 30) * 1.02

    def at(day: date) -> float:
        return min(100.0, max(0.0, 100 * (day - first).days / span))

    axis = _FIRST_LANE + (len(codes) - 1) * _LANE + 2 * _AXIS_ROOM
    return SpotStrip(
        lanes=[Lane(say_service(code, name), str(lanes[code] - 14), str(lanes[code])) for code, name in codes],
        marks=[
            _mark(at(one.card.requested_on), at(one.card.closed_on or today), lanes[one.card.service_code], one)
            for one in reversed(visits)
        ],
        ticks=_years(first, today, at),
        height=str(axis + 30),
        axis_y=str(axis),
        label_y=str(axis + 20),
    )


def _mark(since: float, until: float, y: int, visit: SpotVisit) -> Mark:
    look = _LOOKS.get(visit.card.standing, _OPEN)
    return Mark(f"{since:.2f}%", f"{max(0.4, until - since):.2f}%", str(y), str(y - 4), look)


def _years(first: date, today: date, at: Callable[[date], float]) -> list[YearTick]:
    days = [date(year, 1, 1) for year in range(first.year + 1, today.year + 1)]
    ticks = [YearTick(f"{at(day):.2f}%", str(day.year)) for day in days if at(day) > 8]
    return [YearTick("0%", str(first.year)), *ticks]
