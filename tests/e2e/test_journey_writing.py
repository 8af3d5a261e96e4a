"""A liaison on a phone writes with a quote and a photo, changes it and takes it back; a coordinator sees each live."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from liaison_app import routes
from liaison_app.domain.ids import ServiceRequestId
from tests.e2e.report_form import SOON_MS, write_photo

WORDS = {
    "en": {
        "privately": "Send privately", "private": "Your private message", "quote privately": "Quote privately",
        "change": "Change", "yours": "Your message", "save": "Save the change", "back": "Take back",
        "yes": "Yes, take it back", "changed": re.compile("Changed today"),
        "gone": "Taken back by its author, today", "before": "What it said before", "city": "The city wrote:",
        "photo": "Photo 1 of 1 with this message", "out": "Take the quote out", "close": "Close",
        "sheet": "One sheet for a meeting", "asked": "What was asked", "new": "new private message",
        "writing": "The liaison is writing …",
    },
    "es": {
        "privately": "Enviar en privado", "private": "Su mensaje privado", "quote privately": "Citar en privado",
        "change": "Cambiar", "yours": "Su mensaje", "save": "Guardar el cambio", "back": "Retirar",
        "yes": "Sí, retirarlo", "changed": re.compile("Se cambió hoy"),
        "gone": "Lo retiró quien lo escribió, hoy", "before": "Lo que decía antes", "city": "La ciudad escribió:",
        "photo": "Foto 1 de 1 con este mensaje", "out": "Quitar la cita", "close": "Cerrar",
        "sheet": "Una hoja para una reunión", "asked": "Lo que se preguntó", "new": "mensaje privado nuevo",
        "writing": "El enlace está escribiendo…",
    },
}  # fmt: skip


@pytest.fixture(params=["en", "es"])
def locale(request):
    return request.param


@pytest.fixture
def people(new_context, login_cookie, city_desk, locale):
    """A liaison on a phone at a ticket that the city has written about, and a coordinator who has it open, too."""
    phone = new_context()
    phone.add_cookies([login_cookie("liaison@example.org")])
    page = phone.new_page()
    page.goto(routes.localized(routes.MINE, locale))
    page.locator(".ticket-card--open a, .ticket-card--late a").first.click()
    page.wait_for_url("**/t/**")
    expect(page.get_by_label(WORDS[locale]["private"])).to_be_visible(timeout=SOON_MS)
    number = ServiceRequestId(re.findall(r"\b\d{8}\b", page.locator("body").inner_text())[0])
    city_desk.answer(number, "We were there on Monday.")
    expect(page.get_by_text("We were there on Monday.").first).to_be_visible(timeout=SOON_MS)
    desktop = new_context(viewport={"width": 1440, "height": 900}, is_mobile=False, has_touch=False)
    desktop.add_cookies([login_cookie("coordinator@example.org")])
    desk = desktop.new_page()
    desk.goto(page.url)
    expect(desk.get_by_label(WORDS[locale]["private"])).to_be_visible(timeout=SOON_MS)
    return page, desk


def newest(page: Page) -> Locator:
    return page.locator(".message--own").last


def test_a_message_with_a_quote_and_a_photo_is_seen_live_changed_and_taken_back(
    people, locale, tmp_path, assert_accessible_in_both, program
):
    page, desk = people
    words = WORDS[locale]
    quoting = page.locator(".timeline__step", has_text="We were there on Monday.").first
    quoting.get_by_role("button", name=words["quote privately"]).focus()
    page.keyboard.press("Enter")
    form = page.locator("#write-side")
    expect(form.locator(".quoted")).to_contain_text(words["city"], timeout=SOON_MS)
    expect(page.get_by_label(words["private"])).to_be_focused()
    page.keyboard.type("Nobody was there.")
    form.locator("input[type=file]").set_input_files(write_photo(tmp_path / "street.jpg"))
    expect(form.locator(".photo-picker img")).to_be_visible(timeout=SOON_MS)
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label(words["private"])).to_have_value("Nobody was there.", timeout=SOON_MS)
    expect(form.locator(".quoted")).to_contain_text("We were there on Monday.", timeout=SOON_MS)
    assert_accessible_in_both(page)
    form.get_by_role("button", name=words["privately"]).click()
    for reader in (page, desk):
        expect(newest(reader)).to_contain_text("Nobody was there.", timeout=SOON_MS)
        expect(newest(reader).locator(".quoted")).to_contain_text("We were there on Monday.")
        expect(newest(reader).get_by_role("img", name=words["photo"])).to_be_visible()
    expect(page.get_by_label(words["private"])).to_have_value("", timeout=SOON_MS)
    expect(form.locator(".quoted")).to_have_count(0)
    photo = newest(page).locator(".message__photo").get_attribute("href")
    assert httpx.get(program.address + photo).status_code == 404
    changes_and_takes_back(page, desk, words, assert_accessible_in_both)


def changes_and_takes_back(page: Page, desk: Page, words, assert_accessible_in_both) -> None:
    expect(newest(page).get_by_text(re.compile("Read by|Leído por"))).to_be_visible(timeout=SOON_MS)
    newest(page).get_by_role("button", name=words["change"]).click()
    page.get_by_label(words["yours"], exact=True).fill("Nobody was there on Monday.")
    assert_accessible_in_both(page)
    page.get_by_role("button", name=words["save"]).click()
    expect(newest(desk)).to_contain_text("Nobody was there on Monday.", timeout=SOON_MS)
    expect(newest(desk).get_by_text(words["changed"])).to_be_visible()
    desk.get_by_role("button", name=words["before"]).last.click()
    expect(newest(desk).get_by_text("Nobody was there.", exact=True)).to_be_visible(timeout=SOON_MS)
    assert_accessible_in_both(desk)
    newest(page).get_by_role("button", name=words["back"]).click()
    page.get_by_role("button", name=words["yes"]).click()
    for reader in (page, desk):
        expect(newest(reader)).to_contain_text(words["gone"], timeout=SOON_MS)
        expect(newest(reader).locator(".message__photo")).to_have_count(0)
    expect(page.locator("#thread-lines")).to_be_focused()


def test_a_new_message_stands_in_the_list_and_the_sheet_for_a_meeting_leaves_it_out(
    people, locale, assert_accessible_in_both
):
    page, desk = people
    words = WORDS[locale]
    here = page.url
    page.goto(routes.localized(routes.MINE, locale))
    expect(page.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)
    desk.get_by_label(words["private"]).fill("I call them today.")
    desk.get_by_role("button", name=words["privately"]).click()
    expect(page.get_by_text(words["new"]).first).to_be_visible(timeout=SOON_MS)
    page.goto(here)
    expect(page.get_by_text("I call them today.").last).to_be_visible(timeout=SOON_MS)
    page.get_by_role("link", name=words["sheet"]).click()
    expect(page.get_by_role("heading", name=words["asked"])).to_be_visible(timeout=SOON_MS)
    assert "I call them today." not in page.locator("main").inner_text()
    assert_accessible_in_both(page)


def test_the_other_end_sees_that_somebody_writes_and_no_word_of_it(people, locale):
    """Live, without a word in any frame; it ends by itself after some seconds, and at once when it is sent."""
    page, desk = people
    words = WORDS[locale]
    heard: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: heard.append(str(frame))))
    page.reload()
    expect(page.get_by_label(words["private"])).to_be_visible(timeout=SOON_MS)
    page.wait_for_timeout(1500)
    page.get_by_label(words["private"]).press_sequentially("The heron again", delay=60)
    expect(desk.get_by_text(words["writing"])).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text(words["writing"])).to_have_count(0)
    assert heard
    assert not any("heron" in frame for frame in heard)
    expect(desk.get_by_text(words["writing"])).to_have_count(0, timeout=SOON_MS)
    page.wait_for_timeout(1500)
    page.get_by_label(words["private"]).press_sequentially(" by the shed", delay=60)
    expect(desk.get_by_text(words["writing"])).to_be_visible(timeout=SOON_MS)
    page.get_by_role("button", name=words["privately"]).click()
    expect(newest(desk)).to_contain_text("The heron again by the shed", timeout=SOON_MS)
    expect(desk.get_by_text(words["writing"])).to_have_count(0, timeout=1500)
