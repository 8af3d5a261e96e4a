"""The report on a phone, question by question: what it says, what it refuses, and that it is sent once.

The whole way, in both languages and with everything that gets lost on it, is in the journeys.
"""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.promised import until

LIAISON = "liaison@example.org"
# Market Street around 50th, away from the corners other tests use; WGS 84. Each test stands on a spot of its own, so
# that no test finds the tickets of another close by.
FIRST_SPOT = (39.9585, -75.2190)
WORDS = {
    "en": {
        "place": "This is the place",
        "words": "couch on the sidewalk",
        "on": re.compile("go on", re.IGNORECASE),
        "check": "Go on to check",
        "send": "Send request",
        "locate": "Use my location",
        "city": "City number",
    },
}


@pytest.fixture
def spot(request):
    """A place in the city that no other test of this file uses."""
    number = sum(ord(ch) * place for place, ch in enumerate(request.node.name, start=1)) % 60
    return {
        "latitude": FIRST_SPOT[0] + (number % 10) * 0.002,
        "longitude": FIRST_SPOT[1] - (number // 10) * 0.003,
        "accuracy": 9,
    }


@pytest.fixture
def liaison(new_context, enter, spot):
    """`liaison(**options)`: a liaison's phone at the test's own spot, signed in."""

    def opening(**options) -> Page:
        page = new_context(geolocation=spot, **options).new_page()
        enter(page, LIAISON)
        return page

    return opening


@pytest.fixture
def photo():
    """A photo as a phone makes one: with its place in it, and turned on its side."""
    out = io.BytesIO()
    tags = Image.Exif()
    tags[0x0112] = 6
    tags.get_ifd(0x8825)[1] = "N"
    picture = Image.new("RGB", (1200, 900), "gray")
    picture.paste("purple", (200, 500, 1000, 800))
    picture.save(out, "JPEG", exif=tags)
    return {"name": "couch.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def ready(page: Page) -> None:
    """The form has read what the phone kept."""
    page.locator("form.kept-form[data-ready]").wait_for()


def open_report(page: Page) -> None:
    page.goto("/report")
    ready(page)
    page.locator(".pin-map__stage[data-ready]").wait_for()


def stand_here(page: Page, said: dict) -> None:
    page.get_by_role("button", name=said["locate"]).click()
    expect(page.locator(".question__panel .corner-sign")).to_be_visible()


def to_what(page: Page, said: dict) -> None:
    stand_here(page, said)
    page.get_by_role("button", name=said["place"]).click()
    page.wait_for_url("**/report/what")
    ready(page)


def to_details(page: Page, said: dict) -> None:
    page.locator("input[name=words]").fill(said["words"])
    card = page.locator(".choice-card").first
    card.click()
    expect(page.locator("input[name=service]").first).to_be_checked()
    expect(page.locator(".stops")).to_be_visible()
    page.get_by_role("button", name=said["on"]).click()
    page.wait_for_url("**/report/details")
    ready(page)
    page.locator("input[type=checkbox][name^='answer:']").first.check()


def to_check(page: Page, said: dict) -> None:
    page.get_by_role("button", name=said["check"]).click()
    page.wait_for_url("**/report/check")
    ready(page)


def kept_fields(page: Page) -> dict:
    """What the phone holds in its database now."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const asked = indexedDB.open("liaison");
            asked.onsuccess = () => {
                const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
                all.onsuccess = () => { asked.result.close(); resolve(all.result[0]?.fields ?? {}); };
            };
        })"""
    )


FORGOTTEN = """() => new Promise((resolve) => {
    const asked = indexedDB.open("liaison");
    asked.onsuccess = () => {
        const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => { asked.result.close(); resolve(all.result.length === 0); };
    };
})"""


def test_a_double_tap_sends_once(liaison):
    said = WORDS["en"]
    page = liaison()
    open_report(page)
    to_what(page, said)
    to_details(page, said)
    page.locator("textarea[name=description]").fill("Only once, please.")
    to_check(page, said)
    page.get_by_role("button", name=said["send"]).dblclick()
    page.wait_for_url("**/report/sent/**")
    expect(page.locator(".receipt__number")).to_be_visible()
    # What still stands on the phone as sent leads back to its receipt: it is forgotten a moment after that is there.
    until(page, FORGOTTEN)
    open_report(page)
    to_what(page, said)
    page.locator("input[name=words]").fill(said["words"])
    page.locator(".choice-card").first.click()
    expect(page.locator(".near")).to_have_count(1)
    expect(page.locator(".near")).to_contain_text("Only once, please.")
    expect(page.locator(".near")).to_contain_text("It is yours")


def test_what_is_missing_is_said_beside_its_field(liaison):
    said = WORDS["en"]
    page = liaison()
    open_report(page)
    page.get_by_role("button", name=said["place"]).click()
    expect(page.get_by_text("Set the pin: use your location")).to_be_visible()
    to_what(page, said)
    page.get_by_role("button", name=said["on"]).click()
    expect(page.get_by_text("Choose what it is.")).to_be_visible()
    page.locator("input[name=words]").fill(said["words"])
    page.locator(".choice-card").first.click()
    page.get_by_role("button", name=said["on"]).click()
    page.wait_for_url("**/report/details")
    ready(page)
    page.locator("input[name=heard]").check()
    page.locator("input[name=heard_name]").fill("Mary")
    page.get_by_role("button", name=said["check"]).click()
    expect(page.get_by_text("Choose an answer.")).to_be_visible()
    expect(page.get_by_text("Ask your neighbor first")).to_be_visible()
    expect(page).to_have_url(re.compile("/report/details$"))


def test_what_looks_personal_is_pointed_out_before_it_goes(liaison):
    said = WORDS["en"]
    page = liaison()
    open_report(page)
    to_what(page, said)
    to_details(page, said)
    page.locator("textarea[name=description]").fill("Call 215-555-0199 or mary@example.org")
    to_check(page, said)
    expect(page.get_by_text("“215-555-0199” looks like a phone number.")).to_be_visible()
    expect(page.get_by_text("“mary@example.org” looks like an e-mail address.")).to_be_visible()


def test_the_place_can_be_found_by_typing_or_told_in_words(liaison):
    """Without touching the map."""
    page = liaison()
    open_report(page)
    page.get_by_label("Address or corner").fill("52nd and Market")
    page.keyboard.press("Enter")
    page.locator(".found-place").first.click()
    expect(page.locator(".question__panel .corner-sign")).to_contain_text("52nd St")
    page.get_by_role("button", name="Describe the place in words instead").click()
    page.get_by_label("Where is it, in words?").fill("Behind the recreation center, by the gate")
    page.get_by_label("In which neighborhood?").select_option(label="Cobbs Creek")
    page.reload()
    ready(page)
    expect(page.get_by_label("Where is it, in words?")).to_have_value("Behind the recreation center, by the gate")
    page.get_by_role("button", name="This is the place").click()
    page.wait_for_url("**/report/what")
    ready(page)
    to_details(page, WORDS["en"])
    to_check(page, WORDS["en"])
    expect(page.get_by_text("Behind the recreation center, by the gate")).to_be_visible()
    expect(page.get_by_text("The neighborhood, without a pin, and not your words")).to_be_visible()
    expect(page.get_by_text(re.compile("^Your words, also for the place, .*may publish them$"))).to_be_visible()


@pytest.mark.parametrize("is_held", [True, False], ids=["held", "control"])
def test_what_was_not_written_yet_when_the_page_went_is_there_again(liaison, is_held):
    """A slow phone takes a while to write. The control throws away what holds it until then."""
    page, words = liaison(), "Behind the recreation center, by the gate"
    open_report(page)
    page.evaluate("() => { IDBObjectStore.prototype.put = function () { this.transaction.abort(); }; }")
    page.get_by_role("button", name="Describe the place in words instead").click()
    page.get_by_label("Where is it, in words?").fill(words)
    until(page, "(words) => JSON.stringify(sessionStorage).includes(words)", words)
    if not is_held:
        page.evaluate("sessionStorage.clear()")
    page.reload()
    ready(page)
    if is_held:
        expect(page.get_by_label("Where is it, in words?")).to_have_value(words)
        assert kept_fields(page)["place_words"] == [words]
        assert words not in page.evaluate("JSON.stringify(sessionStorage)"), "kept for good, it is held no longer"
    else:
        expect(page.get_by_role("button", name="Describe the place in words instead")).to_be_visible()


def test_a_link_that_names_a_service_chooses_it(liaison):
    said, page = WORDS["en"], liaison()
    page.goto("/report?service=SR-PR08")
    ready(page)
    stand_here(page, said)
    page.get_by_role("button", name=said["place"]).click()
    page.wait_for_url("**/report/what")
    expect(page.locator("input[name=service][value='SR-PR08']")).to_be_checked(timeout=15_000)


def test_a_place_outside_the_city_is_not_taken(liaison):
    page = liaison()
    page.context.set_geolocation({"latitude": 39.95, "longitude": -75.0, "accuracy": 9})
    open_report(page)
    page.get_by_role("button", name="Use my location").click()
    expect(page.get_by_text("This is outside the city")).to_be_visible()
    page.get_by_role("button", name="This is the place").click()
    expect(page.get_by_text("This place is not in the city")).to_be_visible()


def test_the_whole_report_by_keyboard(liaison):
    """The map pans with the arrow keys, and every step is reached with Tab, Space and Enter alone."""
    page = liaison()
    open_report(page)
    page.get_by_label("Address or corner").focus()
    page.keyboard.type("52nd and Market")
    page.keyboard.press("Enter")
    page.locator(".found-place").first.wait_for()
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('found-place')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".pin-map__stage")).to_be_focused()
    before = page.locator("input[name=lat]").input_value()
    page.keyboard.press("ArrowUp")
    expect(page.locator("input[name=lat]")).not_to_have_value(before)
    page.get_by_role("button", name="This is the place").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/what")
    ready(page)
    page.locator("input[name=words]").focus()
    page.keyboard.type("couch")
    page.locator(".choice-card").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("input[name=service]").first).to_be_checked()


