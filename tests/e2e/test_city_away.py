"""The city is really down: after an hour every page of a liaison says so by itself, and stops saying so by itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import expect
from sqlmodel import select

from liaison_app.bootstrap import build_application
from liaison_app.models import CityEndpoint, Ticket
from liaison_app.settings import Settings
from tests.e2e.conftest import PROJECT, await_health, free_ports
from tests.practice_city import PracticeCityProcess

SOON_MS = 20_000
TURN_MS = 60_000  # the worker looks every quarter of a minute
SAID = re.compile("The city’s system has not answered since")
PASSWORD = "river-lantern-quiet-42"


@pytest.fixture
def city(tmp_path):
    """A practice city of this test's own, which it may stop."""
    found = PracticeCityProcess(tmp_path / "city")
    yield found.start()
    found.close()


@pytest.fixture
def program(tmp_path, city):
    """The program beside that city: its address, and its database as the test sees it."""
    (port,) = free_ports(1)
    given = {
        "data_dir": str(tmp_path / "data"),
        "city_endpoint": city.url,
        "city_profile": "practice",
        "city_api_key": city.api_key,
        "city_poll_s": "0.5",
        "demo_password": PASSWORD,
        "map_tile_url": "",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    environment |= {f"LIAISON_{name.upper()}": value for name, value in given.items()}
    command = [sys.executable, "-m", "liaison_app", "run", "--demo", "--port", str(port), "--tickets", "40"]
    log, address = tmp_path / "program.log", f"http://localhost:{port}"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output) as process,
    ):
        await_health(f"{address}/healthz", process, log)
        app = build_application(Settings(**given))
        try:
            yield address, app
        finally:
            app.close()
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def login_cookie(address):
    answer = httpx.post(
        f"{address}/api/sign-in",
        data={"email": "liaison@example.org", "password": PASSWORD},
        headers={"Origin": address},
    )
    ((name, value),) = answer.cookies.items()
    return {"name": name, "value": value, "url": address}


def away_since(app):
    with app.database.snapshot() as snapshot:
        return snapshot.db.exec(select(CityEndpoint.unreachable_since)).first()


def until(true, within_s=30):
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.1)


def let_pass(app, by):
    """The outage began that much earlier than it did."""
    with app.database.unit_of_work() as uow:
        found = uow.db.exec(select(CityEndpoint).with_for_update()).one()
        found.unreachable_since -= by
        uow.db.add(found)


@pytest.mark.timeout(400)
def test_an_outage_is_told_after_an_hour_on_every_page_and_its_end(
    browser, program, city, console, assert_accessible_in_both
):
    address, app = program
    context = browser.new_context(base_url=address, reduced_motion="reduce", viewport={"width": 390, "height": 844})
    context.add_cookies([login_cookie(address)])
    context.on("page", console.watch)
    with app.database.snapshot() as snapshot:
        ticket_id = snapshot.db.exec(select(Ticket.id).where(Ticket.visibility == "public")).first()
    pages = {path: context.new_page() for path in ("/mine", "/around", "/report", "/you", f"/t/{ticket_id}")}
    for path, page in pages.items():
        page.goto(path)
        page.get_by_role("heading", level=1).first.wait_for(timeout=SOON_MS)
    city.stop()
    until(lambda: away_since(app) is not None)
    began = away_since(app)
    time.sleep(1)
    for page in pages.values():
        expect(page.get_by_text(SAID)).to_have_count(0)
    let_pass(app, timedelta(hours=1, seconds=1))
    for path, page in pages.items():
        expect(page.get_by_text(SAID), path).to_be_visible(timeout=TURN_MS)
    zone = app.ports["city_profile"].time_zone
    minute = (began - timedelta(hours=1, seconds=1)).astimezone(zone).strftime(":%M")
    expect(pages["/mine"].get_by_text(SAID)).to_contain_text(minute)
    for page in pages.values():
        assert_accessible_in_both(page)
    city.start()
    for path, page in pages.items():
        expect(page.get_by_text(SAID), path).to_have_count(0, timeout=SOON_MS)
    context.close()
