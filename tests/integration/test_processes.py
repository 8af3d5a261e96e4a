"""Processes of ours end with the one that started them, however that one went."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from liaison_app.processes import at_sigterm

# As the web server starts the process that listens; what it says first is that process's id.
SERVER = """
import multiprocessing, os, signal, sys, time
from liaison_app.processes import follow_web_server

def listen(ready):
    if sys.argv[1] == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.argv[1] != "alone":
        follow_web_server(within_s=0.3)
    ready.set()
    time.sleep(60)

context = multiprocessing.get_context("fork")
ready = context.Event()
child = context.Process(target=listen, args=(ready,))
child.start()
ready.wait()
print(child.pid, flush=True)
child.join()
"""


def is_running(pid: int) -> bool:
    """A process that nobody has buried yet is not running."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="looks processes up in /proc")
@pytest.mark.parametrize(("child", "stays"), [("obedient", False), ("deaf", False), ("alone", True)])
def test_a_kill_of_serve_leaves_nobody_behind(child, stays):
    """The one that does not follow is the negative control."""
    with subprocess.Popen([sys.executable, "-c", SERVER, child], stdout=subprocess.PIPE) as server:
        pid = int(server.stdout.readline())
        try:
            assert is_running(pid)
            server.send_signal(signal.SIGKILL)
            server.wait()
            until = time.monotonic() + (2 if stays else 10)
            while is_running(pid) and time.monotonic() < until:
                time.sleep(0.05)
            assert is_running(pid) is stays
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_what_is_to_be_done_when_all_is_to_end_is_done_besides_what_happens_anyway():
    done, asked = threading.Event(), []
    before = signal.signal(signal.SIGTERM, lambda *_: asked.append("as before"))
    try:
        with at_sigterm(done.set):
            os.kill(os.getpid(), signal.SIGTERM)
            assert done.wait(5)
            assert asked == ["as before"]
            done.clear()
        os.kill(os.getpid(), signal.SIGTERM)
        assert asked == ["as before"] * 2
        assert not done.is_set(), "only as long as it is asked for"
    finally:
        signal.signal(signal.SIGTERM, before)
