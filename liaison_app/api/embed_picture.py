"""A view of the map drawn on the server: streets, border, a dot for each ticket. A picture of a few kilobytes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from liaison_app.domain.view_picture import Dot, ViewPicture
from liaison_app.wording.tickets import BADGE_KEYS

WIDTH, HEIGHT = 400, 240
MARGIN = 0.08  # of the longer side, around what is shown
LEAST_DEGREES = 0.008  # about 900 metres: a single ticket still lies among streets
Line = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The piece of the world in the picture, in degrees; a degree of longitude is drawn narrower, as it is."""

    south: float
    west: float
    north: float
    east: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place lies in the picture."""
        x = (lon - self.west) / (self.east - self.west) * WIDTH
        y = (self.north - lat) / (self.north - self.south) * HEIGHT
        return round(x, 1), round(y, 1)

    def crosses(self, line: Line) -> bool:
        """Whether a line of `[lat, lon]` may be seen; its box is compared."""
        lats, lons = [one[0] for one in line], [one[1] for one in line]
        return min(lats) <= self.north and max(lats) >= self.south and min(lons) <= self.east and max(lons) >= self.west


def frame_of(found: ViewPicture, outline: Line) -> Frame:
    """What the picture shows: the neighborhood's border, else its dots, else the city; in the picture's proportion."""
    border = [(lat, lon) for ring in found.rings for lon, lat in ring]
    dots = [(one.at.lat, one.at.lon) for one in found.dots] if found.place else []
    places = border or dots or [(one[0], one[1]) for one in outline]
    south, north = min(lat for lat, _ in places), max(lat for lat, _ in places)
    west, east = min(lon for _, lon in places), max(lon for _, lon in places)
    middle_lat, middle_lon = (south + north) / 2, (west + east) / 2
    narrow = math.cos(math.radians(middle_lat))
    tall = max(north - south, (east - west) * narrow * HEIGHT / WIDTH, LEAST_DEGREES) * (1 + 2 * MARGIN)
    wide = tall * WIDTH / HEIGHT / narrow
    return Frame(middle_lat - tall / 2, middle_lon - wide / 2, middle_lat + tall / 2, middle_lon + wide / 2)


def drawn(found: ViewPicture, outline: Line, streets: Iterable[Line], *, label: str) -> str:
    """The picture as an SVG element; `outline` (the city's) and `streets` are lines of `[lat, lon]`."""
    frame = frame_of(found, outline)
    land = _path(frame, [outline], is_closed=True)
    roads = _path(frame, (line for line in streets if frame.crosses(line)), is_closed=False)
    border = _path(frame, ([(lat, lon) for lon, lat in ring] for ring in found.rings), is_closed=True)
    dots = "".join(_dot(frame, one) for one in reversed(found.dots))
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice" role="img" '
        f'aria-label="{escape(label)}"><path class="land" d="{land}"/><path class="roads" d="{roads}"/>'
        f'<path class="border" d="{border}"/>{dots}</svg>'
    )


def mark(kind: str, x: float, y: float) -> str:
    """A dot of the form that goes with its colour: a square is late, a ring closed, a cross not fixed."""
    forms = {
        "late": f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8"/>',
        "not-fixed": f'<path d="M{x - 4} {y - 4}l8 8m0-8l-8 8"/>',
        "fixed": f'<path d="M{x - 5} {y}l4 4 6-8"/>',
        "closed": f'<circle cx="{x}" cy="{y}" r="3.5"/>',
    }
    return f'<g class="dot dot--{kind}">{forms.get(kind, _disc(x, y))}</g>'


def _disc(x: float, y: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="4.5"/>'


def _dot(frame: Frame, one: Dot) -> str:
    return mark(BADGE_KEYS[one.standing], *frame.at(one.at.lat, one.at.lon))


def _path(frame: Frame, lines: Iterable[Any], *, is_closed: bool) -> str:
    def pieces() -> Iterator[str]:
        for line in lines:
            points = [frame.at(lat, lon) for lat, lon in line]
            if points:
                yield "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + ("z" if is_closed else "")

    return "".join(pieces())
