"""No signal and no server, for real: reports are written, the page is loaded again, and each is filed once, later."""

from __future__ import annotations

import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import expect

from liaison_app import routes
from liaison_app.domain.ids import new_ref
from liaison_app.front_end.places import Places
from tests.e2e.conftest import SMALL_TARGETS
from tests.e2e.pocket import READY, Pocket
from tests.e2e.promised import until
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm, write_photo

CUT = [
    "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_FAILED", "WebSocket",
    "fetching the script",
]  # fmt: skip
LIAISON, OTHER = "liaison@example.org", "coordinator@example.org"


@pytest.fixture
def pocket(new_context, login_cookie, console):
    """A liaison's phone that has been here once with a signal."""
    console.expects += CUT
    context = new_context()
    context.add_cookies([login_cookie(LIAISON)])
    pocket = Pocket(context.new_page())
    pocket.prepare()
    return pocket


def filed(program, note: str) -> list[dict]:
    """The city's requests that say `note`."""
    return program.city.get(f"requests?{urlencode({'q': note, 'open': 'all', 'page_size': 200})}").json()["requests"]


def until_filed(program, page, note: str) -> None:
    """Wait until the city has it; then look once more a moment later, when a second one would be there too."""
    for _ in range(60):
        if filed(program, note):
            break
        page.wait_for_timeout(250)
    page.wait_for_timeout(1500)
    assert len(filed(program, note)) == 1


def test_what_was_written_with_the_server_dead_is_filed_once(
    program, new_context, login_cookie, console, served, tmp_path
):
    console.expects += CUT
    note = f"Behind the hydrant {new_ref()}"
    context = new_context()
    context.add_cookies([login_cookie(LIAISON)])
    page = context.new_page()
    with served() as (address, _process):
        pocket = Pocket(page, address)
        pocket.prepare()
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("On this phone")
    expect(page.locator("#mine")).to_have_attribute("open", "")
    page.goto(f"{address}{routes.REPORT}")
    pocket.write(note, write_photo(tmp_path / "couch.jpg"))
    page.reload()
    pocket.open()
    pocket.counts("Kept for later", 1)
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_label("A note for the crew")).to_have_value(note)
    expect(page.locator(".pocket__form figure")).to_have_count(1)
    pocket.keep()
    pocket.counts("Waiting for a signal", 1)
    page.reload()
    pocket.counts("Waiting for a signal", 1)
    assert [one["photos"] for one in pocket.records()] == [1]
    with served():
        context.set_offline(False)
        pocket.counts("Sent", 1)
        until_filed(program, page, note)
    (record,) = pocket.records()
    assert (record["state"], record["photos"]) == ("sent", 0)


def test_two_tabs_send_each_once(program, pocket):
    page, mark = pocket.page, new_ref()
    pocket.open()
    second = Pocket(page.context.new_page())
    second.open()
    page.context.set_offline(True)
    for number in range(3):
        pocket.write(f"{mark} number {number}")
        pocket.keep()
    second.counts("Waiting for a signal", 3)
    page.context.set_offline(False)
    for tab in (pocket, second):
        tab.counts("Sent", 3)
    for number in range(3):
        until_filed(program, page, f"{mark} number {number}")


def test_who_is_signed_out_loses_nothing_and_nobody_else_sends_it(program, pocket, login_cookie, console):
    console.expects.append("401")
    page, note = pocket.page, f"Kept for whom it is from {new_ref()}"
    context = page.context
    pocket.open()
    context.set_offline(True)
    pocket.write(note)
    pocket.keep()
    pocket.counts("Waiting for a signal", 1)
    (cookie,) = context.cookies()
    httpx.post(
        f"{program.address}/api/sign-out",
        headers={"Origin": program.address, "Cookie": f"{cookie['name']}={cookie['value']}"},
    )
    context.set_offline(False)
    expect(page.get_by_text("You are signed out.").first).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("1 report lies on this phone.")).to_be_visible()
    expect(page.get_by_text(note)).to_have_count(0)
    context.clear_cookies()
    context.add_cookies([login_cookie(OTHER)])
    page.reload()
    expect(page.get_by_text("1 report of another account also lies on this phone.")).to_be_visible(timeout=SOON_MS)
    pocket.counts("Waiting for a signal", 0)
    page.wait_for_timeout(4000)
    assert filed(program, note) == []
    context.clear_cookies()
    context.add_cookies([login_cookie(LIAISON)])
    page.reload()
    pocket.counts("Sent", 1)
    until_filed(program, page, note)


def test_the_long_form_goes_on_in_the_pocket(program, pocket, tmp_path):
    page, note = pocket.page, f"Begun in the long form {new_ref()}"
    form = ReportForm(page)
    page.goto(routes.REPORT)
    form.where()
    form.what(WORDS["en"])
    form.question("Show it")
    form.answer().check()
    form.description().fill(note)
    page.get_by_label("Add a photo").set_input_files(write_photo(tmp_path / "couch.jpg"))
    form.button("Go on to check").click()
    form.question("Check and send")
    page.context.set_offline(True)
    form.button("Send request").click()
    page.get_by_role("button", name="Keep it on this phone, it goes by itself").click()
    pocket.counts("Waiting for a signal", 1)
    page.context.set_offline(False)
    pocket.counts("Sent", 1)
    until_filed(program, page, note)


