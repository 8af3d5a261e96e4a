from __future__ import annotations

import pytest

from liaison_app.front_end.sources import content_stamp


@pytest.fixture
def root(tmp_path):
    for name in ("pages/home.py", "services/tickets.py", "locales/es/x.po", "adapters/http.py", "front_end/fonts.py"):
        path = tmp_path / "liaison_app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one", encoding="utf-8")
    (tmp_path / "assets" / "css").mkdir(parents=True)
    (tmp_path / "assets" / "css" / "a.css").write_text("one", encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("one", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        "liaison_app/pages/home.py",
        "liaison_app/services/tickets.py",
        "liaison_app/locales/es/x.po",
        "liaison_app/front_end/fonts.py",
        "assets/css/a.css",
        "requirements.txt",
    ],
)
def test_a_change_of_what_pages_are_made_of_changes_the_stamp(root, changed):
    before = content_stamp(root)
    (root / changed).write_text("two", encoding="utf-8")
    assert content_stamp(root) != before


def test_a_change_of_the_server_alone_costs_no_build(root):
    before = content_stamp(root)
    (root / "liaison_app" / "adapters" / "http.py").write_text("two", encoding="utf-8")
    assert content_stamp(root) == before


def test_a_renamed_file_changes_the_stamp(root):
    before = content_stamp(root)
    page = root / "liaison_app" / "pages" / "home.py"
    page.rename(page.with_name("map.py"))
    assert content_stamp(root) != before


def test_made_fonts_in_assets_do_not_count(root):
    before = content_stamp(root)
    (root / "assets" / "fonts").mkdir()
    (root / "assets" / "fonts" / "a.woff2").write_bytes(b"font")
    assert content_stamp(root) == before
