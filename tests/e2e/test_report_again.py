"""A report that was sent, or nearly: never twice, never swallowed, and nothing that was typed erased unasked."""

from __future__ import annotations

import re
import secrets
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from liaison_app import routes
from tests.e2e.promised import until
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm, write_photo

LIAISON = "liaison@example.org"
SPOT = {"latitude": 39.9702, "longitude": -75.2301, "accuracy": 12}
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Does something to the kept report: {ref} marks it as sent with that marker and lays a copy aside; {fields} brings
# the copy back with those fields changed, as a tab leaves it that dies right after Send.
KEPT = """(given) => new Promise((resolve) => {
    const asked = indexedDB.open("liaison");
    asked.onsuccess = () => {
        const store = asked.result.transaction("drafts", "readwrite").objectStore("drafts");
        const all = store.getAll();
        all.onsuccess = () => {
            const copy = all.result.find((one) => one.owner === "copy");
            const record = all.result.find((one) => one.owner !== "copy");
            if (given.ref) {
                store.put({ ...record, ref: given.ref });
                store.put({ ...record, ref: given.ref, owner: "copy", whose: record.owner });
            }
            if (given.fields) store.put({ ...copy, owner: copy.whose, fields: { ...copy.fields, ...given.fields } });
            store.transaction.oncomplete = () => { asked.result.close(); resolve(Boolean(record)); };
        };
    };
})"""


# An answer is on the phone's disk: a page that is loaded anew has it.
ANSWER_IS_KEPT = """() => new Promise((resolve) => {
    const asked = indexedDB.open("liaison");
    asked.onsuccess = () => {
        const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => {
            const fields = all.result.flatMap((one) => Object.entries(one.fields));
            asked.result.close();
            resolve(fields.some(([name, values]) => name.startsWith("answer:") && values.length > 0));
        };
    };
})"""


@pytest.fixture
def page(new_context, login_cookie) -> Page:
    context = new_context(geolocation=SPOT)
    context.add_cookies([login_cookie(LIAISON)])
    return context.new_page()


@pytest.fixture
def report(page) -> ReportForm:
    return ReportForm(page)


def answer(report: ReportForm) -> None:
    report.answer().check()
    until(report.page, ANSWER_IS_KEPT)


def fill_in(report: ReportForm, words: str, photo=None) -> None:
    report.page.goto(routes.REPORT)
    report.where()
    report.what(WORDS["en"])
    report.details(words, photo)
    report.question("Check and send")


def test_a_sent_report_left_on_the_phone_is_not_taken_for_a_new_one_nor_swallows_it(report, page, tmp_path):
    fill_in(report, "Blue couch.", write_photo(tmp_path / "couch.jpg"))
    ref = "NL-" + "".join(secrets.choice(CROCKFORD) for _ in range(16))
    page.evaluate(KEPT, {"ref": ref})
    page.reload()
    report.send()
    first = report.receipt()

    page.evaluate(KEPT, {"fields": {}})
    page.goto(routes.REPORT_DETAILS)
    assert report.receipt() == first, "unchanged, it shows its receipt again"
    page.goto(routes.MINE)
    assert not page.evaluate(KEPT, {}), "and is forgotten"

    page.evaluate(KEPT, {"fields": {"description": ["A red one, the day after."]}})
    page.goto(routes.REPORT_CHECK)
    report.send()
    expect(page.get_by_text(f"We have this already, as {first}, from before you changed it.")).to_be_visible()
    page.screenshot(path=tmp_path / "sent-before.png")
    report.button("Send this as a new request").click()
    second = report.receipt()
    assert second != first
    page.goto(routes.ticket(second))
    expect(page.get_by_text("A red one, the day after.")).to_be_visible(timeout=SOON_MS)


def test_photos_the_server_has_no_more_are_sent_again_by_the_phone(report, page, tmp_path):
    fill_in(report, "Blue couch.", write_photo(tmp_path / "couch.jpg"))
    page.evaluate(
        KEPT.replace("ref: given.ref }", 'photos: record.photos.map((one) => ({ ...one, key: "gone" })) }', 1),
        {"ref": "NL-1"},
    )
    page.reload()
    report.send()
    report.receipt()
    expect(page.get_by_text(re.compile("1 photo"))).to_be_visible()


