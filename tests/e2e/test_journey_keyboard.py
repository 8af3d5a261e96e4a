"""The whole report by keyboard: no finger, no mouse, and the focus always where it can be seen."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm

STANDING_AT = {"latitude": 39.9259, "longitude": -75.1790, "accuracy": 12}
MOST_STOPS = 60

# What has the focus now: its name, and what is wrong with how it shows. A radio or a box may be drawn by its label.
FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return { name: "", wrong: "" };
    const said = one.labels?.length ? one.labels[0].textContent : one.getAttribute("aria-label") ?? one.textContent;
    const drawn = [one, one.closest("label"), one.parentElement].filter(Boolean);
    const box = drawn.map((each) => each.getBoundingClientRect()).find((each) => each.width > 4 && each.height > 4);
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    const inView = middle[1] >= 0 && middle[1] <= innerHeight && middle[0] >= 0 && middle[0] <= innerWidth;
    const onTop = inView && document.elementFromPoint(...middle);
    const isSeen = onTop && drawn.some((each) => each.contains(onTop) || onTop.contains(each) && each === one);
    const hasRing = drawn.some((each) => {
        const style = getComputedStyle(each);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    });
    const wrong = [!inView && "out of view", inView && !isSeen && "covered", !hasRing && "no ring"];
    return { name: said.trim().replace(/\\s+/g, " "), wrong: wrong.filter(Boolean).join(", ") };
}"""


@pytest.fixture
def form(new_context, login_cookie):
    """On a screen no higher than a small phone's, where a bar at the bottom can hide most."""
    context = new_context(geolocation=STANDING_AT, reduced_motion="reduce", viewport={"width": 390, "height": 640})
    context.add_cookies([login_cookie("liaison@example.org")])
    return ReportForm(context.new_page())


def settled_focus(page) -> dict[str, str]:
    """What has the focus and what is wrong with it, once the browser has brought it into view: a second at most."""
    for _ in range(10):
        focus = page.evaluate(FOCUS)
        if focus["wrong"] == "":
            break
        page.wait_for_timeout(100)
    return focus


def tab_to(form, *names) -> None:
    """Press Tab until something of one of these names has the focus; every stop on the way must be seen."""
    passed = []
    for _ in range(MOST_STOPS):
        form.page.keyboard.press("Tab")
        focus = settled_focus(form.page)
        assert focus["wrong"] == "", f"{form.page.url}: {focus['name']!r} is {focus['wrong']}"
        if any(focus["name"].startswith(name) for name in names):
            return
        passed.append(focus["name"])
    pytest.fail(f"Tab never came to {names}: {passed}")


def test_a_request_is_filed_without_a_finger(form):
    page, press = form.page, form.page.keyboard.press
    page.goto(routes.REPORT)
    form.question("Where is it?")
    tab_to(form, "Use my location")
    press("Enter")
    expect(page.get_by_text("You are within 12 m of the pin.")).to_be_visible()
    expect(page.get_by_text("Neighborhood", exact=True)).to_be_visible(timeout=SOON_MS)
    tab_to(form, "This is the place")
    press("Enter")

    form.question("What is it?")
    tab_to(form, "In your own words")
    page.keyboard.type(WORDS["en"])
    expect(form.kinds().first).to_be_attached(timeout=SOON_MS)
    tab_to(form, "Illegal dumping")
    press("Space")
    expect(form.kinds().first).to_be_checked()
    tab_to(form, "Go on", "Mine is different, go on")
    press("Enter")

    form.question("Show it")
    tab_to(form, "Furniture or mattresses")
    press("Space")
    tab_to(form, "Anything a crew should know?")
    page.keyboard.type("By the fence.")
    tab_to(form, "Go on to check")
    press("Enter")

    form.question("Check and send")
    expect(page.get_by_role("main")).to_contain_text("By the fence.", timeout=SOON_MS)
    tab_to(form, "Send request")
    press("Enter")
    form.receipt()
    tab_to(form, "See the ticket")


def test_an_answer_that_comes_late_pushes_what_has_the_focus_out_of_nobodys_view(form):
    """What to expect, and open tickets close by, stand above what one may have come to meanwhile."""
    page, held = form.page, None

    def joined(socket) -> None:
        def tell(message) -> None:
            if held is None:
                socket.send(message)
            else:
                held.append(partial(socket.send, message))

        socket.connect_to_server().on_message(tell)

    page.route_web_socket(re.compile("_event"), joined)
    page.goto(routes.REPORT)
    form.where()
    form.question("What is it?")
    page.get_by_label("In your own words").fill(WORDS["en"])
    expect(form.kinds().first).to_be_attached(timeout=SOON_MS)
    form.kinds().first.focus()
    held = []
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert settled_focus(page)["wrong"] == ""
    waiting, held = held, None
    for tell in waiting:
        tell()
    expect(page.get_by_text("What to expect")).to_be_visible(timeout=SOON_MS)
    assert settled_focus(page)["wrong"] == ""


def test_a_step_that_lacks_something_puts_the_focus_on_it(form):
    page = form.page
    page.goto(routes.REPORT)
    form.where()
    form.what(WORDS["en"])
    form.question("Show it")
    tab_to(form, "Go on to check")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-invalid=true]").first).to_be_focused(timeout=SOON_MS)
    assert page.evaluate(FOCUS)["wrong"] == ""
