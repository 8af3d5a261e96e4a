"""The worker as it runs: alone in a process, and as a thread beside the app."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlmodel import select

from liaison_app.bootstrap import build_application
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.tickets import Status
from liaison_app.models import CityService
from liaison_app.settings import Settings
from liaison_app.worker import WorkerThread
from tests.delivery_world import World, client_of

WITHIN_S = 40.0
NOT_BEFORE_S = 120.0  # when the next look is due by itself: what happens within the time above was woken


def until(true, within_s=WITHIN_S):
    """Wait until it is true."""
    started = time.monotonic()
    while time.monotonic() - started < within_s:
        if true():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {within_s} s")


def catalogue_size(world):
    with world.database.snapshot() as snapshot:
        return len(snapshot.db.exec(select(CityService.code)).all())


@pytest.fixture
def world(sqlite_url, practice_city):
    world = World(sqlite_url, client_of(practice_city.url, practice_city.api_key))
    yield world
    world.close()


def settings_of(world, practice_city, tmp_path, **more):
    return {
        "database_url": world.database.url,
        "city_endpoint": practice_city.url,
        "city_profile": "practice",
        "city_api_key": practice_city.api_key,
        "data_dir": str(tmp_path),
        "city_poll_s": "0.5",
        **more,
    }


@pytest.fixture
def worker_process(world, practice_city, tmp_path):
    """A worker in a process of its own that has read the catalogue."""
    told = settings_of(world, practice_city, tmp_path, role="worker")
    environment = os.environ | {f"LIAISON_{name.upper()}": value for name, value in told.items()}
    with subprocess.Popen(
        [sys.executable, "-m", "liaison_app", "worker"], env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        until(lambda: catalogue_size(world) > 0)
        yield process
        process.kill()


def test_it_fetches_delivers_polls_and_ends_when_asked(world, practice_city, worker_process):
    ticket_id = world.file()
    until(lambda: world.ticket(ticket_id).delivery is Delivery.ACCEPTED)
    practice_city.desk.step_clock(days=60)
    until(lambda: world.ticket(ticket_id).status is Status.CLOSED)
    worker_process.send_signal(signal.SIGTERM)
    _, log = worker_process.communicate(timeout=WITHIN_S)
    assert worker_process.returncode == 0
    assert "stopped" in log
    assert "job_failed" not in log


def test_beside_the_app_it_is_woken_at_once_when_something_is_queued(world, practice_city, tmp_path):
    app = build_application(Settings(**settings_of(world, practice_city, tmp_path)))
    beside = WorkerThread(app, tick_s=NOT_BEFORE_S)
    beside.start()
    try:
        until(lambda: catalogue_size(world) > 0)
        time.sleep(0.3)  # it has nothing to do and waits long, or for news
        world.database.close()
        world.database = app.database
        ticket_id = world.file()
        until(lambda: world.ticket(ticket_id).delivery is Delivery.ACCEPTED)
    finally:
        beside.stop(WITHIN_S)
        app.close()
    assert not beside.is_alive
