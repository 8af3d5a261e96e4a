"""The whole program as people meet it: real processes, a real browser, on ports and in a folder of this run's own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from liaison_app.adapters.practice_desk import PracticeDesk
from tests.e2e.last_seen import last_seen
from tests.run import BROWSERS

PROJECT = Path(__file__).parents[2]
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
# A page that moves has its picture drawn again and again, by this machine's processor.
STILL = {"reduced_motion": "reduce"}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
# The middle of the demo's neighborhoods: Philadelphia's City Hall, WGS 84.
STANDING_AT = {"latitude": 39.9526, "longitude": -75.1652, "accuracy": 12}
READY_WITHIN_S = 180
DEMO_TICKETS = 120
# Every control too small for a thumb; links within a text may be.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, textarea")].flatMap((one) => {
    const whole = one.closest("label") ?? one.closest(".ticket-card:has(.ticket-card__open)") ?? one;
    const box = whole.getBoundingClientRect();
    const inside = getComputedStyle(one);
    const isText = one.tagName === "A" && inside.display === "inline";
    const isHidden = !box.width || inside.visibility === "hidden" || one.closest("dialog:not([open])");
    return isText || isHidden || (box.width >= 44 && box.height >= 44) ? [] : [one.outerHTML.slice(0, 120)];
})"""


@dataclass(frozen=True)
class City:
    """The practice city's control API, through which a test plays the crews and switches faults on."""

    address: str
    key: str

    def _ask(self, method: str, path: str, **given) -> httpx.Response:
        answer = httpx.request(method, f"{self.address}/practice/{path}", headers={"X-Practice-Key": self.key}, **given)
        answer.raise_for_status()
        return answer

    def get(self, path: str) -> httpx.Response:
        return self._ask("GET", path)

    def post(self, path: str, **given) -> httpx.Response:
        return self._ask("POST", path, **given)

    def delete(self, path: str) -> httpx.Response:
        return self._ask("DELETE", path)


@dataclass(frozen=True)
class Program:
    """A running program."""

    address: str
    city: City
    password: str
    log: Path
    process: subprocess.Popen


