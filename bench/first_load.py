"""What a first visit costs: bytes of each page, and the time until it can be used on a slow phone.

    python bench/first_load.py --address http://localhost:8000            bytes and times of a running app
    python bench/first_load.py --address … --page / --page /report --runs 3

Bytes are counted twice: over real HTTP by the browser (`transferred`, gzip forced, so that figures compare with the
budgets, which are gzip), and what Brotli makes of the same. "Interactive" is when React has taken over the page: a
press does something. The phone is Chromium at a quarter of this machine's speed on "slow 4G" (400 kbit/s up and
1.6 Mbit/s down, 150 ms round trip). A page of 1 kB without scripts is measured in the same run: where a machine is
busy, that baseline shows it.
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
# React marks the nodes it has taken over; the first marked element means that presses are heard.
TAKEN_OVER = """() => [...document.querySelectorAll('main *')]
  .some(element => Object.keys(element).some(key => key.startsWith('__react')))"""
BLOCKING = """() => { window.__blocked = 0; new PerformanceObserver(list => { for (const task of list.getEntries())
  window.__blocked += Math.max(0, task.duration - 50); }).observe({type: 'longtask', buffered: true}); }"""


@dataclass
class Visit:
    """One first visit; times in milliseconds from the start of the navigation."""

    transferred: int
    requests: int
    first_paint: float
    interactive: float
    blocked: float


def visit(browser: Browser, address: str, path: str, *, slow: bool, is_baseline: bool = False) -> Visit:
    """Open a page in a browser that has never seen it."""
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    if is_baseline:
        page.route("**/baseline", lambda route: route.fulfill(body=BASELINE, content_type="text/html"))
    counted = count_bytes(page, slow=slow)
    page.add_init_script(f"({BLOCKING})()")
    page.goto(address + path, wait_until="commit")
    if not is_baseline:
        page.wait_for_function(TAKEN_OVER, timeout=60_000, polling=20)
    taken_over = float(page.evaluate("performance.now()"))
    page.wait_for_load_state("networkidle")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1")
    blocked = page.evaluate("window.__blocked ?? 0")
    context.close()
    return Visit(sum(counted.values()), len(counted), float(paint), taken_over, float(blocked))


def count_bytes(page: Page, *, slow: bool) -> dict[str, int]:
    """Throttle the page when `slow`, and count what comes over the wire by request."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "gzip"}})
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    counted: dict[str, int] = {}

    def note(event: dict[str, Any]) -> None:
        counted[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.loadingFinished", note)
    return counted


def middle(visits: list[Visit]) -> Visit:
    """The median of each figure."""
    return Visit(
        transferred=int(statistics.median(one.transferred for one in visits)),
        requests=int(statistics.median(one.requests for one in visits)),
        first_paint=statistics.median(one.first_paint for one in visits),
        interactive=statistics.median(one.interactive for one in visits),
        blocked=statistics.median(one.blocked for one in visits),
    )


def measure(address: str, pages: list[str], runs: int) -> dict[str, Visit]:
    """The figures of each page and of the baseline, in turns, so that a busy moment meets them all."""
    path = os.environ.get("CHROMIUM") or next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        sys.exit("Chromium is missing: install it, or name it with CHROMIUM=…")
    found: dict[str, list[Visit]] = {name: [] for name in ("baseline", *pages)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for _ in range(runs):
            found["baseline"].append(visit(browser, address, "/baseline", slow=True, is_baseline=True))
            for page in pages:
                found[page].append(visit(browser, address, page, slow=True))
        browser.close()
    return {name: middle(visits) for name, visits in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--page", action="append", help="a path; may be given several times (default: / and /report)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="figures for machines")
    given = parser.parse_args()
    figures = measure(given.address.rstrip("/"), given.page or ["/", "/report"], given.runs)
    if given.json:
        print(json.dumps({name: vars(one) for name, one in figures.items()}, indent=1))
        return
    print(f"{urlsplit(given.address).netloc}, median of {given.runs}, CPU at 1/{CPU_SLOWER}, slow 4G")
    print(f"{'page':24}{'kB gzip':>9}{'requests':>10}{'first paint':>13}{'interactive':>13}{'blocked':>10}")
    for name, one in figures.items():
        kilobytes, seconds = one.transferred / 1000, one.interactive / 1000
        print(
            f"{name:24}{kilobytes:9.1f}{one.requests:10}{one.first_paint / 1000:11.2f} s"
            f"{seconds:11.2f} s{one.blocked:7.0f} ms"
        )


if __name__ == "__main__":
    main()
