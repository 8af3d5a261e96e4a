"""From the bytes of a GeoReport answer to the domain's rows, as forgiving as real cities make it necessary.

A row that lacks what makes it one (an id, a code) is left out; where that would leave nothing, the answer counts as
unreadable. Every function raises `UnreadableAnswer`, and `ErrorAnswer` where the city answered with errors.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

from liaison_app.adapters.open311_document import Row, items, parse, storable
from liaison_app.adapters.open311_wire import (
    AS_WRITTEN,
    Definition,
    Discovery,
    Endpoint,
    PostAnswer,
    Reading,
    TokenAnswer,
    Unreadable,
    UnreadableAnswer,
)
from liaison_app.domain.city import (
    AttributeType,
    AttributeValue,
    CityRequest,
    CityUpdate,
    OfferedService,
    Posted,
    ServiceAttribute,
    ServiceType,
)
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, ServiceRequestId

_T = TypeVar("_T")
_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_ORDER = re.compile(r"-?[0-9]{1,6}")
# As long as we can keep: a longer one is no number anybody could say.
MAX_NUMBER = 64
MAX_TOKEN = 128
_TRUE = frozenset({"true", "1", "yes", "t", "y"})


def services(body: bytes) -> tuple[OfferedService, ...]:
    """The service list, in the city's order."""
    return _rows(body, _service)


def definition(body: bytes) -> Definition:
    """A service's questions, sorted by `order`, those without one last."""
    rows = parse(body).rows
    if len(rows) != 1:
        raise UnreadableAnswer(Unreadable.NOT_ONE_ROW)
    row = rows[0]
    # An older shape has no `attributes` around them.
    listed = items(row.get("attributes", row.get("attribute")))
    found = (_attribute(item) for item in listed if isinstance(item, Mapping))
    attributes = sorted((item for item in found if item is not None), key=lambda item: (item.order == 0, item.order))
    return Definition(ServiceCode(text(row.get("service_code"))), tuple(attributes))


def requests(body: bytes, reading: Reading = AS_WRITTEN) -> tuple[CityRequest, ...]:
    """Service requests, in the city's order."""
    return _rows(body, lambda row: _request(row, reading))


def posted(body: bytes, reading: Reading = AS_WRITTEN) -> PostAnswer:
    """The answer to a POST: exactly one row with an id or a placeholder, never both.

    Whether an echo is really of the request that was sent is for the caller to compare.
    """
    rows = parse(body).rows
    if len(rows) != 1:
        raise UnreadableAnswer(Unreadable.NOT_ONE_ROW)
    row = rows[0]
    number, token = text(row.get("service_request_id")), text(row.get("token"))
    if number and token:
        raise UnreadableAnswer(Unreadable.ID_AND_TOKEN)
    if len(number) > MAX_NUMBER or len(token) > MAX_TOKEN:
        raise UnreadableAnswer(Unreadable.TOO_LONG)
    if not number and not token:
        raise UnreadableAnswer(Unreadable.NO_ID_NO_TOKEN)
    answer = Posted(ServiceRequestId(number) if number else None, token or None, text(row.get("service_notice")))
    echoes = any(text(row.get(name)) for name in ("service_code", "description", "lat", "requested_datetime"))
    echo = _request({**row, "service_request_id": number or token}, reading, MAX_TOKEN) if echoes else None
    return PostAnswer(answer, text(row.get("account_id")), echo)


def token(body: bytes) -> TokenAnswer:
    """What stands behind a placeholder."""
    rows = parse(body).rows
    if len(rows) != 1:
        raise UnreadableAnswer(Unreadable.NOT_ONE_ROW)
    number = text(rows[0].get("service_request_id"))
    if len(number) > MAX_NUMBER:
        raise UnreadableAnswer(Unreadable.TOO_LONG)
    return TokenAnswer(text(rows[0].get("token")), ServiceRequestId(number) if number else None)


def updates(body: bytes, reading: Reading = AS_WRITTEN) -> tuple[CityUpdate, ...]:
    """Service request updates, in the city's order."""
    return _rows(body, lambda row: _update(row, reading))


def discovery(body: bytes) -> Discovery:
    """What the city tells about its system."""
    rows = parse(body).rows
    if len(rows) != 1:
        raise UnreadableAnswer(Unreadable.NOT_ONE_ROW)
    row = rows[0]
    endpoints = tuple(_endpoint(item) for item in items(row.get("endpoints")) if isinstance(item, Mapping))
    return Discovery(text(row.get("changeset")), text(row.get("contact")), text(row.get("key_service")), endpoints)


