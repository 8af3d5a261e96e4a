"""Functions, modules, handlers and state classes stay small enough to be read at a glance."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "liaison_app"
MODULES = sorted(PACKAGE.rglob("*.py"))
FUNCTION, MODULE, HANDLER, STATE = 40, 300, 12, 120
Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(node: ast.AST) -> int:
    """The lines of a function or class, without its docstring and its decorators."""
    own = node.end_lineno - node.lineno + 1
    doc = node.body[0] if ast.get_docstring(node) else None
    return own - (doc.end_lineno - doc.lineno + 1 if doc else 0)


def is_state(node: ast.ClassDef) -> bool:
    return any("State" in ast.unparse(base) for base in node.bases)


def is_handler(node: Function) -> bool:
    return any(ast.unparse(decorator).split("(")[0].split(".")[-1] == "event" for decorator in node.decorator_list)


def too_long(path: Path) -> list[str]:
    """Every piece of a module that is over its limit."""
    source = path.read_text(encoding="utf-8")
    found = []
    if (count := len(source.splitlines())) > MODULE:
        found.append(f"{path.name}: {count} lines, {MODULE} allowed")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            limit = HANDLER if is_handler(node) else FUNCTION
        elif isinstance(node, ast.ClassDef) and is_state(node):
            limit = STATE
        else:
            continue
        if (count := lines_of(node)) > limit:
            found.append(f"{path.name}:{node.lineno} {node.name}: {count} lines, {limit} allowed")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_everything_is_short_enough_to_read(path):
    assert too_long(path) == []


def test_the_limits_notice_what_is_too_long(tmp_path):
    body = "\n".join("        pass" for _ in range(FUNCTION + 1))
    module = tmp_path / "long.py"
    module.write_text(f"class SomeState(State):\n    @event(1)\n    def press(self):\n{body}\n", encoding="utf-8")
    assert too_long(module) == [f"long.py:3 press: {FUNCTION + 2} lines, {HANDLER} allowed"]
