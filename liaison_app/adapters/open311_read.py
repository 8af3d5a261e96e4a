"""From the bytes of a GeoReport answer to the domain's rows, as forgiving as real cities make it necessary.

A row that lacks what makes it one (an id, a code) is left out; where that would leave nothing, the answer counts as
unreadable. Every function raises `UnreadableAnswer`, and `ErrorAnswer` where the city answered with errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from liaison_app.adapters.open311_document import Row, items, parse
from liaison_app.adapters.open311_values import first, flag, moment, place, text
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
from liaison_app.domain.ids import ServiceCode, ServiceRequestId
from liaison_app.domain.web_links import public_link

_T = TypeVar("_T")
_ORDER = re.compile(r"-?[0-9]{1,6}")
# As long as we can keep: a longer one is no number anybody could say.
MAX_NUMBER = 64
MAX_TOKEN = 128


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


def listed(body: bytes, reading: Reading = AS_WRITTEN) -> tuple[tuple[CityRequest, ...], bool]:
    """The same, and whether every row had a number: a city may list what it has not numbered yet."""
    rows = parse(body).rows
    found = _kept(rows, lambda row: _request(row, reading))
    return found, len(found) == len(rows)


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


def _rows(body: bytes, read: Callable[[Row], _T | None]) -> tuple[_T, ...]:
    return _kept(parse(body).rows, read)


def _kept(rows: tuple[Row, ...], read: Callable[[Row], _T | None]) -> tuple[_T, ...]:
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
        status=reading.status_of(word),
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
        address=first(row, "address", "address_string"),
        zipcode=text(row.get("zipcode")),
        at=place(first(row, "lat", "latitude"), first(row, "long", "lon", "lng", "longitude")),
        media_url=_link(row, reading),
    )


def _link(row: Row, reading: Reading) -> str:
    """The address of a photo, where a page may lead there. Of several the first, as some cities send a list."""
    value = row.get("media_url")
    return public_link(text(value[0] if isinstance(value, list) and value else value), reading.own_origin)


def _update(row: Row, reading: Reading) -> CityUpdate | None:
    number, told_at = text(row.get("service_request_id")), moment(row.get("updated_datetime"), reading)
    update_id = text(row.get("update_id"))
    if not number or not update_id or told_at is None:
        return None
    word = text(row.get("status"))
    return CityUpdate(
        update_id=update_id,
        service_request_id=ServiceRequestId(number),
        status=reading.status_of(word),
        status_word=word,
        updated_at=told_at,
        description=text(row.get("description")),
        media_url=_link(row, reading),
    )


def _endpoint(row: Row) -> Endpoint:
    return Endpoint(
        specification=text(row.get("specification")),
        url=text(row.get("url")),
        changeset=text(row.get("changeset")),
        type=text(row.get("type")),
        formats=tuple(filter(None, map(text, items(row.get("formats"))))),
    )
