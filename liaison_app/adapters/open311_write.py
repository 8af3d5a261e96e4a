"""From the domain's rows to the bytes of a GeoReport answer.

JSON drops the XML root: every list is a bare array, a single record an array of one. Texts that are missing are null
in JSON and empty in XML; missing times and addresses of media are left out. Times are whole seconds in `zone`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from xml.sax.saxutils import escape

from liaison_app.adapters.open311_document import ITEM_NAMES
from liaison_app.adapters.open311_wire import Definition, Discovery, Endpoint, ErrorRow, TokenAnswer, WireFormat
from liaison_app.domain.city import CityRequest, CityUpdate, OfferedService, Posted, ServiceAttribute

Row = Mapping[str, object]

# What XML 1.0 cannot hold at all, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def services(rows: Sequence[OfferedService], form: WireFormat) -> bytes:
    """The service list."""
    return _list("services", "service", [_service(row) for row in rows], form)


def definition(found: Definition, form: WireFormat) -> bytes:
    """A service's questions; a bare object in JSON."""
    row = {"service_code": found.service_code, "attributes": [_attribute(item) for item in found.attributes]}
    return _single("service_definition", row, form)


def requests(rows: Sequence[CityRequest], form: WireFormat, zone: tzinfo = UTC, extras: Sequence[Row] = ()) -> bytes:
    """Service requests; `extras` are one row each of what the protocol has no field for, or none at all."""
    told = [_request(row, zone) for row in rows]
    if extras:
        told = [{**row, "extended_attributes": extra} for row, extra in zip(told, extras, strict=True)]
    return _list("service_requests", "request", told, form)


def posted(answer: Posted, form: WireFormat, account_id: str = "") -> bytes:
    """The answer to a POST: the id or the placeholder."""
    number = {"token": answer.city_token} if answer.city_token else {"service_request_id": answer.service_request_id}
    row = {**number, "service_notice": answer.notice or None, "account_id": account_id or None}
    return _list("service_requests", "request", [row], form)


def token(answer: TokenAnswer, form: WireFormat) -> bytes:
    """What stands behind a placeholder; the id stays empty while there is none."""
    row = {"service_request_id": answer.service_request_id, "token": answer.city_token}
    return _list("service_requests", "request", [row], form)


def updates(rows: Sequence[CityUpdate], form: WireFormat, zone: tzinfo = UTC) -> bytes:
    """Service request updates."""
    return _list("service_request_updates", "request_update", [_update(row, zone) for row in rows], form)


def update_posted(update_id: str, form: WireFormat) -> bytes:
    """The answer to a POST of an update: the id under which it is kept."""
    return _list("service_request_updates", "request_update", [{"update_id": update_id}], form)


def discovery(found: Discovery, form: WireFormat) -> bytes:
    """What the city tells about its system; a bare object in JSON."""
    row = {
        "changeset": found.changeset,
        "contact": found.contact,
        "key_service": found.key_service,
        "endpoints": [_endpoint(endpoint) for endpoint in found.endpoints],
    }
    return _single("discovery", row, form)


def errors(rows: Sequence[ErrorRow], form: WireFormat) -> bytes:
    """Errors."""
    return _list("errors", "error", [{"code": row.code, "description": row.description} for row in rows], form)


def moment(at: datetime, zone: tzinfo = UTC) -> str:
    """A time in the W3C form with its zone, in whole seconds."""
    return at.astimezone(zone).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _service(row: OfferedService) -> Row:
    return {
        "service_code": row.code,
        "service_name": row.name,
        "description": row.description or None,
        "metadata": row.has_questions,
        "type": row.type.value,
        "keywords": ",".join(row.keywords) or None,
        "group": row.group or None,
    }


def _attribute(item: ServiceAttribute) -> Row:
    return {
        "variable": item.variable,
        "code": item.code,
        "datatype": item.datatype.value,
        "required": item.required,
        "datatype_description": item.datatype_description or None,
        "order": item.order,
        "description": item.description,
        "values": [{"key": value.key, "name": value.name} for value in item.values],
    }


def _request(row: CityRequest, zone: tzinfo) -> Row:
    told: dict[str, object] = {
        "service_request_id": row.service_request_id,
        "status": row.status.value if row.status else row.status_word,
        "status_notes": row.status_notes or None,
        "service_name": row.service_name or None,
        "service_code": row.service_code,
        "description": row.description or None,
        "agency_responsible": row.agency_responsible or None,
        "service_notice": row.service_notice or None,
    }
    times = (("requested", row.requested_at), ("updated", row.updated_at), ("expected", row.expected_at))
    told |= {f"{name}_datetime": moment(at, zone) for name, at in times if at is not None}
    told |= {"address": row.address or None, "address_id": None, "zipcode": row.zipcode or None}
    told |= {"lat": row.at.lat if row.at else None, "long": row.at.lon if row.at else None}
    return told | ({"media_url": row.media_url} if row.media_url else {})


def _update(row: CityUpdate, zone: tzinfo) -> Row:
    told: dict[str, object] = {
        "update_id": row.update_id,
        "service_request_id": row.service_request_id,
        "status": row.status_word,
        "updated_datetime": moment(row.updated_at, zone),
        "description": row.description or None,
    }
    return told | ({"media_url": row.media_url} if row.media_url else {})


def _endpoint(endpoint: Endpoint) -> Row:
    return {
        "specification": endpoint.specification,
        "url": endpoint.url,
        "changeset": endpoint.changeset,
        "type": endpoint.type,
        "formats": list(endpoint.formats),
    }


def _list(root: str, name: str, rows: Sequence[Row], form: WireFormat) -> bytes:
    if form is WireFormat.JSON:
        return _json(rows)
    return _xml(root, "".join(_element(name, row) for row in rows))


def _single(root: str, row: Row, form: WireFormat) -> bytes:
    return _json(row) if form is WireFormat.JSON else _xml(root, _inside(row))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")


def _xml(root: str, inside: str) -> bytes:
    whole = f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{inside}</{root}>\n'
    return whole.encode("utf-8", errors="replace")


def _inside(row: Row) -> str:
    return "".join(_element(name, value) for name, value in row.items())


def _element(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{_inside(value)}</{name}>"
    if isinstance(value, list):
        return f"<{name}>{_items(ITEM_NAMES[name], value)}</{name}>"
    if value is None or value == "":
        return f"<{name}/>"
    if isinstance(value, bool):
        return f"<{name}>{str(value).lower()}</{name}>"
    # A bare carriage return would come back as a line feed.
    return f"<{name}>{escape(_NOT_XML.sub('', str(value)), {chr(13): '&#13;'})}</{name}>"


def _items(name: str, values: Iterable[object]) -> str:
    return "".join(_element(name, value) for value in values)