def test_the_map_and_the_lists_show_what_was_last_known(pocket):
    page = pocket.page
    page.goto(routes.MAP)
    cards = page.locator(".atlas .ticket-card")
    cards.first.wait_for()
    page.wait_for_timeout(1500)
    page.context.set_offline(True)
    page.reload()
    cards.first.wait_for()
    expect(page.get_by_text("No connection right now.")).to_be_visible()
    page.goto(routes.MY_NEIGHBORHOOD)
    around = page.locator("#around")
    expect(around).to_have_attribute("open", "")
    expect(around.get_by_text("As of")).to_be_visible()
    expect(around.locator(".pocket__card").first).to_be_visible()


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_pocket_is_open_to_all_ways_of_reading(pocket, assert_accessible_in_both, locale):
    page = pocket.page
    pocket.open()
    page.context.set_offline(True)
    pocket.write(f"Shown in {locale}")
    pocket.keep()
    page.goto(routes.localized(routes.POCKET, locale))
    page.locator(".pocket__card").first.wait_for()
    for part in page.locator(".pocket__part summary").all():
        part.click()
    assert_accessible_in_both(page)
    assert page.evaluate(SMALL_TARGETS) == []
    page.locator(".pocket .button").first.click()
    page.locator(".pocket__form").wait_for()
    page.locator(".pocket__form button[type=submit]").click()
    assert_accessible_in_both(page)
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


# ------------------------------------------------------------------------------------------------- newer versions


@pytest.fixture
def versions(program):
    """The program behind a door that hands out another service worker when told to."""
    worker: dict[str, bytes] = {}

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = urllib.request.Request(program.address + self.path)
            for name in ("cookie", "accept", "x-liaison-account"):
                if self.headers.get(name):
                    asked.add_header(name, self.headers[name])
            try:
                answer = urllib.request.urlopen(asked)
            except HTTPError as error:
                answer = error
            with answer:
                body = worker.get(self.path.partition("?")[0]) or answer.read()
                self.send_response(answer.status)
                for name in ("content-type", "content-security-policy", "cache-control"):
                    if answer.headers.get(name):
                        self.send_header(name, answer.headers[name])
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_given):
            """Nothing is written of what goes well."""

    door = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{door.server_address[1]}", worker
    finally:
        door.shutdown()
        door.server_close()


CACHES = "async () => (await caches.keys()).filter((name) => name.startsWith('liaison-') && name !== 'liaison-map')"
LOOK_FOR_NEWER = "navigator.serviceWorker.getRegistration().then((one) => one.update())"


@pytest.fixture
def through_door(versions, new_context, login_cookie, console):
    console.expects += [*CUT, "unsafe-eval"]  # the last is what waits in this test
    address, worker = versions
    context = new_context()
    context.add_cookies([login_cookie(LIAISON)])
    pocket = Pocket(context.new_page(), address)
    pocket.open()
    until(pocket.page, READY)
    return pocket, worker


def test_a_newer_version_is_offered_and_never_comes_under_somebody_who_writes(through_door):
    pocket, worker = through_door
    page = pocket.page
    (before,) = page.evaluate(CACHES)
    pocket.write("Half written")
    page.evaluate("window.neverReloaded = true")
    own = (Places().site / "sw.js").read_text(encoding="utf-8")
    worker["/sw.js"] = own.replace(before.removeprefix("liaison-"), "newer").encode()
    page.evaluate(LOOK_FOR_NEWER)
    expect(page.get_by_text("A newer version is here.")).to_be_visible(timeout=SOON_MS)
    page.get_by_label("A note for the crew").focus()
    page.wait_for_timeout(1500)
    assert page.evaluate("window.neverReloaded") is True
    assert before in page.evaluate(CACHES)
    page.get_by_role("button", name="Load it").click()
    until(page, "!window.neverReloaded")
    pocket.begins().wait_for()
    pocket.counts("Kept for later", 1)
    until(page, f"caches.keys().then((names) => !names.includes('{before}'))")
    assert page.evaluate(CACHES) == ["liaison-newer"]


def test_a_retired_worker_lets_go_of_its_pages_and_of_nothing_that_was_written(through_door):
    pocket, worker = through_door
    page = pocket.page
    pocket.write("Written before")
    worker["/sw.js"] = (Places().site / "sw-retired.js").read_bytes()
    page.evaluate(LOOK_FOR_NEWER)
    until(page, "caches.keys().then((names) => names.length === 0)")
    assert len(pocket.records()) == 1
    page.reload()
    pocket.counts("Kept for later", 1)
