"""The OpenAPI document against the running server: whatever it allows is answered, and as it says.

Every operation is asked with what the document allows and with what it does not. A fault of ours (5xx), a status, a
media type or a shape that is not in the document fails. `test_the_check_notices` is the control.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle

import httpx
import jsonschema
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from liaison_app.api.openapi import document
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.tickets import Visibility
from liaison_app.models import CityService
from liaison_app.services import api_keys
from tests.api.conftest import running
from tests.api.test_attacks_tickets import file

EXAMPLES = 12
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DOCUMENT = document("http://localhost:8000")
OPERATIONS = sorted(one["operationId"] for path in DOCUMENT["paths"].values() for one in path.values())
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


class From(requests.adapters.HTTPAdapter):
    """Asks from one address of the loopback network: what one address may ask for would be used up at once."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *given, **more) -> None:
        super().init_poolmanager(*given, **more, source_address=(self.address, 0))


ADDRESSES = cycle(f"127.0.2.{number}" for number in range(1, 251))


@dataclass
class Target:
    """A running server with something in it, its own document, and values that lead somewhere."""

    address: str
    document: dict
    key: str
    known: dict[str, str]


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    with running(tmp_path_factory.mktemp("openapi")) as backend:
        with backend.program.database.unit_of_work() as uow:
            at = {"fetched_at": datetime.now(UTC), "position": 0}
            uow.db.add(CityService(code="SR-1", name="Illegal dumping", type="realtime", keywords=["couch"], **at))
        ticket_id = file(backend, Visibility.PUBLIC, "5200 Market St")
        made = backend.program.use(
            api_keys.make,
            actor=SYSTEM,
            name="Everything",
            permissions=list(ApiPermission),
            per_minute=6000,
            per_day=1_000_000,
        )
        known = {"service_code": "SR-1", "service_request_id": ticket_id, "token": ticket_id, "id": ticket_id}
        known |= {"neighborhood": "cobbs-creek", "format": "json"}
        told = httpx.get(f"{backend.address}/open311/v2/openapi.json").json()
        yield Target(backend.address, told, made.secret, known)


def operation(told: dict, name: str):
    schema = schemathesis.openapi.from_dict(told)
    return next(found.ok() for found in schema.get_all_operations() if found.ok().definition.raw["operationId"] == name)


def ask(target: Target, case) -> None:
    with requests.Session() as session:
        session.mount("http://", From(next(ADDRESSES)))
        response = case.call(base_url=target.address, headers={"api-key": target.key}, session=session)
    case.validate_response(response, checks=CHECKS)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_in_the_document(target, name, mode):
    found = operation(target.document, name)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=found.as_strategy(generation_mode=mode))
    def every(case):
        ask(target, case)
        leading = {key: target.known[key] for key in case.path_parameters or {} if key in target.known}
        if leading:
            case.path_parameters = {**case.path_parameters, **leading}
            ask(target, case)

    every()


def test_a_filed_request_is_answered_as_the_document_says(target):
    """Chance rarely hits a service that there is."""
    case = operation(target.document, "file_request").Case(
        path_parameters={"format": "json"},
        body={"service_code": "SR-1", "lat": 39.95, "long": -75.16, "description": "A couch."},
        media_type="application/x-www-form-urlencoded",
    )
    response = case.call(base_url=target.address, headers={"api-key": target.key})
    assert response.status_code == 201, response.text
    case.validate_response(response, checks=CHECKS)


@pytest.mark.parametrize("name", ["requests", "services", "tickets_geojson", "feed_all"])
def test_the_check_notices(target, name):
    """The control: a document that leaves a field or a status out is found out."""
    told = copy.deepcopy(target.document)
    for path in told["paths"].values():
        for one in path.values():
            one["responses"].pop("200", None)
    case = operation(told, name).Case(path_parameters={"format": "json"} if name in {"requests", "services"} else {})
    with pytest.raises(FailureGroup):
        ask(target, case)


def test_the_document_is_openapi_and_its_schemas_are_schemas():
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert DOCUMENT["openapi"] == "3.1.0"
    assert len(set(OPERATIONS)) == len(OPERATIONS)


def test_every_route_for_other_software_is_described_and_each_description_has_a_route():
    """They cannot drift: neither a route that is not described, nor a description of what is not there."""
    from liaison_app.api import feeds, open_data
    from liaison_app.api.georeport import ROOT, routes

    served = {(f"{ROOT}{route.path}", method) for route in routes() for method in route.methods}
    served |= {(route.path, "GET") for route in (*open_data.ROUTES, *feeds.ROUTES)}
    bare = {
        (re.sub(r"\{\w+(:\w+)?\}", "{}", path), method)
        for path, method in served
        if method != "HEAD" and not path.startswith("/es/")
    }
    described = {
        (re.sub(r"\{\w+\}", "{}", path), method.upper())
        for path, methods in DOCUMENT["paths"].items()
        for method in methods
    }
    assert described == bare
