"""The two letters of the product, cut to what English and Spanish need.

The packages hold whole families; a phone needs a few hundred glyphs of them. Nothing cut here is committed: the files
are made whenever the front end is built, and the pages ask for them at `/fonts/<name>.woff2` (`assets/css/fonts.css`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

#: The node packages the fonts are cut from; the version is pinned because the fallback metrics are measured from it.
FONT_PACKAGES = (
    "@fontsource-variable/overpass@5.3.0",
    "@fontsource-variable/atkinson-hyperlegible-next@5.3.0",
)

#: ASCII, the letters of Spanish and of names from next door, and the punctuation of our texts.
_GLYPHS = (
    *range(0x20, 0x7F),
    *(ord(letter) for letter in "áéíóúüñÁÉÍÓÚÜÑçÇàèìòùâêîôûäëïöãõåøæÀÈÖÄß"),
    *(ord(mark) for mark in "\N{NO-BREAK SPACE}¡¿«»·°ªº©®×½¼¾€–—‘’“”•…\N{NARROW NO-BREAK SPACE}\N{MINUS SIGN}"),
)
_FEATURES = ("kern", "tnum", "ccmp", "mark")
_BASE, _MARK = 1, 3  # classes of glyphs in the table GDEF


@dataclass(frozen=True)
class _Cut:
    """One font file to make: where it comes from, and the range of weights the tokens use."""

    name: str
    source: str
    weights: tuple[int, int]


_CUTS = (
    _Cut("overpass", "@fontsource-variable/overpass/files/overpass-latin-wght-normal.woff2", (500, 900)),
    _Cut(
        "atkinson-hyperlegible-next",
        "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
        (400, 700),
    ),
)


def build_fonts(node_modules: Path, target: Path) -> list[Path]:
    """Cut every font of the product from the packages in `node_modules` into `target` as WOFF2.

    Returns the files written, one per font. `target` is made when it is not there; what stands there is replaced.

    Raises:
        FileNotFoundError: a font package is not installed.
    """
    target.mkdir(parents=True, exist_ok=True)
    return [_cut(cut, node_modules, target) for cut in _CUTS]


def _cut(cut: _Cut, node_modules: Path, target: Path) -> Path:
    source = node_modules / cut.source
    if not source.exists():
        raise FileNotFoundError(f"{cut.source} is not installed: the font {cut.name} cannot be built")
    options = Options(flavor="woff2", layout_features=list(_FEATURES), hinting=False, desubroutinize=True)
    font = load_font(str(source), options, lazy=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(_GLYPHS))
    subsetter.subset(font)
    instantiateVariableFont(font, {"wght": cut.weights}, inplace=True)
    give_width(font)
    written = target / f"{cut.name}.woff2"
    save_font(font, str(written), options)
    return written


def give_width(font: TTFont) -> None:
    """Let what stands for itself take its own room.

    Overpass calls its middle dot a combining mark; browsers give those no width, and what follows sticks to the dot.
    """
    classes = font["GDEF"].table.GlyphClassDef.classDefs
    for code, glyph in font.getBestCmap().items():
        if classes.get(glyph) == _MARK and not unicodedata.combining(chr(code)):
            classes[glyph] = _BASE
