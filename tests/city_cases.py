"""Cities of every kind for the contract suite: in memory, the practice city, recorded ones, and twins of those.

A recorded city is what somebody once got from a real one, served over real HTTP. It skips where the recordings are not
beside the project. Its twin says the same oddity in words of our own, so that nothing is lost without them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.api import build_api
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.api_keys import ApiPermission
from liaison_app.domain.city import (
    AttributeType,
    AttributeValue,
    CityRequest,
    CityUpdate,
    NewRequest,
    OfferedService,
    ServiceAttribute,
)
from liaison_app.domain.endpoint_profile import AnswerForm, EndpointProfile
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId, new_ref
from liaison_app.domain.ports import CitySystem
from liaison_app.domain.tickets import Status
from liaison_app.services import api_keys
from tests.builders import World
from tests.city_stub import Asked, CityStub, SystemClock, Told
from tests.fake_city import FakeCity
from tests.georeport import BASE, Guides, offer

RECORDED = next(
    (found for parent in Path(__file__).parents if (found := parent / "shared/fixtures/open311").is_dir()),
    Path("absent"),
)
XML = EndpointProfile("t", form=AnswerForm.XML)
JSON = EndpointProfile("t")
FILED = NewRequest(Ref(""), ServiceCode("street"), LatLon(39.9512, -75.2391), "A bike without wheels.")


# A city, and the numbers of records that were made for this test; () where those of the case hold.
Opened = tuple[CitySystem, tuple[str, ...]]
Opening = Callable[[pytest.FixtureRequest], AbstractContextManager[Opened]]


@dataclass(frozen=True)
class CityCase:
    """A city, and what is known of it. `open` gives it to a test; it gets pytest's request for fixtures.

    `services` is how many it offers, `questions` the codes of a service's questions in their order. `post` is what
    filing there comes to: number, token, or the name of an error; '' where it cannot be tried.
    """

    name: str
    open: Opening
    services: int = 0
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    unknown: str = ""
    post: str = ""
    finds: bool = False
    updates: int | None = None
    code: str = "SR-ST05"

    def __str__(self) -> str:
        return self.name


# -- in memory ----------------------------------------------------------------------------------------------------


@contextmanager
def _in_memory(_request: pytest.FixtureRequest) -> Iterator[Opened]:
    clock, at = SystemClock(), datetime.now(UTC) - timedelta(hours=1)
    code, number = ServiceCode("SR-ST01"), ServiceRequestId("17")
    values = (AttributeValue("POTHOLE", "Pothole"), AttributeValue("CAVE_IN", "Cave-in"))
    told = CityRequest(number, Status.OPEN, "open", service_code=code, requested_at=at, updated_at=at)
    city = FakeCity(
        clock,
        offered=[OfferedService(code, "Street Defect", has_questions=True), OfferedService(ServiceCode("2"), "Light")],
        questions={code: [ServiceAttribute("DEFECT", "Which?", AttributeType.SINGLE, order=1, values=values)]},
        told={number: told, ServiceRequestId("18"): replace(told, service_request_id=ServiceRequestId("18"))},
        steps=[CityUpdate("1", number, Status.OPEN, "in_progress", at), CityUpdate("2", number, None, "odd", at)],
    )
    yield city, ()


IN_MEMORY = CityCase(
    "in memory",
    _in_memory,
    services=2,
    questions={"SR-ST01": ("DEFECT",)},
    known=("17", "18"),
    unknown="99",
    post="number",
    finds=True,
    updates=2,
)


# -- the practice city --------------------------------------------------------------------------------------------


def _practice(form: AnswerForm) -> CityCase:
    @contextmanager
    def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
        city = request.getfixturevalue("practice_city")
        known = [city.file(lat=39.99, description=f"Bike {number}") for number in range(2)]
        city.desk.acknowledge(ServiceRequestId(known[0]), "Seen.")
        exchange = Exchange(city.url, timeout_s=10, clock=SystemClock())
        client = Open311Client(exchange, replace(read_endpoint("practice"), form=form), Access(city.api_key))
        try:
            yield client, tuple(known)
        finally:
            client.close()

    questions = {"SR-ST01": ("SAFETY", "DEFECT", "LANE", "DEPTH_IN")}
    return CityCase(
        f"practice city, {form}",
        opened,
        services=48,
        questions=questions,
        known=("those that are made", "when it is opened"),
        unknown="99999999",
        post="number",
        finds=True,
        updates=1,
    )


# -- our own server -----------------------------------------------------------------------------------------------


@contextmanager
def our_server(request: pytest.FixtureRequest) -> Iterator[tuple[CityStub, str]]:
    """Our GeoReport server over real HTTP on an own database, and a key that may file."""
    world = World.on(request.getfixturevalue("sqlite_url"), guidance=Guides())
    offer(world)
    may = {"permissions": (ApiPermission.FILE_REQUESTS,), "per_minute": 100, "per_day": 100}
    secret = world.app.use(api_keys.make, actor=SYSTEM, name="Client", **may).secret
    transport = httpx.ASGITransport(build_api(world.app), client=("192.0.2.1", 1))

    def answer(asked: Asked) -> Told:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as http:
                url, body = f"{BASE}{asked.path}", urlencode(asked.fields)
                headers = {"content-type": "application/x-www-form-urlencoded"}
                return await http.request(asked.method, url, params=asked.params, content=body, headers=headers)

        found = asyncio.run(ask())
        return Told(found.content, found.status_code)

    with CityStub(answer) as stub:
        yield stub, secret
    world.app.close()


def _ours(form: AnswerForm) -> CityCase:
    @contextmanager
    def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
        with our_server(request) as (stub, secret):
            client = stub.client(replace(JSON, form=form, page_size=100), Access(secret))
            posted = [client.post(replace(FILED, ref=new_ref())) for _ in range(2)]
            yield client, tuple(str(one.service_request_id) for one in posted)

    return CityCase(
        f"our own server, {form}",
        opened,
        services=4,
        questions={"asks": ("KIND", "MORE")},
        known=("those that are made", "when it is opened"),
        unknown="no-such-number",
        post="number",
        code="street",
    )


# -- over a stub --------------------------------------------------------------------------------------------------


def _served(profile: EndpointProfile, answers: Callable[[], Mapping[str, Told]]) -> Opening:
    @contextmanager
    def opened(_request: pytest.FixtureRequest) -> Iterator[Opened]:
        with CityStub(answers()) as stub:
            yield stub.client(profile, Access("key")), ()

    return opened


def _recorded(profile: EndpointProfile, **files: str) -> Opening:
    """A city that serves recordings. Keys are places (`/` as `__`), values files, with a status after `#`."""

    def answers() -> Mapping[str, Told]:
        if not RECORDED.is_dir():
            pytest.skip("recorded answers are not here")
        return {_place(key, profile): _file(name) for key, name in files.items()}

    return _served(profile, answers)


def _place(key: str, profile: EndpointProfile) -> str:
    method, path = ("POST ", key.removeprefix("post__")) if key.startswith("post__") else ("", key)
    return f"{method}/{path.replace('__', '/')}.{profile.form}"


def _file(name: str) -> Told:
    path, _, status = name.partition("#")
    return Told((RECORDED / path).read_bytes(), int(status or 200))


RECORDED_CITIES = [
    CityCase(
        "Bloomington, recorded",
        _recorded(
            JSON, services="bloomington/services_2026.json", services__69="bloomington/service_definition_69_2026.json"
        ),
        services=63,
        questions={"69": ("issue",)},
    ),
    CityCase("New Haven, recorded", _recorded(JSON, services="new_haven_seeclickfix/services_2026.json"), services=44),
    CityCase(
        "Boston, recorded: a token",
        _recorded(read_endpoint("boston"), post__requests="boston/post_token_2012.xml"),
        unknown="9",
        post="token",
    ),
    CityCase(
        "Boston, recorded: a duplicate",
        _recorded(read_endpoint("boston"), post__requests="boston/post_error_base_is_duplicate_2012.xml#400"),
        post="CityRefused",
    ),
    CityCase(
        "Chicago, recorded",
        _recorded(read_endpoint("chicago"), requests="chicago/requests_2014.json"),
        known=("14-01100669", "14-01100627"),
        unknown="14-0",
    ),
    CityCase("Gießen, recorded", _recorded(XML, services="giessen/services.xml"), services=8),
    CityCase(
        "Toronto, recorded",
        _recorded(XML, requests="toronto/requests_many.xml", requests__101005420892="toronto/requests_single.xml"),
        known=("101005420892", "101005420894"),
        unknown="1",
    ),
    CityCase(
        "Helsinki, recorded",
        _recorded(read_endpoint("helsinki"), requests__3qp16kaphhsc78uc422l="helsinki/request_with_tasks.json"),
        known=("3qp16kaphhsc78uc422l",),
        unknown="x",
    ),
    CityCase(
        "San Francisco, recorded",
        _recorded(
            read_endpoint("san_francisco"),
            services__DMV66="san_francisco/service_definition_2010.xml",
            requests="san_francisco/requests_empty.xml",
            post__requests="san_francisco/post_response.xml",
        ),
        questions={"DMV66": ("WHISHETN",)},
        unknown="not-an-id",
        post="number",
    ),
    CityCase(
        "San Francisco, recorded: a wrong key",
        _recorded(read_endpoint("san_francisco"), post__requests="san_francisco/error_403.txt#403"),
        post="CityForbids",
    ),
    CityCase(
        "Washington, recorded",
        _recorded(
            XML,
            services="washington_dc/services_2012.xml",
            services__S0301="washington_dc/service_definition_S0301_2012.xml",
        ),
        services=86,
        questions={"S0301": ("WHISPOLO", "WHMAISAL", "ISITHAZA", "WATHPRDA", "NOTE001", "DSITR001")},
    ),
    CityCase(
        "open311-adapter, recorded",
        _recorded(
            replace(XML, has_updates=True, absent_statuses=(404, 500)),
            services__SR="_software/adapter_definition.xml",
            requests="_software/adapter_requests.xml",
            requests__9="_software/adapter_unknown_id_500.json#500",
            servicerequestupdates="_software/adapter_updates.xml",
            post__requests="_software/adapter_error_400_page_size.json#400",
        ),
        questions={"SR": ("lane", "depth_in", "hazards")},
        known=("1000", "1001"),
        unknown="9",
        post="CityRefused",
        updates=5,
    ),
    CityCase(
        "FixMyStreet, recorded",
        _recorded(
            JSON,
            services="_software/fixmystreet_services.json",
            requests="_software/fixmystreet_requests.json",
            requests__9="_software/fixmystreet_not_found.json",
            post__requests="_software/fixmystreet_requests.json",
        ),
        services=4,
        known=("14", "13"),
        unknown="9",
        post="CityOutcomeUnknown",
    ),
    CityCase(
        "FixMyStreet, recorded, in XML",
        _recorded(
            XML, requests="_software/fixmystreet_requests.xml", post__requests="_software/fixmystreet_requests.xml"
        ),
        known=("14", "13"),
        post="CityOutcomeUnknown",
    ),
    CityCase(
        "6aika, recorded",
        _recorded(
            read_endpoint("helsinki"),
            requests="_software/sixaika_requests_extensions.json",
            requests__9="_software/sixaika_error_404.json#404",
            post__requests="_software/sixaika_error_404.json#404",
        ),
        known=("6zyptp8q", "4biyt97h"),
        unknown="9",
        post="CityRefused",
    ),
]


# -- twins --------------------------------------------------------------------------------------------------------

_HOLE = (
    '{"service_request_id":%s,"status":"%s","service_code":%s,"requested_datetime":"%s","updated_datetime":%s,'
    '"lat":%s,"long":%s,"description":"One\nline","agency_responsible":{"recipient":["Streets"]},"media_url":"%s"}'
)


def _rows(*rows: str, wrap: str = "%s") -> Told:
    return Told((wrap % f"[{','.join(rows)}]").encode())


_FIRST = _HOLE % (71, "Open", 15, "2026-05-01T09:00:00", "null", '"39.95"', '"-75.16"', "http://127.0.0.1/p.png")
_OTHER = _HOLE % ('"072"', "waiting", '"7: a/b"', "2026-5-2 09:00", '"soon"', 0, 0, "https://city.example/2.jpg")
_XML_ROW = (
    "<request><service_request_id>%s</service_request_id><status>open</status><description/><updated_datetime/>"
    "<requested_datetime>2026-05-01T09:00:00.123456-04:00</requested_datetime><long>-75.1</long><lat>39.9</lat></request>"
)
_DEFINITION = (
    "<service_definition><service_code>15</service_code>{}<attribute><variable>false</variable><code>INFO</code>"
    "<datatype>text</datatype><order>9</order><description>Call 911.</description><values/></attribute>"
    "<attribute><code>KIND</code><datatype>singlevaluelist</datatype><required>true</required><order>1</order>"
    "<values><value><key>1</key><name>One &amp; two</name></value></values></attribute>{}</service_definition>"
)
_UPDATES = (
    "<service_request_updates>"
    "<request_update><update_id>u2</update_id><service_request_id>72</service_request_id><status>fixed</status>"
    "<updated_datetime>{0}</updated_datetime><description>Done</description></request_update>"
    "<request_update><update_id>u1</update_id><service_request_id>72</service_request_id><status>IN_PROGRESS</status>"
    "<updated_datetime>{0}</updated_datetime></request_update></service_request_updates>"
)


def _twin(profile: EndpointProfile, **told: Told) -> Opening:
    return _served(profile, lambda: {_place(key, profile): answer for key, answer in told.items()})


TWINS = [
    CityCase(
        "wrapped JSON with numbers for words",
        _twin(
            replace(JSON, time_zone="America/New_York"),
            services=Told(b'\xef\xbb\xbf{"services":[{"service_code":15,"service_name":"A","metadata":"false"},'
                          b'{"service_code":"015","service_name":"B","metadata":"true","keywords":null}]}'),
            requests=_rows(_FIRST, _OTHER, wrap='{"service_requests":%s}'),
            requests__71=_rows(_FIRST, wrap='{"service_requests":%s}'),
            requests__072=Told(_OTHER.encode()),
            requests__9=Told(b'{"service_requests":[]}'),
            post__requests=_rows(_FIRST, _OTHER, wrap='{"service_requests":%s}'),
        ),
        services=2,
        known=("71", "072"),
        unknown="9",
        post="CityOutcomeUnknown",
    ),
    CityCase(
        "XML of two roots, one row, an old definition",
        _twin(
            replace(XML, has_updates=True, absent_statuses=(404, 500)),
            services__15=Told(_DEFINITION.format("", "").encode()),
            services__16=Told(_DEFINITION.format("<attributes>", "</attributes>").encode()),
            requests=Told(f"<requests>{_XML_ROW % 71}{_XML_ROW % 72}</requests>".encode()),
            requests__71=Told(f"<service_requests is_array='true'>{_XML_ROW % 71}</service_requests>".encode()),
            requests__9=Told(b'[{"code":500,"description":"no such request\n"}]', 500),
            servicerequestupdates=Told(_UPDATES.format(datetime.now(UTC).isoformat()).encode()),
            post__requests=Told(b"<service_requests><request><token>5f0</token></request></service_requests>"),
            tokens__5f0=Told(b"<service_requests><request><token>5f0</token><service_request_id/></request></service_requests>"),
        ),
        questions={"15": ("KIND", "INFO"), "16": ("KIND", "INFO")},
        known=("71", "72"),
        unknown="9",
        post="token",
        updates=2,
    ),
    CityCase(
        "errors under 200",
        _twin(
            replace(JSON, errors_under_200=True),
            requests__9=Told(b'[{"code":"404","errors":"not found"}]'),
            post__requests=Told(b'[{"code":"403","errors":"api_key"}]'),
        ),
        unknown="9",
        post="CityForbids",
    ),
    CityCase(
        "an error without a code",
        _twin(XML, post__requests=Told(b"<error>The form is not complete.</error>", 400)),
        unknown="9",
        post="CityRefused",
    ),
    CityCase(
        "one error as an object",
        _twin(
            JSON,
            requests__9=Told(b'{"code":404,"detail":"Not Found"}', 404),
            post__requests=Told(b'{"code":400,"detail":"lat"}', 400),
        ),
        unknown="9",
        post="CityRefused",
    ),
    CityCase(
        "a sign-in page for everything",
        _twin(JSON, post__requests=Told(b"<!DOCTYPE html><title>Sign in</title>")),
        post="CityOutcomeUnknown",
    ),
    CityCase(
        "a number with white space and notes",
        _twin(
            XML,
            requests=Told(b"<service_requests>\n</service_requests>"),
            post__requests=Told(
                b"<service_requests><request><service_request_id>\n 7 </service_request_id><account_id/>"
                b"<service_notice>\n  Three days.\n</service_notice></request></service_requests>"
            ),
        ),
        post="number",
    ),
]  # fmt: skip

PRACTICE = [_practice(form) for form in AnswerForm]
OURS = [_ours(form) for form in AnswerForm]
CITIES = [IN_MEMORY, *PRACTICE, *OURS, *RECORDED_CITIES, *TWINS]
