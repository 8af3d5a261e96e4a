"""Build the front end once, and again only when something it is made of has changed."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

from liaison_app.domain.errors import SettingsWrong
from liaison_app.front_end.finishing import BuildIncomplete, finish_site
from liaison_app.front_end.islands import Island, IslandsFailed, build_islands
from liaison_app.front_end.places import Places
from liaison_app.front_end.plain_jsx import styled_parts
from liaison_app.front_end.plain_pages import PageNotPlain
from liaison_app.front_end.sources import content_stamp
from liaison_app.front_end.toolchain import build_environment, require_bun

Progress = Callable[[str], None]

# What Reflex prints, and what we say instead; each is said once.
MILESTONES = (
    ("Compiling", "Writing the pages …"),
    ("Installing", "Fetching the JavaScript packages …"),
    ("Creating Production Build", "Bundling for the browser …"),
)


class FrontEndBuildFailed(SettingsWrong):
    """The front end could not be built; the message is one sentence for the person who started it."""


def is_current(places: Places | None = None) -> bool:
    """Whether the site on disk was built from exactly the sources on disk."""
    places = places or Places()
    return _built_stamp(places) == content_stamp(places.root)


def build_front_end(
    *, force: bool = False, relock: bool = False, places: Places | None = None, progress: Progress = print
) -> Path:
    """Build the site if its sources have changed, and return its folder.

    `relock` lets bun resolve the packages afresh and writes `reflex.lock/`. Safe to call from several processes:
    the second waits, then finds the work done.

    Raises: FrontEndBuildFailed; BuildToolMissing.
    """
    places = places or Places()
    places.work.mkdir(exist_ok=True)
    with _only_one(places.lock, progress):
        stamp = content_stamp(places.root)
        if not (force or relock) and _built_stamp(places) == stamp:
            return places.site
        started = time.monotonic()
        progress("Building the front end: about a minute the first time, and only when something has changed.")
        require_bun()
        with nullcontext() if relock else _kept(places.root / "reflex.lock", progress):
            _export(places, frozen=not relock, progress=progress)
        if styled := styled_parts(places.web):
            raise FrontEndBuildFailed(f"These parts are styled through Reflex's css property: {', '.join(styled)}.")
        _finish(places, content_stamp(places.root) if relock else stamp)
        progress(f"Front end built in {time.monotonic() - started:.0f} s.")
    return places.site


def _built_stamp(places: Places) -> str | None:
    try:
        stamp = json.loads(places.manifest.read_text(encoding="utf-8"))["stamp"]
    except (OSError, ValueError, KeyError):
        return None
    return stamp if isinstance(stamp, str) else None


@contextmanager
def _only_one(lock: Path, progress: Progress) -> Iterator[None]:
    """Hold the build's file lock; the system lets go of it when this process dies."""
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("Waiting for another build of the front end to end …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _export(places: Places, *, frozen: bool, progress: Progress) -> None:
    command = [sys.executable, "-m", "reflex", "export", "--no-zip"]
    with (
        places.log.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            cwd=places.root,
            env=build_environment(frozen=frozen),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        ) as process,
        _ended_with_us(process),
    ):
        lines = _follow(process, log.write, progress)
    if process.returncode != 0:
        raise FrontEndBuildFailed(
            f"The front end could not be built ({_last_word(lines)}); the whole story is in {_short(places.log)}."
            + (
                " After a change of its packages: python -m liaison_app build --relock."
                if _is_about_lock(lines)
                else ""
            )
        )


@contextmanager
def _ended_with_us(process: subprocess.Popen[str]) -> Iterator[None]:
    """When we are interrupted, end Reflex and the bun below it too, instead of waiting for them."""
    try:
        yield
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise


def _follow(process: subprocess.Popen[str], write: Callable[[str], int], progress: Progress) -> list[str]:
    lines: list[str] = []
    said: set[str] = set()
    for line in process.stdout or ():
        write(line)
        lines.append(line.strip())
        for mark, message in MILESTONES:
            if mark in line and mark not in said:
                said.add(mark)
                progress(f"  {message}")
    return lines


@contextmanager
def _kept(lock: Path, progress: Progress) -> Iterator[None]:
    """Leave the lock as it is committed: Reflex writes it anew, in another form, at every build."""
    before = {path: path.read_bytes() for path in lock.glob("*") if path.is_file()}
    wanted = lock / "package.json"
    try:
        yield
        if wanted in before and json.loads(wanted.read_bytes()) != json.loads(before[wanted]):
            progress(
                "The JavaScript packages have changed: run `python -m liaison_app build --relock`, commit the lock."
            )
    finally:
        for path, content in before.items():
            path.write_bytes(content)


def _is_about_lock(lines: list[str]) -> bool:
    return any("lockfile" in line.lower() for line in lines)


def _last_word(lines: list[str]) -> str:
    """The line that says most about a failure: the last with "error" in it, or the last one."""
    telling = [line for line in lines if "error" in line.lower()] or [line for line in lines if line]
    return telling[-1][:200] if telling else "no output"


def _finish(places: Places, stamp: str) -> None:
    """Finish beside the site in use, then take its place, so that a failure leaves the old one whole."""
    fresh = places.work / "site.new"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        finish_site(places.built, fresh, stamp=stamp, add_own_files=partial(_add_own_files, places))
    except (BuildIncomplete, IslandsFailed, PageNotPlain, FileNotFoundError, KeyError) as problem:
        raise FrontEndBuildFailed(f"The front end was built, but {problem}.") from problem
    shutil.rmtree(places.site, ignore_errors=True)
    fresh.rename(places.site)


def _add_own_files(places: Places, site: Path) -> dict[str, Island]:
    """Cut the fonts and gather the icons that are used, out of their packages; bundle the islands."""
    from liaison_app.front_end.app_icons import build_app_icons  # noqa: PLC0415 - wanted only by a real build
    from liaison_app.front_end.fonts import build_fonts  # noqa: PLC0415 - fontTools is slow to import
    from liaison_app.front_end.icons import build_icons  # noqa: PLC0415 - wanted only by a real build

    build_fonts(places.node_modules, site / "fonts")
    build_icons(places.node_modules, site)
    build_app_icons(site)
    return build_islands(places, site)


def _short(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
