"""The manifests, and the service worker put together of its parts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from liaison_app.front_end import offline
from liaison_app.front_end.app_icons import build_app_icons
from liaison_app.i18n import LOCALES

ASSETS = Path(__file__).parents[3] / "assets"
PLAIN = (
    '<html><head><link rel="stylesheet" href="/assets/a-1.css"/><link rel="preload" href="/fonts/sign.woff2"/></head>'
    '<body><svg><use href="/icons.svg?v=1a#map"></use></svg><script src="/assets/Pocket-2.js"></script></body></html>'
)


@pytest.fixture
def site(tmp_path):
    """A site with the parts of the worker and the two pages that it keeps."""
    shutil.copy(ASSETS / "sw.js", tmp_path)
    shutil.copytree(ASSETS / "js", tmp_path / "js")
    for page in ("", "es", "pocket", "es/pocket"):
        (tmp_path / page).mkdir(parents=True, exist_ok=True)
        (tmp_path / page / "index.plain.html").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "Pocket-2.js").write_text("//", encoding="utf-8")
    return tmp_path


def built(site: Path) -> dict:
    offline.write_worker(site)
    first = (site / "sw.js").read_text(encoding="utf-8").splitlines()[0]
    return json.loads(re.fullmatch(r"const BUILD = (.*);", first)[1])


def test_the_worker_keeps_the_pages_in_each_language_and_what_they_use(site):
    build = built(site)
    assert build["pages"] == ["/pocket", "/es/pocket", "/", "/es"]
    used = {"/assets/a-1.css", "/assets/Pocket-2.js", "/fonts/sign.woff2", "/icons.svg?v=1a"}
    assert used <= set(build["files"])
    assert not any("#" in address for address in build["files"])
    assert build["locales"] == ["es"]


@pytest.mark.parametrize(
    "changed", ["pocket/index.plain.html", "assets/Pocket-2.js", "js/shelf.js", "js/worker/offline.js"]
)
def test_a_version_changes_with_anything_that_is_kept(site, tmp_path_factory, changed):
    other = tmp_path_factory.mktemp("other") / "site"
    shutil.copytree(site, other)
    same = tmp_path_factory.mktemp("same") / "site"
    shutil.copytree(site, same)
    with (other / changed).open("a", encoding="utf-8") as file:
        file.write("\n// another\n")
    version = built(site)["version"]
    assert built(same)["version"] == version
    assert built(other)["version"] != version


@pytest.mark.parametrize("name", [offline.WORKER, offline.RETIRED])
def test_a_worker_is_one_classic_script_and_still_shows_notices(site, name):
    offline.write_worker(site)
    script = (site / name).read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|export) ", script, re.MULTILINE)
    assert 'addEventListener("push"' in script
    if node := shutil.which("node"):
        subprocess.run([node, "--check", site / name], check=True, capture_output=True)


def test_only_the_worker_in_use_answers_requests(site):
    offline.write_worker(site)
    assert 'addEventListener("fetch"' in (site / offline.WORKER).read_text(encoding="utf-8")
    assert 'addEventListener("fetch"' not in (site / offline.RETIRED).read_text(encoding="utf-8")


def test_a_site_without_its_parts_is_left_alone(tmp_path):
    (tmp_path / "sw.js").write_text("// worker", encoding="utf-8")
    offline.write_worker(tmp_path)
    assert (tmp_path / "sw.js").read_text(encoding="utf-8") == "// worker"


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_can_be_installed(tmp_path, locale):
    offline.write_manifests(tmp_path)
    build_app_icons(tmp_path)
    path = tmp_path / ("" if locale == "en" else locale) / "manifest.webmanifest"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert (manifest["lang"], manifest["display"], manifest["scope"]) == (locale, "standalone", "/")
    assert manifest["start_url"] == ("/mine" if locale == "en" else f"/{locale}/mine")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert all((tmp_path / icon["src"].lstrip("/")).exists() for icon in manifest["icons"])


def test_a_page_names_the_manifest_of_its_language():
    html = '<link rel="manifest" href="/manifest.webmanifest"/>'
    assert offline.in_own_language(html, "en") == html
    assert 'href="/es/manifest.webmanifest"' in offline.in_own_language(html, "es")
