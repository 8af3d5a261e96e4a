"""The city's system is down while somebody files: nothing is lost, nothing is glossed over, and it goes by itself."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm

STANDING_AT = {"latitude": 39.9722, "longitude": -75.1592, "accuracy": 12}


def test_a_ticket_waits_says_so_and_goes_when_the_city_is_back(
    new_context, login_cookie, city_desk, assert_accessible_in_both
):
    context = new_context(geolocation=STANDING_AT, reduced_motion="reduce")
    context.add_cookies([login_cookie("liaison@example.org")])
    page, form = context.new_page(), ReportForm(context.pages[0])
    city_desk.switch_on("down", seconds=1)

    ours = form.file(WORDS["en"], "Grey, two seats.")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("We have it. It is on its way to the city.")
    expect(page.get_by_text("The city has not answered yet.")).to_be_visible()
    expect(page.get_by_text("City number")).to_have_count(0)
    page.get_by_role("link", name="See the ticket").click()
    page.wait_for_url(f"**{routes.ticket(ours)}")
    expect(heading).to_contain_text("Not with the city yet", timeout=SOON_MS)
    expect(page.get_by_text("Saved. It waits for the city’s system")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text(re.compile("does not answer; we try again by ourselves"))).to_be_visible()
    expect(page.get_by_text("City number")).to_have_count(0)
    assert_accessible_in_both(page)
    assert city_desk.queue(words="Grey, two seats.").total == 0

    page.evaluate("window.isStillTheSamePage = true")
    city_desk.clear_faults()
    expect(page.get_by_text("City number")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("Saved. It waits for the city’s system")).to_have_count(0)
    assert page.evaluate("window.isStillTheSamePage") is True
    assert city_desk.queue(words="Grey, two seats.").total == 1
