"""`/open311/v2/openapi.json`: the interface for other software as OpenAPI 3.1, written from its one description."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app.api.answers import cached_json
from liaison_app.api.openapi_schemas import schemas
from liaison_app.api.who import application_of
from liaison_app.domain.api_keys import SHAPE
from liaison_app.i18n import DEFAULT_LOCALE, using_locale
from liaison_app.wording import api_description
from liaison_app.wording.api_georeport import BASE
from liaison_app.wording.api_parts import JSON, Answer, FormField, Operation, Parameter

FRESH_S = 3600
PATH = f"{BASE}/openapi.json"
KEY_PLACES = {"KeyInHeader": ("header", "api-key"), "KeyInAddress": ("query", "api_key")}
MULTIPART, FORM = "multipart/form-data", "application/x-www-form-urlencoded"


async def openapi(request: Request) -> Response:
    """The document, for the address under which people reach the program."""
    public_url = application_of(request).settings.public_url.rstrip("/")
    answer = cached_json(request, document(public_url), seconds=FRESH_S)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def document(public_url: str) -> dict[str, Any]:
    """The description as OpenAPI, in English. Source: OpenAPI Specification 3.1.0."""
    with using_locale(DEFAULT_LOCALE):
        groups = api_description.groups()
        paths: dict[str, dict[str, Any]] = {}
        for group in groups:
            for operation in group.operations:
                paths.setdefault(operation.path, {})[operation.method] = _operation(operation, group.id)
        return {
            "openapi": "3.1.0",
            "info": {
                "title": api_description.title(),
                "version": api_description.VERSION,
                "description": api_description.about(),
            },
            "servers": [{"url": public_url}],
            "tags": [{"name": group.id, "description": f"{group.title}. {group.about}"} for group in groups],
            "paths": paths,
            "components": {
                "schemas": schemas(),
                "securitySchemes": {
                    name: {"type": "apiKey", "in": place, "name": key, "description": f"`{SHAPE.pattern}`"}
                    for name, (place, key) in KEY_PLACES.items()
                },
            },
        }


def _operation(of: Operation, tag: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": of.id,
        "tags": [tag],
        "summary": of.title,
        "description": of.about,
        "parameters": [_parameter(one) for one in of.parameters],
        "responses": {str(one.status): _answer(one) for one in of.answers},
    }
    if of.form:
        told["requestBody"] = _body(of.form)
    if of.permission is not None:
        told["security"] = [{name: []} for name in KEY_PLACES]
    return told


def _parameter(of: Parameter) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": of.name,
        "in": of.place,
        "description": of.about,
        "required": of.place == "path",
        "schema": dict(of.shape),
    }
    return told | ({"example": of.example} if of.example else {})


def _answer(of: Answer) -> dict[str, Any]:
    told: dict[str, Any] = {"description": of.about}
    if of.media_types:
        told["content"] = {media_type: _content(of, media_type) for media_type in of.media_types}
    return told


def _content(of: Answer, media_type: str) -> dict[str, Any]:
    is_json = media_type == JSON or media_type.endswith("+json")
    return {"schema": {"$ref": f"#/components/schemas/{of.schema}"}} if of.schema and is_json else {}


def _body(fields: tuple[FormField, ...]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {one.name: {**one.shape, "description": one.about} for one in fields},
        "required": [one.name for one in fields if one.is_required],
    }
    return {"required": True, "content": {FORM: {"schema": schema}, MULTIPART: {"schema": schema}}}


ROUTES = [Route(PATH, openapi)]
