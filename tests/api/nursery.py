"""Where backends come from: a process that has imported the program once, and forks one for each test that wants one.

Importing takes four of the five seconds that a backend needs to start. A line of JSON on standard input, with the
environment and the log of a backend, is answered by its process id.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).parents[2]
STOPS_WITHIN_S = 20


class Nursery:
    """The process, started when the first backend is wanted."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def start(self, environment: Mapping[str, str], log: Path) -> int:
        """A backend with that environment, which writes to `log`: its process id."""
        if self._process is None:
            command = [sys.executable, "-m", "tests.api.nursery"]
            self._process = subprocess.Popen(
                command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"environment": dict(environment), "log": str(log)}) + "\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate("", timeout=STOPS_WITHIN_S)


def stop(pid: int) -> None:
    """End a backend as an operator would, and wait until it is gone."""
    with suppress(ProcessLookupError):  # it may have ended by itself; its log says why
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + STOPS_WITHIN_S
    while _is_there(pid):
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            raise AssertionError("the backend does not end")
        time.sleep(0.02)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _bear(environment: dict[str, str], log: str) -> None:
    """In the new process: become the backend."""
    from tests.api.served import serve

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for known in (1, 2):
        os.dup2(output, known)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(environment)
    serve(int(environment["PORT"]))


def main() -> None:
    """Fork a backend for every line, until there is nobody to ask for one."""
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    os.environ["REFLEX_ENV_MODE"] = "prod"
    import granian  # noqa: F401

    from liaison_app.pages import all_pages
    from tests.api import served  # noqa: F401

    all_pages()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever ends is gone at once
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _bear(**json.loads(line))
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
