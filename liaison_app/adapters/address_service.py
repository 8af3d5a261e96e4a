"""What asking an address service on the internet has in common: a name of our own, a time limit, readable errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from liaison_app.domain.ports_places import GeocoderUnavailable, PlaceFound, PlaceName

TIMEOUT_S = 6.0
MAX_FOUND = 5
NEAR_M = 120.0  # an address farther off does not name a place
MAX_BODY_BYTES = 1_000_000
USER_AGENT = "NeighborhoodLiaison/0.1 (+{public_url})"


class AddressService:
    """One service at one address. `public_url` is ours: it tells them who asks. `take_turn` waits until we may."""

    def __init__(
        self,
        base_url: str,
        *,
        public_url: str,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = TIMEOUT_S,
        take_turn: Callable[[], None] | None = None,
    ) -> None:
        self._take_turn = take_turn
        agent = USER_AGENT.format(public_url=public_url)
        self._client = httpx.Client(
            base_url=base_url.rstrip("/") + "/", timeout=timeout_s, headers={**(headers or {}), "User-Agent": agent}
        )

    def ask(self, path: str, params: Mapping[str, str] | None = None) -> Any | None:
        """The parsed JSON of a GET, or None where the service knows no such thing (404).

        Raises:
            GeocoderUnavailable: no turn or no answer in time, an error status, more than a megabyte, or no JSON.
        """
        if self._take_turn is not None:
            self._take_turn()
        body = bytearray()
        try:
            with self._client.stream("GET", path, params=params) as answer:
                if answer.status_code == httpx.codes.NOT_FOUND:
                    return None
                answer.raise_for_status()
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > MAX_BODY_BYTES:
                        raise GeocoderUnavailable("the answer is too long")
            return json.loads(body)
        except (httpx.HTTPError, ValueError, RecursionError) as error:
            raise GeocoderUnavailable(type(error).__name__) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def hundred(number: object) -> int | None:
    """The hundred-block of a house number ("5214", 5214, "5214-16"); None where there is none."""
    digits = "".join(ch for ch in str(number or "").split("-", maxsplit=1)[0] if ch.isdigit())
    return int(digits) // 100 * 100 if digits else None


def named(found: PlaceFound, away_m: float) -> PlaceName:
    """An answer to a place's coordinates as a place's name."""
    street = found.streets[0] if found.streets else found.label
    cross = found.streets[1] if len(found.streets) > 1 else None
    return PlaceName(found.label, street, found.block, cross, away_m, away_m if cross else None)
