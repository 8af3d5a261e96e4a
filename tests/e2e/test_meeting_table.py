"""A table pasted at a meeting, on a phone: looked at, recorded, and on the list, in both colours."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.meeting_grid import Grid
from tests.e2e.report_form import SOON_MS

TABLE = (
    "Where\tWhat\tNote\tName\n60th and Cedar\tpothole\tthird time\t\n5100 Walnut St\tstreet light out\t\t\n"
    "behind the library\tmattress\t\t\n5300 Locust St\tgraffiti\t\tAna\n"
)


def test_a_pasted_table_becomes_concerns_once(phone: Page, enter, assert_accessible_in_both):
    enter(phone, "liaison@example.org")
    grid = Grid(phone)
    number = grid.arrange("A table")
    for left in (3, 0):
        phone.get_by_role("link", name="Bring a table").click()
        phone.get_by_label("The rows").fill(TABLE)
        phone.get_by_role("button", name="Look at it").click()
        rows = phone.get_by_role("list", name="What would be recorded").get_by_role("listitem")
        expect(rows).to_have_count(4)
        expect(rows.last).to_contain_text("Ask your neighbor first")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        record = phone.get_by_role("button", name=f"Record {left} rows")
        expect(record).to_have_count(1 if left else 0)
        if left:
            assert_accessible_in_both(phone)
            record.click()
            expect(phone.get_by_role("status").first).to_have_text("3 rows are on the list now.")
            assert "graffiti" in phone.get_by_label("The rows").input_value()
        phone.get_by_role("link", name="A table", exact=False).first.click()
        phone.wait_for_url(f"**/meetings/{number}")
        grid.ready()
        expect(grid.rows()).to_have_count(3, timeout=SOON_MS)