def free_ports(number: int) -> list[int]:
    import socket

    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """The program as `make run` starts it, with a small demo, in a folder of its own."""
    folder = tmp_path_factory.mktemp("program")
    port, city_port = free_ports(2)
    password, key = "river-lantern-quiet-42", secrets.token_urlsafe(12)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")} | {
        "LIAISON_DATA_DIR": str(folder / "data"),
        "LIAISON_DEMO_PASSWORD": password,
        "LIAISON_PRACTICE_CONTROL_KEY": key,
        "LIAISON_MAP_TILE_URL": "",
        "LIAISON_CITY_POLL_S": "0.5",
        "LIAISON_DELIVERY_BACKOFF_S": "1",
        "LIAISON_LOG_FORMAT": "json",
        "LIAISON_LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "-m", "liaison_app", "run", "--port", str(port), "--city-port", str(city_port)]
    log = folder / "program.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "--tickets", str(DEMO_TICKETS)], cwd=PROJECT, env=environment, stdout=output, stderr=output
        ) as process,
    ):
        address = f"http://localhost:{port}"
        try:
            await_health(f"{address}/healthz", process, log)
            yield Program(address, City(f"http://127.0.0.1:{city_port}", key), password, log, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def await_health(address: str, process: subprocess.Popen, log: Path) -> None:
    """Wait until the program answers; a program that ends instead fails the run with its last words."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    pytest.fail("the program did not start:\n" + log.read_text(encoding="utf-8", errors="replace")[-3000:])


def end(process: subprocess.Popen, number: signal.Signals) -> None:
    """Send a signal to the process and, at the same moment, to the one below it that listens."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


@pytest.fixture
def served(program, tmp_path):
    """`served()`: a web process of its own beside the program's, on the same data; the address never changes."""
    (port,) = free_ports(1)
    address, log = f"http://localhost:{port}", tmp_path / "served.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")} | {
        "LIAISON_DATA_DIR": str(program.log.parent / "data"),
        "LIAISON_CITY_ENDPOINT": f"{program.city.address}/open311/v2",
        "LIAISON_PRACTICE_CONTROL_KEY": program.city.key,
        "LIAISON_CITY_PROFILE": "practice",
        "LIAISON_MAP_TILE_URL": "",
        "LIAISON_PUBLIC_URL": address,
        "LIAISON_ROLE": "web",
    }
    command = [sys.executable, "-m", "liaison_app", "serve", "--port", str(port)]

    @contextmanager
    def serving():
        with (
            log.open("ab") as output,
            subprocess.Popen(
                command, cwd=PROJECT, env=environment, stdout=output, stderr=output, start_new_session=True
            ) as process,
        ):
            try:
                await_health(f"{address}/healthz", process, log)
                yield address, process
            finally:
                end(process, signal.SIGKILL)

    return serving


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test says what stood on its pages: nobody can look at them afterwards."""
    report = yield
    given = getattr(item, "funcargs", {})
    if report.when == "call" and report.failed and {"browser", "program"} <= set(given):
        log = given["program"].log.read_text(encoding="utf-8", errors="replace")
        report.sections.append(("last seen", last_seen(given["browser"], log)))
    return report


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium."""
    path = os.environ.get("CHROMIUM") or next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("Chromium is missing: `make test` installs it where it may, else install it yourself.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield started
        started.close()


class Console:
    """What a page complained about. `expects` names texts that a test brings about on purpose."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expects: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._heard)

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{said.location.get('url', '')}: {said.text}")

    def unexpected(self) -> list[str]:
        return [said for said in self.complaints if not any(text in said for text in self.expects)]


@pytest.fixture
def console():
    """Fails the test when a page wrote an error to the console or threw one."""
    watching = Console()
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def new_context(browser: Browser, program: Program, console: Console):
    """`new_context(**options)`: a browser of somebody's own, whose pages are all watched; phone-sized by default."""
    contexts: list[BrowserContext] = []

    def making(**options) -> BrowserContext:
        given = {
            **PHONE,
            **STILL,
            "locale": "en-US",
            "timezone_id": "America/New_York",
            "geolocation": STANDING_AT,
            **options,
        }
        context = browser.new_context(base_url=program.address, permissions=["geolocation"], **given)
        context.set_default_timeout(15_000)
        context.on("page", console.watch)
        contexts.append(context)
        return context

    yield making
    for context in contexts:
        context.close()


@pytest.fixture
def phone(new_context) -> Page:
    """A page on a phone."""
    return new_context().new_page()


@pytest.fixture
def desktop(new_context) -> Page:
    """A page on a desktop."""
    return new_context(**{**DESKTOP, "has_touch": False, "is_mobile": False, "device_scale_factor": 1}).new_page()


@pytest.fixture
def sign_in(program: Program):
    """`sign_in(page, "liaison@example.org")`: through the form, in English."""

    def signing_in(page: Page, email: str, password: str | None = None) -> None:
        page.goto("/sign-in")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password", exact=True).fill(password or program.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    return signing_in


@pytest.fixture(scope="session")
def login_cookie(program: Program):
    """`login_cookie("liaison@example.org")`: as `add_cookies` takes it, for tests that are not about signing in."""

    def opening(email: str) -> dict[str, str]:
        answer = httpx.post(
            f"{program.address}/api/sign-in",
            data={"email": email, "password": program.password},
            headers={"Origin": program.address},
        )
        ((name, value),) = answer.cookies.items()
        return {"name": name, "value": value, "url": program.address}

    return opening


@pytest.fixture
def enter(login_cookie):
    """`enter(page, "liaison@example.org")`: signed in without going through the form."""

    def entering(page: Page, email: str) -> None:
        page.context.add_cookies([login_cookie(email)])

    return entering


@pytest.fixture
def city_desk(program: Program):
    """The practice city's desk, its crews at rest and nothing wrong with it; afterwards too."""
    desk = PracticeDesk(program.city.address, program.city.key)
    desk.set_clock(is_running=False)
    yield desk
    desk.clear_faults()
    desk.set_clock(is_running=True)
    desk.shut()


@pytest.fixture(scope="session")
def assert_accessible():
    """`assert_accessible(page)`: axe finds nothing, in the colours the page has now."""
    axe = Axe()
    # What is in order need not be told of in full, which axe would collect for every element, nor style sheets that
    # are there be fetched once more.
    quick = {"resultTypes": ["violations"], "preload": False}
    everything = {**quick, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    colours = {**quick, "runOnly": {"type": "rule", "values": ["color-contrast"]}}

    def asserting(page: Page, *, colours_alone: bool = False) -> None:
        found = axe.run(page, options=colours if colours_alone else everything)
        violations = [
            f"{one['id']} ({one['impact']}): {one['help']}\n  "
            + "\n  ".join(node["html"][:160] for node in one["nodes"])
            for one in found.response["violations"]
        ]
        assert violations == [], f"{page.url}\n" + "\n".join(violations)

    return asserting


@pytest.fixture(scope="session")
def assert_accessible_in_both(assert_accessible):
    """`assert_accessible_in_both(page)`: in light and in dark, which differ in nothing but colours.

    The page's context asks for reduced motion.
    """

    def asserting(page: Page) -> None:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page, colours_alone=scheme == "light")

    return asserting
