"""The icons and drawings of the product as one small sprite, `/icons.svg`.

Icons come from Lucide (`@iconify-json/lucide`), only those named here, so a page carries no icon code at all: it says
`<use href="/icons.svg#camera">`, and a row may name its icon while the app runs. What Lucide lacks (a street light, a
street) and what is ours alone (the sign post, the row of houses) stands in `drawings/` as SVG symbols.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

ICON_PACKAGE = "@iconify-json/lucide@1.2.137"

#: Our name → Lucide's. Ours says what it means to a person; the same picture may carry two meanings.
LUCIDE = {
    # ways through the app
    "map": "map",
    "places": "building",
    "around": "houses",
    "report": "plus",
    "program": "circle-question-mark",
    "more": "menu",
    "desk": "inbox",
    "cohorts": "graduation-cap",
    "meetings": "users-round",
    "you": "user-round",
    "language": "languages",
    "back": "arrow-left",
    "forward": "chevron-right",
    "previous": "chevron-left",
    "unfold": "chevron-down",
    "close": "x",
    "external": "external-link",
    # acts
    "add": "plus",
    "remove": "trash",
    "search": "search",
    "locate": "locate-fixed",
    "zoom-in": "plus",
    "zoom-out": "minus",
    "send": "send",
    "share": "share",
    "print": "printer",
    "download": "download",
    "feed": "rss",
    "edit": "pencil",
    "camera": "camera",
    "dictate": "mic",
    "image": "image",
    "ask": "message-square-text",
    "quote": "quote",
    "follow": "bell",
    "stand-behind": "hand-heart",
    "link": "link",
    "save": "save",
    "again": "rotate-ccw",
    "sign-in": "log-in",
    "sign-out": "log-out",
    "settings": "settings",
    "filter": "funnel",
    "call": "phone",
    "mail": "mail",
    "copy": "copy",
    "pause": "pause",
    "play": "play",
    # what is so
    "check": "check",
    "done": "circle-check",
    "late": "hourglass",
    "clock": "clock",
    "calendar": "calendar-days",
    "city": "landmark",
    "crew": "truck",
    "phone": "smartphone",
    "seen": "eye",
    "unseen": "eye-off",
    "private": "lock",
    "public": "globe",
    "place": "map-pin",
    "here": "crosshair",
    "info": "info",
    "warning": "triangle-alert",
    "danger": "octagon-alert",
    "error": "circle-alert",
    "no-signal": "wifi-off",
    "waiting": "hourglass",
    "partly": "layers",
    "cannot-tell": "circle-question-mark",
    "not-fixed": "x",
    "flag": "flag",
    "people": "users-round",
    "history": "file-text",
    "badge": "badge-check",
    "key": "key-round",
    "shield": "shield",
    "list": "list",
    # kinds of problem
    "dumping": "sofa",
    "rubbish": "trash",
    "recycling": "recycle",
    "graffiti": "spray-can",
    "pothole": "construction",
    "traffic": "traffic-cone",
    "tree": "tree-deciduous",
    "car": "car",
    "parking": "circle-parking",
    "house": "house",
    "building": "building",
    "lot": "fence",
    "water": "droplets",
    "sewer": "waves",
    "sidewalk": "footprints",
    "sign": "signpost",
    "animal": "paw-print",
    "bug": "bug",
    "noise": "volume-2",
    "smell": "wind",
    "snow": "snowflake",
    "fire": "flame",
    "park": "trees",
    "store": "store",
    "pole": "utility-pole",
    "tools": "wrench",
    "accessibility": "accessibility",
    "bike": "bike",
    "bus": "bus",
    "other": "circle-ellipsis",
}

DRAWINGS = Path(__file__).parent / "drawings"

#: Everything `/icons.svg` holds: Lucide's icons under our names, and our own drawings.
ICON_NAMES = frozenset(LUCIDE) | frozenset(path.stem for path in DRAWINGS.glob("*.svg"))


def sprite_address() -> str:
    """Where the pages find the sprite; the query changes with its contents, so it can be cached for good."""
    stamp = hashlib.sha256(ICON_PACKAGE.encode())
    for name, lucide in sorted(LUCIDE.items()):
        stamp.update(f"{name}={lucide};".encode())
    for path in sorted(DRAWINGS.glob("*.svg")):
        stamp.update(path.read_bytes())
    return f"/icons.svg?v={stamp.hexdigest()[:8]}"


def build_icons(node_modules: Path, target: Path) -> Path:
    """Write `icons.svg` into the folder `target` from the icon package in `node_modules` and our drawings.

    Returns the file written.

    Raises:
        FileNotFoundError: the icon package is not installed.
        KeyError: the package has no icon of a name in `LUCIDE`.
    """
    source = node_modules / "@iconify-json" / "lucide" / "icons.json"
    if not source.exists():
        raise FileNotFoundError("@iconify-json/lucide is not installed: the icons cannot be built")
    bodies = json.loads(source.read_text(encoding="utf-8"))["icons"]
    symbols = [_symbol(name, bodies[lucide]["body"]) for name, lucide in sorted(LUCIDE.items())]
    symbols += [path.read_text(encoding="utf-8").strip() for path in sorted(DRAWINGS.glob("*.svg"))]
    target.mkdir(parents=True, exist_ok=True)
    written = target / "icons.svg"
    written.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", encoding="utf-8"
    )
    return written


def _symbol(name: str, body: str) -> str:
    # Colour and stroke are left to the page's style sheet, which reaches into a symbol only by inheritance.
    bare = re.sub(r' (?:fill="none"|stroke="currentColor"|stroke-(?:linecap|linejoin|width)="[^"]*")', "", body)
    bare = re.sub(r"^<g>(.*)</g>$", r"\1", bare, flags=re.DOTALL)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{bare}</symbol>'
