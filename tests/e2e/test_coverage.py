"""Coverage and the program's figures in a real browser: narrowed by keyboard, on a phone, in Spanish, taken away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison_app.adapters.xlsx_tables import XlsxTables
from liaison_app.coverage_routes import DESK_COVERAGE, DESK_FIGURES
from liaison_app.routes import DESK, localized
from tests.e2e.conftest import SMALL_TARGETS

COORDINATOR, LIAISON = "coordinator@example.org", "liaison@example.org"
OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ROWS, SOON_MS = "table.table-cards tbody tr", 20_000


@pytest.fixture
def coordinator(desktop, login_cookie):
    desktop.context.add_cookies([login_cookie(COORDINATOR)])
    return desktop


def test_the_list_is_narrowed_with_the_keyboard_and_leads_to_the_form(coordinator, assert_accessible):
    page = coordinator
    page.goto(DESK)
    page.get_by_role("link", name="Coverage and voice").click()
    expect(page.get_by_role("heading", level=1, name="Coverage and voice")).to_be_visible(timeout=SOON_MS)
    rows = page.locator(ROWS)  # the desk has some too
    expect(rows.first).to_be_visible(timeout=SOON_MS)
    whole = rows.count()
    assert whole > 100
    assert_accessible(page)
    chip = page.get_by_role("button", name=re.compile("Silent"))
    chip.focus()
    page.keyboard.press("Enter")
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text(re.compile(rf"^\d+ of {whole} neighborhoods$"))).to_be_visible()
    expect(rows.filter(has_text="Wissahickon")).to_have_count(1)
    assert all("Silent" in text for text in rows.all_inner_texts())
    page.get_by_role("button", name=re.compile("^All")).click()
    expect(rows).to_have_count(whole)
    page.get_by_label("Find a neighborhood").fill("eastw")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    page.get_by_label("Find a neighborhood").fill("no such place")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No neighborhood fits")).to_be_visible()
    page.get_by_label("Find a neighborhood").fill("wissahickon")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Recruit for Wissahickon", exact=True).click()
    expect(page.locator("select[name=neighborhood]")).to_have_value("wissahickon")


@pytest.mark.parametrize("path", [DESK_COVERAGE, DESK_FIGURES])
@pytest.mark.parametrize("locale", ["en", "es"])
def test_both_pages_on_a_phone(phone, login_cookie, assert_accessible, path, locale):
    phone.context.add_cookies([login_cookie(COORDINATOR)])
    phone.goto(localized(path, locale))
    expect(phone.locator(ROWS).first).to_be_visible(timeout=SOON_MS)
    assert_accessible(phone)
    assert phone.evaluate(SMALL_TARGETS) == []
    assert phone.evaluate(OVER_THE_EDGE) <= 0


def test_figures_are_taken_away_as_a_spreadsheet(coordinator, assert_accessible):
    page = coordinator
    page.goto(DESK_FIGURES)
    expect(page.locator("#years " + ROWS).first).to_be_visible(timeout=SOON_MS)
    assert_accessible(page)
    with page.expect_download() as taken:
        page.locator("#cohorts").get_by_role("link", name="Take away as XLSX").click()
    found = XlsxTables().rows(taken.value.path().read_bytes())
    assert found[0][:4] == ["cohort", "state", "starts_on", "applied"]
    assert len(found) - 1 == page.locator("#cohorts " + ROWS).count()


def test_a_liaison_sees_neither_page(phone, login_cookie):
    phone.context.add_cookies([login_cookie(LIAISON)])
    for path in (DESK_COVERAGE, DESK_FIGURES):
        phone.goto(path)
        phone.wait_for_timeout(1_500)
        expect(phone.locator(ROWS)).to_have_count(0)
