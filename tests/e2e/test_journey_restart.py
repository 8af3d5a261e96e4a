"""The server stops and starts while a report is half filled in: the open page goes on, and nothing typed is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.conftest import PROJECT, await_health, free_ports
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm, write_photo

BEFORE, MEANWHILE = "Green, behind the hydrant.", "Green, behind the hydrant. Three seats."


def end(process: subprocess.Popen, number: signal.Signals) -> None:
    """Send a signal to the process and, at the same moment, to the one below it that listens."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


@pytest.fixture
def served(program, tmp_path):
    """`served()`: a web process of its own beside the program's, on the same data; the address never changes."""
    (port,) = free_ports(1)
    address, log = f"http://localhost:{port}", tmp_path / "served.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")} | {
        "LIAISON_DATA_DIR": str(program.log.parent / "data"),
        "LIAISON_CITY_ENDPOINT": f"{program.city.address}/open311/v2",
        "LIAISON_PRACTICE_CONTROL_KEY": program.city.key,
        "LIAISON_CITY_PROFILE": "practice",
        "LIAISON_MAP_TILE_URL": "",
        "LIAISON_PUBLIC_URL": address,
        "LIAISON_ROLE": "web",
    }
    command = [sys.executable, "-m", "liaison_app", "serve", "--port", str(port)]

    @contextmanager
    def serving():
        with (
            log.open("ab") as output,
            subprocess.Popen(
                command, cwd=PROJECT, env=environment, stdout=output, stderr=output, start_new_session=True
            ) as process,
        ):
            try:
                await_health(f"{address}/healthz", process, log)
                yield address, process
            finally:
                end(process, signal.SIGKILL)

    return serving


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_report_outlives_the_server(new_context, login_cookie, served, console, tmp_path, ending):
    console.expects += ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "WebSocket"]
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
