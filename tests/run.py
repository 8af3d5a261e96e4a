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
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Program → the Debian and Ubuntu package it comes from.
NEEDED = {"chromium": "chromium", "redis-server": "redis-server"}
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
    """Run one step and say how it went."""
    print(f"\n── {name} ", "─" * max(0, 60 - len(name)), flush=True)
    started = time.monotonic()
    result = subprocess.run(command, cwd=PROJECT, env={**os.environ, **(environment or {})}, check=False)
    passed = result.returncode == 0
    print(f"{name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
    return passed


def room() -> dict[str, str]:
    """Where the tests keep their databases: in memory where the machine has enough of it, else where it likes."""
    if not os.access(IN_MEMORY, os.W_OK) or shutil.disk_usage(IN_MEMORY).free < ROOM_NEEDED:
        return {}
    return {"PYTEST_DEBUG_TEMPROOT": str(IN_MEMORY)}


def main() -> int:
    """Run everything, also after a failure, and return 1 if anything failed."""
    if missing := missing_programs():
        install(missing)
    started = time.monotonic()
    steps: dict[str, bool] = {}
    counts: Counter[str] = Counter()
    python = str(BIN / "python")
    steps["style"] = step("style", [str(BIN / "ruff"), "check", "."])
    steps["format"] = step("format", [str(BIN / "ruff"), "format", "--check", "."])
    steps["layers"] = step("layers", [str(BIN / "lint-imports"), "--no-logo"])
    steps["types"] = step("types", [str(BIN / "mypy")])
    # Built first: some tests look at the finished site, and the browser tests serve it.
    steps["front end"] = step("front end", [python, "-m", "liaison_app", "build"])
    with tempfile.TemporaryDirectory() as folder:
        # A file stays on one core: what its tests share is then started once.
        # Many of them wait for a while, for a lock or a process: one more than there are cores keeps these busy.
        apart = ["tests", "--ignore=tests/e2e", "--numprocesses=3", "--dist=loadfile"]
        browsers = ["tests/e2e", "--numprocesses=2", "--dist=loadfile"]
        for name, places in (("tests", apart), ("browser tests", browsers)):
            kept = Path(folder) / f"{name}.json"
            command = [python, "-m", "pytest", "-q", "--durations=20", *places]
            steps[name] = step(name, command, {"TEST_COUNTS": str(kept), **room()})
            if kept.exists():
                counts.update(json.loads(kept.read_text(encoding="utf-8")))
    return report(steps, counts, time.monotonic() - started)


def report(steps: dict[str, bool], counts: Counter[str], took_s: float) -> int:
    """Print how many tests of each kind ran and what failed; the exit code."""
    print("\n── summary ", "─" * 53)
    for kind in KINDS:
        skipped, failed = counts[f"{kind} skipped"], counts[f"{kind} failed"]
        print(f"{kind:13}{counts[kind] - skipped:5} ran  {failed:3} failed  {skipped:3} skipped")
    failed_steps = [name for name, passed in steps.items() if not passed]
    print(f"{'all':13}{sum(counts[kind] - counts[f'{kind} skipped'] for kind in KINDS):5} ran in {took_s:.0f} s")
    print(f"FAILED: {', '.join(failed_steps)}" if failed_steps else "Everything passed.")
    return 1 if failed_steps else 0


if __name__ == "__main__":
    sys.exit(main())
