"""A neighbor without an account: looks around on the map, finds a ticket, and sees what the public may and no more."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm

STANDING_AT = {"latitude": 39.9870, "longitude": -75.1010, "accuracy": 12}
PRIVATE = "Says Dolores, blue door, call before noon."
IS_HERE = re.compile(r"[?&]at=39\.9\d+,-75\.2\d+")


@pytest.fixture
def stranger(new_context):
    """A neighbor's phone; `heard` is every websocket and everything that came through one."""
    page = new_context(reduced_motion="reduce").new_page()
    page.heard = []

    def listen(socket):
        page.heard.append(socket.url)
        socket.on("framereceived", lambda said: page.heard.append(str(said)))

    page.on("websocket", listen)
    return page


def cards(page):
    return page.get_by_role("region", name="Tickets in view").last.get_by_role("listitem")


def test_the_map_and_its_list_are_in_step_without_a_websocket(stranger, assert_accessible_in_both):
    page = stranger
    page.goto(routes.MAP)
    expect(cards(page).first).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text(re.compile(r"^\d+ open here$"))).to_be_visible()
    with page.expect_response(re.compile(r"/api/tickets\.json\?.*show=closed")) as answer:
        page.get_by_role("button", name="Closed", exact=True).click()
    count = answer.value.json()["tally"][0]
    expect(page.get_by_text(f"{count} closed here")).to_be_visible()
    expect(page).to_have_url(re.compile("show=closed"))
    with page.expect_response(re.compile(r"/api/tickets\.json\?.*kind=dumping")) as answer:
        page.get_by_role("button", name="Dumping", exact=True).click()
    names = [one["place"] for one in answer.value.json()["cards"]]
    expect(page.get_by_role("region", name="Tickets in view").last.get_by_role("heading", level=3)).to_have_text(names)
    assert_accessible_in_both(page)
    page.reload()
    expect(page.get_by_role("button", name="Dumping", exact=True)).to_have_attribute("aria-pressed", "true")
    assert page.heard == []


def test_a_search_leads_to_the_corner_the_neighborhood_and_the_ticket(stranger):
    page = stranger
    page.goto(routes.MAP)
    ticket_id = page.request.get("/api/tickets.json").json()["cards"][0]["id"]

    def search(words: str) -> None:
        page.goto(routes.MAP)
        page.get_by_role("searchbox").fill(words)
        page.keyboard.press("Enter")

    search("52nd and Market")
    expect(page).to_have_url(IS_HERE)
    search("fishtown")
    expect(page).to_have_url(re.compile("neighborhood=fishtown"))
    search(ticket_id.lower())
    page.wait_for_url(f"**{routes.ticket(ticket_id)}")
    expect(page.get_by_text(ticket_id).first).to_be_visible(timeout=SOON_MS)
    search("zzz no such place")
    expect(page.get_by_text(re.compile("^We found no such place, number or neighborhood"))).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("zzz no such place")


def test_a_ticket_shows_the_public_its_public_part_alone(stranger, new_context, login_cookie, city_desk):
    context = new_context(geolocation=STANDING_AT)
    context.add_cookies([login_cookie("liaison@example.org")])
    form = ReportForm(context.new_page())
    form.page.goto(routes.PROFILE)
    own_name = form.page.get_by_label("Your name")
    expect(own_name).not_to_have_value("", timeout=SOON_MS)
    name = own_name.input_value()
    ours = form.file(WORDS["en"], PRIVATE)
    expect(form.page.get_by_text("City number")).to_be_visible(timeout=SOON_MS)

    page = stranger
    answer = page.goto(routes.ticket(ours))
    expect(page.get_by_text(ours).first).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("Illegal dumping").first).to_be_visible()
    told = "\n".join([answer.text(), page.content(), *page.heard])
    assert ours in told
    for private in (PRIVATE, "Dolores", "liaison@example.org", name):
        assert private not in told
    form.page.get_by_role("link", name="See the ticket").click()
    expect(form.page.get_by_text(PRIVATE)).to_be_visible(timeout=SOON_MS)
