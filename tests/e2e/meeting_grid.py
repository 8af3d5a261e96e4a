"""A meeting as its liaison goes through it: a method for each act, and everything found by what the screen says."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from liaison_app import routes
from tests.e2e.report_form import SOON_MS


class Grid:
    """The pages of one meeting, in English, on a page whose browser is signed in as a liaison."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def arrange(self, title: str, address: str = "") -> str:
        """A meeting on the evening of 8 December; its number. The grid is open by then."""
        page = self.page
        page.goto(address + routes.MEETING_NEW)
        page.get_by_label("Whose meeting is it?").fill(title)
        page.get_by_label("Day and time").fill("2026-12-08T18:30")
        page.get_by_label("Neighborhood").select_option(index=1)
        page.get_by_role("button", name="Arrange it").click()
        page.wait_for_url(re.compile("/meetings/M-"))
        self.ready()
        return page.url.rsplit("/", 1)[1].partition("?")[0]

    def ready(self) -> None:
        self.page.locator("form#record[data-ready]").wait_for(timeout=SOON_MS)

    def line(self) -> Locator:
        return self.page.get_by_label("What was raised? One line, then Enter")

    def record(self, *lines: str) -> None:
        """Each with Enter; all of them are on the list afterwards."""
        before = self.rows().count()
        for line in lines:
            self.line().fill(line)
            self.line().press("Enter")
        expect(self.rows()).to_have_count(before + len(lines), timeout=SOON_MS)

    def rows(self) -> Locator:
        return self.page.locator("li.concern")

    def row(self, words: str) -> Locator:
        return self.rows().filter(has_text=words)

    def on_phone(self) -> Locator:
        """What is still on this phone."""
        return self.page.get_by_role("region", name="Still on this phone").get_by_role("listitem")
