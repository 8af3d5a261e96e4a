"""Every class that a style sheet styles is one that some page or script names."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
#: Classes of libraries, which their own scripts set.
THEIRS = ("leaflet-",)


def styled() -> dict[str, str]:
    """Each class in a selector, and the sheet it stands in."""
    found = {}
    for sheet in sorted((PROJECT / "assets" / "css").glob("*.css")):
        bare = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selector in re.findall(r"([^{};]+)\{", bare):
            found |= dict.fromkeys(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selector), sheet.name)
    return found


def sources() -> str:
    places = (("liaison_app", "*.py"), ("assets/js", "*.js"), ("assets/js", "*.jsx"))
    return "\n".join(
        path.read_text(encoding="utf-8") for folder, name in places for path in (PROJECT / folder).rglob(name)
    )


def is_named(name: str, text: str, words: set[str]) -> bool:
    """Whether it stands there whole, or is put together from a stem or an ending that does."""
    if name in words or name.startswith(THEIRS):
        return True
    stems = (name[: cut.end()] for cut in re.finditer("-|__", name))
    ending = name.partition("__")[2].partition("--")[0]
    return any(f"{stem}{{" in text or f"{stem}${{" in text for stem in stems) or (
        bool(ending) and f"}}__{ending}" in text
    )


def test_every_styled_class_is_named_somewhere():
    text = sources()
    words = set(re.findall(r"[\w-]+", text))
    assert {name: sheet for name, sheet in styled().items() if not is_named(name, text, words)} == {}


def test_a_class_that_nobody_names_is_noticed():
    text = 'rx.el.p(class_name=f"plate plate--{kind} {where}__report")'
    words = set(re.findall(r"[\w-]+", text))
    assert [is_named(name, text, words) for name in ("plate", "plate--late", "side-nav__report", "leaflet-bar")] == [
        True
    ] * 4
    assert [is_named(name, text, words) for name in ("plates", "plate__street", "side-nav__link")] == [False] * 3
