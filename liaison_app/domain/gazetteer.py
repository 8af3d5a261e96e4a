"""A gazetteer of streets: finds corners and blocks by name, and names for places, with nothing but lines and numbers.

Offline and exact to some tens of metres: enough to open the map at the right corner, never a reason to overrule the
pin that a person set. A call takes well under two milliseconds for a city of a few hundred streets.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from liaison_app.domain.address_text import Typed, TypedCorner, TypedNumber, TypedStreet, parse_place
from liaison_app.domain.geo import EARTH_RADIUS_M, LatLon
from liaison_app.domain.ports_places import PlaceFound, PlaceName, Precision
from liaison_app.domain.street_lookup import StreetLookup
from liaison_app.domain.street_names import StreetName, parse_street
from liaison_app.domain.street_pieces import MEET_M, Piece, Street, boxes_touch, crossing, near_misses

MAX_FOUND = 5
NEAR_STREET_M = 120.0  # farther than this a street does not name a place
NEAR_CORNER_M = 400.0  # a corner farther off says nothing about a place
SAME_PLACE_M = 60.0
HOUSES_END = 60  # house numbers seldom use up their hundred: most blocks end about here
NUMBER_SLACK = 100  # one block past the end of a line still counts
_CELL_M = 400.0


class Gazetteer:
    """The streets of one city, indexed once; safe to share between threads because nothing changes after that."""

    def __init__(self, streets: Iterable[Street], origin: LatLon) -> None:
        self.streets = tuple(streets)
        self._origin = origin
        self._per_lat = math.radians(1) * EARTH_RADIUS_M
        self._per_lon = self._per_lat * math.cos(math.radians(origin.lat))
        self._pieces: dict[str, list[Piece]] = {street.name: list(self._cut(street)) for street in self.streets}
        self._lookup: StreetLookup[Street] = StreetLookup()
        self._cells: dict[tuple[int, int], list[Piece]] = defaultdict(list)
        for street in self.streets:
            self._index(street)

    def find(self, text: str) -> list[PlaceFound]:
        """Places that `text` may mean, the likeliest first, at most five; empty where none is known."""
        typed = parse_place(text)
        if typed is None:
            return []
        return self._distinct(self._answers(typed))[:MAX_FOUND]

    def name(self, at: LatLon) -> PlaceName | None:
        """The nearest known street, its block and the nearest corner; None with no street within 120 metres."""
        x, y = self._flat(at)
        near = sorted(((*piece.foot(x, y), piece) for piece in self._around(x, y)), key=lambda one: one[0])
        if not near or near[0][0] > NEAR_STREET_M:
            return None
        distance, share, piece = near[0]
        number = piece.n0 + share * (piece.n1 - piece.n0)
        block = int(number // 100) * 100
        corner = self._nearest_corner(x, y, piece.street, [one for _, _, one in near])
        return PlaceName(
            label=piece.label(block),
            street=piece.street.name,
            block=block,
            cross_street=corner[1].name if corner else None,
            distance_m=distance,
            corner_m=corner[0] if corner else None,
        )

    def corners(self, one: Street, other: Street) -> list[LatLon]:
        """Every place where two streets meet."""
        meets = self._meetings(self._pieces[one.name], self._pieces[other.name])
        return [found.at for found in self._distinct([self._corner_found(a, b, x, y) for a, b, x, y in meets])]

    # -- by name ------------------------------------------------------------------------------------------------

    def _answers(self, typed: Typed) -> list[PlaceFound]:
        match typed:
            case TypedCorner(one, other):
                return self._corner_answers(one, other)
            case TypedNumber(number, street, is_block):
                return self._number_answers(number, street, is_block=is_block)
            case TypedStreet(street):
                return [self._middle(found) for found in self._lookup.named(street)]

    def _corner_answers(self, one: StreetName, other: StreetName) -> list[PlaceFound]:
        found: list[PlaceFound] = []
        for first in self._lookup.named(one):
            for second in self._lookup.named(other):
                if first is not second:
                    meets = self._meetings(self._wanted(first, one), self._wanted(second, other))
                    found += [self._corner_found(a, b, x, y) for a, b, x, y in meets]
        return found

    def _number_answers(self, number: int, name: StreetName, *, is_block: bool) -> list[PlaceFound]:
        found: list[PlaceFound] = []
        streets = self._lookup.named(name)
        for street in streets:
            hits = [(self._misses(piece, number), piece) for piece in self._wanted(street, name)]
            best = min((miss for miss, _ in hits), default=NUMBER_SLACK + 1)
            if best <= NUMBER_SLACK:
                found += [self._block_found(p, number, is_block=is_block) for miss, p in hits if miss == best]
        return found or [self._middle(street) for street in streets]

    def _wanted(self, street: Street, name: StreetName) -> list[Piece]:
        pieces = self._pieces[street.name]
        if not name.direction:
            return pieces
        return (
            [piece for piece in pieces if piece.direction == name.direction]
            or [piece for piece in pieces if not piece.direction]
            or pieces
        )

    def _misses(self, piece: Piece, number: int) -> int:
        low, high = sorted((piece.n0, piece.n1))
        return max(low - number, number - high, 0)

    # -- by place -----------------------------------------------------------------------------------------------

    def _around(self, x: float, y: float) -> list[Piece]:
        cx, cy = int(x // _CELL_M), int(y // _CELL_M)
        cells = [(cx + i, cy + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        return list({id(piece): piece for cell in cells for piece in self._cells.get(cell, ())}.values())

    def _nearest_corner(self, x: float, y: float, street: Street, near: Sequence[Piece]) -> tuple[float, Street] | None:
        own = [piece for piece in near if piece.street is street]
        others = [piece for piece in near if piece.street is not street]
        meets = self._meetings(own, others)
        best = min(((math.hypot(mx - x, my - y), b.street) for _, b, mx, my in meets), key=lambda m: m[0], default=None)
        return best if best and best[0] <= NEAR_CORNER_M else None

    # -- geometry -----------------------------------------------------------------------------------------------

    def _meetings(self, ones: Sequence[Piece], others: Sequence[Piece]) -> list[tuple[Piece, Piece, float, float]]:
        """Where pieces of two streets cross; where none do, where they come nearest, if that is near enough."""
        exact: list[tuple[Piece, Piece, float, float]] = []
        loose: list[tuple[float, Piece, Piece, float, float]] = []
        for a in ones:
            for b in others:
                if not boxes_touch(a, b):
                    continue
                if at := crossing(a, b):
                    exact.append((a, b, *at))
                elif not exact:
                    loose += [(gap, a, b, x, y) for gap, x, y in near_misses(a, b) if gap <= MEET_M]
        seen = {(a.street.name, b.street.name) for a, b, _, _ in exact}
        loose.sort(key=lambda one: one[0])
        return exact + [(a, b, x, y) for _, a, b, x, y in loose if (a.street.name, b.street.name) not in seen]

    def _flat(self, at: LatLon) -> tuple[float, float]:
        return (at.lon - self._origin.lon) * self._per_lon, (at.lat - self._origin.lat) * self._per_lat

    def _place(self, x: float, y: float) -> LatLon:
        return LatLon(self._origin.lat + y / self._per_lat, self._origin.lon + x / self._per_lon).rounded()

    def _cut(self, street: Street) -> Iterator[Piece]:
        for line in street.lines:
            ends = [(*self._flat(at), number) for at, number in zip(line.points, line.numbers, strict=True)]
            for (x0, y0, n0), (x1, y1, n1) in pairwise(ends):
                yield Piece(street, line.direction, x0, y0, x1, y1, n0, n1)

    def _index(self, street: Street) -> None:
        for own in (street.name, *street.also):
            if parsed := parse_street(own):
                self._lookup.add(parsed, street)
        for piece in self._pieces[street.name]:
            xs, ys = sorted((piece.x0, piece.x1)), sorted((piece.y0, piece.y1))
            for cx in range(int(xs[0] // _CELL_M), int(xs[1] // _CELL_M) + 1):
                for cy in range(int(ys[0] // _CELL_M), int(ys[1] // _CELL_M) + 1):
                    self._cells[cx, cy].append(piece)

    # -- answers ------------------------------------------------------------------------------------------------

    def _corner_found(self, a: Piece, b: Piece, x: float, y: float) -> PlaceFound:
        one, other = sorted((a, b), key=lambda piece: not piece.street.name[0].isdigit())
        share = other.foot(x, y)[1]
        block = round((other.n0 + share * (other.n1 - other.n0)) / 100) * 100
        names = (one.street.name, other.street.name)
        return PlaceFound(self._place(x, y), f"{one.label()} & {other.label()}", Precision.CORNER, names, block)

    def _block_found(self, piece: Piece, number: int, *, is_block: bool) -> PlaceFound:
        span = piece.n1 - piece.n0
        block = number // 100 * 100
        reached = number if is_block else block + min(100.0, (number - block) * 100 / HOUSES_END)
        share = 0.5 if span == 0 else max(0.0, min(1.0, (reached - piece.n0) / span))
        label = piece.label(block if is_block else number)
        return PlaceFound(self._place(*piece.point(share)), label, Precision.BLOCK, (piece.street.name,), block)

    def _middle(self, street: Street) -> PlaceFound:
        pieces = self._pieces[street.name]
        middle = pieces[len(pieces) // 2]
        return PlaceFound(self._place(*middle.point(0.5)), street.name, Precision.STREET, (street.name,))

    def _distinct(self, found: Iterable[PlaceFound]) -> list[PlaceFound]:
        kept: list[PlaceFound] = []
        for one in found:
            x, y = self._flat(one.at)
            if all(math.dist((x, y), self._flat(other.at)) > SAME_PLACE_M for other in kept):
                kept.append(one)
        return kept
