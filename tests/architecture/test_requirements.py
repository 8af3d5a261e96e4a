"""The two requirements files name every package there is to install: `make` installs those, and looks for no others."""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Iterable
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[2]
ABOUT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
RUNS = ABOUT["project"]["dependencies"]
TESTS = [*RUNS, *ABOUT["dependency-groups"]["dev"]]


def pins(text: str) -> dict[str, tuple[str, int]]:
    """Name → version and number of hashes, of what a requirements file names for this machine."""
    found: dict[str, tuple[str, int]] = {}
    for entry in text.replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.lstrip().startswith("#"):
            continue
        wanted = Requirement(entry.split(" --hash", 1)[0].split(" #", 1)[0].strip())
        if wanted.marker is None or wanted.marker.evaluate():
            (version,) = (one.version for one in wanted.specifier if one.operator == "==")
            found[canonicalize_name(wanted.name)] = (version, entry.count("--hash="))
    return found


def lacking(asked: Iterable[str], pinned: dict[str, tuple[str, int]]) -> list[str]:
    """What these ask for, or what that asks for in turn, and the pins do not have in a version that will do."""
    waiting, seen, wrong = deque((Requirement(one), "the project") for one in asked), set(), []
    while waiting:
        wanted, by = waiting.popleft()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if name not in pinned or not wanted.specifier.contains(pinned[name][0], prereleases=True):
            wrong.append(f"{by} asks for {wanted}")
        elif (name, extras) not in seen:
            seen.add((name, extras))
            theirs = (Requirement(one) for one in requires(name) or ())
            waiting.extend((one, name) for one in theirs if _is_for(one, extras))
    return wrong


def _is_for(wanted: Requirement, extras: frozenset[str]) -> bool:
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras | {""})


@pytest.mark.parametrize(("path", "asked"), [("requirements.txt", RUNS), ("tests/requirements.txt", TESTS)])
def test_every_package_is_named_with_its_version_and_hashes(path, asked):
    pinned = pins((PROJECT / path).read_text(encoding="utf-8"))
    assert lacking(asked, pinned) == []
    assert [name for name, (_version, hashes) in pinned.items() if not hashes] == []


def test_the_tests_have_what_the_program_has():
    runs, tests = (
        pins((PROJECT / path).read_text(encoding="utf-8")) for path in ("requirements.txt", "tests/requirements.txt")
    )
    assert {name: tests.get(name) for name in runs} == runs


def test_a_package_that_is_missing_too_old_or_without_its_extra_is_noticed():
    pinned = pins((PROJECT / "requirements.txt").read_text(encoding="utf-8"))
    without = {name: pin for name, pin in pinned.items() if name != "greenlet"}
    assert any("greenlet" in one for one in lacking(RUNS, without))
    assert lacking(RUNS, pinned | {"starlette": ("0.1", 1)})
    assert lacking(["httpx[http2,brotli,socks]"], pinned)


def test_make_looks_for_no_others_and_takes_no_other_file():
    (line,) = (one for one in (PROJECT / "Makefile").read_text(encoding="utf-8").splitlines() if "pip install" in one)
    assert {"--no-deps", "--require-hashes"} <= set(line.split())
