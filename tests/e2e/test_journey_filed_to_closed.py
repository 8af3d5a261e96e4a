"""The main journey, on a phone: a couch on the sidewalk, from signing in to the crew that took it away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from liaison_app.domain.ids import ServiceRequestId
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm, tells_where_it_was_taken, write_photo

AT_ONCE_MS = 3_000
NUMBER = re.compile(r"\d{6,}")
PLACES = {"en": (39.95620, -75.22480), "es": (39.98350, -75.12800)}


@pytest.fixture
def look(assert_accessible_in_both):
    """Every page of the journey is looked at, in light and in dark."""
    return assert_accessible_in_both


@pytest.fixture(params=["en", "es"])
def form(request, new_context):
    latitude, longitude = PLACES[request.param]
    standing_at = {"latitude": latitude, "longitude": longitude, "accuracy": 12}
    return ReportForm(new_context(geolocation=standing_at, reduced_motion="reduce").new_page(), request.param)


def sign_in(form, look, password) -> None:
    page = form.page
    page.goto(form.at(routes.SIGN_IN))
    look(page)
    page.get_by_label(form.say("E-mail")).fill("liaison@example.org")
    page.get_by_label(form.say("Password"), exact=True).fill(password)
    form.button("Sign in").click()
    page.wait_for_url(f"**{form.at(routes.MINE)}")


def fill_in(form, look, photo) -> None:
    page = form.page
    report = page.get_by_role("link", name=form.say("Report a problem")).locator("visible=true").first
    expect(report).to_be_visible()
    look(page)
    report.click()
    form.question("Where is it?")
    look(page)
    form.where()
    form.question("What is it?")
    look(page)
    kind = form.what(WORDS[form.locale])
    form.question("Show it")
    look(page)
    form.details("Brown, three seats, wet.", photo)
    form.question("Check and send")
    expect(page.get_by_role("main")).to_contain_text(kind, timeout=SOON_MS)
    expect(page.get_by_role("main")).to_contain_text("Brown, three seats, wet.")
    expect(form.photos_ready()).to_have_count(1)
    look(page)


def receive(form, look) -> tuple[str, ServiceRequestId]:
    """Our number at once and the city's when it is there, both from the receipt."""
    ours = form.receipt()
    theirs = form.page.get_by_text(form.say("City number")).locator("..")
    expect(theirs).to_contain_text(NUMBER, timeout=SOON_MS)
    look(form.page)
    return ours, ServiceRequestId(NUMBER.search(theirs.inner_text()).group())


def open_ticket(form, look, ours, number) -> None:
    page = form.page
    page.get_by_role("link", name=form.say("See the ticket")).click()
    page.wait_for_url(f"**{routes.ticket(ours, form.locale)}")
    expect(page.get_by_text(number).first).to_be_visible(timeout=SOON_MS)
    picture = page.get_by_role("main").get_by_role("img").first
    expect(picture).to_be_visible()
    kept = page.request.get(picture.get_attribute("src"))
    assert kept.ok
    assert not tells_where_it_was_taken(kept.body())
    look(page)


def test_filed_with_a_photo_taken_by_the_city_and_closed_by_its_crew(program, form, look, city_desk, tmp_path):
    page = form.page
    sign_in(form, look, program.password)
    fill_in(form, look, write_photo(tmp_path / "couch.jpg"))
    city_desk.switch_on("slow", seconds=1, count=1)
    form.button("Send request").click()
    ours, number = receive(form, look)
    open_ticket(form, look, ours, number)

    page.evaluate("window.isStillTheSamePage = true")
    city_desk.acknowledge(number, "A supervisor will look.")
    expect(page.get_by_text("A supervisor will look.")).to_be_visible(timeout=SOON_MS)
    city_desk.close(number, "Couch taken away.", was_fixed=True)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(form.say("City says closed"), timeout=AT_ONCE_MS)
    expect(page.get_by_text("Couch taken away.")).to_be_visible(timeout=AT_ONCE_MS)
    assert page.evaluate("window.isStillTheSamePage") is True
    look(page)
    assert page.locator("html").get_attribute("lang") == form.locale


def test_the_photo_of_these_tests_does_tell_where_it_was_taken(tmp_path):
    """The negative control of the check above."""
    assert tells_where_it_was_taken(write_photo(tmp_path / "photo.jpg").read_bytes())
