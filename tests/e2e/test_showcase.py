"""The design system in a real browser: every component at once, on the narrowest phone, light and dark, by keyboard."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import SMALL_TARGETS

PAGES = ("/showcase", "/showcase/question", "/es/showcase", "/es/showcase/question")


@pytest.mark.parametrize("path", PAGES)
def test_every_component_is_accessible_and_fits_the_narrowest_phone(new_context, assert_accessible_in_both, path):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(path)
    page.locator("main").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(SMALL_TARGETS) == []
    assert_accessible_in_both(page)


def test_the_skip_link_moves_the_focus_past_the_navigation(desktop):
    desktop.goto("/showcase")
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.textContent") == "Skip to the page"
    desktop.keyboard.press("Enter")
    assert desktop.evaluate("document.activeElement.id") == "main"


def test_the_dialog_takes_the_focus_and_gives_it_back(phone, assert_accessible):
    phone.goto("/showcase")
    opener = phone.get_by_role("button", name="Open the dialog")
    opener.click()
    dialog = phone.get_by_role("dialog", name="Take this ticket back?")
    dialog.wait_for()
    assert dialog.evaluate("one => one.contains(document.activeElement)")
    assert_accessible(phone)
    phone.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert opener.evaluate("one => one === document.activeElement")


def test_the_language_link_leads_to_the_same_page_with_its_own_lang(phone):
    phone.goto("/showcase/question")
    phone.set_viewport_size({"width": 1440, "height": 900})
    phone.get_by_role("link", name="Español").click()
    phone.wait_for_url("**/es/showcase/question*")
    assert phone.evaluate("document.documentElement.lang") == "es"


def test_a_long_text_says_how_much_is_left_and_a_password_can_be_shown(phone):
    phone.goto("/showcase/question")
    phone.get_by_label("Anything a crew should know?").fill("By the green door")
    phone.get_by_text("283 characters left").wait_for()
    secret = phone.get_by_label("Password", exact=True)
    secret.fill("quiet-river")
    phone.get_by_role("button", name="Show").click()
    assert secret.get_attribute("type") == "text"
