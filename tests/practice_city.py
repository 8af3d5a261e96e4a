"""A practice city in a process of its own, for tests: really started, really stopped, over real HTTP.

def test_something(practice_city):          # fixture: stopped work clock, empty, no faults
    practice_city.post(service_code="SR-ST05")
    practice_city.desk.step_clock(days=3)
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from liaison_app.adapters.practice_desk import PracticeDesk

API_KEY = "test-key"
CONTROL_KEY = "test-control"
READY_WITHIN_S = 30


class PracticeCityProcess:
    """A practice city as a subprocess. `url` is the GeoReport base, without a slash at the end."""

    def __init__(self, data_dir: Path, *, speed: float = 720.0, options: tuple[str, ...] = ()) -> None:
        self.data_dir, self.speed, self.options = data_dir, speed, options
        self.port = _free_port()
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.root}/open311/v2"
        self.api_key, self.control_key = API_KEY, CONTROL_KEY
        self.desk = PracticeDesk(self.url, CONTROL_KEY)
        self.http = httpx.Client(base_url=self.url, timeout=10)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> PracticeCityProcess:
        """Start it, again after `stop` on the same port, and wait until it answers."""
        command = [sys.executable, "-m", "liaison_app.practice_city.command", "--port", str(self.port)]
        command += ["--data-dir", str(self.data_dir), "--speed", str(self.speed), *self.options]
        environment = os.environ | {"LIAISON_CITY_API_KEY": API_KEY, "LIAISON_PRACTICE_CONTROL_KEY": CONTROL_KEY}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        until = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until:
            assert self._process.poll() is None, "the practice city ended while it was starting"
            try:
                if httpx.get(f"{self.root}/healthz").status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"the practice city does not answer after {READY_WITHIN_S} s")

    def stop(self, sign: int = signal.SIGTERM) -> int:
        """End it with a signal: its exit code. Afterwards connections are refused."""
        assert self._process is not None
        self._process.send_signal(sign)
        code = self._process.wait(timeout=15)
        self._process = None
        return code

    def close(self) -> None:
        """End it if it still runs, and let go of the connections."""
        if self._process is not None:
            self.stop()
        self.desk.shut()
        self.http.close()

    def post(self, *, form: str = "json", **fields: object) -> httpx.Response:
        """POST a request: an abandoned bike at City Hall unless `fields` say otherwise (None leaves a field out)."""
        usual = {"api_key": API_KEY, "service_code": "SR-ST05", "lat": 39.9526, "long": -75.1652, "description": "bike"}
        told = {name: value for name, value in (usual | fields).items() if value is not None}
        return self.http.post(f"/requests.{form}", data=told)

    def file(self, **fields: object) -> str:
        """POST a request that is taken: its number."""
        answer = self.post(**fields)
        assert answer.is_success, answer.text
        return str(answer.json()[0]["service_request_id"])

    def record(self, number: str) -> dict[str, object]:
        """The city's record, as anyone can read it."""
        found: dict[str, object] = self.http.get(f"/requests/{number}.json").raise_for_status().json()[0]
        return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def practice_city_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeCityProcess]:
    """One process for the whole run; take `practice_city` unless its state is yours to keep."""
    city = PracticeCityProcess(tmp_path_factory.mktemp("practice-city"))
    try:
        yield city.start()
    finally:
        city.close()


@pytest.fixture
def practice_city(practice_city_process: PracticeCityProcess) -> PracticeCityProcess:
    """A practice city that knows no request and has no fault; its work clock stands still until a test steps it."""
    practice_city_process.desk.set_clock(is_running=False, speed=720.0, skew_s=0.0)
    practice_city_process.desk.reset()
    return practice_city_process
