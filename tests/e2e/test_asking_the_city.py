"""On a phone: a liaison writes to the city about a ticket, sees what becomes of it, and gets an answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison_app.domain.ids import ServiceRequestId
from tests.e2e.report_form import SOON_MS

TEXT = "The crew came and left. When does it come back?"
MESSAGE = "Your message to the city"
SEND = "Send to the city"


@pytest.fixture
def ticket(new_context, login_cookie, city_desk):
    """A page on a phone with a ticket of the liaison's own that the city has, and the city's number for it."""
    context = new_context(reduced_motion="reduce")
    context.add_cookies([login_cookie("liaison@example.org")])
    page = context.new_page()
    page.goto("/mine")
    with_city = page.locator(".ticket-card--open a, .ticket-card--late a").first
    expect(with_city).to_be_visible(timeout=SOON_MS)
    with_city.click()
    page.wait_for_url("**/t/**")
    expect(page.get_by_label(MESSAGE)).to_be_visible(timeout=SOON_MS)
    return page, ServiceRequestId(re.findall(r"\b\d{8}\b", page.locator("body").inner_text())[0])


def test_a_message_is_kept_on_the_phone_sent_and_answered_live(ticket, city_desk, assert_accessible_in_both):
    page, number = ticket
    page.get_by_label(MESSAGE).fill(TEXT)
    page.wait_for_timeout(300)
    page.reload()
    expect(page.get_by_label(MESSAGE)).to_have_value(TEXT, timeout=SOON_MS)
    page.get_by_role("button", name=SEND).click()
    history = page.get_by_role("region", name="Follow-up")
    expect(history).to_contain_text("You wrote to the city:", timeout=SOON_MS)
    expect(history).to_contain_text("The city has it. What it answers appears here.", timeout=SOON_MS)
    expect(page.get_by_label(MESSAGE)).to_have_value("")
    assert_accessible_in_both(page)
    assert any(TEXT in step.note for step in city_desk.request(number).steps)
    city_desk.answer(number, "On Friday, with a larger truck.")
    expect(history).to_contain_text("On Friday, with a larger truck.", timeout=SOON_MS)
    page.reload()
    expect(page.get_by_label(MESSAGE)).to_have_value("", timeout=SOON_MS)
    expect(history.get_by_text(TEXT)).to_have_count(1)


def test_words_that_look_personal_are_asked_about_once(ticket):
    page, _ = ticket
    page.get_by_label(MESSAGE).fill("Call Ms. Price at 215-555-0142.")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("looks like a phone number")).to_be_visible(timeout=SOON_MS)
    page.get_by_label("Yes, send it with these words").check()
    page.get_by_role("button", name=SEND).click()
    history = page.get_by_role("region", name="Follow-up")
    expect(history).to_contain_text("Call Ms. Price", timeout=SOON_MS)


def test_without_a_connection_it_waits_on_the_phone_and_goes_by_itself(ticket, console):
    page, _number = ticket
    console.expects += ["ERR_INTERNET_DISCONNECTED", "WebSocket", "websocket"]
    page.get_by_label(MESSAGE).fill("Sent from the subway.")
    page.context.set_offline(True)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("No connection. It is kept on this phone")).to_be_visible(timeout=SOON_MS)
    page.context.set_offline(False)
    history = page.get_by_role("region", name="Follow-up")
    expect(history).to_contain_text("Sent from the subway.", timeout=60_000)
    expect(page.get_by_label(MESSAGE)).to_have_value("", timeout=SOON_MS)


def test_the_city_reads_it_at_its_desk_and_answers(ticket, new_context, login_cookie):
    page, number = ticket
    page.get_by_label(MESSAGE).fill("Is anybody coming?")
    page.get_by_role("button", name=SEND).click()
    history = page.get_by_role("region", name="Follow-up")
    expect(history).to_contain_text("The city has it. What it answers appears here.", timeout=SOON_MS)
    desk = new_context(reduced_motion="reduce").new_page()
    desk.context.add_cookies([login_cookie("city@example.org")])
    desk.goto("/city")
    expect(desk.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)  # before that, Enter loads the page anew
    desk.get_by_role("searchbox").fill(str(number))
    desk.get_by_role("searchbox").press("Enter")
    row = desk.locator(".ticket-card", has_text=str(number))
    expect(row.get_by_text("The reporter wrote")).to_be_visible(timeout=SOON_MS)
    row.locator(".ticket-card__open").click()
    expect(desk.get_by_role("region", name="What the reporter wrote")).to_contain_text("Is anybody coming?")
    assert "[ref" not in desk.get_by_role("main").inner_text()
    desk.locator("summary", has_text="Write to the reporter").click()
    desk.get_by_label("Your answer").fill("Tomorrow morning.")
    desk.get_by_role("button", name="Write to the reporter").click()
    expect(history).to_contain_text("Tomorrow morning.", timeout=SOON_MS)
