"""The repository speaks of the product alone: no machine's paths, no registry's host, no private files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TEXT = {".py", ".md", ".toml", ".txt", ".json", ".css", ".js", ".jsx", ".po", ".ini", ".lock", ".svg", ""}
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|home|root|Users|mnt|opt/(?:pypi|wheels))/[\w.-]+")
# In pieces, so that this file does not name what it forbids.
_HOSTS = ("registry.npm" + "js", "registry.yarn" + "pkg", "files.python" + "hosted", "py" + "pi.org/simple")
REGISTRY_HOSTS = re.compile("|".join(map(re.escape, _HOSTS)))


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True)
    paths = [PROJECT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.suffix in TEXT and path.is_file() and path != Path(__file__)]


@pytest.fixture(scope="module")
def files():
    try:
        return tracked()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")


def places(files: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(PROJECT)}:{number}: {found[0]}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (found := pattern.search(line))
    ]


def test_no_path_of_somebodys_machine(files):
    assert places(files, MACHINE_PATHS) == []


def test_no_registry_is_written_down(files):
    assert places(files, REGISTRY_HOSTS) == []


def test_nothing_built_or_private_is_committed(files):
    unwanted = [path for path in files if {".web", ".build", ".states", "data", "node_modules"} & set(path.parts)]
    assert unwanted == []


def test_no_test_waits_for_a_promise_that_is_taken_for_a_yes(files):
    own = [path for path in files if path.suffix == ".py" and path.is_relative_to(PROJECT / "tests" / "e2e")]
    assert own
    assert places(own, re.compile(r"\.wait_for_function\(")) == []  # tests.e2e.promised says why


def test_the_patterns_notice_what_they_are_for(tmp_path):
    file = tmp_path / "notes.md"
    file.write_text("see " + "/home" + "/somebody/file\n", encoding="utf-8")
    pattern_hit = MACHINE_PATHS.search(file.read_text(encoding="utf-8"))
    assert pattern_hit is not None
