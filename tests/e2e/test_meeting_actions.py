"""How many acts a concern costs in a meeting's grid, against the single form: taps and single keys, a line typed as one
act in both. Printed, and held to a third."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, TimeoutError, expect  # noqa: A004 (playwright's own)

from liaison_app import routes
from tests.e2e.meeting_grid import Grid
from tests.e2e.report_form import SOON_MS

# Words, the place as it is searched, and how many questions the city needs answered for it.
CONCERNS = (
    ("pothole", "60th and Cedar"),
    ("street light out", "5100 Walnut St"),
    ("graffiti on the wall", "5300 Locust St"),
    ("couch on the sidewalk", "52nd and Market"),
    ("pothole", "5600 Chestnut St"),
)
SHARE = 1 / 3


class Counted:
    """A page on which every act of a person is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, 0

    def tap(self, what) -> None:
        self.acts += 1
        what.click(timeout=SOON_MS)

    def check(self, what) -> None:
        self.acts += 1
        what.check(force=True, timeout=SOON_MS)

    def type(self, into, words: str) -> None:
        """Putting the finger into a field, and the words as one act."""
        self.acts += 2
        into.fill(words, timeout=SOON_MS)


def by_single_form(page: Page, words: str, place: str) -> int:
    """The report, by its shortest way without a location; how many acts until it is filed."""
    on = Counted(page)
    page.goto(routes.MINE)
    on.tap(page.get_by_role("link", name="Report a problem").first)
    page.locator("form[data-ready]").wait_for()
    on.type(page.get_by_label(re.compile("address", re.IGNORECASE)).first, place)
    on.tap(page.get_by_role("button", name="Find", exact=True))
    on.tap(page.locator(".found-place").first)
    on.tap(page.get_by_role("button", name="This is the place"))
    on.type(page.get_by_label("In your own words"), words)
    on.check(page.get_by_role("radiogroup", name="That sounds like").get_by_role("radio").first)
    on.tap(page.get_by_role("button", name=re.compile("go on$", re.IGNORECASE)))
    page.locator("form#report-details[data-ready]").wait_for()
    needed = page.get_by_role("group").get_by_role("checkbox").or_(page.get_by_role("radiogroup").get_by_role("radio"))
    expect(needed.first).to_be_attached(timeout=SOON_MS)
    on.check(needed.first)
    page.wait_for_timeout(500)  # the phone keeps it, and the server looks what else hangs on it
    on.type(page.get_by_label("Anything a crew should know?"), words)
    go_on = page.get_by_role("button", name="Go on to check")
    on.tap(go_on)
    for _ in range(4):  # a tick that came while the questions were drawn anew is set again, and costs no person an act
        try:
            page.wait_for_url(f"**{routes.REPORT_CHECK}", timeout=SOON_MS / 4)
            break
        except TimeoutError:
            needed.first.check(force=True)
            go_on.click()
    on.tap(page.get_by_role("button", name="Send request"))
    page.wait_for_url("**/report/sent/*", timeout=2 * SOON_MS)
    page.get_by_text("Report another here").wait_for()  # the phone has forgotten the draft by then
    return on.acts


def by_grid(page: Page) -> int:
    """All concerns at one meeting, from its grid until the city has them; how many acts that took."""
    grid, on = Grid(page), Counted(page)
    grid.arrange("Counted")
    for words, place in CONCERNS:
        on.acts += 2  # the line, and Enter: the focus is there already
        grid.record(f"{words} {place}")
    while (ask := page.locator(".concern__quick .chip")).count():
        before = page.locator(".concern__quick").count()
        on.tap(ask.first)
        expect(page.locator(".concern__quick")).to_have_count(before - 1, timeout=SOON_MS)
    while (other := page.get_by_role("button", name="No, it is another problem")).count():
        before = other.count()
        on.tap(other.first)
        expect(other).to_have_count(before - 1, timeout=SOON_MS)
    on.tap(page.get_by_role("link", name=f"Send all {len(CONCERNS)}"))
    on.tap(page.get_by_role("button", name=f"Send all {len(CONCERNS)}"))
    expect(page.get_by_role("list", name="With the city").locator("li.concern")).to_have_count(
        len(CONCERNS), timeout=3 * SOON_MS
    )
    return on.acts


@pytest.mark.long
def test_a_concern_costs_a_third_in_the_grid(desktop, enter, record_property):
    enter(desktop, "liaison@example.org")
    single = sum(by_single_form(desktop, *one) for one in CONCERNS) / len(CONCERNS)
    many = by_grid(desktop) / len(CONCERNS)
    print(f"\nacts for each concern: {single:.1f} in the single form, {many:.1f} in the grid, {many / single:.0%}")
    record_property("acts", f"{single:.1f} {many:.1f}")
    assert many <= SHARE * single
