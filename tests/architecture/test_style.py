"""The style sheets: one list names them all, dark is the same twice, and only tokens that exist are used."""

from __future__ import annotations

import re
from pathlib import Path

from liaison_app.components.stylesheets import STYLESHEETS

ASSETS = Path(__file__).parents[2] / "assets"
TOKENS = (ASSETS / "css" / "tokens.css").read_text(encoding="utf-8")

# Set by a component on its own element, or by the style sheet of the part itself.
OWN = {
    "taken",
    "offered",
    "age",
    "due",
    "v",
    "w",
    "h",
    "fx",
    "fy",
    "map-x",
    "map-y",
    "post",
    "w1",
    "w2",
    "w3",
    "w4",
    "w5",
    "ring-size",
    "late-arc",
    "open-arc",
    "sheet",
    "map-wide",
    "map-high",
    "map-paper",
}


def block(start: str) -> dict[str, str]:
    """The custom properties declared in the block that begins with `start`."""
    body = TOKENS[TOKENS.index(start) + len(start) :].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


def test_every_style_sheet_is_listed_once_and_is_there():
    assert len(set(STYLESHEETS)) == len(STYLESHEETS)
    assert sorted(STYLESHEETS) == sorted(f"css/{path.name}" for path in (ASSETS / "css").glob("*.css"))


def test_dark_by_wish_and_dark_by_choice_are_the_same():
    assert block(":root:not([data-theme=light]) {") == block(":root[data-theme=dark] {") != {}


def test_dark_changes_only_what_light_has():
    assert set(block(":root[data-theme=dark] {")) <= set(block(":root {"))


def test_no_style_sheet_uses_a_token_that_is_not_there():
    known = set(re.findall(r"--([\w-]+)\s*:", TOKENS)) | OWN
    unknown = {
        (path.name, name)
        for path in (ASSETS / "css").glob("*.css")
        for name in re.findall(r"var\(--([\w-]+)", path.read_text(encoding="utf-8"))
        if name not in known
    }
    assert unknown == set()


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read_in_light_and_dark():
    light = block(":root {")
    dark = light | block(":root[data-theme=dark] {")
    for theme in (light, dark):
        pairs = [(theme[text], theme[ground]) for text in ("ink", "ink-2") for ground in ("ground", "curb", "raised")]
        for hue in ("blue", "brick", "leaf", "slate", "gold"):
            pairs += [(theme[f"{hue}-text"], theme[ground]) for ground in ("ground", "curb", f"{hue}-soft")]
        pairs += [("#ffffff", theme[f"{hue}-plate"]) for hue in ("blue", "brick", "leaf", "slate")]
        pairs += [(theme["on-gold"], theme["gold"]), ("#ffffff", theme["night"]), ("#ffffff", theme["sign-blade"])]
        assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
