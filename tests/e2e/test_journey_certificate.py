"""From a draft that is sent back to a certificate that anybody can check: a trainee's phone, a coordinator's desk."""

from __future__ import annotations

import re

from playwright.sync_api import expect

SOON_MS, FRESH_MS = 15_000, 5_500
ASKED = "Please leave the phone number out."


def card(desk, words):
    return desk.locator(".desk-card").filter(has_text=words)


def send_back(desk, assert_accessible):
    """Without words nothing is sent back; what was typed comes with it."""
    desk.goto("/desk/reviews")
    draft = card(desk, "Call me at")
    expect(draft).to_contain_text("Looks personal: 215-555-0142", timeout=SOON_MS)
    assert_accessible(desk)
    draft.get_by_role("button", name="Send it back").first.click()
    expect(draft.get_by_label("What to change")).to_be_visible(timeout=SOON_MS)
    draft.get_by_role("button", name="Send it back").last.click()
    expect(draft).to_contain_text("Fill this in.", timeout=SOON_MS)
    draft.get_by_label("What to change").fill(ASKED)
    draft.get_by_role("button", name="Send it back").last.click()
    expect(draft).to_have_count(0, timeout=SOON_MS)


def offer_again(phone, assert_accessible):
    """The trainee reads the words and changes the draft."""
    phone.goto("/mine")
    phone.get_by_role("link", name=re.compile("Sent back to you")).first.or_(
        phone.locator(".ticket-card").filter(has_text="Sent back to you").get_by_role("link")
    ).first.click()
    expect(phone.get_by_text(ASKED).first).to_be_visible(timeout=SOON_MS)
    assert_accessible(phone)
    phone.get_by_label("Description").fill("The same pile as last week, it is back.")
    phone.get_by_role("button", name="Offer it again").click()
    expect(phone.get_by_text("It waits for a coordinator")).to_be_visible(timeout=SOON_MS)
    return phone.url


def test_a_draft_is_sent_back_amended_and_sent_and_its_author_certified(
    new_context, phone, desktop, sign_in, assert_accessible, console
):  # fmt: skip
    console.expects.append("404")
    sign_in(desktop, "coordinator@example.org")
    sign_in(phone, "trainee@example.org")
    send_back(desktop, assert_accessible)
    ticket = offer_again(phone, assert_accessible)
    stranger = new_context().new_page()
    assert stranger.goto(ticket).status == 404

    again = card(desktop, "The same pile as last week")
    expect(again).to_contain_text(ASKED, timeout=SOON_MS)  # the list changed by itself
    again.get_by_role("button", name="Send it to the city").click()
    expect(again).to_have_count(0, timeout=SOON_MS)
    expect(phone.get_by_text(re.compile(r"gave it number \d+"))).to_be_visible(timeout=4 * SOON_MS)
    stranger.wait_for_timeout(FRESH_MS)  # what everybody is told is told for so long
    assert stranger.goto(ticket).status == 200

    desktop.goto("/desk/certifications")
    person = card(desktop, "Jada Simmons")
    person.get_by_label("Jada Simmons").check(timeout=SOON_MS)
    assert_accessible(desktop)
    desktop.get_by_role("button", name="Certify who is ticked").click()
    expect(desktop.get_by_text("Write why they are certified")).to_be_visible(timeout=SOON_MS)
    desktop.get_by_label("Why, although something is missing").fill("Trained before, in another city.")
    desktop.get_by_role("button", name="Certify who is ticked").click()
    expect(desktop.get_by_text("1 person is certified.")).to_be_visible(timeout=SOON_MS)

    phone.goto("/certificate")
    expect(phone.get_by_text("What you file goes to the city at once.")).to_be_visible(timeout=SOON_MS)
    assert_accessible(phone)
    code = phone.locator("a[href*='/c/']").get_attribute("href")
    stranger.goto(code)
    expect(stranger.get_by_text("This certificate is valid.")).to_be_visible()
    expect(stranger.get_by_text("Jada Simmons")).to_be_visible()
    assert_accessible(stranger)
