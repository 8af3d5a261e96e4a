"""A coordinator says at a desktop that two tickets are one problem, and parts them; their liaison sees it live."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.report_form import SOON_MS

WORDS = {
    "en": {
        "ask": "The same problem as another ticket?", "number": "Number of the other ticket",
        "merge": "Count them together", "none": "There is no ticket of ours with this number",
        "led": "It counts together with", "leads": "This one leads.", "part": "Part them",
    },
    "es": {
        "ask": "¿El mismo problema que otro reporte?", "number": "Número del otro reporte",
        "merge": "Contarlos juntos", "none": "No hay ningún reporte nuestro con este número",
        "led": "Cuenta junto con", "leads": "Este es el principal.", "part": "Separarlos",
    },
}  # fmt: skip


@pytest.mark.parametrize("locale", ["en", "es"])
def test_two_tickets_count_together_and_are_parted_again(new_context, login_cookie, locale, assert_accessible_in_both):
    words = WORDS[locale]
    phone = new_context()
    phone.add_cookies([login_cookie("liaison@example.org")])
    page = phone.new_page()
    page.goto(routes.localized(routes.MINE, locale))
    cards = page.locator(".ticket-card--open .ticket-card__place, .ticket-card--late .ticket-card__place")
    expect(cards.nth(1)).to_be_visible(timeout=SOON_MS)
    leader, other = (cards.nth(place).get_attribute("href") for place in (0, 1))
    page.goto(leader)
    desktop = new_context(viewport={"width": 1440, "height": 900}, is_mobile=False, has_touch=False)
    desktop.add_cookies([login_cookie("coordinator@example.org")])
    desk = desktop.new_page()
    desk.goto(other)
    desk.get_by_text(words["ask"]).focus()
    desk.keyboard.press("Enter")
    desk.get_by_label(words["number"]).fill("T-000000")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text(words["none"])).to_be_visible(timeout=SOON_MS)
    assert_accessible_in_both(desk)
    desk.get_by_label(words["number"]).fill(leader.rsplit("/", 1)[1])
    desk.get_by_role("button", name=words["merge"]).click()
    expect(desk.get_by_text(words["led"])).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text(words["leads"])).to_be_visible(timeout=SOON_MS)
    assert_accessible_in_both(page)
    stranger = new_context().new_page()
    stranger.goto(other)
    expect(stranger.get_by_text(words["led"])).to_be_visible(timeout=SOON_MS)
    desk.get_by_role("button", name=words["part"]).click()
    expect(desk.get_by_text(words["ask"])).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text(words["leads"])).to_have_count(0, timeout=SOON_MS)
