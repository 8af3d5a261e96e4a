"""Child processes that never outlive the program that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

#: Children end themselves when the process with this id is gone, however it went.
PARENT_VARIABLE = "_LIAISON_SUPERVISOR"
#: How `prepare` ends where all is well and the demo program is not there, because the database was not empty.
WITHOUT_DEMO = 3


@dataclass
class Child:
    """One process of ours, in a session of its own: a Ctrl-C reaches us alone, and we end it in order."""

    name: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, name: str, arguments: list[str], environment: dict[str, str]) -> Child:
        command = [sys.executable, "-m", "liaison_app", *arguments]
        own = {**environment, PARENT_VARIABLE: str(os.getpid())}
        return cls(name, subprocess.Popen(command, env=own, start_new_session=True))

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def make_stop(self, within_s: float) -> None:
        """Wait, then end the whole session by force."""
        try:
            self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def follow_parent() -> None:
    """In a child of `run`: end when the supervisor is gone, so that nothing is left behind even by a kill -9."""
    parent = os.environ.pop(PARENT_VARIABLE, "")
    if not parent:
        return

    def gone() -> None:
        while os.getppid() == int(parent):
            time.sleep(1)

    _end_after(gone)


def follow_web_server(within_s: float) -> None:
    """In the process that listens: end when the `serve` above it is gone, by force where `within_s` is not enough.

    Without it a kill -9 of `serve` would leave a server behind that holds the port and that nobody knows of.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        _end_after(parent.join, within_s)


@contextmanager
def at_sigterm(act: Callable[[], None]) -> Iterator[None]:
    """Do `act` in a thread of its own as soon as this process is asked to end, besides what happens then anyway.

    Nothing changes outside of the main thread, which alone hears of signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)

    def asked(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=act, daemon=True, name="at-sigterm").start()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, asked)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)


def _end_after(wait: Callable[[], None], within_s: float | None = None) -> None:
    def watch() -> None:
        wait()
        os.kill(os.getpid(), signal.SIGTERM)
        if within_s is not None:  # nobody is left who would
            time.sleep(within_s)
            os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True, name="follow-parent").start()
