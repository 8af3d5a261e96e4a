"""A meeting on a liaison's phone: many concerns recorded in a row, without a signal too, checked, and sent together."""

from __future__ import annotations

import re
import signal

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.conftest import end
from tests.e2e.meeting_grid import Grid
from tests.e2e.report_form import SOON_MS, write_photo

# What a step of the single form costs is counted in `test_meeting_actions.py`.
LINES = ("pothole at 60th and Cedar", "street light out 5100 Walnut St", "hallo")


@pytest.fixture
def grid(phone, enter):
    enter(phone, "liaison@example.org")
    grid = Grid(phone)
    grid.arrange("Neighbors of the creek")
    return grid


def keep_apart(page):
    """What somebody filed close by today, in another test, is another problem."""
    page.locator("li.concern").first.wait_for(timeout=SOON_MS)
    other = page.get_by_role("button", name="No, it is another problem")
    while many := other.count():
        other.first.click()
        expect(other).to_have_count(many - 1, timeout=SOON_MS)


def answer_all(grid):
    """Answer with a tap whatever a row asks, until none asks any more with answers at hand."""
    for _ in range(30):
        ask = grid.page.locator(".concern__quick .chip")
        if not ask.count():
            return
        before = grid.page.locator(".concern__quick").count()
        ask.first.click()
        expect(grid.page.locator(".concern__quick")).to_have_count(before - 1, timeout=SOON_MS)


def test_many_concerns_are_recorded_checked_and_sent_together(grid, assert_accessible, tmp_path):
    page = grid.page
    grid.record(*LINES)
    expect(grid.row("S 60th St & Cedar Ave")).to_contain_text("Pothole")
    expect(grid.row("hallo")).to_contain_text("Something is missing")
    page.get_by_text("Field by field").click()
    entry = page.locator("form#record")
    entry.get_by_label("Where", exact=True).fill("5300 Locust St")
    entry.get_by_label("What it is", exact=True).select_option(label="Graffiti")
    entry.get_by_label("Note").fill("on the wall of the school")
    entry.get_by_label("Who raised it").fill("Ana Ruiz")
    entry.get_by_label("They agreed that we keep this").check()
    page.locator("input[name=photo_file]").set_input_files(write_photo(tmp_path / "wall.jpg"))
    expect(page.get_by_role("button", name=re.compile("^Photo 1"))).to_be_visible()
    page.get_by_role("button", name="Record", exact=True).click()
    wall = grid.row("5300 Locust St")
    expect(wall).to_contain_text("Heard from Ana Ruiz", timeout=SOON_MS)
    expect(wall).to_contain_text("1 photo")
    assert_accessible(page)
    answer_all(grid)
    page.get_by_role("link", name=re.compile("^Send all|^Send 1|^Look it over")).click()
    page.get_by_role("heading", name="Look it over and send").wait_for()
    keep_apart(page)
    ready = page.get_by_role("list", name="Ready to send").locator("li.concern")
    expect(ready.first).to_be_visible(timeout=SOON_MS)
    many = ready.count()
    page.get_by_role("button", name=re.compile("^Send ")).click()
    done = page.get_by_role("list", name="With the city").locator("li.concern")
    expect(done).to_have_count(many, timeout=3 * SOON_MS)
    expect(page.get_by_text("What was ready is sent")).to_be_visible()
    expect(page.get_by_role("list", name="Waits for your answer").locator("li.concern")).to_have_count(4 - many)
    assert_accessible(page)
    done.first.get_by_role("link", name=re.compile("T-")).click()
    private = page.get_by_role("region", name="Stays private")
    expect(private.get_by_role("link", name="Neighbors of the creek")).to_be_visible(timeout=SOON_MS)


def test_without_a_signal_it_is_kept_and_goes_by_itself_once(grid, console):
    console.expects += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
    page = grid.page
    page.context.set_offline(True)
    for line in LINES:
        grid.line().fill(line)
        grid.line().press("Enter")
    expect(grid.on_phone()).to_have_count(3)
    expect(grid.rows()).to_have_count(0)
    page.context.set_offline(False)
    expect(grid.rows()).to_have_count(3, timeout=3 * SOON_MS)
    expect(grid.on_phone()).to_have_count(0)
    expect(grid.rows().first.locator(".concern__number")).to_have_text("3")


