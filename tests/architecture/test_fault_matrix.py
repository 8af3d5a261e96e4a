"""No case of the fault matrix can vanish: each has a test that carries its number."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
CASES = [f"d{number:02}" for number in range(1, 33)]
#: What a test takes that runs on both makes of database; `world` stands on it in these files.
BOTH = {"world", "database_url"}


def _tests_of(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def cases_in(folder: Path) -> dict[str, list[tuple[Path, ast.FunctionDef]]]:
    """The tests by the numbers in their names."""
    found: dict[str, list[tuple[Path, ast.FunctionDef]]] = {}
    for path in folder.rglob("test_*.py"):
        for test in _tests_of(path):
            for case in re.findall(r"_(d[0-3]\d)(?=_)", test.name):
                found.setdefault(case, []).append((path, test))
    return found


def _is_on_both(path: Path) -> bool:
    """Whether what its tests take as `world` or `database_url` comes once of each make."""
    words = path.read_text(encoding="utf-8")
    return "def world(database_url" in words or "world" not in words


@pytest.mark.parametrize("case", CASES)
def test_the_case_is_tested_on_both_databases_against_the_practice_city(case):
    given = {
        (path.name, test.name): {argument.arg for argument in test.args.args}
        for path, test in cases_in(TESTS / "integration").get(case, [])
        if _is_on_both(path)
    }
    assert any(names & BOTH and "practice_city" in names for names in given.values()), given


def test_the_documentation_names_every_case():
    matrix = (TESTS.parent / "docs" / "delivery.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (D\d\d) \|", matrix, re.MULTILINE)
    assert [case.lower() for case in told] == CASES
