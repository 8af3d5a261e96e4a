"""The scripts that measure start: what they import from the product and from each other is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SCRIPTS = sorted(path.stem for path in (PROJECT / "bench").glob("*.py"))
IMPORTING = (
    "import importlib, sys; sys.path[:0] = ['bench', '.']; [importlib.import_module(one) for one in sys.argv[1:]]"
)


def imported(*names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", IMPORTING, *names]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)


def test_all_of_them_can_be_imported():
    assert SCRIPTS
    ended = imported(*SCRIPTS)
    assert ended.returncode == 0, ended.stderr


def test_control_one_that_is_not_there_is_noticed():
    assert "No module named 'nothing_of_ours'" in imported("nothing_of_ours").stderr


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name != "filled"])
def test_each_says_how_it_is_called(name):
    words = (PROJECT / "bench" / f"{name}.py").read_text(encoding="utf-8").split('"""')[1]
    assert f"python bench/{name}.py" in words
