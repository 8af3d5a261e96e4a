"""The main journey, on a phone: a couch on the sidewalk, from signing in to the crew that took it away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from liaison_app.domain.ids import ServiceRequestId
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm, tells_where_it_was_taken, write_photo

AT_ONCE_MS = 3_000
PLACES = {"en": (39.95620, -75.22480), "es": (39.98350, -75.12800)}


@pytest.mark.parametrize("locale", ["en", "es"])
def test_filed_with_a_photo_taken_by_the_city_and_closed_by_its_crew(
    program, new_context, console, city_desk, assert_accessible_in_both, tmp_path, locale
):
    latitude, longitude = PLACES[locale]
    standing_at = {"latitude": latitude, "longitude": longitude, "accuracy": 12}
    page = new_context(geolocation=standing_at, reduced_motion="reduce").new_page()
    form = ReportForm(page, locale)
    look = assert_accessible_in_both

    page.goto(form.at(routes.SIGN_IN))
    look(page)
    page.get_by_label(form.say("E-mail")).fill("liaison@example.org")
    page.get_by_label(form.say("Password"), exact=True).fill(program.password)
    form.button("Sign in").click()
    page.wait_for_url(f"**{form.at(routes.MINE)}")
    report = page.get_by_role("link", name=form.say("Report a problem")).locator("visible=true").first
    expect(report).to_be_visible()
    look(page)

    report.click()
    form.question("Where is it?")
    look(page)
    form.where()
    form.question("What is it?")
    look(page)
    kind = form.what(WORDS[locale])
    form.question("Show it")
    look(page)
    form.details("Brown, three seats, wet.", write_photo(tmp_path / "couch.jpg"))
    form.question("Check and send")
    expect(page.get_by_role("main")).to_contain_text(kind, timeout=SOON_MS)
    expect(page.get_by_role("main")).to_contain_text("Brown, three seats, wet.")
    expect(form.photos_ready()).to_have_count(1)
    look(page)

    city_desk.switch_on("slow", seconds=1, count=1)
    form.button("Send request").click()
    ours = form.receipt()
    theirs = page.get_by_text(form.say("City number")).locator("..")
    expect(theirs).to_contain_text(re.compile(r"\d{6,}"), timeout=SOON_MS)
    number = ServiceRequestId(re.search(r"\d{6,}", theirs.inner_text()).group())
    look(page)

    page.get_by_role("link", name=form.say("See the ticket")).click()
    page.wait_for_url(f"**{routes.ticket(ours, locale)}")
    expect(page.get_by_text(number).first).to_be_visible(timeout=SOON_MS)
    picture = page.get_by_role("main").get_by_role("img").first
    expect(picture).to_be_visible()
    kept = page.request.get(picture.get_attribute("src"))
    assert kept.ok
    assert not tells_where_it_was_taken(kept.body())
    look(page)

    page.evaluate("window.isStillTheSamePage = true")
    city_desk.acknowledge(number, "A supervisor will look.")
    expect(page.get_by_text("A supervisor will look.")).to_be_visible(timeout=SOON_MS)
    city_desk.close(number, "Couch taken away.", was_fixed=True)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(form.say("City says closed"), timeout=AT_ONCE_MS)
    expect(page.get_by_text("Couch taken away.")).to_be_visible(timeout=AT_ONCE_MS)
    assert page.evaluate("window.isStillTheSamePage") is True
    look(page)
    assert page.locator("html").get_attribute("lang") == locale
    assert console.unexpected() == []


def test_the_photo_of_these_tests_does_tell_where_it_was_taken(tmp_path):
    """The negative control of the check above."""
    assert tells_where_it_was_taken(write_photo(tmp_path / "photo.jpg").read_bytes())
