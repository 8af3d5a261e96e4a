"""The scripts that measure start: what they import from the product and from each other is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SCRIPTS = sorted(
    path.stem for path in (PROJECT / "bench").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")
)


def helped(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a script says of itself, started as its own words have it, from wherever somebody stands."""
    script = PROJECT / "bench" / f"{name}.py"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, script, "--help"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", SCRIPTS)
def test_each_starts(name, tmp_path):
    ended = helped(name, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "usage:" in ended.stdout


def test_control_one_that_does_not_start_is_noticed(tmp_path):
    assert helped("nothing_of_ours", tmp_path).returncode != 0


@pytest.mark.parametrize("name", SCRIPTS)
def test_each_says_how_it_is_called(name):
    words = (PROJECT / "bench" / f"{name}.py").read_text(encoding="utf-8").split('"""')[1]
    assert f"python bench/{name}.py" in words
