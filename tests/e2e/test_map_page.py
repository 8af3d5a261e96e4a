"""The map page as people use it: filters and places in the address, the map and the list in step, and ways around the
map for a keyboard, for a phone, for no map at all and for no scripts."""

from __future__ import annotations

import re
import time
from math import dist
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from liaison_app import routes
from tests.e2e.conftest import DESKTOP
from tests.e2e.promised import until
from tests.e2e.report_form import SOON_MS
from tests.e2e.test_journey_keyboard import settled_focus

CORNER = "/?show=all&at=39.95500,-75.23500,15"
AS_FRESH_S = 60
TICKETS = re.compile(r"/api/tickets\.json")
NEIGHBORHOODS = re.compile(r"/api/map/neighborhoods\.json")


def words(page: Page) -> dict[str, str]:
    """What stands behind the `?` of the page's address."""
    return page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))")


def opened(page: Page, address: str = routes.MAP) -> Page:
    """Open the map and wait until it is drawn and its list is the one in view."""
    with page.expect_response(TICKETS):
        page.goto(address)
    page.locator(".atlas__leaflet.leaflet-container").wait_for()
    page.locator(".sheet__body[aria-busy=false] .ticket-list, .sheet__body .empty").first.wait_for()
    return page


def cards(page: Page):
    return page.locator(".sheet__body .ticket-card")


@pytest.fixture
def wide(new_context) -> Page:
    """A desktop."""
    options = {**DESKTOP, "has_touch": False, "is_mobile": False, "device_scale_factor": 1, "reduced_motion": "reduce"}
    return new_context(**options).new_page()


@pytest.fixture
def small(new_context) -> Page:
    """A phone."""
    return new_context(reduced_motion="reduce").new_page()


def test_filters_stand_in_the_address_and_back_undoes_them_one_by_one(wide):
    page = opened(wide)
    page.get_by_role("button", name="Closed", exact=True).click()
    page.get_by_role("button", name="Filters").click()
    panel = page.get_by_role("dialog", name="Filters")
    panel.get_by_label("Kind of problem").select_option(label="Graffiti")
    panel.get_by_label("Reported from").select_option(index=1)
    panel.get_by_role("button", name="Show these").click()
    expect(panel).to_have_count(0)
    found = words(page)
    assert found["show"] == "closed"
    assert found["service"].startswith("SR-")
    assert re.fullmatch(r"\d{4}-\d\d", found["since"])
    taken = page.get_by_role("list", name="Filters that are on")
    expect(taken.get_by_role("button", name="Graffiti")).to_be_visible()

    page.go_back()
    expect(page).to_have_url(re.compile("show=closed"))
    assert "service" not in words(page)
    expect(taken.get_by_role("button", name="Graffiti")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("button", name="Open", exact=True)).to_have_attribute("aria-pressed", "true")
    page.go_forward()
    page.go_forward()
    expect(taken.get_by_role("button", name="Graffiti")).to_be_visible()
    taken.get_by_role("button", name="Clear all").click()
    expect(page).not_to_have_url(re.compile("show|service|since"))


