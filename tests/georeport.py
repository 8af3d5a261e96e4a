"""Our GeoReport server as tests reach it: the program's own routes on a database of the test, asked in one format."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from defusedxml import ElementTree

from liaison_app.api import build_api
from liaison_app.domain.city import AttributeType, ServiceType
from liaison_app.domain.guidance import ServiceGuide, Stop
from liaison_app.domain.questions import Condition
from liaison_app.models import CityService, ServiceQuestion
from tests.builders import World

BASE = "/open311/v2"
#: What JSON gives as lists inside a row, and XML as elements.
LISTS = {"attributes", "values", "endpoints", "formats"}


class Guides:
    """Guidance on some services."""

    def of(self, code):
        calls = (Stop({"en": "Somebody is in danger."}, call="911", is_emergency=True),)
        return {
            "house": ServiceGuide(code, is_house_linked=True),
            "people": ServiceGuide(code, is_private=True, stops=calls),
            "asks": ServiceGuide(code, conditions={"MORE": Condition("KIND", frozenset({"other"}))}),
        }.get(code, ServiceGuide(code))

    def find(self, text, locale):
        return ()


@dataclass
class Server:
    """A client of the server in one of its formats. Rows come alike from both: XML's text stays text."""

    world: World
    http: httpx.AsyncClient
    form: str

    async def get(self, path: str, **given) -> httpx.Response:
        return await self.http.get(f"{BASE}/{path}.{self.form}", **given)

    async def post(self, path: str, data=None, **given) -> httpx.Response:
        return await self.http.post(f"{BASE}/{path}.{self.form}", data=data, **given)

    async def rows(self, path: str, **params) -> list[dict]:
        answer = await self.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return self.read(answer)

    async def ids(self, path: str = "requests", **params) -> list[str]:
        return [row["service_request_id"] for row in await self.rows(path, **params)]

    def read(self, answer: httpx.Response) -> list[dict]:
        """The rows of an answer; one for what is no list."""
        if self.form == "json":
            assert answer.headers["content-type"] == "application/json; charset=utf-8"
            found = json.loads(answer.text)
            return found if isinstance(found, list) else [found]
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        root = ElementTree.fromstring(answer.content)
        return [_row(root)] if root.tag in {"discovery", "service_definition"} else [_row(child) for child in root]

    def errors(self, answer: httpx.Response) -> list[str]:
        """The descriptions of an error body, whose codes repeat the status."""
        rows = self.read(answer)
        assert {row["code"] for row in rows} == {str(answer.status_code)}
        return [row["description"] for row in rows]


def _row(element) -> dict:
    return {child.tag: _value(child) for child in element}


def _value(element):
    if element.tag in LISTS:
        return [_row(child) if len(child) else child.text for child in element]
    return _row(element) if len(element) else element.text


def offer(world: World) -> None:
    """A service list: one that asks nothing, one tied to houses, one about people, one that asks, one that is gone."""
    for code in ("street", "house", "people", "asks", "gone"):
        world.add(
            CityService(
                code=code,
                name=code.title(),
                group="Streets",
                keywords=["one", "two"],
                type=ServiceType.BATCH,
                has_questions=code == "asks",
                fetched_at=world.clock.at,
                retired_at=world.clock.at if code == "gone" else None,
            )
        )
    choices = [{"key": "bags", "name": "Bags"}, {"key": "other", "name": "Other"}]
    for code, datatype, given in (("KIND", AttributeType.MULTI, choices), ("MORE", AttributeType.STRING, [])):
        world.add(
            ServiceQuestion(
                service_code="asks", code=code, description=code, datatype=datatype, required=True, choices=given
            )
        )


@asynccontextmanager
async def served(world: World, form: str, **given) -> AsyncIterator[Server]:
    """The server over `world`."""
    transport = httpx.ASGITransport(build_api(world.app), client=(given.pop("client", "192.0.2.1"), 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test", **given) as http:
        yield Server(world, http, form)


def shared(*parts: str) -> Path | None:
    """A folder of recorded payloads beside the checkout; None where there is none."""
    for folder in Path(__file__).resolve().parents:
        found = folder.joinpath("shared", *parts)
        if found.exists():
            return found
    return None
