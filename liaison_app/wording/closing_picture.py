"""How long things took, as bars over days, with the published service level as a flag.

Places along the line of days are per cent of the picture's width, heights pixels from the top (see `clock_picture`).
The last bar holds all that took longer than the picture reaches.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app.domain.closing_times import ClosingTimes
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_days
from liaison_app.wording.numbers import say_number

_BARS = 30
_STEPS = (1, 2, 3, 5, 7, 10, 15, 30, 60, 90)
_BASE, _HIGHEST = 150, 126
_GAP = 0.12
_TICK_EVERY = 5


@dataclass(frozen=True)
class Bar:
    """How many took between two days. `look` is its class name: before the flag or behind it."""

    x: str
    y: str
    width: str
    height: str
    look: str


@dataclass(frozen=True)
class BarTick:
    """A day under the line."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True)
class BarRow:
    """The same as a row of a table: days, and how many."""

    days: str
    count: str


@dataclass(frozen=True)
class ClosingPicture:
    """Everything the picture draws; `flag_x` is empty where no service level is known."""

    bars: list[Bar] = field(default_factory=list)
    ticks: list[BarTick] = field(default_factory=list)
    rows: list[BarRow] = field(default_factory=list)
    flag_x: str = ""
    flag_label: str = ""
    flag_under: str = ""
    flag_anchor: str = "start"


def draw_closing(times: ClosingTimes, *, level_days: int | None, label: str = "", under: str = "") -> ClosingPicture:
    """Draw `times` with the flag at `level_days` (of the calendar; None for no flag), named by `label` and `under`."""
    width = _bar_days(times, level_days)
    last = _last_bar(times, level_days, width)
    counts = _counts(times, width, last)
    top = max(counts, default=0) or 1
    span = (last + 1) * width
    flag = None if level_days is None else min(100.0, 100 * level_days / span)
    return ClosingPicture(
        bars=[_bar(place, many, top, last, level_days, width) for place, many in enumerate(counts) if many],
        ticks=_ticks(last, width),
        rows=[_row(place, many, last, width) for place, many in enumerate(counts) if many],
        flag_x="" if flag is None else f"{flag:.2f}%",
        flag_label=label if flag is not None else "",
        flag_under=under if flag is not None else "",
        flag_anchor="end" if flag is not None and flag > 50 else "start",
    )


def calendar_days(days: int, *, is_business: bool) -> int:
    """About how many days of the calendar a service level is: seven for every five business days."""
    return round(days * 7 / 5) if is_business else days


def _bar_days(times: ClosingTimes, level_days: int | None) -> int:
    """How many days a bar holds, so that nearly all of them and the flag have room."""
    reach = max(times.within(0.97), round((level_days or 0) * 1.25), 7)
    return next((step for step in _STEPS if reach <= step * _BARS), _STEPS[-1])


def _last_bar(times: ClosingTimes, level_days: int | None, width: int) -> int:
    reach = max(times.within(0.97), round((level_days or 0) * 1.25), 7)
    return min(_BARS, -(-reach // width))


def _counts(times: ClosingTimes, width: int, last: int) -> list[int]:
    counts = [0] * (last + 1)
    for days, many in times.counts:
        counts[min((days - 1) // width, last)] += many
    return counts


def _bar(place: int, many: int, top: int, last: int, level_days: int | None, width: int) -> Bar:
    share = 100 / (last + 1)
    height = max(3, round(_HIGHEST * many / top))
    is_past = level_days is not None and place * width >= level_days
    return Bar(
        x=f"{share * (place + _GAP / 2):.2f}%",
        y=str(_BASE - height),
        width=f"{share * (1 - _GAP):.2f}%",
        height=str(height),
        look="closing-bar closing-bar--past" if is_past else "closing-bar",
    )


def _ticks(last: int, width: int) -> list[BarTick]:
    share = 100 / (last + 1)
    every = _TICK_EVERY if last > 2 * _TICK_EVERY else 2
    ticks = [
        BarTick(f"{share * place:.2f}%", str(place * width), "middle" if place else "start")
        for place in range(0, max(1, last - 3), every)
    ]
    return [*ticks, BarTick("100%", t("{days}+", days=last * width), "end")]


def _row(place: int, many: int, last: int, width: int) -> BarRow:
    first, until = place * width + 1, (place + 1) * width
    if place == last:
        said = tn("more than {count} day", "more than {count} days", place * width)
    elif width == 1:
        said = say_days(until)
    else:
        said = t("{first} to {until} days", first=first, until=until)
    return BarRow(said, say_number(many))
