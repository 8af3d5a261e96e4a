"""What a first visit costs: bytes of each page, and the time until it can be used on a slow phone.

    python bench/first_load.py --address http://localhost:8000            bytes and times of a running app
    python bench/first_load.py --address … --page / --page /places --runs 5
    python bench/first_load.py --address … --email liaison@example.org --password … --page /report

Bytes are those of the wire, counted by the browser, with gzip forced, because the budgets are gzip. "Interactive" is
when a press does something: every script of an island has run, or React has taken over the page. "Whole" is when, more
than that, a map can be moved and a kept form has its answer from the server over the websocket. The phone is Chromium
at a quarter of this machine's speed on "slow 4G" (400 kbit/s up and 1.6 Mbit/s down, 150 ms round trip). A page of 1 kB
without scripts is measured in the same run: where a machine is busy, that baseline shows it. Figures are medians, with
the 95th percentile in brackets (of few runs, the worst).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 409_600 / 8,
}
CPU_SLOWER = 4
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
BASELINE = "<!doctype html><title>baseline</title><main><h1>Nothing but text</h1></main>" + "<!-- -->" * 110
# React marks the nodes it has taken over; the scripts of islands have run when the document is ready.
TAKEN_OVER = """() => '__reactRouterContext' in window
  ? [...document.querySelectorAll('main *')].some(one => Object.keys(one).some(key => key.startsWith('__react')))
  : performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd > 0"""
WHOLE = """() => {
  const maps = [...document.querySelectorAll('.atlas__leaflet, .pin-map__stage, .place-map')];
  const form = document.querySelector('.kept-form');
  return maps.every(map => map.classList.contains('leaflet-container')) && (!form || form.querySelector('[data-kept]'));
}"""
BLOCKING = """() => { window.__blocked = 0; new PerformanceObserver(list => { for (const task of list.getEntries())
  window.__blocked += Math.max(0, task.duration - 50); }).observe({type: 'longtask', buffered: true}); }"""


@dataclass
class Visit:
    """One first visit; times in milliseconds from the start of the navigation."""

    transferred: int
    requests: int
    first_paint: float
    interactive: float
    whole: float
    blocked: float


def visit(browser: Browser, address: str, path: str, *, cookie: dict[str, str] | None, is_baseline: bool) -> Visit:
    """Open a page in a browser that has never seen it."""
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    if cookie:
        context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    if is_baseline:
        page.route("**/baseline", lambda route: route.fulfill(body=BASELINE, content_type="text/html"))
    counted = count_bytes(page)
    page.add_init_script(f"({BLOCKING})()")
    page.goto(address + path, wait_until="commit")
    page.wait_for_function(TAKEN_OVER, timeout=60_000, polling=20)
    taken_over = float(page.evaluate("performance.now()"))
    page.wait_for_function(WHOLE, timeout=60_000, polling=20)
    whole = float(page.evaluate("performance.now()"))
    page.wait_for_load_state("networkidle")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1")
    blocked = page.evaluate("window.__blocked ?? 0")
    context.close()
    return Visit(sum(counted.values()), len(counted), float(paint), taken_over, whole, float(blocked))


def chromium() -> str:
    """Where the browser is."""
    path = os.environ.get("CHROMIUM") or next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        sys.exit("Chromium is missing: install it, or name it with CHROMIUM=…")
    return path


def sign_in(address: str, email: str, password: str) -> dict[str, str]:
    """The login cookie of an account."""
    given = {"email": email, "password": password}
    answer = httpx.post(f"{address}/api/sign-in", data=given, headers={"Origin": address})
    found = list(answer.cookies.items())
    if not found:
        sys.exit(f"Signing in as {email} did not work: {answer.status_code}.")
    return {"name": found[0][0], "value": found[0][1], "url": address}


def count_bytes(page: Page) -> dict[str, int]:
    """Slow the page down to a phone's, and count what comes over the wire by request."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "gzip"}})
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    counted: dict[str, int] = {}

    def note(event: dict[str, Any]) -> None:
        counted[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.loadingFinished", note)
    return counted


def measure(address: str, pages: list[str], runs: int, cookie: dict[str, str] | None) -> dict[str, list[Visit]]:
    """The figures of each page and of the baseline, in turns, so that a busy moment meets them all."""
    found: dict[str, list[Visit]] = {name: [] for name in ("baseline", *pages)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for _ in range(runs):
            found["baseline"].append(visit(browser, address, "/baseline", cookie=None, is_baseline=True))
            for page in pages:
                found[page].append(visit(browser, address, page, cookie=cookie, is_baseline=False))
        browser.close()
    return found


def seconds(times: list[float]) -> str:
    """The median and, in brackets, the 95th percentile."""
    high = sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]
    return f"{statistics.median(times) / 1000:.2f} s ({high / 1000:.2f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--page", action="append", help="a path; may be given several times (default: / and /sign-in)")
    parser.add_argument("--email", help="sign in as this account first")
    parser.add_argument("--password", default="")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="every visit, for machines")
    given = parser.parse_args()
    address = given.address.rstrip("/")
    cookie = sign_in(address, given.email, given.password) if given.email else None
    figures = measure(address, given.page or ["/", "/sign-in"], given.runs, cookie)
    if given.json:
        print(json.dumps({name: [vars(one) for one in visits] for name, visits in figures.items()}, indent=1))
        return
    print(f"{urlsplit(address).netloc}, median (p95) of {given.runs}, CPU at 1/{CPU_SLOWER}, slow 4G")
    print(f"{'page':20}{'kB gzip':>8}{'requests':>9}{'first paint':>17}{'interactive':>17}{'whole':>17}{'blocked':>9}")
    for name, visits in figures.items():
        times = [seconds([getattr(one, what) for one in visits]) for what in ("first_paint", "interactive", "whole")]
        kilobytes = statistics.median(one.transferred for one in visits) / 1000
        requests, blocked = (
            statistics.median(getattr(one, what) for one in visits) for what in ("requests", "blocked")
        )
        print(f"{name:20}{kilobytes:8.1f}{requests:9.0f}{''.join(f'{time:>17}' for time in times)}{blocked:6.0f} ms")


if __name__ == "__main__":
    main()
