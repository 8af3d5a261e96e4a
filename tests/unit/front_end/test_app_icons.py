from __future__ import annotations

from PIL import Image

from liaison_app.front_end.app_icons import build_app_icons


def test_icons_have_the_sizes_their_names_say(tmp_path):
    build_app_icons(tmp_path)
    for name, side in (("apple-touch-icon", 180), ("icon-192", 192), ("icon-512", 512)):
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert picture.size == (side, side)
            assert picture.getpixel((0, 0)) == (13, 27, 62)


def test_the_tab_has_an_icon(tmp_path):
    written = {path.name for path in build_app_icons(tmp_path)}
    assert {"favicon.svg", "favicon.ico"} <= written
    with Image.open(tmp_path / "favicon.ico") as picture:
        assert picture.info["sizes"] == {(16, 16), (32, 32), (64, 64)}
