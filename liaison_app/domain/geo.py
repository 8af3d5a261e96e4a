"""Places on the globe: WGS 84 degrees, always latitude first; distances in metres.

The map cell is the Morton code of the zoom-20 web-Mercator tile that holds the point, so that a parent tile `k`
levels up is `cell >> 2 * k`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8
CELL_ZOOM = 20
# The cell of what has no point: no tile and no box holds it.
NO_CELL = -1
MAX_MERCATOR_LAT = 85.05112878


@dataclass(frozen=True, slots=True, order=True)
class LatLon:
    """A point. Degrees, WGS 84."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"not a place on the globe: {self.lat}, {self.lon}")

    def rounded(self, decimals: int = 5) -> LatLon:
        """The same place to `decimals` places; five are about one metre."""
        return LatLon(round(self.lat, decimals), round(self.lon, decimals))


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box of degrees; does not cross the date line."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, at: LatLon) -> bool:
        return self.south <= at.lat <= self.north and self.west <= at.lon <= self.east

    def grown(self, metres: float) -> Bounds:
        """The box with a margin of `metres` on every side, as far as the globe goes."""
        dlat = math.degrees(metres / EARTH_RADIUS_M)
        dlon = dlat / max(0.01, math.cos(math.radians((self.south + self.north) / 2)))
        return Bounds(
            south=max(-90.0, self.south - dlat),
            west=max(-180.0, self.west - dlon),
            north=min(90.0, self.north + dlat),
            east=min(180.0, self.east + dlon),
        )

    @classmethod
    def around(cls, at: LatLon, metres: float) -> Bounds:
        """The box that reaches `metres` from `at` in each direction."""
        return cls(at.lat, at.lon, at.lat, at.lon).grown(metres)


def distance_m(a: LatLon, b: LatLon) -> float:
    """Great-circle distance in metres (haversine, mean radius of the earth)."""
    dlat, dlon = math.radians(b.lat - a.lat), math.radians(b.lon - a.lon)
    h = (
        math.sin(dlat / 2) ** 2
        + math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat)) * math.sin(dlon / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def metres_per_degree(lat: float) -> tuple[float, float]:
    """How long a degree of latitude and one of longitude are at `lat`, in metres."""
    north = math.radians(1) * EARTH_RADIUS_M
    return north, north * math.cos(math.radians(lat))


def flat_distances_m(at: LatLon, others: Iterable[LatLon]) -> list[float]:
    """Metres from `at` to each of `others` as if the ground were flat: within two per cent up to some fifty kilometres.

    Cheap enough to sort out the few that are worth `distance_m`.
    """
    north, east = metres_per_degree(at.lat)
    return [math.hypot((one.lat - at.lat) * north, (one.lon - at.lon) * east) for one in others]


def lies_within(at: LatLon, ring: Sequence[LatLon]) -> bool:
    """Whether `at` lies inside the closed outline `ring` (even-odd rule; a point on the line may count either way)."""
    inside = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a.lat > at.lat) != (b.lat > at.lat):
            crossing = a.lon + (at.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon)
            inside ^= at.lon < crossing
    return inside


def tile_of(at: LatLon, zoom: int) -> tuple[int, int]:
    """Web-Mercator tile (x, y) that holds `at` at `zoom`; latitudes beyond 85.05 count as the edge."""
    size = 1 << zoom
    x, y = mercator(at)
    return min(size - 1, max(0, int(x * size))), min(size - 1, max(0, int(y * size)))


def mercator(at: LatLon) -> tuple[float, float]:
    """Where `at` lies on the web-Mercator square: 0 to 1 eastwards, 0 to 1 southwards."""
    lat = math.radians(max(-MAX_MERCATOR_LAT, min(MAX_MERCATOR_LAT, at.lat)))
    return (at.lon + 180) / 360, (1 - math.asinh(math.tan(lat)) / math.pi) / 2


def bounds_of_tile(zoom: int, x: int, y: int) -> Bounds:
    """The box of web-Mercator tile (x, y) of `zoom`."""
    size = 1 << zoom
    north, south = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / size)))) for row in (y, y + 1))
    return Bounds(south, x / size * 360 - 180, north, (x + 1) / size * 360 - 180)


def tile_of_cell(cell: int, zoom: int) -> tuple[int, int]:
    """The tile (x, y) of `zoom` (0 to 20) that holds a map cell."""
    digits = cell >> 2 * (CELL_ZOOM - zoom)
    x = y = 0
    for place in range(zoom):
        x |= (digits >> 2 * place & 1) << place
        y |= (digits >> 2 * place + 1 & 1) << place
    return x, y


def interleaved(x: int, y: int) -> int:
    """Morton code: the bits of x and y in turn, x in the even places."""
    # Binary digits read as digits to the base of four stand two places apart.
    return int(f"{x:b}", 4) | int(f"{y:b}", 4) << 1


def deinterleaved(code: int) -> tuple[int, int]:
    """The x and y of a Morton code."""
    digits = f"{code:0{2 * CELL_ZOOM}b}"
    return int(digits[1::2], 2), int(digits[::2], 2)


def cell_of(at: LatLon) -> int:
    """The map cell of `at`: a 40-bit number."""
    return interleaved(*tile_of(at, CELL_ZOOM))


def cells_of_tile(zoom: int, x: int, y: int) -> tuple[int, int]:
    """First and last map cell inside tile (x, y) of `zoom` (0 to 20), both included."""
    shift = 2 * (CELL_ZOOM - zoom)
    first = interleaved(x, y) << shift
    return first, first + (1 << shift) - 1


def cells_of_box(box: Bounds, across: int = 4) -> list[tuple[int, int]]:
    """Few ranges of map cells that together hold every point of `box`, ascending, without overlap.

    They are of the tiles of which at most `across` stand side by side, and so reach beyond the box by up to a tile.
    """
    zoom, corners = CELL_ZOOM, (LatLon(box.north, box.west), LatLon(box.south, box.east))
    (west, north), (east, south) = (tile_of(corner, zoom) for corner in corners)
    while max(east - west, south - north) >= across:
        zoom -= 1
        west, north, east, south = west >> 1, north >> 1, east >> 1, south >> 1
    tiles = sorted(cells_of_tile(zoom, x, y) for x in range(west, east + 1) for y in range(north, south + 1))
    ranges = tiles[:1]
    for first, last in tiles[1:]:
        if ranges[-1][1] + 1 == first:
            ranges[-1] = ranges[-1][0], last
        else:
            ranges.append((first, last))
    return ranges
