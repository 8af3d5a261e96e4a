"""Cleans photos in a worker process each, within limits of time, memory and pixels."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from liaison_app.adapters.photo_worker import REFUSED
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.photo_regions import Region
from liaison_app.domain.ports import CleanPhoto

TIME_LIMIT_S = 25.0
AT_ONCE = 2
_WORKER = Path(__file__).with_name("photo_worker.py")
_REASONS = frozenset({"photo_too_large", "not_a_photo", "photo_broken"})


class WorkerPhotoCleaner:
    """A `PhotoCleaner` that hands each file to a process of its own; at most two run at a time."""

    def __init__(self, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._time_limit_s = time_limit_s
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def clean(self, data: bytes) -> CleanPhoto:
        """Decode within limits and encode anew as JPEG.

        Raises:
            InputInvalid: field `photo`: photo_too_large, not_a_photo, photo_broken.
        """
        return self._made(data)

    def black_out(self, data: bytes, regions: Sequence[Region]) -> CleanPhoto:
        """The same, with black in the place of `regions`. Raises: as `clean`."""
        return self._made(data, *(f"--black={','.join(map(str, one.edges))}" for one in regions))

    def _made(self, data: bytes, *arguments: str) -> CleanPhoto:
        with self._places:
            try:
                # -I: the worker sees neither our environment's Python settings nor the current folder.
                done = subprocess.run(
                    [sys.executable, "-I", str(_WORKER), *arguments],
                    input=data,
                    capture_output=True,
                    timeout=self._time_limit_s,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise InputInvalid({"photo": "photo_too_large"}) from error
        if done.returncode:
            raise InputInvalid({"photo": _reason(done)})
        head, _, rest = done.stdout.partition(b"\n")
        width, height, size = (int(word) for word in head.split())
        return CleanPhoto(data=rest[:size], width=width, height=height, thumb=rest[size:])


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """What the worker said, or the code for a worker that was ended by its own limits."""
    said = done.stderr.decode(errors="replace").strip()[-40:] if done.returncode == REFUSED else ""
    return said if said in _REASONS else "photo_broken"
