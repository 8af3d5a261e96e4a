"""The sprite holds what the pages ask for, and the page's style reaches into it."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from liaison_app.front_end import icons


def package(folder, names):
    place = folder / "@iconify-json" / "lucide"
    place.mkdir(parents=True)
    body = '<path fill="none" stroke="currentColor" stroke-linecap="round" stroke-width="2" d="M4 4h16"/>'
    (place / "icons.json").write_text(json.dumps({"icons": {name: {"body": body} for name in names}}))
    return folder


def test_the_sprite_has_every_icon_under_our_name_for_it(tmp_path):
    written = icons.build_icons(package(tmp_path / "modules", set(icons.LUCIDE.values())), tmp_path)
    symbols = ET.parse(written).getroot()
    assert {symbol.get("id") for symbol in symbols} == icons.ICON_NAMES


def test_colour_and_stroke_are_left_to_the_style_sheet(tmp_path):
    written = icons.build_icons(package(tmp_path / "modules", set(icons.LUCIDE.values())), tmp_path)
    assert "currentColor" not in written.read_text()


def test_a_missing_icon_stops_the_build(tmp_path):
    with pytest.raises(KeyError):
        icons.build_icons(package(tmp_path / "modules", {"map"}), tmp_path)


def test_a_missing_package_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="lucide"):
        icons.build_icons(tmp_path, tmp_path)


def test_the_address_changes_with_what_is_drawn(monkeypatch):
    before = icons.sprite_address()
    monkeypatch.setitem(icons.LUCIDE, "map", "another")
    assert icons.sprite_address() != before
