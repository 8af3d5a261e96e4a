"""`make test`: what the tests need, then style, types and every test, and a summary by kind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
# The one without a window first: it takes a fifth less of the processor.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Program → the Debian package it comes from.
NEEDED = {"chromium": "chromium-headless-shell", "redis-server": "redis-server"}
KINDS = ("unit", "architecture", "contract", "integration", "api", "e2e")
# What tests write is gone after them. In memory a commit need not wait for a disk, of which there are thousands.
IN_MEMORY, ROOM_NEEDED = Path("/dev/shm"), 4 * 1024**3


def missing_programs() -> list[str]:
    """What the tests need and this machine has not."""
    missing = [] if any(shutil.which(name) for name in BROWSERS) or os.environ.get("CHROMIUM") else ["chromium"]
    return missing + ([] if shutil.which("redis-server") else ["redis-server"])


def install(programs: list[str]) -> None:
    """Install them where we may; else say in one sentence what to do."""
    packages = [NEEDED[program] for program in programs]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need {' and '.join(programs)}: install with `sudo apt-get install {' '.join(packages)}`.")
    print(f"Installing {' and '.join(packages)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "-y", "--no-install-recommends", "install"]):
        whole = command + (packages if "install" in command else [])
        if subprocess.run(whole, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            sys.exit(f"`{' '.join(whole)}` failed: install {' and '.join(packages)} yourself and try again.")


def step(name: str, command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Run one step, its lines behind its name, and say how it went."""
    started = time.monotonic()
    given = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
    # The tests start Python some hundred times: what is compiled has to be kept.
    given.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen(
        command, cwd=PROJECT, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(f"{name:9}│ {line}", end="", flush=True)
    passed = process.returncode == 0
    print(f"{name:9}│ {'passed' if passed else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return passed


def side_by_side(*rows: Callable[[], dict[str, bool]]) -> dict[str, bool]:
    """Do several rows of steps at once; how each step went."""
    with ThreadPoolExecutor(len(rows)) as doing:
        return {name: passed for row in doing.map(lambda row: row(), rows) for name, passed in row.items()}


def checks() -> dict[str, bool]:
    """What is to be seen without running anything."""
    commands = {
        "style": ["ruff", "check", "."],
        "format": ["ruff", "format", "--check", "."],
        "layers": ["lint-imports", "--no-logo"],
        "types": ["mypy"],
    }
    return {name: step(name, [str(BIN / program), *given]) for name, (program, *given) in commands.items()}


def room() -> dict[str, str]:
    """Where the tests keep their databases: in memory where the machine has enough of it, else where it likes."""
    if not os.access(IN_MEMORY, os.W_OK) or shutil.disk_usage(IN_MEMORY).free < ROOM_NEEDED:
        return {}
    return {"PYTEST_DEBUG_TEMPROOT": str(IN_MEMORY)}


def built() -> dict[str, bool]:
    """The front end, which some tests look at and the browser tests serve."""
    return {"front end": step("front end", [PYTHON, "-m", "liaison_app", "build"])}


def tests_in(name: str, workers: int, places: list[str], counts: Path) -> dict[str, bool]:
    """The tests in some folders, on so many workers; what its tests share is started once for a file (or class)."""
    workers_and_order = [f"--numprocesses={workers}", "--no-loadscope-reorder"]
    command = [PYTHON, "-m", "pytest", "-q", "--durations=20", *workers_and_order, *places]
    return {name: step(name, command, {"TEST_COUNTS": str(counts / name), **room()})}


def main() -> int:
    """Run everything, also after a failure, and return 1 if anything failed."""
    if missing := missing_programs():
        install(missing)
    started = time.monotonic()
    steps = side_by_side(built, checks)
    counts: Counter[str] = Counter()
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        # One kind after the other: beside each other they take as long, and what waits for a page may wait too long.
        steps |= tests_in("tests", 3, ["tests", "--ignore=tests/e2e", "--dist=loadfile"], Path(folder))
        steps |= tests_in("browser", 2, ["tests/e2e", "--dist=loadscope"], Path(folder))
        for kept in Path(folder).iterdir():
            told = json.loads(kept.read_text(encoding="utf-8"))
            counts.update(told["ran"])
            broken += told["broken"]
    return report(steps, counts, broken, time.monotonic() - started)


def report(steps: dict[str, bool], counts: Counter[str], broken: list[str], took_s: float) -> int:
    """Print how many tests of each kind ran and what failed; the exit code."""
    print("\n── summary ", "─" * 53)
    for kind in KINDS:
        skipped, failed = counts[f"{kind} skipped"], counts[f"{kind} failed"]
        print(f"{kind:13}{counts[kind] - skipped:5} ran  {failed:3} failed  {skipped:3} skipped")
    failed_steps = [name for name, passed in steps.items() if not passed]
    print(f"{'all':13}{sum(counts[kind] - counts[f'{kind} skipped'] for kind in KINDS):5} ran in {took_s:.0f} s")
    # At the very end once more: what a server for tests keeps of a long output is its last lines.
    print("\n".join(f"  {line}" for line in broken[:20]), end="\n" if broken else "")
    print(f"FAILED: {', '.join(failed_steps)}" if failed_steps else "Everything passed.")
    return 1 if failed_steps else 0


if __name__ == "__main__":
    sys.exit(main())
