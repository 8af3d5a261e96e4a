"""Every text a person reads goes through t() or tn(), and every such text is there in Spanish, whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, catalogue_files

PACKAGE = Path(__file__).parents[2] / "liaison_app"
SCREENS = sorted([*(PACKAGE / "pages").rglob("*.py"), *(PACKAGE / "components").rglob("*.py")])

# Arguments that carry words to a person, whatever they look like.
SPOKEN = {"alt", "aria_label", "error", "hint", "label", "placeholder", "said", "title", "why", "words"}
# Names of things, the same in every language; and the showcase's sample data, which stands for rows of the database.
NAMES = {"Liaison", "English", "Español"}
SAMPLES = re.compile(
    r"(\d+(st|nd|rd|th) .*|(Market|Walnut|Locust|Cedar|Pine) (St|Ave)|Cobbs Creek Pkwy|T-7F3K9|MA|CS"
    r"|Upper Kensington|Haddington|Rittenhouse|Assigned to district crew\.)"
)
CAPITALIZED = re.compile(r"\b[A-ZÁÉÍÓÚÑ¿¡][a-záéíóúñ]+")
LETTERS = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
PLACEHOLDER = re.compile(r"{(\w*)}")


def is_text_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"t", "tn"}


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def is_code(node: ast.AST) -> bool:
    """A whole node that no person reads: a docstring, an exception, a pattern, a JavaScript component's tag."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Call):
        return called(node) in {"re.compile", "rx.Var"}
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "tag"
    if isinstance(node, ast.Subscript):
        return ast.unparse(node.value) == "Literal"
    return isinstance(node, ast.Raise)


def hushed_parts(node: ast.AST) -> list[ast.AST]:
    """The parts of a node that no person reads: annotations and decorators, and what t() and tn() translate."""
    if is_code(node):
        return [node]
    if isinstance(node, ast.Call) and is_text_call(node):
        return list(node.args)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [*node.decorator_list, *([node.returns] if node.returns else [])]
    annotation = getattr(node, "annotation", None)
    return [annotation] if annotation is not None else []


def silent_nodes(tree: ast.Module) -> set[int]:
    """Every node below one that no person reads."""
    return {id(inner) for node in ast.walk(tree) for part in hushed_parts(node) for inner in ast.walk(part)}


def literals(node: ast.AST) -> Iterator[str]:
    """The text in a literal or an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from literals(part)


def candidates(node: ast.AST) -> Iterator[tuple[ast.AST, re.Pattern[str]]]:
    """Nodes that may be a person's to read, with what would give them away."""
    if isinstance(node, ast.Constant):
        yield node, CAPITALIZED
    if isinstance(node, ast.Call):
        children = node.args if called(node).startswith("rx.el.") else []
        spoken = [keyword.value for keyword in node.keywords if keyword.arg in SPOKEN]
        for argument in [*children, *spoken]:
            yield argument, LETTERS


def untranslated(source: str, *, samples_allowed: bool = False) -> list[str]:
    """Literals in a module that a person would read as they stand."""
    tree = ast.parse(source)
    silent = silent_nodes(tree)
    found = [
        text
        for node in ast.walk(tree)
        for candidate, mark in candidates(node)
        if id(candidate) not in silent
        for text in literals(candidate)
        if mark.search(text)
    ]
    allowed = {text for text in found if samples_allowed and SAMPLES.fullmatch(text)} | NAMES
    return [text for text in dict.fromkeys(found) if text not in allowed]


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_text_stands_untranslated_on_a_screen(path):
    found = untranslated(path.read_text(encoding="utf-8"), samples_allowed=path.stem.startswith("showcase"))
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'rx.el.p("hello there")',
        'rx.el.p(f"{count} tickets")',
        'button("Send")',
        'rx.el.img(src="/a.png", alt="a couch")',
        'ITEMS = {"map": "Map"}',
    ],
)
def test_an_untranslated_text_is_seen(source):
    assert untranslated(source) != []


@pytest.mark.parametrize(
    "source",
    [
        'rx.el.p(t("Send"), class_name="button button--main")',
        'def f() -> "Words":\n    """Says it."""',
        'rx.el.b(" · ")',
    ],
)
def test_what_nobody_reads_is_left_alone(source):
    assert untranslated(source) == []


def texts_in(path: Path) -> Iterator[tuple[str, ...]]:
    """What a module hands to t() and tn(): one text, or one and many."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and is_text_call(node):
            parts = node.args[: 2 if called(node) == "tn" else 1]
            assert all(isinstance(part, ast.Constant) for part in parts), f"{path.name}: {ast.unparse(node)}"
            yield tuple(part.value for part in parts if isinstance(part, ast.Constant))


def all_texts() -> dict[tuple[str, ...], str]:
    """Every text of the app and a module that uses it."""
    return {
        text: path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "i18n.py"
        for text in texts_in(path)
    }


def entries(locale: str) -> Iterator[tuple[Path, tuple[str, ...], tuple[str, ...]]]:
    """Every catalogue entry of a locale: its file, its source texts, its translations."""
    for path in catalogue_files(locale):
        with path.open("rb") as source:
            for message in read_po(source, locale=locale):
                if message.id:
                    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
                    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                    yield path, ids, strings


OTHERS = [locale for locale in LOCALES if locale != DEFAULT_LOCALE]


@pytest.mark.parametrize("locale", OTHERS)
def test_every_text_is_translated(locale):
    there = {ids for _, ids, strings in entries(locale) if all(strings)}
    assert {text: module for text, module in all_texts().items() if text not in there} == {}


@pytest.mark.parametrize("locale", OTHERS)
def test_no_translation_is_left_over(locale):
    wanted = all_texts()
    assert [(path.name, ids[0]) for path, ids, _ in entries(locale) if ids not in wanted] == []


@pytest.mark.parametrize("locale", OTHERS)
def test_no_catalogue_keeps_obsolete_or_doubtful_entries(locale):
    for path in catalogue_files(locale):
        text = path.read_text(encoding="utf-8")
        assert "#~" not in text, path.name
        assert "fuzzy" not in text, path.name


@pytest.mark.parametrize("locale", OTHERS)
def test_translations_fill_the_same_places(locale):
    wrong = [
        (path.name, ids[0])
        for path, ids, strings in entries(locale)
        if {frozenset(PLACEHOLDER.findall(string)) for string in strings}
        - {frozenset(PLACEHOLDER.findall(text)) for text in ids}
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", OTHERS)
def test_one_text_has_one_translation(locale):
    """With a plural and without one it is the same text to a catalogue: the one hides the other."""
    said: dict[str, set[tuple[str, ...]]] = {}
    for _, ids, strings in entries(locale):
        said.setdefault(ids[0], set()).add(strings)
    assert {text: strings for text, strings in said.items() if len(strings) > 1} == {}
