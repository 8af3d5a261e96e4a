"""D22: the disk is full at the moment of Send. The form keeps the text, says that nothing is saved, and goes later."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from liaison_app import routes
from tests.e2e.report_form import SOON_MS, WORDS, ReportForm

SPOT = {"latitude": 39.9702, "longitude": -75.2301, "accuracy": 12}
NO_FILE_BEYOND = 4_000_000
BALLAST = 6_000_000


def descendants(pid: int) -> Iterator[int]:
    """A process and all it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from descendants(int(child))


@contextmanager
def full_disk(program) -> Iterator[None]:
    """The operating system lets the program write no further into a file than the database's log reaches already.

    The log cannot start from its beginning again while somebody reads what was there before.
    """
    assert program.log.stat().st_size < NO_FILE_BEYOND / 2, "what the program says must still have room"
    reader = sqlite3.connect(program.log.parent / "data" / "liaison.db", isolation_level=None)
    writer = sqlite3.connect(program.log.parent / "data" / "liaison.db", isolation_level=None, timeout=20)
    writer.execute("PRAGMA wal_autocheckpoint=0")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM ticket").fetchone()
    writer.execute("CREATE TABLE ballast (weight BLOB)")
    writer.execute(f"INSERT INTO ballast VALUES (zeroblob({BALLAST}))")
    processes = list(descendants(program.process.pid))
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in processes}
    try:
        for pid, (_soft, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (NO_FILE_BEYOND, hard))
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
        reader.execute("COMMIT")
        writer.execute("DROP TABLE ballast")
        reader.close()
        writer.close()


@pytest.fixture
def page(new_context, login_cookie):
    context = new_context(geolocation=SPOT)
    context.add_cookies([login_cookie("liaison@example.org")])
    return context.new_page()


def test_d22_a_full_disk_at_send_keeps_the_text_and_says_not_saved(page, program):
    report = ReportForm(page)
    page.goto(routes.REPORT)
    report.where()
    report.what(WORDS["en"])
    report.details("By the blue fence.")
    report.question("Check and send")
    with full_disk(program):
        report.button("Send request").click()
        expect(page.get_by_text("It is not saved: our disk is full.")).to_be_visible(timeout=SOON_MS)
        assert "/report/sent/" not in page.url
        expect(page.get_by_role("main")).to_contain_text("By the blue fence.")
        page.reload()
        report.question("Check and send")
        expect(page.get_by_role("main")).to_contain_text("By the blue fence.", timeout=SOON_MS)
    report.button("Send request").click()
    number = report.receipt()
    page.goto(routes.ticket(number))
    expect(page.get_by_text("By the blue fence.")).to_be_visible(timeout=SOON_MS)