def test_the_server_is_killed_while_concerns_are_recorded_and_each_is_there_once(
    new_context,
    login_cookie,
    served,
    console,
):
    console.expects += ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "WebSocket", "fetching the script"]
    context = new_context()
    context.add_cookies([login_cookie("liaison@example.org")])
    grid = Grid(context.new_page())
    with served() as (address, process):
        grid.arrange("Killed in the middle", address)
        grid.record(*LINES[:2])
        end(process, signal.SIGKILL)
        process.wait(30)
    for line in LINES:
        grid.line().fill(line)
        grid.line().press("Enter")
    expect(grid.on_phone()).to_have_count(len(LINES))
    with served():
        expect(grid.rows()).to_have_count(2 + len(LINES), timeout=4 * SOON_MS)
        expect(grid.on_phone()).to_have_count(0)
        grid.page.reload()
        grid.ready()
        expect(grid.rows()).to_have_count(2 + len(LINES), timeout=SOON_MS)


# A browser that listens: what it hears stands in the line, to be looked at before Enter.
HEARS = """
globalThis.SpeechRecognition = class {
  start() {
    setTimeout(() => {
      this.onresult({ results: [[{ transcript: "pothole at 60th and Cedar" }]] });
      this.onend();
    }, 50);
  }
  stop() {}
  abort() {}
};
"""
DEAF = "delete globalThis.SpeechRecognition; delete globalThis.webkitSpeechRecognition;"


def test_a_browser_that_listens_takes_dictation_and_another_has_no_button_for_it(new_context, login_cookie):
    for script, can in ((HEARS, True), (DEAF, False)):
        context = new_context()
        context.add_init_script(script)
        context.add_cookies([login_cookie("liaison@example.org")])
        grid = Grid(context.new_page())
        grid.arrange("Spoken")
        speak = grid.page.get_by_role("button", name="Speak it")
        expect(speak).to_have_count(1 if can else 0)
        if can:
            speak.click()
            expect(grid.line()).to_have_value("pothole at 60th and Cedar")
            grid.line().press("Enter")
            expect(grid.row("S 60th St & Cedar Ave")).to_be_visible(timeout=SOON_MS)


def test_two_devices_of_one_liaison_see_each_other_and_undo_nothing(grid, new_context, login_cookie):
    grid.record(LINES[0])
    other = new_context()
    other.add_cookies([login_cookie("liaison@example.org")])
    second = Grid(other.new_page())
    second.page.goto(grid.page.url)
    expect(second.rows()).to_have_count(1, timeout=SOON_MS)
    for one in (grid, second):
        one.page.get_by_role("button", name="Change 1").click()
        one.page.locator(".concern__form").get_by_label("Note").wait_for()
    note = second.page.locator(".concern__form").get_by_label("Note")
    note.fill("deep, by the school")
    second.page.get_by_role("button", name="Save").click()
    expect(grid.row("deep, by the school")).to_be_visible(timeout=SOON_MS)
    grid.page.locator(".concern__form").get_by_label("Note").fill("shallow")
    grid.page.get_by_role("button", name="Save").click()
    expect(grid.page.get_by_text("Somebody else changed this meanwhile")).to_be_visible(timeout=SOON_MS)
    expect(grid.page.locator(".notice", has_text="Somebody else")).to_contain_text("deep, by the school")
    grid.page.get_by_role("button", name="Keep mine").click()
    expect(second.row("shallow")).to_be_visible(timeout=SOON_MS)
    second.record(LINES[1])
    expect(grid.rows()).to_have_count(2, timeout=SOON_MS)


def test_what_was_typed_is_there_after_the_page_is_loaded_again(grid):
    grid.line().fill("half a line")
    grid.page.reload()
    grid.ready()
    expect(grid.line()).to_have_value("half a line")


def test_the_way_to_meetings_stands_under_more_and_on_the_own_list(phone, enter):
    enter(phone, "liaison@example.org")
    for start in (routes.MORE, routes.MINE):
        phone.goto(start)
        phone.get_by_role("link", name=re.compile("^Meetings")).click()
        phone.get_by_role("link", name="Arrange a meeting").wait_for()


def test_what_is_wrong_with_the_form_comes_into_view(phone, enter):
    enter(phone, "liaison@example.org")
    phone.goto(routes.MEETING_NEW)
    phone.get_by_label("Whose meeting is it?").fill("Neighbors of the creek")
    phone.get_by_role("button", name="Arrange it").click()
    when = phone.get_by_label("Day and time")
    expect(when).to_be_focused(timeout=SOON_MS)
    expect(when).to_be_in_viewport()
    expect(phone.get_by_label("Whose meeting is it?")).to_have_value("Neighbors of the creek")
