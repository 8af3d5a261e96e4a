"""What a hostile city, or one that was taken over, can make us do: nothing. Over real HTTP (S36, S37)."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import subprocess
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from liaison_app.adapters.guarded_network import guarded_client, proxy_of
from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_exchange import MAX_BODY, MAX_POST_BODY
from liaison_app.domain.city import NewRequest
from liaison_app.domain.endpoint_profile import EndpointProfile, KeyPlace
from liaison_app.domain.errors import CityOutcomeUnknown, CityUnreachable, CityUnreadable
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import Ref, ServiceCode, ServiceRequestId
from tests.city_stub import Asked, CityStub, Told

ONE = ServiceRequestId("1")
SERVICES = Told(b'[{"service_code":"1","service_name":"Hole"}]')
REQUEST = NewRequest(
    Ref("NL-0123456789ABCDEF"), ServiceCode("1"), LatLon(39.95, -75.16), "Hole [ref NL-0123456789ABCDEF]"
)


def record(**more: object) -> Told:
    return Told(json.dumps([{"service_request_id": "1", "status": "open"} | more]).encode())


# -- S36: what stands in an answer --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//http://",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://city.example/a.jpg",
        "//city.example/a.jpg",
        "http://127.0.0.1/a.jpg",
        "http://127.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.8/",
        "http://172.16.3.4:8080/",
        "https://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://printer/",
        "http://nas.local/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        "http://user:word@city.example/",
        "http://city.example@127.0.0.1/",
        "http://127.0.0.1\\@city.example/",
        "http://city.example:port/",
        "http://city.example/a b",
        "http://city.example/'onerror='alert(1)",
        "http://[::1",
        "https://" + "a" * 3000 + ".example/",
    ],
)
def test_s36_a_link_that_leads_inside_or_is_none_is_dropped(link: str) -> None:
    with CityStub({"/requests/1.json": record(media_url=link)}) as stub:
        found = stub.client().request(ONE)
        assert found is not None
        assert found.media_url == ""


@pytest.mark.parametrize(
    "link", ["https://city.example/a.jpg?x=1&y=2", "http://93.184.215.14/a.jpg", "http://straße.example/ä.jpg"]
)
def test_s36_a_link_to_the_public_internet_is_kept(link: str) -> None:
    with CityStub({"/requests/1.json": record(media_url=link)}) as stub:
        found = stub.client().request(ONE)
        assert found is not None
        assert found.media_url == link


def test_s36_a_link_to_our_own_photos_is_ours_wherever_we_stand() -> None:
    with CityStub({"/requests/1.json": record(media_url="http://localhost:8000/api/sent/NL-1/1-x.jpg")}) as stub:
        ours = stub.client(access=Access(own_origin="http://localhost:8000")).request(ONE)
        other = stub.client(access=Access(own_origin="http://localhost:8001")).request(ONE)
        assert ours is not None
        assert other is not None
        assert (bool(ours.media_url), other.media_url) == (True, "")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ROW = "<service_requests><request><service_request_id>1</service_request_id><description>{}</description></request>"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/stolen">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/stolen"> %p;]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:{port}/stolen">',
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>',
        "<!DOCTYPE r>",
    ],
    ids=["file", "http", "parameter", "dtd", "laughs", "bare"],
)
@pytest.mark.parametrize("text", ["&x;", "plain"])
def test_s36_xml_with_a_doctype_is_refused_and_fetches_nothing(doctype: str, text: str) -> None:
    def told(asked: object) -> Told:
        head = doctype.replace("{port}", str(stub.port))
        return Told(f"<?xml version='1.0'?>{head}{ROW.format(text)}</service_requests>".encode())

    with CityStub({"/requests/1.xml": told}) as stub:
        began = time.monotonic()
        with pytest.raises(CityUnreadable, match="unsafe"):
            stub.client(EndpointProfile("t", form="xml")).request(ONE)
        assert time.monotonic() - began < 2
        assert [asked.path for asked in stub.asked] == ["/requests/1.xml"]


def test_s36_the_same_xml_without_a_doctype_is_read() -> None:
    with CityStub({"/requests/1.xml": Told(f"{ROW.format('plain')}</service_requests>".encode())}) as stub:
        found = stub.client(EndpointProfile("t", form="xml")).request(ONE)
        assert found is not None
        assert found.description == "plain"


# -- S37: where it sends us ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1:{other}/v2/services.json",
        "http://localhost:{other}/v2/services.json",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]:{other}/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{other}/",
        "//127.0.0.1:{other}/",
        "http://[unfinished",
    ],
)
def test_s37_a_redirect_inside_is_not_followed(status: int, there: str) -> None:
    with CityStub({"/services.json": SERVICES}) as inside:
        told = Told(status=status, headers={"Location": there.replace("{other}", str(inside.port))})
        with CityStub({"/services.json": told, "POST /requests.json": told}) as stub:
            with pytest.raises(CityUnreadable, match="redirect"):
                stub.client().services()
            with pytest.raises(CityOutcomeUnknown):
                stub.client().post(REQUEST)
        assert inside.asked == []


def test_s37_a_redirect_within_the_endpoint_is_followed_with_the_key() -> None:
    answers = {"/services.json": Told(status=302, headers={"Location": "/v2/list.json"}), "/list.json": SERVICES}
    with CityStub(answers) as stub:
        profile = EndpointProfile("t", key_in=KeyPlace.BEARER, key_in_questions=True)
        assert [row.code for row in stub.client(profile).services()] == ["1"]
        assert stub.asked[-1].headers["Authorization"] == "Bearer key"


def test_s37_redirects_end() -> None:
    with CityStub({"/services.json": Told(status=302, headers={"Location": "/v2/services.json"})}) as stub:
        with pytest.raises(CityUnreadable, match="too many"):
            stub.client().services()
        assert len(stub.asked) == 4


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A resolver of our own: names to addresses; each look is counted under `looks`."""
    table: dict[str, list[str]] = {"looks": []}
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *rest: object, **more: object) -> object:
        if host not in table:
            return real(host, port, *rest, **more)
        table["looks"].append(host)
        kind = socket.AF_INET6 if ":" in table[host][0] else socket.AF_INET
        return [(kind, socket.SOCK_STREAM, 6, "", (address, port)) for address in table[host]]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return table


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["0.0.0.0"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["fe80::1%eth0"],
        ["224.0.0.1"],
        ["93.184.215.14", "127.0.0.1"],
    ],
    ids=str,
)
def test_s37_a_name_that_leads_to_loopback_or_metadata_is_not_connected_to(
    names: dict[str, list[str]], addresses: list[str]
) -> None:
    names["city.example"] = addresses
    with CityStub({"/services.json": SERVICES}) as stub:
        client = stub.client(url=f"http://city.example:{stub.port}/v2")
        with pytest.raises(CityUnreachable, match="may not be reached"):
            client.services()
        with pytest.raises(CityUnreachable, match="may not be reached"):
            client.post(REQUEST)
        assert stub.asked == []


