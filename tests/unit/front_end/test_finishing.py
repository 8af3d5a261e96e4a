from __future__ import annotations

import base64
import gzip
import hashlib
import json

import brotli
import pytest

from liaison_app.front_end.finishing import BuildIncomplete, finish_site, script_hashes
from tests.unit.front_end.conftest import ISLANDS


def test_addresses_follow_the_page(site):
    script = (site / "assets" / "reflex-env-HHHHHHHH.js").read_text(encoding="utf-8")
    assert "EVENT:location.origin.replace(`http`,`ws`)+`/_event`" in script
    assert "PING:location.origin+`/ping`" in script
    assert "localhost" not in script


def test_each_page_says_its_language(site):
    assert '<html lang="es"' in (site / "es" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in (site / "index.html").read_text(encoding="utf-8")


def test_hashes_are_those_of_the_inline_scripts(site):
    about = json.loads((site / "site.json").read_text(encoding="utf-8"))
    digest = base64.b64encode(hashlib.sha256(b'go("map")').digest()).decode()
    assert about["pages"]["/"]["scripts"] == [f"'sha256-{digest}'"]


def test_scripts_with_an_address_have_no_hash_and_repeats_one():
    html = '<script src="/a.js"></script><script>x</script><script async="">x</script>'
    assert len(script_hashes(html)) == 1


def test_compressed_copies_hold_what_the_file_holds(site):
    page = site / "es" / "index.html"
    assert gzip.decompress((site / "es" / "index.html.gz").read_bytes()) == page.read_bytes()
    assert brotli.decompress((site / "es" / "index.html.br").read_bytes()) == page.read_bytes()


def test_a_copy_of_older_content_is_replaced(built, tmp_path):
    (built / "sw.js.gz").write_bytes(gzip.compress(b"old"))
    (built / "sw.js.br").write_bytes(brotli.compress(b"old"))
    finish_site(built, tmp_path / "site", stamp="x", add_own_files=lambda _site: ISLANDS)
    assert gzip.decompress((tmp_path / "site" / "sw.js.gz").read_bytes()) == b"// worker"


def test_second_copies_of_pages_are_left_behind(site):
    assert not (site / "es.html").exists()
    assert not (site / "404.html").exists()


@pytest.mark.parametrize(
    "lost", ["assets/reflex-env-HHHHHHHH.js", "assets/manifest-12345678.js", "__spa-fallback.html"]
)
def test_another_form_of_output_is_refused(built, tmp_path, lost):
    (built / lost).unlink()
    with pytest.raises(BuildIncomplete):
        finish_site(built, tmp_path / "site", stamp="x", add_own_files=lambda _site: ISLANDS)


def with_icons(site):
    (site / "icons.svg").write_text("<svg/>", encoding="utf-8")
    return ISLANDS


def test_own_files_are_compressed_too(built, tmp_path):
    finish_site(
        built,
        tmp_path / "site",
        stamp="x",
        add_own_files=with_icons,
    )
    assert (tmp_path / "site" / "icons.svg.br").exists()