def test_a_view_that_is_passed_on_opens_as_it_was_in_the_other_language_too(wide):
    page = opened(wide, f"{CORNER}&kind=graffiti&until=2026-11")
    page.get_by_role("link", name="Español").first.click()
    page.locator(".atlas__leaflet.leaflet-container").wait_for()
    expect(page.get_by_role("button", name="Grafiti", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("list", name="Filtros activos")).to_contain_text("noviembre de 2026")
    assert page.url.split("?")[0].endswith("/es")
    assert words(page) == {"show": "all", "kind": "graffiti", "until": "2026-11", "at": "39.95500,-75.23500,15"}


def test_an_address_that_means_nothing_opens_the_map_all_the_same(wide):
    page = opened(wide, "/?show=sideways&since=soon&until=2020-13&at=here")
    expect(page.get_by_role("button", name="Open", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(cards(page).first).to_be_visible()


def test_a_neighborhood_on_the_map_narrows_it_and_leads_to_its_page(wide):
    page = opened(wide, "/?show=all")
    ring = page.locator("button[data-neighborhood=cobbs-creek]")
    ring.focus()
    with page.expect_response(re.compile(r"tickets\.json.*neighborhood=cobbs-creek")):
        page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Filters that are on")).to_contain_text("Cobbs Creek")
    assert words(page)["neighborhood"] == "cobbs-creek"
    assert int(words(page)["at"].split(",")[2]) >= 14
    page.get_by_role("link", name=re.compile("^Cobbs Creek: who speaks for it")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cobbs Creek", timeout=SOON_MS)


def test_a_map_that_is_looked_at_asks_what_has_changed_and_keeps_what_it_shows_where_that_fails(wide, console):
    wide.clock.install()
    page = opened(wide, CORNER)
    shown = cards(page).count()
    with page.expect_response(TICKETS), page.expect_response(re.compile("/api/map/neighborhoods")):
        page.clock.fast_forward(61_000)
    console.expects.append("net::ERR_FAILED")
    page.route(TICKETS, lambda asked: asked.abort())
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(61_000)
    expect(cards(page)).to_have_count(shown)
    expect(page.locator(".sheet__body")).to_have_attribute("aria-busy", "false")


def test_a_tile_that_was_refused_is_asked_for_again_when_the_server_said(wide, console):
    console.expects.append("429")
    tile, refusal = re.compile(r"/api/map/15/"), {"status": 429, "headers": {"Retry-After": "1"}}
    wide.route(tile, lambda asked: asked.fulfill(**refusal, json={"error": "too_many"}))
    page = opened(wide, CORNER)
    expect(page.locator(".map__told")).not_to_be_empty()
    page.unroute(tile)
    expect(page.locator(".map__told")).to_be_empty(timeout=SOON_MS)


def loneliest(places: list[list[float]]) -> list[float]:
    """The place with most room around it: where other tests filed several, no single pin is drawn."""
    return max(places, key=lambda one: min(dist(one, other) for other in places if other is not one))


def test_a_card_and_its_pin_point_at_each_other(wide):
    lat, lon = loneliest([card["at"] for card in wide.request.get("/api/tickets.json?show=all").json()["cards"]])
    page = opened(wide, f"/?show=all&at={lat},{lon},20")
    pin = page.locator("a.map-pin").first
    pin.wait_for()
    card = page.locator(f'.ticket-card[data-href="{pin.get_attribute("href")}"]')
    pin.focus()
    expect(card).to_have_class(re.compile("ticket-card--here"))
    card.get_by_role("link").focus()
    expect(page.locator(".is-pointed .map-pin")).to_have_attribute("href", pin.get_attribute("href"))
    # From further off no pin is drawn: a golden one stands in its place.
    opened(page, "/?show=all")
    cards(page).first.get_by_role("link").focus()
    expect(page.locator(".map-pin--here")).to_have_count(1)


def test_more_tickets_come_below_and_a_failure_keeps_what_is_there(wide, console):
    console.expects.append("503")
    page = opened(wide, "/?show=all")
    before = cards(page).count()
    more = page.get_by_role("button", name="Show more")
    page.route(re.compile(r"tickets\.json.*after="), lambda route: route.fulfill(status=503))
    more.click()
    again = page.get_by_role("button", name="Try again")
    again.wait_for()
    assert cards(page).count() == before
    page.unroute(re.compile(r"tickets\.json.*after="))
    again.click()
    expect(cards(page)).not_to_have_count(before)
    hrefs = page.locator(".ticket-card").evaluate_all("all => all.map(one => one.dataset.href)")
    assert len(hrefs) == len(set(hrefs)) > before


def test_where_nothing_is_in_view_the_list_says_what_to_do(wide):
    page = opened(wide, "/?at=40.09000,-75.40000,17")
    expect(page.get_by_text("Nothing like that in view.")).to_be_visible()
    page.get_by_role("button", name="Show closed ones too").click()
    expect(page).to_have_url(re.compile("show=all"))
    page.locator(".sheet__body").get_by_role("button", name="Zoom out").click()
    expect(page).to_have_url(re.compile(r"at=[^&]*,15"))


def test_a_search_with_several_answers_lets_one_choose(wide):
    page = opened(wide)
    page.get_by_role("searchbox").fill("cobbs")
    page.keyboard.press("Enter")
    several = page.get_by_role("dialog", name=re.compile("^2 places may be meant"))
    expect(several.get_by_role("link")).to_have_text(
        ["Cobbs Creek PkwySomewhere on this street", "Cobbs CreekNeighborhood"]
    )
    page.keyboard.press("Tab")
    expect(several.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("here=39.9"))
    expect(page.locator(".map-pin--here")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_value("cobbs")
    page.go_back()
    expect(page.locator(".map-pin--here")).to_have_count(0)


def test_the_phone_says_where_one_is_and_how_exactly(small):
    page = opened(small)
    page.get_by_role("button", name="Show where I am").click()
    expect(page.get_by_text("You are within 12 m of the blue dot.")).to_be_visible()
    expect(page.locator(".me__circle")).to_have_count(1)
    assert words(page)["at"].startswith("39.95260,-75.16520")


def test_a_phone_that_may_not_say_it_leaves_the_map_where_it_is(small):
    page = opened(small, CORNER)
    page.context.clear_permissions()
    page.get_by_role("button", name="Show where I am").click()
    expect(page.get_by_text(re.compile("^Your browser keeps your place to itself"))).to_be_visible()
    assert words(page)["at"] == "39.95500,-75.23500,15"


def test_the_sheet_is_pulled_by_a_finger_and_moved_by_keys(small):
    page = opened(small)
    sheet, handle = page.locator(".sheet"), page.locator("button.sheet__handle")
    box = handle.bounding_box()
    at = (box["x"] + box["width"] / 2, box["y"] + 12)
    half = sheet.bounding_box()["height"]
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0], at[1] - 90, steps=4)
    assert sheet.bounding_box()["height"] == pytest.approx(half + 90, abs=3)
    page.mouse.up()
    expect(sheet).to_have_attribute("data-open", "full")
    handle.focus()
    for key, step in (("ArrowDown", "half"), ("ArrowDown", "peek"), ("ArrowUp", "half"), ("Enter", "full")):
        page.keyboard.press(key)
        expect(sheet).to_have_attribute("data-open", step)


def test_a_keyboard_searches_filters_walks_the_list_and_passes_the_map(wide):
    page = opened(wide, "/?show=all")
    passed = []
    page.get_by_role("searchbox").focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        focus = settled_focus(page)
        assert focus["wrong"] == "", focus
        passed.append(focus["name"])
        if focus["name"] == "Skip the map, go to the list":
            break
    else:
        pytest.fail(f"no way past the map: {passed}")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_focused()
    page.keyboard.press("Tab")
    first = cards(page).first.get_by_role("link")
    expect(first).to_be_focused()
    there = first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{there}")


def test_keys_move_and_zoom_the_map(wide):
    page = opened(wide, CORNER)
    page.locator(".atlas__leaflet").focus()
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(re.compile(r"-75\.23500"))
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile(r"at=[^&]*,16"))


def test_what_stands_on_the_map_is_never_under_the_chips_when_a_key_comes_to_it(wide):
    page = opened(wide, "/?show=all")
    for one in page.locator("button[data-neighborhood]").all()[:12]:
        page.keyboard.press("Tab")  # so that the browser shows where the focus is
        one.focus()
        assert settled_focus(page)["wrong"] == "", one.get_attribute("aria-label")


# Which of the first stand half under the second, by more than a finger's width.
UNDER = """([marks, cover]) => {
    const boxes = (chosen) => [...document.querySelectorAll(chosen)].map((one) => [one, one.getBoundingClientRect()]);
    const over = boxes(cover).filter(([, box]) => box.width);
    return boxes(marks)
        .filter(([, a]) => over.some(([, b]) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2))
        .map(([one]) => one.getAttribute("aria-label"));
}"""


@pytest.mark.parametrize("address", ["/", "/es"])
@pytest.mark.parametrize("size", [(360, 740), (390, 844), (1024, 768), (1366, 768)])
def test_no_neighborhoods_ring_stands_half_under_a_chip_or_a_tool(wide, assert_accessible, address, size):
    wide.set_viewport_size({"width": size[0], "height": size[1]})
    page = opened(wide, address)
    page.locator(".map-marker :is(.ring, .speck)").first.wait_for()  # a small phone has room for specks
    assert page.evaluate(UNDER, [".map-marker .ring", ".chip, .map__tool"]) == []
    # The control: what is found is found, and there are chips to be under.
    assert page.evaluate(UNDER, [".chip", ".chip, .map__tool"]) != []
    assert_accessible(page)


def test_a_city_that_has_not_told_its_neighborhoods_has_rings_from_far_off(wide):
    wide.route("**/api/map/neighborhoods.json*", lambda route: route.fulfill(json={"neighborhoods": []}))
    page = opened(wide, "/?show=all")
    expect(page.locator(".map-marker .ring").first).to_be_visible(timeout=SOON_MS)
    expect(page.locator("[data-neighborhood]")).to_have_count(0)


def test_several_tickets_at_one_spot_can_all_be_opened(wide):
    page = wide
    pins = [
        {"lat": 39.96, "lon": -75.225, "href": f"/t/T-{n}", "mark": mark, "icon": "dumping", "label": f"Dumping {n}"}
        for n, mark in enumerate(("late", "closed", "fixed"))
    ]
    rest = [pins]  # for the first tile that asks
    page.route(
        re.compile(r"/api/map/20/\d+/\d+\.json"),
        lambda route: route.fulfill(json={"clusters": [], "pins": rest.pop() if rest else [], "is_cut": True}),
    )
    opened(page, "/?show=all&at=39.96000,-75.22500,20")
    expect(page.get_by_text(re.compile("^Too many here to show each one"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Tickets at one spot: 3. Open: 1, of them late: 1")).first.click()
    spot = page.get_by_role("dialog", name="3 tickets at this spot")
    expect(spot.get_by_role("link")).to_have_text(["Dumping 0", "Dumping 1", "Dumping 2"])
    page.keyboard.press("Escape")
    expect(spot).to_have_count(0)


def test_a_part_of_the_map_that_does_not_come_is_said_and_tried_again(wide, console):
    console.expects.append("503")
    page = wide
    tiles = re.compile(r"/api/map/15/\d+/\d+\.json")
    page.route(tiles, lambda route: route.fulfill(status=503))
    opened(page, CORNER)
    expect(page.get_by_text(re.compile("^A part of the map did not come"))).to_be_visible()
    page.unroute(tiles)
    page.locator(".atlas__leaflet").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(re.compile("^A part of the map did not come"))).to_have_count(0)
    page.locator(".ring").first.wait_for()


def test_a_map_that_is_late_says_that_it_is_on_its_way_until_it_is_there(wide):
    page, held = wide, []
    page.route(NEIGHBORHOODS, lambda route: held.append(route))  # noqa: PLW0108 (a built-in method cannot be wrapped)
    page.goto("/")
    expect(page.get_by_text("The map is on its way …")).to_be_visible()
    for route in held:
        route.continue_()
    page.unroute(NEIGHBORHOODS)
    page.locator(".map-marker").first.wait_for(state="attached")
    expect(page.get_by_text("The map is on its way …")).to_have_count(0)


def test_what_did_not_come_without_a_connection_comes_with_it(wide, console):
    console.expects.append("503")
    page = wide
    page.route(NEIGHBORHOODS, lambda route: route.fulfill(status=503))
    opened(page, "/")
    expect(page.get_by_text(re.compile("^A part of the map did not come"))).to_be_visible()
    page.unroute(NEIGHBORHOODS)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".map-marker").first.wait_for(state="attached")
    expect(page.get_by_text(re.compile("^A part of the map did not come"))).to_have_count(0)


def test_tiles_left_behind_are_no_longer_waited_for(wide):
    page = opened(wide, CORNER)
    given_up = []
    page.on("requestfailed", lambda request: given_up.append(request.failure))
    page.route(re.compile(r"/api/map/1[67]/\d+/\d+\.json"), lambda _route: None)  # never answered
    with page.expect_request(re.compile(r"/api/map/16/")):
        page.get_by_role("button", name="Zoom in", exact=True).click()
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Late", exact=True).click()
    assert set(given_up) == {"net::ERR_ABORTED"}


def test_old_marks_stay_until_the_new_ones_are_there(wide):
    page = opened(wide, CORNER)
    page.locator(".ring").first.wait_for()
    held = []
    page.route(re.compile(r"/api/map/15/\d+/\d+\.json"), lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request(re.compile(r"/api/map/15/.*show=late")):
        page.get_by_role("button", name="Late", exact=True).click()
    assert page.locator(".ring").count() > 0
    for route in held:
        route.fulfill(json={"clusters": [], "pins": [], "is_cut": False})
    expect(page.locator(".ring")).to_have_count(0)


def test_without_its_library_the_page_is_a_list_of_the_whole_city(small, console):
    console.expects += ["leaflet", "Failed to fetch dynamically imported", "ERR_FAILED"]
    small.route(re.compile("leaflet-src"), lambda route: route.abort())
    small.goto(routes.MAP)
    expect(small.get_by_text(re.compile("^The map did not come"))).to_be_visible()
    expect(cards(small).first).to_be_visible()
    small.get_by_role("button", name="Late", exact=True).click()
    expect(small.get_by_text(re.compile(r"^\d+ late here$"))).to_be_visible()


@pytest.fixture
def plain(new_context) -> Page:
    """A browser without scripts."""
    return new_context(java_script_enabled=False).new_page()


def test_a_map_that_is_dragged_by_a_pin_moves_and_opens_nothing(wide):
    page = opened(wide, CORNER.replace(",15", ",17"))
    pin = page.locator(".atlas__leaflet a.map-pin").first
    pin.wait_for()
    box, before = pin.bounding_box(), words(page)["at"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x + 8 * step, y + 5 * step)
    page.mouse.up()
    until(page, "before => !location.search.includes(before)", before)
    page.wait_for_timeout(300)
    assert page.url.split("?")[0].endswith(routes.MAP), "still the map"
    page.mouse.click(x + 80, y + 50)
    page.wait_for_url("**/t/*")


def same_list_in_both(plain: Page, small: Page) -> dict[str, Any]:
    """What the map's list and the page without scripts both show by the same time: the city goes on working, and each
    of the two is answered from memory for some seconds."""
    until = time.monotonic() + AS_FRESH_S
    while True:
        newest = small.request.get("/api/tickets.json").json()
        plain.goto(routes.MAP)
        shown = cards(plain).get_by_role("heading", level=3).all_inner_texts()
        if shown == [one["place"] for one in newest["cards"]] or time.monotonic() > until:
            assert shown == [one["place"] for one in newest["cards"]]
            return newest
        plain.wait_for_timeout(500)


def test_without_scripts_the_newest_tickets_are_there_with_ways_to_others(plain, small):
    newest = same_list_in_both(plain, small)
    expect(plain.get_by_text(f"{newest['tally'][0]} open here")).to_be_visible()
    expect(plain.locator(".atlas__leaflet")).to_be_hidden()
    plain.get_by_role("link", name="Late", exact=True).click()
    plain.wait_for_url("**/?show=late")
    expect(plain.get_by_role("link", name="Late", exact=True)).to_have_attribute("aria-current", "true")
    plain.goto("/?show=all")
    first = cards(plain).first.inner_text()
    plain.get_by_role("link", name="Show more").click()
    assert cards(plain).first.inner_text() != first
    assert "show=all" in plain.url


def test_without_scripts_a_search_leads_on_and_every_neighborhood_is_listed(plain):
    plain.goto("/es")
    plain.get_by_role("searchbox").fill("52nd and Market")
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/es?at=39.9*")
    plain.get_by_role("searchbox").fill("cobbs")
    plain.keyboard.press("Enter")
    plain.get_by_role("link", name="Cobbs Creek Barrio").click()
    plain.wait_for_url("**/es/n/cobbs-creek")
    plain.goto("/es")
    plain.get_by_role("link", name="Todos los barrios").click()
    expect(plain.locator(".place-row")).not_to_have_count(0)
    assert plain.locator(".place-row").count() > 100


@pytest.mark.parametrize("address", ["/?show=all", "/es?show=all&at=39.96,-75.225,17&neighborhood=haddington"])
def test_the_map_page_has_no_barrier_with_its_panels_open(small, assert_accessible_in_both, address):
    page = opened(small, address)
    assert_accessible_in_both(page)
    for name in ("Key|Clave", "Filters|Filtros"):
        page.get_by_role("button", name=re.compile(f"^({name})")).first.click()
        page.locator("dialog[open]").wait_for()
        page.locator("dialog form, dialog .key__pins").first.wait_for()
        assert_accessible_in_both(page)
        page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("cobbs")
    page.keyboard.press("Enter")
    page.locator(".found-match").first.wait_for()
    assert_accessible_in_both(page)


def test_paper_names_the_filters_the_day_and_who_made_the_map(wide):
    page = opened(wide, f"{CORNER}&kind=graffiti")
    page.emulate_media(media="print")
    expect(page.locator(".imprint")).to_contain_text(re.compile(r"All · Graffiti\. Printed .+ 20\d\d"))
    expect(page.locator(".imprint")).to_contain_text("at=39.95500,-75.23500,15")
    expect(page.locator(".atlas__leaflet")).to_be_visible()
    expect(page.get_by_role("button", name="Filters")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_hidden()


def test_whoever_is_signed_in_has_the_same_map_with_the_own_neighborhood_lit(wide, login_cookie):
    page = wide
    page.context.add_cookies([login_cookie("liaison@example.org")])
    opened(page, "/?show=all")
    expect(page.locator(".cluster--here")).to_have_count(1, timeout=SOON_MS)
    page.get_by_role("button", name="Closed", exact=True).click()
    expect(page).to_have_url(re.compile("show=closed"))
    page.go_back()
    expect(page.get_by_role("button", name="All", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".cluster--here")).to_have_count(1)
    page.get_by_role("searchbox").fill("cobbs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("link")).to_have_count(2)
