"""The built site as a browser gets it, on a port that no build has seen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.conftest import PROJECT, free_ports

ADDRESSES = ("/", "/es", "/showcase")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_loads_without_a_complaint(phone, console, address):
    answer = phone.goto(address)
    phone.wait_for_load_state("networkidle")
    assert answer.status == 200
    assert phone.locator("h1").count() >= 1


def test_a_page_speaks_its_language(phone):
    phone.goto("/es")
    assert phone.locator("html").get_attribute("lang") == "es"


def test_a_page_that_needs_one_opens_its_socket_at_the_address_it_came_from(phone, program):
    with phone.expect_websocket() as opened:
        phone.goto("/showcase")
    assert opened.value.url.startswith(program.address.replace("http", "ws") + "/_event")


def test_a_visitor_opens_no_socket_on_a_quiet_page(phone):
    sockets = []
    phone.on("websocket", lambda socket: sockets.append(socket.url))
    phone.goto("/")
    phone.wait_for_load_state("networkidle")
    phone.wait_for_timeout(500)
    assert sockets == []


@pytest.mark.parametrize("address", ["/", "/es"])
def test_the_public_map_is_light(phone, address):
    """The budget is 260 kB with gzip and the map; what it took once is held, with room for texts and tickets."""
    session = phone.context.new_cdp_session(phone)
    session.send("Network.enable")
    session.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "gzip"}})
    sent = []
    session.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    phone.goto(address)
    phone.locator(".atlas__leaflet.leaflet-container").wait_for()
    phone.locator(".ticket-card h3").first.wait_for()
    phone.wait_for_load_state("networkidle")
    assert 100_000 < sum(sent) <= 182_000


def test_the_language_link_keeps_the_question(phone):
    phone.goto("/sign-in?next=/mine")
    phone.get_by_role("link", name="Español").first.click()
    phone.wait_for_url("**/es/sign-in?next=/mine")


def test_the_language_link_keeps_the_question_inside_the_app_too(phone):
    phone.goto("/join/none?part=1")
    phone.get_by_text("This link does not work").wait_for()
    phone.get_by_role("link", name="Español").first.click()
    phone.wait_for_url("**/es/join/none?part=1")


def test_a_page_is_readable_without_scripts(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")
    assert page.locator("h1").inner_text()


def test_an_unknown_address_is_404_and_says_so(phone, console):
    console.expects.append("404")
    assert phone.goto("/no-such-page").status == 404


def test_the_first_load_is_compressed_and_kept(program):
    with httpx.Client(base_url=program.address, headers={"accept-encoding": "br, gzip"}) as client:
        page = client.get("/")
        assert page.headers["content-encoding"] == "gzip"  # written afresh, so packed quickly
        assert client.get("/sign-in").headers["content-encoding"] == "br"
        script = page.text.split('rel="modulepreload" href="')[1].split('"')[0]
        assert "immutable" in client.get(script).headers["cache-control"]


def start(port: int, city_port: int, data: Path) -> subprocess.Popen:
    environment = {**os.environ, "LIAISON_DATA_DIR": str(data), "LIAISON_DEMO_PASSWORD": "river-lantern-quiet-42"}
    command = [sys.executable, "-m", "liaison_app", "run", "--port", str(port), "--city-port", str(city_port)]
    return subprocess.Popen(
        [*command, "--tickets", "5"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def await_that(condition, within_s: float = 180) -> bool:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_the_program_ends_what_it_started(program, tmp_path, ending):
    """`program` is asked for so that the front end is built."""
    port, city_port = free_ports(2)
    with start(port, city_port, tmp_path) as process:
        health = f"http://127.0.0.1:{port}/healthz", f"http://127.0.0.1:{city_port}/healthz"
        assert await_that(lambda: all(answers(address) for address in health))
        process.send_signal(ending)
        process.wait(30)
        assert await_that(lambda: not any(answers(address) for address in health), 15)
    assert process.returncode == (-signal.SIGKILL if ending == signal.SIGKILL else 0)


def test_a_taken_port_is_one_sentence(program, tmp_path):
    port = int(program.address.rsplit(":", 1)[1])
    with start(port, free_ports(1)[0], tmp_path) as process:
        said, _ = process.communicate(timeout=30)
    assert (
        said.strip() == f"Error: Port {port} is taken by another program: stop that one, or choose another with PORT=…."
    )
    assert process.returncode == 1


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_page_that_breaks_says_so_in_our_words(phone, login_cookie, console, assert_accessible, colours):
    """Its script is taken, and one that breaks put in its place."""
    console.expects += ["broken on purpose", "ErrorBoundary"]
    phone.context.add_cookies([login_cookie("liaison@example.org")])
    phone.emulate_media(color_scheme=colours)
    broken = "export default function Broken() { throw new Error('broken on purpose') }"
    phone.route("**/_you_._index-*.js", lambda route: route.fulfill(body=broken, content_type="text/javascript"))
    phone.goto(routes.PROFILE)
    expect(phone.get_by_role("heading", name="This page broke")).to_be_visible()
    expect(phone.get_by_role("heading", name="Esta página se averió")).to_be_visible()
    assert "broken on purpose" not in phone.get_by_role("main").inner_text()
    assert_accessible(phone)
    phone.unroute_all()
    phone.get_by_role("link", name="Load it again").click()
    expect(phone.get_by_role("heading", level=1)).not_to_have_text("This page broke")
    expect(phone.get_by_role("navigation", name="Main")).to_be_visible()
