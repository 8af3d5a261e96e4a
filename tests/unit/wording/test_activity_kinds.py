"""Every kind of entry in the activity log has words in every language, found in the code that writes the entries."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison_app.domain.activity import MADE_OF
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, using_locale
from liaison_app.services.activity_reading import SEEN
from liaison_app.services.audit import REFUSED
from liaison_app.wording.activity_kinds import activity_kinds

PACKAGE = Path(__file__).parents[3] / "liaison_app"
AUDIT = "audit.note"


def written(text: str) -> Iterator[str]:
    """The kinds that a module writes; of a helper that is told the kind, the kinds it is told."""
    tree = ast.parse(text)
    for function in [one for one in ast.walk(tree) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]:
        for call in calls_of(function, AUDIT):
            action = next(word.value for word in call.keywords if word.arg == "action")
            yield from kinds_of(action, function, tree)


def calls_of(node: ast.AST, name: str) -> Iterator[ast.Call]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Call) and ast.unparse(one.func) == name)


def kinds_of(action: ast.expr, function, tree: ast.Module) -> Iterator[str]:
    if isinstance(action, ast.Constant):
        yield action.value
    elif isinstance(action, ast.IfExp):
        yield from (*kinds_of(action.body, function, tree), *kinds_of(action.orelse, function, tree))
    elif isinstance(action, ast.JoinedStr):
        (before,) = [part.value for part in action.values if isinstance(part, ast.Constant)]
        yield from (before + one for one in MADE_OF[before])
    elif isinstance(action, ast.Attribute) and ast.unparse(action) == "decision.value":
        yield from MADE_OF[""]
    elif isinstance(action, ast.Name):
        yield from named(action.id, function, tree)
    else:
        raise AssertionError(f"line {action.lineno}: say the kind as a text, or teach this test {ast.unparse(action)}")


def named(name: str, function, tree: ast.Module) -> Iterator[str]:
    """What a name stands for: a constant, what the function gave it, or what each caller hands over."""
    if name in {"SEEN", "REFUSED"}:
        yield {"SEEN": SEEN, "REFUSED": REFUSED}[name]
        return
    given = [
        one.value for one in ast.walk(function) if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name
    ]
    for one in given:
        yield from kinds_of(one, function, tree)
    place = [one.arg for one in function.args.args].index(name) if not given else -1
    for call in calls_of(tree, function.name) if not given else ():
        yield from kinds_of(call.args[place], function, tree)


def every_kind() -> dict[str, str]:
    """Each kind, and the module that writes it."""
    found = {REFUSED: "services/audit.py"}
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text()
        if "audit.note(" in text and path.name != "audit.py":
            found |= {kind: str(path.relative_to(PACKAGE)) for kind in written(text)}
    return found


def test_every_kind_that_is_written_has_words():
    without = {kind: where for kind, where in every_kind().items() if kind not in activity_kinds()}
    assert not without, f"add words for these to wording/activity_kinds.py, and to locales/: {without}"


def test_no_words_are_left_over():
    assert set(activity_kinds()) - set(every_kind()) == set()


@pytest.mark.parametrize("locale", [one for one in LOCALES if one != DEFAULT_LOCALE])
def test_every_kind_has_words_of_its_own_in_the_other_languages(locale):
    plain = activity_kinds()
    with using_locale(locale):
        said = activity_kinds()
    assert [kind for kind in plain if said[kind] == plain[kind]] == []


def test_no_two_kinds_are_called_the_same():
    for locale in LOCALES:
        with using_locale(locale):
            words = list(activity_kinds().values())
        assert len(words) == len(set(words)), sorted(one for one in words if words.count(one) > 1)


def test_control_a_kind_without_words_is_found_however_it_is_written():
    text = """
def plain(uow): audit.note(action="new_one", uow=uow)
def either(ok): audit.note(action="new_two" if ok else "new_three")
def helper(action): audit.note(action=action)
def caller(): helper("new_four")
def later(ok):
    action = "new_five" if ok else "new_six"
    audit.note(action=action)
"""
    assert set(written(text)) == {f"new_{one}" for one in ("one", "two", "three", "four", "five", "six")}
    with pytest.raises(AssertionError, match="teach this test"):
        list(written("def odd(a): audit.note(action=a.b)"))
