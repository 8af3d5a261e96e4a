"""D28: SIGTERM ends a worker and an app in order: nothing new is begun, what is under way is finished and recorded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from liaison_app.domain.delivery import Delivery
from liaison_app.worker import READERS_S
from tests.conftest import await_port, free_port
from tests.delivery_world import World, client_of

pytestmark = pytest.mark.long

WITHIN_S = 60.0
SLOW_S = 2.0
SLOWER_S = 9.0  # than any web server waits that only thinks of pages
WORKER = ("-m", "liaison_app", "worker")
APP = ("-m", "tests.api.served")


@pytest.fixture
def world(database_url, practice_city):
    world = World(database_url, client_of(practice_city.url, practice_city.api_key))
    yield world
    world.close()


@contextmanager
def running(command, world, practice_city, folder):
    """A process of the program on this world's database and city, that has sent its first message."""
    port = free_port()
    told = {
        "database_url": world.database.url,
        "city_endpoint": practice_city.url,
        "city_profile": "practice",
        "city_api_key": practice_city.api_key,
        "data_dir": str(folder),
        "public_url": f"http://127.0.0.1:{port}",
        "role": "worker" if command is WORKER else "all",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIAISON_")}
    environment |= {f"LIAISON_{name.upper()}": value for name, value in told.items()} | {"PORT": str(port)}
    first = world.file()
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([sys.executable, *command], env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            if command is APP:
                await_port(port, WITHIN_S)
            until(lambda: world.ticket(first).delivery is Delivery.ACCEPTED)
            yield process
        finally:
            process.kill()


def until(true):
    end = time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {WITHIN_S} s")


@pytest.mark.parametrize(("command", "slow_s"), [(WORKER, SLOW_S), (APP, SLOWER_S)], ids=["worker", "app"])
def test_d28_sigterm_lets_it_finish_what_is_under_way_and_begins_nothing_new(
    world, practice_city, tmp_path, command, slow_s
):
    with running(command, world, practice_city, tmp_path) as process:
        practice_city.desk.switch_on("slow", seconds=slow_s)
        ticket_ids = [world.file() for _ in range(9)]
        until(lambda: sum(world.ticket(one).delivery is Delivery.SENDING for one in ticket_ids) == 3)  # its senders
        process.send_signal(signal.SIGTERM)
        assert process.wait(slow_s + 15) == 0
    ended = [world.ticket(one).delivery for one in ticket_ids]
    assert ended.count(Delivery.ACCEPTED) >= 3, "what was under way is recorded"
    assert set(ended) == {Delivery.ACCEPTED, Delivery.QUEUED}, "nothing hangs in between, nothing new was begun"
    practice_city.desk.clear_faults()
    for ticket_id in ticket_ids:
        number = world.ticket(ticket_id).service_request_id
        assert world.numbers_at(practice_city, ticket_id) == ([number] if number else [])


@pytest.mark.parametrize("command", [WORKER, APP], ids=["worker", "app"])
def test_d28_where_nothing_is_under_way_sigterm_ends_it_at_once(world, practice_city, tmp_path, command):
    with running(command, world, practice_city, tmp_path) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(READERS_S) == 0


@pytest.mark.parametrize("command", [WORKER], ids=["worker"])
def test_d28_control_sigkill_leaves_it_in_mid_send(world, practice_city, tmp_path, command):
    with running(command, world, practice_city, tmp_path) as process:
        practice_city.desk.switch_on("slow", seconds=SLOW_S)
        ticket_id = world.file()
        until(lambda: world.ticket(ticket_id).delivery is Delivery.SENDING)
        process.kill()
        process.wait(15)
    time.sleep(SLOW_S)
    assert world.ticket(ticket_id).delivery is Delivery.SENDING
    practice_city.desk.clear_faults()
