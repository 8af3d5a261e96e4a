"""The honest clock as a drawing: twenty past tickets as dots over the days they took, the promise, the age now.

Places along the time line are per cent of the picture's width (text such as `25.81%`, as SVG wants it); heights are
pixels from the top. Columns of dots end on the promised day, so that a dot never stands on its wrong side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_COLUMNS_TO_PROMISE = 4
_COLUMNS_WITHOUT_PROMISE = 16
_BASE, _STEP, _HIGHEST = 102, 14, 6
_STEPS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365)


@dataclass(frozen=True)
class Dot:
    """One past ticket. `look` is its class name: on time or past the promise."""

    x: str
    y: str
    look: str


@dataclass(frozen=True)
class Tick:
    """A day marked on the time line."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True)
class ClockPicture:
    """Everything the clock draws; `due_x` is empty where nothing was promised, `is_late` says the age is beyond it."""

    dots: list[Dot] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    age_x: str = "0%"
    age_label: str = ""
    age_anchor: str = "start"
    on_time_width: str = "0%"
    over_width: str = "0%"
    is_late: bool = False
    due_x: str = ""
    due_label: str = ""
    due_anchor: str = "start"


@dataclass(frozen=True)
class DotRow:
    """One row of dots for a comparison, with the promise as a line (`due_x` is empty where nothing was promised)."""

    dots: list[Dot] = field(default_factory=list)
    due_x: str = ""


def draw_clock(
    days: Sequence[int], *, promised: int | None, age: int, due_label: str = "", age_label: str = ""
) -> ClockPicture:
    """Draw how long tickets like it took (`days`, at most twenty of them are meant) against the promise and the age.

    All three are whole days since the report. What took longer than the picture reaches stands in its last column.
    """
    span = _span(days, promised, age)
    at = _place(span)
    on_time = min(age, promised) if promised is not None else age
    return ClockPicture(
        dots=_dots(days, promised, span),
        ticks=_ticks(span, avoid=age),
        age_x=at(age),
        age_label=age_label,
        age_anchor="end" if age > span * 0.6 else "start",
        on_time_width=at(on_time),
        over_width=at(age - on_time),
        is_late=age > on_time,
        due_x=at(promised) if promised is not None else "",
        due_label=due_label if promised is not None else "",
        due_anchor="end" if promised is not None and promised > span * 0.55 else "start",
    )


def draw_dots(days: Sequence[int], *, promised: int | None, span: int) -> DotRow:
    """One row of the neighborhood's comparison; rows that stand below each other share a `span` of days."""
    dots = _dots(days, promised, span, base=37, step=9, highest=3)
    return DotRow(dots=dots, due_x=_place(span)(promised) if promised is not None else "")


def bar_shares(*, age: float, promised: float) -> tuple[int, int]:
    """(age, due) of a mini clock in per cent of its bar: on time fills up to the mark, late runs past it."""
    span = max(age, promised) * 1.2 or 1.0
    return round(100 * age / span), round(100 * promised / span)


def _span(days: Sequence[int], promised: int | None, age: int) -> int:
    known = max(age * 1.25, (promised or 0) * 1.6, 7)
    longest = max(days, default=0) * 1.05
    # Where nothing was promised, what is usual says how far the picture has to reach.
    middle = sorted(days)[len(days) // 2] if days else 0
    reach = promised or max(age, middle) or 7
    return round(min(max(known, longest), max(known, 4 * reach)))


def _place(span: int) -> Callable[[float], str]:
    def at(day: float) -> str:
        return f"{min(100.0, max(0.0, 100 * day / span)):.2f}%"

    return at


def _dots(
    days: Sequence[int],
    promised: int | None,
    span: int,
    *,
    base: int = _BASE,
    step: int = _STEP,
    highest: int = _HIGHEST,
) -> list[Dot]:
    width = promised / _COLUMNS_TO_PROMISE if promised else span / _COLUMNS_WITHOUT_PROMISE
    last = max(int(span / width) - 1, 0)
    columns = Counter(min(max(-(-day // width) - 1, 0), last) for day in days)
    dots = []
    for column, count in sorted(columns.items()):
        late = promised is not None and column >= _COLUMNS_TO_PROMISE
        gap = step if count <= highest else step * highest / count
        x = f"{100 * (column + 0.5) * width / span:.2f}%"
        look = "c-dot c-dot--past" if late else "c-dot"
        dots += [Dot(x=x, y=f"{base - row * gap:.0f}", look=look) for row in range(count)]
    return dots


def _ticks(span: int, *, avoid: int) -> list[Tick]:
    step = next((step for step in _STEPS if span / step <= 6), _STEPS[-1])
    room = span * 0.07
    days = [day for day in range(0, span, step) if day < span * 0.97]
    return [
        Tick(
            x=f"{100 * day / span:.2f}%",
            label="" if abs(day - avoid) < room else str(day),
            anchor="middle" if day else "start",
        )
        for day in days
    ]
