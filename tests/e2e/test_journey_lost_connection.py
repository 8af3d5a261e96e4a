"""The connection, the page or the login is lost in mid-form: nothing typed is, the photo included."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm, write_photo

STANDING_AT = {"latitude": 39.9364, "longitude": -75.1560, "accuracy": 12}
TYPED = "Green, behind the hydrant."


@pytest.fixture
def cookie(login_cookie):
    return login_cookie("liaison@example.org")


@pytest.fixture
def form(new_context, cookie):
    """The third step, with the answers of the first two."""
    context = new_context(geolocation=STANDING_AT)
    context.add_cookies([cookie])
    form = ReportForm(context.new_page())
    form.page.goto(routes.REPORT)
    form.where()
    form.what(WORDS["en"])
    form.question("Show it")
    form.answer().check()
    form.description().fill(TYPED)
    return form


def assert_all_is_there(form, photos=1):
    form.question("Show it")
    expect(form.description()).to_have_value(TYPED)
    expect(form.answer()).to_be_checked()
    expect(form.page.get_by_role("img", name=re.compile("^Photo "))).to_have_count(photos)


def test_without_a_connection_a_photo_waits_and_going_on_goes_by_itself_later(form, console, tmp_path):
    console.expects += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
    page = form.page
    page.context.set_offline(True)
    page.get_by_label("Add a photo").set_input_files(write_photo(tmp_path / "couch.jpg"))
    expect(page.get_by_text("waits for a connection")).to_be_visible()
    form.button("Go on to check").click()
    expect(page.get_by_text(re.compile("^No connection. It is kept on this phone"))).to_be_visible()
    assert_all_is_there(form)
    page.context.set_offline(False)
    form.question("Check and send")
    expect(page.get_by_role("main")).to_contain_text(TYPED, timeout=SOON_MS)
    expect(form.photos_ready()).to_have_count(1, timeout=SOON_MS)
    form.send()
    form.receipt()


def test_a_reload_and_back_keep_everything(form, tmp_path):
    page = form.page
    page.get_by_label("Add a photo").set_input_files(write_photo(tmp_path / "couch.jpg"))
    expect(form.photos_ready()).to_have_count(1, timeout=SOON_MS)
    page.reload()
    assert_all_is_there(form)
    page.go_back()
    form.question("What is it?")
    expect(page.get_by_label("In your own words")).to_have_value(WORDS["en"])
    expect(form.kinds().first).to_be_checked(timeout=SOON_MS)
    page.get_by_role("link", name="Back").click()
    form.question("Where is it?")
    form.button("This is the place").click()
    form.question("What is it?")
    form.button("Go on", "Mine is different, go on").click()
    assert_all_is_there(form)
    page.goto(routes.MINE)
    expect(page.get_by_role("heading", name="On this phone")).to_be_visible(timeout=SOON_MS)


def test_an_expired_login_costs_a_password_and_nothing_else(program, form, cookie, tmp_path):
    page = form.page
    page.get_by_label("Add a photo").set_input_files(write_photo(tmp_path / "couch.jpg"))
    expect(form.photos_ready()).to_have_count(1, timeout=SOON_MS)
    ended = httpx.post(
        f"{program.address}/api/sign-out",
        headers={"Origin": program.address, "Cookie": f"{cookie['name']}={cookie['value']}"},
    )
    assert ended.status_code == 303
    page.wait_for_url(re.compile(r"/sign-in\?next="))
    page.get_by_label("E-mail").fill("liaison@example.org")
    page.get_by_label("Password", exact=True).fill(program.password)
    form.button("Sign in").click()
    page.wait_for_url(f"**{routes.REPORT_DETAILS}")
    assert_all_is_there(form)
    form.button("Go on to check").click()
    form.send()
    ours = form.receipt()
    expect(page.get_by_role("link", name="Report another here")).to_be_visible()
    page.goto(routes.MINE)
    expect(page.get_by_role("main").locator(f"a[href='{routes.ticket(ours)}']").first).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("heading", name="On this phone")).to_have_count(0)


def test_starting_over_does_lose_it(form):
    """The negative control: what is kept is the draft, not the browser's own memory of a form."""
    form.page.once("dialog", lambda dialog: dialog.accept())
    form.button("Start over").click()
    form.question("Where is it?")
    form.page.goto(routes.REPORT_WHAT)
    form.question("Where is it?")
