"""What makes the app installable and lets it open without a signal: the manifests and the service worker."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from liaison_app import routes
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, t, using_locale

MANIFEST = "/manifest.webmanifest"
WORKER, RETIRED = "sw.js", "sw-retired.js"
# The pages that open without a signal, in each language: the pocket, and the map as it was.
KEPT_PAGES = (routes.POCKET, routes.MAP)
_GROUND, _NIGHT = "#ffffff", "#0d1b3e"
_USED = re.compile(r'(?:href|src)="(/(?:assets/[^"]+|fonts/[^"]+|icons\.svg[^"]*|favicon\.svg))"')
_SPRITE = re.compile(r"/icons\.svg\?v=\w+")
_EXPORT = re.compile(r"^export (?=async function|function|const|class)", re.MULTILINE)
_NAME = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.MULTILINE)


def write_manifests(site: Path) -> None:
    """One for each language: what the app is called, how it looks at home, and where it opens."""
    for locale in LOCALES:
        with using_locale(locale):
            target = site / routes.localized(MANIFEST).lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(_manifest(locale), ensure_ascii=False, indent=1), encoding="utf-8")


def _manifest(locale: str) -> dict[str, Any]:
    ways = ((t("Report a problem"), routes.REPORT), (t("On this phone"), routes.POCKET), (t("My tickets"), routes.MINE))
    return {
        "id": "/",
        "name": t("Neighborhood Liaison"),
        "short_name": "Liaison",
        "description": t("Report problems to the city for your neighborhood, also without a signal."),
        "lang": locale,
        "dir": "ltr",
        "start_url": routes.localized(routes.MINE),
        "scope": "/",
        "display": "standalone",
        "background_color": _GROUND,
        "theme_color": _NIGHT,
        "categories": ["government", "utilities"],
        "icons": [
            _icon(f"icon{shape}-{side}", side, purpose)
            for shape, purpose in (("", "any"), ("-maskable", "maskable"))
            for side in (192, 512)
        ],
        "shortcuts": [{"name": name, "url": routes.localized(path)} for name, path in ways],
    }


def _icon(name: str, side: int, purpose: str) -> dict[str, str]:
    return {"src": f"/{name}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}


def in_own_language(html: str, locale: str) -> str:
    """The page with the manifest of its own language; Reflex writes one head for all."""
    return html.replace(f'href="{MANIFEST}"', f'href="{routes.localized(MANIFEST, locale)}"')


def write_worker(site: Path) -> None:
    """Make the service worker of its parts, with what it keeps and the version that follows from that.

    A site that has none of the parts is left as it is.
    """
    parts = {name: site / "js" / "worker" / f"{name}.js" for name in ("offline", "retired")}
    notices = site / WORKER
    if not notices.exists() or not all(path.exists() for path in parts.values()):
        return
    said = notices.read_text(encoding="utf-8")
    shelf = _as_value((site / "js" / "shelf.js").read_text(encoding="utf-8"))
    offline, retired = (path.read_text(encoding="utf-8") for path in parts.values())
    kept = what_is_kept(site)
    body = f"const shelf = {shelf};\n{offline}\n{said}"
    build = {"version": _version(site, kept, body), **kept}
    notices.write_text(f"const BUILD = {json.dumps(build, ensure_ascii=False)};\n{body}", encoding="utf-8")
    (site / RETIRED).write_text(f"{retired}\n{said}", encoding="utf-8")


def what_is_kept(site: Path) -> dict[str, list[str]]:
    """The `pages` that open without a signal, the `files` they use, and the `locales` with an address of their own."""
    pages = [routes.localized(page, locale) for page in KEPT_PAGES for locale in LOCALES]
    plain = [site / page.strip("/") / "index.plain.html" for page in pages]
    texts = [path.read_text(encoding="utf-8") for path in plain if path.exists()]
    files = dict.fromkeys(address for text in texts for address in [*_USED.findall(text), *_SPRITE.findall(text)])
    icons = [f"/icon{shape}-192.png" for shape in ("", "-maskable")]
    manifests = [routes.localized(MANIFEST, locale) for locale in LOCALES]
    own = [address for address in files if not address.startswith("/icons.svg#")]
    others = [locale for locale in LOCALES if locale != DEFAULT_LOCALE]
    sprite = [address.partition("#")[0] for address in own]
    return {"pages": pages, "files": list(dict.fromkeys([*sprite, *icons, *manifests])), "locales": others}


def _as_value(module: str) -> str:
    """A module without imports as an expression: an object of what it exports. Not every browser has module workers."""
    names = ", ".join(_NAME.findall(module))
    return f"(() => {{\n{_EXPORT.sub('', module)}\nreturn {{ {names} }};\n}})()"


def _version(site: Path, kept: dict[str, list[str]], body: str) -> str:
    """Changes with anything that is kept, and with the worker itself."""
    digest = hashlib.sha256(body.encode())
    for page in kept["pages"]:
        path = site / page.strip("/") / "index.plain.html"
        digest.update(path.read_bytes() if path.exists() else b"")
    for address in kept["files"]:
        path = site / address.lstrip("/").partition("?")[0]
        digest.update(f"\0{address}\0".encode() + (path.read_bytes() if path.exists() else b""))
    return digest.hexdigest()[:16]
