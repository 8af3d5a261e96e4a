"""A module from the desk to a trainee's phone: written, published, read without a signal, passed, its results read."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from liaison_app import training_routes
from tests.e2e.report_form import SOON_MS

TRAINEE, COORDINATOR = "trainee@example.org", "coordinator@example.org"
TEXT = """---
title: {title}
about: Which streets to walk, and when.
minutes: 2
pass: 50
---

# {first}

Walk by day. **Two** see more than one. [Our safety page](/training/modules/safety)

<script>document.title = "broken in"</script>

? {asks}
- [ ] At night
  You see less.
- [x] By day
  You see more, and are seen.

# {second}

Take water along.

? {several}
- [x] Water
  It gets hot.
- [ ] A ladder
  You never climb.
- [x] A friend
  Two see more.
"""
ENGLISH = TEXT.format(
    title="Walks", first="When", asks="When do you walk?", second="With what", several="What comes along?"
)
SPANISH = TEXT.format(title="Paseos", first="Cuándo", asks="¿Cuándo camina?", second="Con qué", several="¿Qué lleva?")


def text_in(page: Page, language: str):
    return page.get_by_label(f"Text in {language}")


def write(page: Page) -> str:
    """A module of two parts, published; its id."""
    page.goto(training_routes.DESK_MODULES)
    page.get_by_label("Title").fill("Walks")
    page.get_by_role("button", name="Begin it").click()
    page.wait_for_url(re.compile(r"/desk/modules/walks"))
    text_in(page, "English").fill(ENGLISH.replace("- [x] By day", "- [ ] By day"))
    fault = page.get_by_role("button", name=re.compile("Line 14: No answer is marked as right"))
    fault.click()
    chosen = text_in(page, "English").evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    assert chosen == "? When do you walk?"
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("It is not published: something is still to be mended")).to_be_visible(timeout=SOON_MS)
    text_in(page, "English").fill(ENGLISH)
    text_in(page, "Spanish").fill(SPANISH)
    expect(page.get_by_text("In order: 2 parts, 2 questions")).to_have_count(2, timeout=SOON_MS)
    expect(page.get_by_role("heading", name="With what")).to_be_visible()
    page.reload()  # what was typed and not kept is there again
    expect(text_in(page, "Spanish")).to_have_value(SPANISH, timeout=SOON_MS)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is published.")).to_be_visible(timeout=SOON_MS)
    return page.url.rsplit("/", 1)[1]


def answer(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Check my answer").click()


def read_without_a_signal(page: Page, assert_accessible) -> None:
    """The first part missed, the second right, passed: what is right is said at once."""
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("Choose an answer first.")).to_be_visible()
    page.context.set_offline(True)
    answer(page, "At night")
    expect(page.locator(":focus")).to_contain_text("Not quite. Read why below.")
    expect(page.get_by_text("You see less.")).to_be_visible()
    expect(page.get_by_text("Your answers are kept on this phone and go by themselves")).to_be_visible()
    page.get_by_role("button", name="Next part").click()
    expect(page.locator(":focus")).to_have_text("With what")
    answer(page, "Water", "A friend")
    expect(page.get_by_text("That is right.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="See how it went").click()
    expect(page.get_by_text("You have passed this module.")).to_be_visible()


def answer_again_by_keyboard(page: Page, module_id: str) -> None:
    """On another device, in its own language: all of it is there, and what was missed is answered once more."""
    page.goto(f"/es/training/modules/{module_id}")
    expect(page.get_by_text("Aprobó este módulo.")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("1 de 2 correctas, hacen falta 1")).to_be_visible()
    page.get_by_role("button", name="Contestar otra vez las que falló").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Esta la falló antes.")).to_be_visible()
    expect(page.locator(":focus")).to_have_text("Cuándo")
    page.get_by_label("By day").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_contain_text("Correcto.")


def test_a_module_is_written_read_without_a_signal_and_passed(
    desktop, phone, new_context, enter, console, assert_accessible
):
    # The service worker may be fetched at that very moment.
    console.expects += ["ERR_INTERNET_DISCONNECTED", "WebSocket", "fetching the script"]
    enter(desktop, COORDINATOR)
    module_id = write(desktop)
    assert_accessible(desktop)

    enter(phone, TRAINEE)
    phone.goto(training_routes.TRAINING)
    phone.get_by_role("link", name="Walks").click()
    expect(phone.get_by_role("heading", name="When", exact=True)).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_text('<script>document.title = "broken in"</script>')).to_be_visible()
    assert "broken in" not in phone.title()
    assert_accessible(phone)
    read_without_a_signal(phone, assert_accessible)

    phone.context.set_offline(False)  # it goes by itself
    expect(phone.get_by_text("Your answers are kept on this phone")).to_have_count(0, timeout=SOON_MS)
    other = new_context().new_page()
    enter(other, TRAINEE)
    answer_again_by_keyboard(other, module_id)

    desktop.goto(f"/desk/modules/{module_id}/results")
    expect(desktop.get_by_text("1 of 1 missed it")).to_be_visible(timeout=SOON_MS)
    expect(desktop.get_by_text("0 of 1 missed it")).to_be_visible()
    assert_accessible(desktop)
