"""The practice room: a ticket done with the form of a report, on a phone and by keyboard, and what its trainer sees.

A report that is under way stays as it is, and nothing of practice comes into it, or into anybody's list.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison_app import practice_routes, routes
from liaison_app.routes import localized
from tests.e2e.report_form import SOON_MS, ReportForm
from tests.e2e.test_journey_keyboard import tab_to

LIAISON, COORDINATOR = "liaison@example.org", "coordinator@example.org"
SENT = {
    "en": ("6224 Germantown Ave", "pothole", "Pothole or street damage", "Pothole", "Travel lane"),
    "es": ("6224 Germantown Ave", "bache", "Hoyo o daño en la calle", "Bache", "Carril de circulación"),
}


@pytest.fixture
def form(phone, enter):
    enter(phone, LIAISON)
    return ReportForm(phone)


@pytest.fixture
def enter(login_cookie):
    def entering(page, email):
        page.context.add_cookies([login_cookie(email)])

    return entering


def kept_drafts(page):
    """What the phone keeps: the fields of each draft, by the name it is kept under."""
    return page.evaluate(
        """() => new Promise((done) => {
            const asked = indexedDB.open("liaison");
            asked.onsuccess = () => {
                const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
                all.onsuccess = () => done(Object.fromEntries(all.result.map((one) => [one.owner, one.fields])));
            };
        })"""
    )


def find(form, address):
    """Search for an address, and take what is found."""
    form.question("Where is it?")
    form.page.get_by_label(form.say("Address or corner")).fill(address)
    form.button("Find").click()
    form.page.locator(".found-place").first.click()
    expect(form.page.get_by_text(form.say("Neighborhood"), exact=True)).to_be_visible(timeout=SOON_MS)
    form.button("This is the place").click()


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_practice_ticket_is_done_and_graded_at_once(phone, enter, assert_accessible, locale):
    enter(phone, LIAISON)
    form, page = ReportForm(phone, locale), phone
    address, words, kind, pothole, lane = SENT[locale]
    page.goto(localized(practice_routes.PRACTICE, locale))
    expect(page.locator(".scene").first).to_be_visible(timeout=SOON_MS)
    assert_accessible(page)
    page.locator(".scene[href$=half-way-pothole]").click()
    expect(page.locator(".scene-told")).to_be_visible(timeout=SOON_MS)
    assert_accessible(page)
    page.get_by_role("link", name=form.say("Report it")).click()
    find(form, address)
    form.question("What is it?")
    expect(page.get_by_text(form.say("Nothing is sent."))).to_be_visible()
    page.get_by_label(form.say("In your own words")).fill(words)
    form.page.get_by_role("radio", name=re.compile(kind)).check(force=True, timeout=SOON_MS)
    form.button("Go on", "Mine is different, go on").click()
    form.question("Show it")
    expect(page.locator("label.practice-photo")).to_have_count(3, timeout=SOON_MS)
    page.locator("label.practice-photo").nth(0).click()
    page.get_by_role("radio", name=pothole, exact=True).check(force=True)
    page.get_by_role("radio", name=lane, exact=True).check(force=True)
    form.description().fill("The bus goes around it.")
    assert_accessible(page)
    form.button("Go on to check").click()
    form.question("Check and send")
    expect(page.get_by_role("main")).to_contain_text("The bus goes around it.", timeout=SOON_MS)
    expect(page.locator(".practice-photo__small")).to_have_count(1)
    form.button("Hand it in").click()

    page.wait_for_url("**/half-way-pothole/result")
    expect(page.locator(".grade")).to_have_count(3, timeout=SOON_MS)
    expect(page.get_by_role("heading", level=1)).to_have_text(form.say("{points} of 100", points=90))
    expect(page.locator(".grade").nth(2)).to_contain_text(form.say("partly right"))
    assert_accessible(page)
    assert not [owner for owner in kept_drafts(page) if owner.startswith("practice/")], "what became a try is forgotten"
    page.goto(localized(routes.MINE, locale))
    expect(page.locator(".ticket-card").first).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("The bus goes around it.")).to_have_count(0)


def test_practice_and_a_report_that_is_under_way_never_mix(form):
    page = form.page
    page.goto(routes.REPORT)
    find(form, "52nd & Market")
    form.question("What is it?")
    page.get_by_label("In your own words").fill("a real couch")
    page.wait_for_timeout(800)

    page.goto(practice_routes.practice("couch-sidewalk", "where"))
    find(form, "5734 Larchwood Ave")
    form.question("What is it?")
    expect(page.get_by_label("In your own words")).to_have_value("")
    page.get_by_label("In your own words").fill("a practice sofa")
    page.wait_for_timeout(800)
    page.goto(practice_routes.practice("lot-tires", "where"))
    form.question("Where is it?")
    page.wait_for_timeout(800)

    kept = kept_drafts(page)
    by_kind = {owner.split("/")[-1]: fields for owner, fields in kept.items()}
    assert by_kind["couch-sidewalk"]["words"] == ["a practice sofa"]
    assert not by_kind.get("lot-tires", {}).get("lat")
    (real,) = [fields for owner, fields in kept.items() if "/" not in owner]
    assert real["words"] == ["a real couch"]
    page.goto(routes.REPORT_WHAT)
    form.question("What is it?")
    expect(page.get_by_label("In your own words")).to_have_value("a real couch")


def test_standing_behind_is_graded_and_a_duplicate_is_told(form):
    page = form.page
    page.goto(practice_routes.practice("same-dumping", "where"))
    find(form, "Front & Dauphin")
    form.question("What is it?")
    page.get_by_label("In your own words").fill("mattress on the corner")
    page.get_by_role("radio", name=re.compile("Illegal dumping")).check(force=True, timeout=SOON_MS)
    expect(page.locator(".near")).to_contain_text("Three mattresses", timeout=SOON_MS)
    form.button("I see this too").click()

    page.wait_for_url("**/same-dumping/result")
    expect(page.get_by_role("heading", level=1)).to_have_text("100 of 100", timeout=SOON_MS)
    expect(page.get_by_text("You stood behind the ticket that is there already.")).to_be_visible()


def test_sending_nothing_goes_by_keyboard_alone(new_context, enter):
    context = new_context(reduced_motion="reduce", viewport={"width": 390, "height": 640})
    page = context.new_page()
    enter(page, LIAISON)
    form, press = ReportForm(page), page.keyboard.press
    page.goto(practice_routes.practice("private-light"))
    expect(page.locator(".scene-told")).to_be_visible(timeout=SOON_MS)
    tab_to(form, "I would not send this")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send nothing", timeout=SOON_MS)
    expect(page.locator(".choice-card")).to_have_count(11, timeout=SOON_MS)
    tab_to(form, "911")
    press("Space")
    for _ in range(9):
        press("ArrowDown")
    tab_to(form, "Hand it in")
    press("Enter")
    page.wait_for_url("**/private-light/result")
    expect(page.get_by_text("The owner of the house or the ground").first).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("heading", level=1)).to_have_text("100 of 100")
    tab_to(form, "Next practice ticket")


def test_a_trainer_sees_what_was_taken_for_what(desktop, phone, enter, assert_accessible):
    for page, shown, hidden in ((desktop, ".matrix table", ".matrix-list"), (phone, ".matrix-list", ".matrix table")):
        enter(page, COORDINATOR)
        page.goto(practice_routes.DESK_PRACTICE)
        expect(page.locator(shown)).to_be_visible(timeout=SOON_MS)
        expect(page.locator(hidden)).to_be_hidden()
        expect(page.locator(".missed")).to_have_count(3)
        assert_accessible(page)
    table = desktop.locator(".matrix table")
    rows, columns = table.locator("tbody tr").count(), table.locator("thead th").count() - 2
    assert rows <= columns
    assert table.locator("tbody td.matrix__cell").count() == rows * columns