def text(value: object) -> str:
    """Any value as trimmed text: '' for None, a nested row's texts joined, `12` for both 12 and 12.0.

    What no database takes (NUL, halves of surrogate pairs) is left out.
    """
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(text, value.values())))
    if isinstance(value, list):
        return ", ".join(filter(None, map(text, value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return storable(str(value)).strip()


def flag(value: object, default: bool = False) -> bool:
    """A boolean, also where it came as text: "false" is False."""
    word = text(value).lower()
    return word in _TRUE if word else default


def moment(value: object, reading: Reading = AS_WRITTEN) -> datetime | None:
    """A time as aware UTC; None where there is none or it cannot be read. Without a zone the city's holds."""
    found = _TIME.fullmatch(text(value))
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        plain = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micro)  # noqa: DTZ001 - the zone follows
        if zone is None or (zone == "Z" and reading.z_is_local):
            return plain.replace(tzinfo=reading.zone).astimezone(UTC)
        return plain.replace(tzinfo=UTC if zone == "Z" else _offset(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def place(lat: object, lon: object) -> LatLon | None:
    """A point, or None where there is none: missing, not a number, off the globe, or the 0/0 of a missing one."""
    try:
        numbers = float(text(lat)), float(text(lon))
    except ValueError:
        return None
    if not all(map(math.isfinite, numbers)) or numbers == (0.0, 0.0):
        return None
    try:
        return LatLon(*numbers)
    except ValueError:
        return None


def _offset(zone: str) -> timezone:
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])))


def _rows(body: bytes, read: Callable[[Row], _T | None]) -> tuple[_T, ...]:
    rows = parse(body).rows
    found = tuple(item for row in rows if (item := read(row)) is not None)
    if rows and not found:
        raise UnreadableAnswer(Unreadable.ROWS_WITHOUT_ID)
    return found


def _service(row: Row) -> OfferedService | None:
    code = text(row.get("service_code"))
    if not code:
        return None
    kind = text(row.get("type")).lower()
    return OfferedService(
        code=ServiceCode(code),
        name=text(row.get("service_name")),
        description=text(row.get("description")),
        group=text(row.get("group")),
        keywords=tuple(_words(row.get("keywords"))),
        type=ServiceType(kind) if kind in set(ServiceType) else ServiceType.REALTIME,
        has_questions=flag(row.get("metadata")),
    )


def _words(value: object) -> Iterable[str]:
    joined = text(value)
    return (word.strip() for word in joined.split(",") if word.strip())


def _attribute(row: Row) -> ServiceAttribute | None:
    code = text(row.get("code"))
    if not code:
        return None
    kind = text(row.get("datatype")).lower()
    order = text(row.get("order"))
    return ServiceAttribute(
        code=code,
        description=text(row.get("description")),
        datatype=AttributeType(kind) if kind in set(AttributeType) else AttributeType.STRING,
        variable=flag(row.get("variable"), default=True),
        required=flag(row.get("required")),
        order=int(order) if _ORDER.fullmatch(order) else 0,
        datatype_description=text(row.get("datatype_description")),
        values=tuple(_value(item) for item in items(row.get("values")) if item not in (None, "")),
    )


def _value(item: object) -> AttributeValue:
    if not isinstance(item, Mapping):
        return AttributeValue(text(item), text(item))
    inner = item["value"] if isinstance(item.get("value"), Mapping) else item
    key, name = text(inner.get("key")), text(inner.get("name"))
    return AttributeValue(key or name, name or key)


def _request(row: Row, reading: Reading, longest: int = MAX_NUMBER) -> CityRequest | None:
    number = text(row.get("service_request_id"))
    if not number or len(number) > longest:
        return None
    word = text(row.get("status"))
    return CityRequest(
        service_request_id=ServiceRequestId(number),
        status=reading.status_words.get(word.lower().replace(" ", "_")),
        status_word=word,
        status_notes=text(row.get("status_notes")),
        service_code=ServiceCode(text(row.get("service_code"))),
        service_name=text(row.get("service_name")),
        description=text(row.get("description")),
        agency_responsible=text(row.get("agency_responsible")),
        service_notice=text(row.get("service_notice")),
        requested_at=moment(row.get("requested_datetime"), reading),
        updated_at=moment(row.get("updated_datetime"), reading),
        expected_at=moment(row.get("expected_datetime"), reading),
        address=text(row.get("address")) or text(row.get("address_string")),
        zipcode=text(row.get("zipcode")),
        at=place(row.get("lat"), row.get("long", row.get("lon"))),
        media_url=web_address(row.get("media_url")),
    )


def web_address(value: object) -> str:
    """An http(s) address, '' for anything else: what a city sends ends in a page's link."""
    address = text(value)
    return address if address.lower().startswith(("http://", "https://")) else ""


def _update(row: Row, reading: Reading) -> CityUpdate | None:
    number, told_at = text(row.get("service_request_id")), moment(row.get("updated_datetime"), reading)
    update_id = text(row.get("update_id"))
    if not number or not update_id or told_at is None:
        return None
    word = text(row.get("status"))
    return CityUpdate(
        update_id=update_id,
        service_request_id=ServiceRequestId(number),
        status=reading.status_words.get(word.lower().replace(" ", "_")),
        status_word=word,
        updated_at=told_at,
        description=text(row.get("description")),
        media_url=web_address(row.get("media_url")),
    )


def _endpoint(row: Row) -> Endpoint:
    return Endpoint(
        specification=text(row.get("specification")),
        url=text(row.get("url")),
        changeset=text(row.get("changeset")),
        type=text(row.get("type")),
        formats=tuple(filter(None, map(text, items(row.get("formats"))))),
    )
