"""Clients that other people wrote, unchanged, against our GeoReport server in a process of its own."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from georeport import GeoReport
from PIL import Image

from liaison_app.adapters.open311_client import Access, Open311Client
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.cities import city_folder
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.domain.city import NewRequest
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode, ServiceRequestId, new_ref
from liaison_app.domain.tickets import Status

LAT, LONG = 39.9512, -75.2391


def now() -> datetime:
    return datetime.now(UTC)


def picture() -> io.BytesIO:
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(kept, "JPEG")
    kept.seek(0)
    kept.name = "photo.jpg"
    return kept


@pytest.fixture
def three(offered, monkeypatch):
    """`three`, the widest used client in Python. It dates from Python 2: one name of that is all it needs to run."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    from three.core import Three

    base, key = offered
    return Three(base, api_key=key, jurisdiction="phila.gov")


def test_three_reads_files_and_finds_again(three):
    assert {endpoint["type"] for endpoint in three.discovery()["endpoints"]} == {"production", "test"}
    assert {service["service_code"] for service in three.services()} == {"SR-ST02", "S 0301:7"}
    assert three.services("SR-ST02")["attributes"][0]["code"] == "MATERIAL"
    (filed,) = three.post(
        "SR-ST02", lat=LAT, long=LONG, name="Mary Zebra", address="5234 Market St", description="Tires", media=picture()
    )
    number = filed["service_request_id"]
    (found,) = three.request(number)
    assert (found["status"], found["service_code"]) == ("open", "SR-ST02")
    assert number in {row["service_request_id"] for row in three.requests("SR-ST02", count=10)}
    # It sends days as their first moment in UTC, which is the evening before at the city.
    first, last = (f"{now() + timedelta(days=days):%m-%d-%Y}" for days in (-1, 1))
    assert number in {row["service_request_id"] for row in three.requests(start=first, end=last)}
    assert three.requests(status="closed", count=5) == []
    assert three.token(number)[0]["service_request_id"] == number
    assert three.request("nothing")[0]["code"] == "404"
    assert "Zebra" not in three.get("requests", number, convert=False).decode()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_in_both_formats(offered, three, form):
    base, key = offered
    number = three.post("S 0301:7", lat=LAT, long=LONG, description="A mattress")[0]["service_request_id"]
    client = GeoReport(base, jurisdiction="phila.gov", api_key=key, output_format=form)
    assert {service["service_code"] for service in client.get_service_list()} == {"SR-ST02", "S 0301:7"}
    definition = client.get_service_definition("SR-ST02")
    assert definition["service_code"] == "SR-ST02"
    assert client.get_service_request(number)["service_request_id"] == number
    rows = client.get_service_requests(status="open", service_code="S 0301:7")
    assert number in {row["service_request_id"] for row in (rows if isinstance(rows, list) else [rows])}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_our_own_client_goes_round(offered, form):
    """What we ask of a city, we give ourselves: services, questions, a POST, records by id, all in our own rows."""
    base, key = offered
    profile = replace(read_endpoint("plain", city_folder("philadelphia")), form=form)
    client = Open311Client(Exchange(base, timeout_s=20, clock=Clock()), profile, Access(key, ""))
    try:
        codes = {service.code for service in client.services()}
        assert codes == {"SR-ST02", "S 0301:7"}
        assert [one.code for one in client.definition(ServiceCode("SR-ST02"))] == ["MATERIAL"]
        request = NewRequest(
            ref=new_ref(),
            service_code=ServiceCode("SR-ST02"),
            at=LatLon(LAT, LONG),
            description="Tires [ref NL-X]",
            answers={"MATERIAL": ("TIRES",)},
        )
        posted = client.post(request)
        assert posted.service_request_id
        (record,) = client.requests([ServiceRequestId(posted.service_request_id)])
        assert (record.status, record.service_code, record.at) == (Status.OPEN, "SR-ST02", LatLon(LAT, LONG))
    finally:
        client.close()


def test_s17_the_whole_program_lets_other_sites_read_without_credentials(offering, offered):
    """S17, S38: through the framework's own layers too; a cookie changes nothing, a write needs a key."""
    asks = {"Origin": "https://evil.example", "Cookie": offering.cookie_of("coordinator")}
    with offering.client(headers=asks) as client:
        for path in ("requests.json", "nothing.xml"):
            told = client.get(f"/open311/v2/{path}")
            assert told.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in told.headers
            assert told.headers["cross-origin-resource-policy"] == "cross-origin"
        written = client.post("/open311/v2/requests.json", data={"service_code": "SR-ST02"})
        assert (written.status_code, written.json()[0]["code"]) == (403, "403")
        assert "access-control-allow-origin" not in written.headers


class Clock:
    now = staticmethod(now)
