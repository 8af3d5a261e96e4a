"""The server stops and starts while a report is half filled in: the open page goes on, and nothing typed is lost."""

from __future__ import annotations

import signal

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.conftest import end
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm, write_photo

BEFORE, MEANWHILE = "Green, behind the hydrant.", "Green, behind the hydrant. Three seats."


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_report_outlives_the_server(new_context, login_cookie, served, console, tmp_path, ending):
    console.expects += ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "WebSocket", "fetching the script"]
    context = new_context()
    context.add_cookies([login_cookie("liaison@example.org")])
    form = ReportForm(context.new_page())
    page = form.page
    with served() as (address, process):
        page.goto(address + routes.REPORT)
        form.where()
        form.what(WORDS["en"])
        form.question("Show it")
        form.answer().check()
        form.description().fill(BEFORE)
        page.evaluate("window.neverReloaded = true")
        end(process, ending)
        process.wait(30)
    form.description().fill(MEANWHILE)
    page.get_by_label("Add a photo").set_input_files(write_photo(tmp_path / "couch.jpg"))
    expect(page.get_by_text("No connection right now.")).to_be_visible(timeout=SOON_MS)
    with served():
        expect(page.get_by_text("No connection right now.")).to_have_count(0, timeout=2 * SOON_MS)
        form.button("Go on to check").click()
        # A press that the new process did not hear goes again by itself; on a busy machine that takes a while.
        page.wait_for_url(f"**{routes.REPORT_CHECK}", timeout=3 * SOON_MS)
        form.question("Check and send")
        expect(page.get_by_role("main")).to_contain_text(MEANWHILE, timeout=SOON_MS)
        expect(form.photos_ready()).to_have_count(1, timeout=2 * SOON_MS)
        assert page.evaluate("window.neverReloaded") is True
        form.send()
        form.receipt()
