"""The ground under the map: tiles where a tile server answers, else the city's outline and streets as we know them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.street_pieces import Street

PROBE_TIMEOUT_S = 3.0
PROBE_AGAIN_S = 600.0
USER_AGENT = "neighborhood-liaison"


@dataclass(frozen=True, slots=True)
class TileServer:
    """Where map tiles come from. `url` has `{z}`, `{x}`, `{y}`; empty for none."""

    url: str
    attribution: str
    max_zoom: int


class MapGround:
    """Says what to draw under the markers.

    A browser that cannot reach the tile server would show grey squares and fill its console with errors. So this
    process asks the server for one tile now and then, beside the requests; until it has answered, and while it does
    not, pages draw the outline and the streets.
    """

    def __init__(self, profile: CityProfile, streets: Sequence[Street], tiles: TileServer) -> None:
        self._profile = profile
        self._streets = streets
        self._tiles = tiles
        self._reached = False
        self._next_probe = 0.0
        self._lock = threading.Lock()

    def content(self) -> dict[str, Any]:
        """What a page needs to draw the ground; positions are `[lat, lon]`."""
        self._probe_beside()
        facts: dict[str, Any] = {
            "tile_url": "",
            "tile_attribution": "",
            "tile_max_zoom": self._tiles.max_zoom,
            "centre": [self._profile.centre.lat, self._profile.centre.lon],
            "zoom": self._profile.zoom,
        }
        if self._reached:
            return facts | {"tile_url": self._tiles.url, "tile_attribution": self._tiles.attribution}
        return facts | {
            "outline": [[at.lat, at.lon] for at in self._profile.limits.outline],
            "streets": [
                {"name": street.name, "line": [[at.lat, at.lon] for at in line.points]}
                for street in self._streets
                for line in street.lines
            ],
        }

    def street_lines(self) -> Iterator[list[tuple[float, float]]]:
        """The streets we know, as lines of (latitude, longitude), for a picture drawn here."""
        return ([(at.lat, at.lon) for at in line.points] for street in self._streets for line in street.lines)

    def _probe_beside(self) -> None:
        with self._lock:
            if not self._tiles.url or time.monotonic() < self._next_probe:
                return
            self._next_probe = time.monotonic() + PROBE_AGAIN_S
        threading.Thread(target=self._probe, name="tile-probe", daemon=True).start()

    def _probe(self) -> None:
        url = self._tiles.url.replace("{s}", "a")
        for part, value in (("{z}", "0"), ("{x}", "0"), ("{y}", "0")):
            url = url.replace(part, value)
        try:
            answer = httpx.get(url, timeout=PROBE_TIMEOUT_S, headers={"User-Agent": USER_AGENT}, follow_redirects=True)
            self._reached = answer.is_success and answer.headers.get("content-type", "").startswith("image/")
        except httpx.HTTPError:
            self._reached = False
