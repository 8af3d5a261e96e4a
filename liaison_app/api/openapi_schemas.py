"""The shapes of JSON answers, for the OpenAPI document. What is not named here is in no answer."""

from __future__ import annotations

from typing import Any

from liaison_app.domain.city import AttributeType, ServiceType
from liaison_app.domain.open_data import COLUMNS
from liaison_app.domain.tickets import Outcome, Standing, Status, TicketOrigin

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXT_OR_NOT: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
LAT: Schema = {"type": "number", "minimum": -90, "maximum": 90}
LON: Schema = {"type": "number", "minimum": -180, "maximum": 180}


def schemas() -> dict[str, Schema]:
    """Every schema by name."""
    return {
        "Discovery": _discovery(),
        "Services": _list_of(_service()),
        "ServiceDefinition": _definition(),
        "Requests": _list_of(_request()),
        "Tokens": _one_of(_record({"service_request_id": TEXT, "token": TEXT})),
        "Posted": _one_of(
            _record({"service_request_id": TEXT, "service_notice": TEXT_OR_NOT, "account_id": TEXT_OR_NOT})
        ),
        "Updates": _list_of(_update()),
        "UpdateKept": _one_of(_record({"update_id": TEXT})),
        "Errors": _list_of(_record({"code": TEXT, "description": TEXT})) | {"minItems": 1},
        "Refused": _record({"error": TEXT}, {"fields": {"type": "object", "additionalProperties": TEXT}}),
        "TicketCollection": _collection(),
    }


def _record(needed: dict[str, Schema], possible: dict[str, Schema] | None = None) -> Schema:
    """An object with these fields and no other."""
    return {
        "type": "object",
        "properties": {**needed, **(possible or {})},
        "required": list(needed),
        "additionalProperties": False,
    }


def _list_of(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _one_of(item: Schema) -> Schema:
    return _list_of(item) | {"minItems": 1, "maxItems": 1}


def _words(kind: type[Status | Standing | Outcome | TicketOrigin | ServiceType | AttributeType]) -> Schema:
    return {"type": "string", "enum": [one.value for one in kind]}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _discovery() -> Schema:
    endpoint = _record(
        {"specification": ADDRESS, "url": ADDRESS, "changeset": MOMENT, "type": TEXT, "formats": _list_of(TEXT)}
    )
    return _record({"changeset": MOMENT, "contact": TEXT, "key_service": TEXT, "endpoints": _list_of(endpoint)})


def _service() -> Schema:
    return _record(
        {
            "service_code": TEXT,
            "service_name": TEXT,
            "description": TEXT_OR_NOT,
            "metadata": FLAG,
            "type": _words(ServiceType),
            "keywords": TEXT_OR_NOT,
            "group": TEXT_OR_NOT,
        }
    )


def _definition() -> Schema:
    question = _record(
        {
            "variable": FLAG,
            "code": TEXT,
            "datatype": _words(AttributeType),
            "required": FLAG,
            "datatype_description": TEXT_OR_NOT,
            "order": {"type": "integer"},
            "description": TEXT,
            "values": _list_of(_record({"key": TEXT, "name": TEXT})),
        }
    )
    return _record({"service_code": TEXT, "attributes": _list_of(question)})


def _request() -> Schema:
    told = {
        "service_request_id": TEXT,
        "status": _words(Status),
        "service_code": TEXT,
        "requested_datetime": MOMENT,
        "updated_datetime": MOMENT,
        "lat": _or_null(LAT),
        "long": _or_null(LON),
    }
    empty = ("status_notes", "service_name", "description", "agency_responsible", "service_notice")
    told |= dict.fromkeys((*empty, "address", "address_id", "zipcode"), TEXT_OR_NOT)
    extended = _record(
        {
            "city_service_request_id": TEXT_OR_NOT,
            "standing": _words(Standing),
            "outcome": _or_null(_words(Outcome)),
            "origin": _words(TicketOrigin),
            "neighborhood": TEXT_OR_NOT,
            "promised_on": _or_null({"type": "string", "format": "date"}),
            "url": ADDRESS,
        }
    )
    return _record(told, {"expected_datetime": MOMENT, "media_url": ADDRESS, "extended_attributes": extended})


def _update() -> Schema:
    told = {"update_id": TEXT, "service_request_id": TEXT, "status": TEXT, "updated_datetime": MOMENT}
    return _record(told | {"description": TEXT_OR_NOT}, {"media_url": ADDRESS})


def _collection() -> Schema:
    properties = dict.fromkeys(set(COLUMNS) - {"lat", "long"}, TEXT_OR_NOT) | {
        "id": TEXT,
        "status": _words(Status),
        "standing": _words(Standing),
        "outcome": _or_null(_words(Outcome)),
        "origin": _words(TicketOrigin),
        "url": ADDRESS,
    }
    point = _record(
        {
            "type": {"const": "Point"},
            "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        }
    )
    told = {"type": {"const": "Feature"}, "id": TEXT, "geometry": _or_null(point), "properties": _record(properties)}
    feature = _record(told)
    return _record({"type": {"const": "FeatureCollection"}, "features": _list_of(feature)})
