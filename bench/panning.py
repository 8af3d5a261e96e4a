"""Panning and zooming the public map: the longest time in which a phone does not answer a finger.

    python bench/panning.py --address http://localhost:8000            a running app, with as many tickets as it has
    python bench/panning.py --address … --at 42.36,-71.06 --rounds 3

Chromium tells each task of more than 50 ms that held the page up ("long task"). The map is drawn, panned there and back
and left by one zoom at every zoom from the city to the street, at this machine's speed and at a quarter of it. Told are
how many long tasks there were and the longest. An empty page that does nothing for as long is the baseline: what it
shows is the machine's.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from first_load import ARGUMENTS, chromium
from playwright.sync_api import Browser, Page, sync_playwright

TASKS = """window.__tasks = []; new PerformanceObserver(list => { for (const task of list.getEntries())
  window.__tasks.push(task.duration); }).observe({type: 'longtask', buffered: true});"""
PHONE = {"width": 390, "height": 844}
ZOOMS = range(11, 19)
MARK = ".map-marker .ring, .map-marker .speck, .map-marker .map-pin"
SETTLED_MS = 2500
FROM_X, FROM_Y = 200, 260


def tasks_after(page: Page, act: Callable[[], object]) -> list[float]:
    """The long tasks, in ms, of one thing a reader does and of what it leads to."""
    page.evaluate("window.__tasks.splice(0)")
    act()
    page.wait_for_timeout(SETTLED_MS)
    found: list[float] = page.evaluate("window.__tasks.splice(0)")
    return found


def pan(page: Page, x: int, y: int) -> None:
    """Drag the map by so many pixels."""
    page.mouse.move(FROM_X, FROM_Y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(FROM_X + x * step / 10, FROM_Y + y * step / 10)
    page.mouse.up()


def zoom_out(page: Page) -> None:
    """One zoom further off, by the keyboard."""
    page.focus(".atlas__leaflet")
    page.keyboard.press("-")


def opened(browser: Browser, slower: int) -> Page:
    """A phone's page, so many times slower than this machine."""
    page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.add_init_script(TASKS)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page


def one_round(page: Page, address: str, at: str) -> Iterator[tuple[str, list[float]]]:
    """What is done, and the long tasks of it."""
    page.goto("data:text/html,<p>nothing")
    yield "nothing (baseline)", tasks_after(page, lambda: None)
    for zoom in ZOOMS:
        page.goto(f"{address}/?show=all&at={at},{zoom}")
        page.wait_for_selector(MARK, state="attached", timeout=60_000)
        page.wait_for_timeout(SETTLED_MS)
        there = tasks_after(page, lambda: pan(page, -150, -80))
        yield f"zoom {zoom}, pan", there + tasks_after(page, lambda: pan(page, 150, 100))
        yield f"zoom {zoom}, one zoom out", tasks_after(page, lambda: zoom_out(page))


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--address", default="http://localhost:8000")
    words.add_argument("--at", default="39.9526,-75.1652", help="where: latitude,longitude")
    words.add_argument("--rounds", type=int, default=1)
    given = words.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for slower in (1, 4):
            page, found = opened(browser, slower), dict[str, list[float]]()
            for _ in range(given.rounds):
                for name, tasks in one_round(page, given.address, given.at):
                    found.setdefault(name, []).extend(tasks)
            print(f"at 1/{slower} of the speed; long tasks, and the longest in ms")
            for name, tasks in found.items():
                print(f"  {name:24} {len(tasks):4} {max(tasks, default=0):6.0f}")
        browser.close()


if __name__ == "__main__":
    main()
