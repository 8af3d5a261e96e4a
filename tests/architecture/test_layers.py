"""The arrows between layers, as import-linter's contracts in pyproject.toml draw them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "liaison_app"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}
MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.filterwarnings("ignore")
def test_no_import_points_the_wrong_way(monkeypatch):
    monkeypatch.chdir(PROJECT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_no_module_is_named_after_nothing():
    assert [path for path in MODULES if path.stem in FORBIDDEN_NAMES] == []


def imported_names(path: Path) -> set[str]:
    """The first part of everything a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_only_db_commits():
    """One commit in the code base; the practice city has a database of its own."""
    elsewhere = [
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if ".commit()" in path.read_text(encoding="utf-8")
        and path.name != "db.py"
        and "practice_city" not in path.parts
    ]
    assert elsewhere == []


def test_domain_imports_the_standard_library_alone():
    import sys

    allowed = set(sys.stdlib_module_names) | {"liaison_app", "__future__"}
    foreign = {path.name: imported_names(path) - allowed for path in (PACKAGE / "domain").rglob("*.py")}
    assert {name: names for name, names in foreign.items() if names} == {}