def test_s37_a_redirect_to_a_public_name_that_leads_inside_is_noticed_when_connecting(
    names: dict[str, list[str]],
) -> None:
    names["elsewhere.example"] = ["10.0.0.1"]
    told = Told(status=302, headers={"Location": "http://elsewhere.example/services.json"})
    with CityStub({"/services.json": told}) as stub, pytest.raises(CityUnreachable, match="may not be reached"):
        stub.client().services()
    assert names["looks"] == ["elsewhere.example"], "looked at once, and what was looked at is what is connected to"


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/v2", "http://localhost:{port}/v2"])
def test_s37_the_endpoint_itself_may_be_on_loopback_where_it_is_written_so(url: str) -> None:
    with CityStub({"/services.json": SERVICES}) as stub:
        assert len(stub.client(url=url.replace("{port}", str(stub.port))).services()) == 1


def test_a_guarded_connection_checks_the_certificate_of_the_name_that_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", key, "-out", pem], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    with CityStub({"/services.json": SERVICES}, tls=context) as stub:
        stranger = stub.client(url=f"https://localhost:{stub.port}/v2")
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        assert len(stub.client(url=f"https://localhost:{stub.port}/v2").services()) == 1
        other_name = stub.client(url=f"https://127.0.0.1:{stub.port}/v2")
        for client in (stranger, other_name):
            with pytest.raises(CityUnreachable):
                client.services()
        assert len(stub.asked) == 1


@pytest.mark.parametrize("url", ["http://169.254.169.254/v2", "http://[fd00:ec2::254]/v2", "http://0.0.0.0/v2"])
def test_s37_no_endpoint_is_a_metadata_address(url: str) -> None:
    with CityStub({}) as stub, pytest.raises(CityUnreachable, match="may not be reached"):
        stub.client(url=url).services()


@pytest.mark.parametrize("where", ["inside", "within"])
def test_s37_a_file_fetched_from_the_web_is_not_fetched_from_inside(where: str) -> None:
    file = Told(b"id,name\n1,Hole\n")
    with CityStub({"/file.csv": file}) as inside:
        there = {"inside": f"{inside.url}/file.csv", "within": "/v2/file.csv"}[where]
        moved = {"/moved.csv": Told(status=302, headers={"Location": there}), "/file.csv": file}
        with CityStub(moved) as stub, guarded_client(f"{stub.url}/moved.csv", timeout_s=5) as client:
            if where == "within":
                assert client.get(f"{stub.url}/moved.csv").content == file.body
            else:
                with pytest.raises(httpx.ConnectError, match="may not be reached"):
                    client.get(f"{stub.url}/moved.csv")
        assert inside.asked == []


def test_a_proxy_of_the_environment_is_used_but_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_of("https://city.example/v2") == ""
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    assert proxy_of("https://city.example/v2") == "http://proxy.example:3128"
    assert proxy_of("https://localhost/v2") == ""
    monkeypatch.setenv("NO_PROXY", "city.example")
    assert proxy_of("https://city.example/v2") == ""


