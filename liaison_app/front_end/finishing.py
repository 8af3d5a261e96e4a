"""What Reflex's build still lacks: addresses that follow the page, languages, script hashes, compressed copies."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import brotli

from liaison_app.front_end.islands import Island
from liaison_app.front_end.offline import in_own_language, write_manifests, write_worker
from liaison_app.front_end.plain_pages import is_quiet, plain_page
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES

COMPRESSED = (".gz", ".br")
WORTH_COMPRESSING = frozenset({".html", ".js", ".css", ".json", ".svg", ".txt", ".webmanifest", ".xml"})
SHELL = "__spa-fallback.html"
PLAIN = ".plain.html"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_BAKED_ADDRESS = re.compile(r"`(http|ws)://localhost:\d+(/[^`]*)`")
_ROUTES = re.compile(r"window\.__reactRouterManifest=(\{.*\});?\s*$", re.DOTALL)


class BuildIncomplete(Exception):
    """Reflex's output is not what the finishing steps know; the message says which part."""


def finish_site(
    built: Path, site: Path, *, stamp: str, add_own_files: Callable[[Path], Mapping[str, Island] | None]
) -> None:
    """Make a complete, servable site of Reflex's output in `site`, which must not exist yet.

    `add_own_files` puts what we make ourselves (fonts, icons, the scripts of islands) into the site, before everything
    is compressed, and says which islands there are.

    Raises: BuildIncomplete when the output has another form than expected, as after an upgrade of Reflex; PageNotPlain.
    """
    if not (built / SHELL).exists():
        raise BuildIncomplete(f"the build has no {SHELL}")
    shutil.copytree(built, site, ignore=_left_behind)
    let_addresses_follow_the_page(site)
    islands = add_own_files(site) or {}
    pages = {}
    for page in sorted(site.rglob("*.html")):
        address = _address_of(page, site)
        pages[address] = _finish_page(page, site, _locale_of(address), islands)
    write_manifests(site)
    write_worker(site)
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.suffix in WORTH_COMPRESSING:
            refresh_compressed(path)
    shell = pages.pop("/" + SHELL)
    parts = {name: {"script": one.script, "ahead": list(one.ahead)} for name, one in islands.items()}
    about = {"stamp": stamp, "shell": shell, "pages": pages, "routes": _routes(site), "islands": parts}
    (site / "site.json").write_text(json.dumps(about, indent=1), encoding="utf-8")


def _finish_page(page: Path, site: Path, locale: str, islands: Mapping[str, Island]) -> dict[str, Any]:
    """Give a page its language and, where it is quiet, its plain twin; what the server must know of it comes back."""
    html = set_language(page.read_text(encoding="utf-8"), locale)
    page.write_text(html, encoding="utf-8")
    about = {"file": page.relative_to(site).as_posix(), "scripts": script_hashes(html)}
    if is_quiet(html):
        plain = page.with_suffix(PLAIN)
        plain.write_text(plain_page(html, islands), encoding="utf-8")
        about["plain"] = plain.relative_to(site).as_posix()
    return about


def _left_behind(folder: str, names: list[str]) -> set[str]:
    """Second copies: `report.html` beside `report/index.html`, and `404.html`, which equals the shell."""
    doubles = {f"{name}.html" for name in names if (Path(folder) / name / "index.html").exists()} | {"404.html"}
    return doubles | {double + suffix for double in doubles for suffix in COMPRESSED}


def let_addresses_follow_the_page(site: Path) -> None:
    """Reflex bakes `ws://localhost:8000` into one small chunk; let it follow the page's own address instead."""
    chunks = list((site / "assets").glob("reflex-env-*.js"))
    if len(chunks) != 1:
        raise BuildIncomplete(f"expected one chunk with the server's addresses, found {len(chunks)}")
    script, changed = _BAKED_ADDRESS.subn(_follow_location, chunks[0].read_text(encoding="utf-8"))
    if not changed:
        raise BuildIncomplete("the chunk with the server's addresses has another form")
    chunks[0].write_text(script, encoding="utf-8")


def _follow_location(found: re.Match[str]) -> str:
    """`location.origin` is http(s)://host:port, and replacing its first four letters makes ws(s)://host:port."""
    origin = "location.origin" if found[1] == "http" else "location.origin.replace(`http`,`ws`)"
    return f"{origin}+`{found[2]}`"


def set_language(html: str, locale: str) -> str:
    """The page with `lang` and the manifest of its locale; Reflex writes those of `en` on all of them."""
    return in_own_language(re.sub(r'<html lang="[^"]*"', f'<html lang="{locale}"', html, count=1), locale)


def script_hashes(html: str) -> list[str]:
    """The CSP sources of a page's inline scripts, without repeats. Source: CSP Level 3, section 8.3."""
    hashes: dict[str, None] = {}
    for script in _INLINE_SCRIPT.findall(html):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        hashes[f"'sha256-{digest}'"] = None
    return list(hashes)


def refresh_compressed(path: Path) -> None:
    """Write the compressed copies of a file that has none, or has one of older content."""
    content = path.read_bytes()
    if _matches(path, content):
        return
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11))


def _matches(path: Path, content: bytes) -> bool:
    packed, brotlied = (path.with_name(path.name + suffix) for suffix in COMPRESSED)
    if not (packed.exists() and brotlied.exists()):
        return False
    unpacked = gzip.decompress(packed.read_bytes()), brotli.decompress(brotlied.read_bytes())
    return bool(unpacked == (content, content))


def _address_of(page: Path, site: Path) -> str:
    address = "/" + page.relative_to(site).as_posix().removesuffix("index.html").rstrip("/")
    return address if address != "/" + SHELL.removesuffix(".html") else "/" + SHELL


def _locale_of(address: str) -> str:
    first = address.lstrip("/").split("/", 1)[0]
    return first if first in LOCALES else DEFAULT_LOCALE


def _routes(site: Path) -> list[dict[str, Any]]:
    """Every route of the app with the chunks its page needs, from the browser's own route manifest.

    Variable parts are written `:name`; `/*` is the page for addresses that do not exist.
    """
    manifests = list((site / "assets").glob("manifest-*.js"))
    found = _ROUTES.search(manifests[0].read_text(encoding="utf-8")) if len(manifests) == 1 else None
    if found is None:
        raise BuildIncomplete("the route manifest has another form")
    routes = json.loads(found[1])["routes"].values()
    return [
        {"path": "/" + (route.get("path") or ""), "chunks": [route["module"], *route["imports"]]}
        for route in routes
        if route["id"] != "root"
    ]