def test_what_is_not_answered_goes_again_by_itself(report, page):
    lost = []

    def lose_one(message) -> None:
        if "report_where.submit" in str(message) and not lost:
            lost.append(message)
            return
        server.send(message)

    server = None

    def joined(socket) -> None:
        nonlocal server
        server = socket.connect_to_server()
        socket.on_message(lose_one)

    page.route_web_socket(re.compile("_event"), joined)
    page.goto(routes.REPORT)
    report.where()
    report.question("What is it?")
    assert len(lost) == 1


def test_a_press_before_the_page_knows_whose_report_it_is_goes_when_it_does(report, page):
    """As after a reload, or a moment after the server came back."""
    held = None

    def joined(socket) -> None:
        def tell(message) -> None:
            if held is None:
                socket.send(message)
            else:
                held.append(partial(socket.send, message))

        socket.connect_to_server().on_message(tell)

    page.route_web_socket(re.compile("_event"), joined)
    page.goto(routes.REPORT)
    report.where()
    report.what(WORDS["en"])
    report.question("Show it")
    answer(report)
    held = []
    page.reload()
    report.button("Go on to check").click()
    waiting, held = held, None
    for tell in waiting:
        tell()
    report.question("Check and send")


def test_a_press_before_the_scripts_have_come_goes_when_they_do(report, page):
    """The finished page stands there at once; left to itself, the browser would put what was typed in an address."""
    page.goto(routes.REPORT)
    report.where()
    report.what(WORDS["en"])
    report.question("Show it")
    answer(report)
    held = []

    def hold(route) -> None:
        if held is None:
            route.continue_()
        else:
            held.append(route)

    page.route(re.compile(r"/assets/.*\.js"), hold)
    page.reload(wait_until="commit")
    report.button("Go on to check").click()
    assert "?" not in page.url
    waiting, held = held, None
    assert waiting
    for route in waiting:
        route.continue_()
    report.question("Check and send")


def test_each_question_has_the_focus_when_it_comes(report, page):
    page.goto(routes.REPORT)
    report.where()
    expect(page.get_by_role("heading", level=1, name="What is it?")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Where is it?")).to_be_focused()


def test_looking_closer_keeps_how_exact_the_place_is(report, page):
    page.goto(routes.REPORT)
    report.question("Where is it?")
    report.button("Use my location").click()
    within = page.get_by_text("You are within 12 m of the pin.")
    expect(within).to_be_visible()
    page.get_by_role("button", name="Farther").click()
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Closer").click()
    page.wait_for_timeout(600)
    expect(within).to_be_visible()
    assert page.locator("input[name=accuracy]").input_value() == "12"
    page.locator(".pin-map__stage").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("input[name=accuracy]")).to_have_value("")


def test_a_question_without_its_answer_has_the_focus_and_says_why(report, page):
    page.goto(routes.REPORT)
    report.where()
    report.what(WORDS["en"])
    report.question("Show it")
    report.button("Go on to check").click()
    group = page.locator("fieldset.field--error").first
    expect(group).to_contain_text("Choose an answer.")
    expect(group.locator("input").first).to_be_focused()
    expect(group).to_have_accessible_description(re.compile("Choose an answer"))


def test_a_kept_description_counts(report, page):
    page.goto(routes.REPORT)
    report.where()
    report.what(WORDS["en"])
    report.question("Show it")
    report.description().fill("x" * 100)
    expect(page.get_by_text("1900 characters left")).to_be_visible()
    page.reload()
    report.question("Show it")
    expect(page.get_by_text("1900 characters left")).to_be_visible()


def test_signing_out_asks_before_it_erases_a_report(report, page):
    page.goto(routes.REPORT)
    report.where()
    report.question("What is it?")
    page.goto(routes.PROFILE)
    page.once("dialog", lambda asked: asked.dismiss())
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile(routes.PROFILE))
    assert page.evaluate(KEPT, {})
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(lambda url: routes.PROFILE not in url)
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