@pytest.fixture
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[CityStub]:
    """A proxy that the environment names for all but 127.0.0.1 and one name: it answers for everybody behind it."""

    def told(asked: Asked) -> Told:
        if "to" in asked.params:
            return Told(status=302, headers={"Location": asked.params["to"]})
        return SERVICES

    with CityStub(told) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.root)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,past.example")
        yield proxy


@pytest.mark.parametrize(
    ("there", "passed_on"),
    [
        ("http://127.0.0.1:{port}/v2/file.csv", 1),
        ("http://localhost:{port}/v2/file.csv", 1),
        ("http://past.example:{port}/v2/file.csv", 1),
        ("http://10.0.0.1/file.csv", 1),
        ("http://intranet/file.csv", 1),
        ("http://elsewhere.example/v2/?to=http://127.0.0.1:{port}/v2/file.csv", 2),
    ],
)
def test_s37_a_redirect_behind_a_proxy_leads_inside_neither_through_it_nor_past_it(
    behind_a_proxy: CityStub, names: dict[str, list[str]], there: str, passed_on: int
) -> None:
    names["past.example"] = ["127.0.0.1"]
    with CityStub({"/file.csv": SERVICES}) as inside:
        there = there.replace("{port}", str(inside.port))
        with guarded_client("http://city.example/v2", timeout_s=5) as client:
            assert client.get("http://city.example/v2/services.json").content == SERVICES.body
            with pytest.raises(httpx.ConnectError, match="may not be reached"):
                client.get("http://city.example/v2/moved.csv", params={"to": there})
        assert inside.asked == []
    assert len(behind_a_proxy.asked) == 1 + passed_on


def test_behind_a_proxy_redirects_between_public_names_are_followed(behind_a_proxy: CityStub) -> None:
    there = "http://elsewhere.example/v2/file.csv"
    with guarded_client("http://city.example/v2", timeout_s=5) as client:
        assert client.get("http://city.example/v2", params={"to": there}).content == SERVICES.body
    assert [asked.headers["Host"] for asked in behind_a_proxy.asked] == ["city.example", "elsewhere.example"]


def test_s37_a_citys_redirect_past_the_proxy_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]
) -> None:
    names["past.example"] = ["10.0.0.1"]
    told = Told(status=302, headers={"Location": "http://past.example/services.json"})
    with CityStub({"/services.json": told}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.root)
        monkeypatch.setenv("NO_PROXY", "past.example")
        with pytest.raises(CityUnreachable, match="may not be reached"):
            proxy.client(url="http://city.example/v2").services()
        assert len(proxy.asked) == 1


# -- bodies -------------------------------------------------------------------------------------------------------


def bomb(size: int, packer: int = 31) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, packer)
    return packing.compress(b"[" + b" " * size) + packing.flush()


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_is_unpacked_no_further_than_the_limit(packing: str) -> None:
    told = Told(bomb(300_000_000, 31 if packing == "gzip" else 15), headers={"Content-Encoding": packing})
    assert len(told.body) < 400_000
    with CityStub({"/services.json": told, "POST /requests.json": told}) as stub:
        client = stub.client(timeout_s=20)
        tracemalloc.start()
        with pytest.raises(CityUnreadable, match="too long"):
            client.services()
        with pytest.raises(CityOutcomeUnknown, match="too long"):
            client.post(REQUEST)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 4 * MAX_BODY


def test_a_packed_answer_is_read_and_a_broken_one_is_said() -> None:
    packed = gzip.compress(SERVICES.body)
    told = {"Content-Encoding": "gzip"}
    for body, headers in ((packed, told), (SERVICES.body, {}), (SERVICES.body, {"Content-Encoding": "identity"})):
        with CityStub({"/services.json": Told(body, headers=headers)}) as stub:
            assert len(stub.client().services()) == 1
    for body, headers in ((packed[:-12], told), (SERVICES.body, told), (packed, {"Content-Encoding": "br"})):
        with CityStub({"/services.json": Told(body, headers=headers)}) as stub, pytest.raises(CityUnreadable):
            stub.client().services()


def test_an_answer_longer_than_the_limit_is_not_read_to_its_end() -> None:
    long = Told(b"[" + b" " * MAX_POST_BODY + b"]")
    with CityStub({"POST /requests.json": long}) as stub, pytest.raises(CityOutcomeUnknown, match="too long"):
        stub.client().post(REQUEST)


def test_a_server_that_sends_a_byte_now_and_then_ends_by_the_deadline() -> None:
    drip = Told(SERVICES.body, drip=0.2)
    with CityStub({"/services.json": drip, "POST /requests.json": drip}) as stub:
        client = stub.client(timeout_s=1)
        for ask, error in ((client.services, CityUnreadable), (lambda: client.post(REQUEST), CityOutcomeUnknown)):
            began = time.monotonic()
            with pytest.raises(error):
                ask()
            assert time.monotonic() - began < 2.5, "each byte was in time, the whole was not"
