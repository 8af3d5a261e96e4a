"""What callers of a GeoReport server ask for, read from parameters: times, pages, lists, places, the key.

The practice city and our own server read them alike. Unknown and empty parameters are passed over; what is there and
cannot be read is refused in words. Times without a zone hold in the zone that is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from liaison_app.adapters.open311_values import moment, place
from liaison_app.adapters.open311_wire import MAX_ROWS, ErrorRow, Reading
from liaison_app.domain.geo import Bounds, LatLon
from liaison_app.domain.tickets import Status

Params = Mapping[str, str]
KEY_HEADERS = ("api-key", "api_key", "x-api-key")
MAX_NEAR_M = 20_000.0
LARGEST = 10**9


class Refusal(Exception):
    """The server says no: an HTTP status and its reasons."""

    def __init__(self, status: int, *descriptions: str) -> None:
        super().__init__("; ".join(descriptions))
        self.status = status
        self.rows = tuple(ErrorRow(str(status), description) for description in descriptions)


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Parameters by name. Those that came several times, as `X=a&X=b` or `X[]=a&X[]=b`, become `a,b`."""
    found: dict[str, str] = {}
    for given, value in pairs:
        name = given.removesuffix("[]")
        found[name] = f"{found[name]},{value}" if found.get(name) else value
    return found


def key_in(fields: Params, params: Params, headers: Params) -> str:
    """The API key that came along: in the body, the address or a header; '' where there is none."""
    given = fields.get("api_key", "").strip() or params.get("api_key", "").strip()
    return given or next((headers[name].strip() for name in KEY_HEADERS if headers.get(name, "").strip()), "")


def check_jurisdiction(params: Params, own: str, *, is_required: bool = False) -> None:
    """Raises: Refusal 400 where it must be given and is not, 404 where it is another city's."""
    given = params.get("jurisdiction_id", "").strip()
    if not given and is_required:
        raise Refusal(400, "jurisdiction_id is required.")
    if given and given != own:
        raise Refusal(404, f"jurisdiction_id {given[:60]} is not served here.")


def words(params: Params, name: str) -> tuple[str, ...]:
    """A list, separated by commas."""
    return tuple(word.strip() for word in params.get(name, "").split(",") if word.strip())


def time_asked(params: Params, name: str, zone: tzinfo) -> datetime | None:
    """A time, in UTC; None where there is none. Raises: Refusal 400."""
    text = params.get(name, "").strip()
    if not text:
        return None
    # A plus sign that was not encoded arrives as a space.
    at = moment(text.replace(" ", "+") if "T" in text else text, Reading(zone=zone))
    if at is None:
        raise Refusal(400, f"{name} must be a date and time, such as 2026-05-01T00:00:00Z.")
    return at


def paging(params: Params) -> tuple[int, int]:
    """Page and page size, at most `MAX_ROWS`. Raises: Refusal 400."""
    page = _count(params, "page", 1)
    size = _count(params, "page_size", 0) or _count(params, "per_page", MAX_ROWS)
    return page, min(size, MAX_ROWS)


def _count(params: Params, name: str, usual: int) -> int:
    text = params.get(name, "").strip()
    if not text:
        return usual
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(LARGEST)) or not 1 <= int(text) <= LARGEST:
        raise Refusal(400, f"{name} must be a whole number from 1.")
    return int(text)


def status_asked(params: Params) -> Status | None:
    """Open or closed; None for both. Raises: Refusal 400."""
    asked = {word.lower() for word in words(params, "status")}
    if asked - set(Status):
        raise Refusal(400, "status must be open or closed.")
    return Status(asked.pop()) if len(asked) == 1 else None


def near_asked(params: Params) -> tuple[LatLon, float] | None:
    """A point and metres around it; None where no radius is given. Raises: Refusal 400."""
    if not params.get("radius", "").strip():
        return None
    at = place(params.get("lat"), params.get("long") or params.get("lon"))
    try:
        metres = float(params["radius"])
    except ValueError:
        metres = -1.0
    if at is None or not 0 < metres <= MAX_NEAR_M:
        raise Refusal(400, f"radius needs lat and long, and a number of metres up to {MAX_NEAR_M:.0f}.")
    return at, metres


def box_asked(params: Params) -> Bounds | None:
    """`bbox=WEST,SOUTH,EAST,NORTH`, the order of GeoJSON; None where there is none. Raises: Refusal 400."""
    text = params.get("bbox", "").strip()
    if not text:
        return None
    corners = text.split(",")
    southwest = place(corners[1], corners[0]) if len(corners) == 4 else None
    northeast = place(corners[3], corners[2]) if len(corners) == 4 else None
    if southwest is None or northeast is None or southwest.lat > northeast.lat or southwest.lon > northeast.lon:
        raise Refusal(400, "bbox must be four numbers in degrees: west, south, east, north.")
    return Bounds(southwest.lat, southwest.lon, northeast.lat, northeast.lon)