def test_signing_out_leaves_nothing_on_the_phone(liaison):
    page = liaison()
    open_report(page)
    to_what(page, WORDS["en"])
    assert kept_fields(page)["lat"]
    page.evaluate("fetch('/api/sign-out', { method: 'POST' })")
    page.wait_for_timeout(500)
    page.goto("/sign-in")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_the_public_sees_a_photo_after_a_coordinator_has(liaison, new_context, enter, photo, console):
    said = WORDS["en"]
    page = liaison()
    open_report(page)
    to_what(page, said)
    to_details(page, said)
    page.locator("input[type=file]").set_input_files(photo)
    expect(page.locator(".photo-picker figcaption")).to_have_text("ready")
    page.locator("textarea[name=description]").fill("Photo for the coordinator")
    to_check(page, said)
    page.get_by_role("button", name=said["send"]).click()
    page.wait_for_url("**/report/sent/**")
    desk = new_context().new_page()
    enter(desk, "coordinator@example.org")
    desk.goto("/desk/moderation")
    thumb = desk.locator(".review__photo img").first.get_attribute("src")  # what came last stands first
    address, card = (
        thumb.partition("?")[0],
        desk.locator(".review__photo").filter(has=desk.locator(f"img[src='{thumb}']")),
    )
    assert page.request.get(address).status == 200, "its owner sees it"
    stranger = new_context()
    assert stranger.request.get(address).status == 404
    card.get_by_role("button", name="Show it to everyone").click()
    expect(card).to_have_count(0)
    assert stranger.request.get(address).status == 200


def test_a_location_found_before_the_map_came_is_the_place(liaison):
    """On a slow connection the button is there before the map is."""
    page = liaison()
    held = []

    def hold(request):
        held.append(request)

    page.route("**/assets/leaflet-src*.js", hold)  # not the part of ours beside it, which the page is made of
    page.goto("/report")
    ready(page)
    page.get_by_role("button", name="Use my location").click()
    expect(page.get_by_text("You are within 9 m of the pin.")).to_be_visible()
    expect(page.locator(".question__panel .corner-sign")).to_be_visible()
    assert held, "the map was not held up"
    for request in held:
        request.continue_()
    page.locator(".pin-map__stage[data-ready]").wait_for()
    assert page.locator("input[name=lat]").input_value().startswith("39.9")
