"""The fonts are cut from installed packages; a missing one is named."""

from __future__ import annotations

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables import otTables

from liaison_app.front_end.fonts import build_fonts, give_width
from liaison_app.front_end.places import Places

MODULES = Places().node_modules


def test_a_missing_font_package_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="overpass"):
        build_fonts(tmp_path, tmp_path / "fonts")


@pytest.mark.skipif(not (MODULES / "@fontsource-variable").exists(), reason="the front end has not been built here")
def test_the_fonts_are_small_and_speak_english_and_spanish(tmp_path):
    for written in build_fonts(MODULES, tmp_path):
        assert written.stat().st_size < 22_000
        assert set(map(ord, "Añádalo: ¿dónde está el sofá? It’s 3–5 days · “late”…")) <= set(
            TTFont(written).getBestCmap()
        )


def test_a_middle_dot_that_a_font_calls_a_combining_mark_keeps_its_room():
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "periodcentered", "acutecomb"])
    font.setupCharacterMap({0xB7: "periodcentered", 0x301: "acutecomb"})
    font.font["GDEF"] = table = newTable("GDEF")
    table.table = otTables.GDEF()
    table.table.GlyphClassDef = otTables.GlyphClassDef()
    table.table.GlyphClassDef.classDefs = {"periodcentered": 3, "acutecomb": 3}
    give_width(font.font)
    assert table.table.GlyphClassDef.classDefs == {"periodcentered": 1, "acutecomb": 3}
