"""What the built front end depends on, and the stamp that says whether any of it has changed."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

# Raised when the finishing steps change what they write, so that an older site is built again.
FINISH_VERSION = 4

# Python that runs on the server alone: a change here cannot change a page, so it must not cost a build.
SERVER_ONLY = frozenset(
    {
        "adapters",
        "api",
        "demo",
        "front_end",
        "models",
        "practice_city",
        "__main__.py",
        "bootstrap.py",
        "cli.py",
        "commands.py",
        "db.py",
        "live.py",
        "logs.py",
        "processes.py",
        "reachability.py",
        "server.py",
        "settings.py",
        "supervision.py",
        "web_server.py",
        "worker.py",
    }
)
# The parts of `front_end` that shape the site; the rest of it serves.
BUILD_PARTS = (
    "app_icons.py",
    "drawings",
    "finishing.py",
    "fonts.py",
    "icons.py",
    "islands.config.mjs",
    "islands.py",
    "offline.py",
    "plain_jsx.py",
    "plain_pages.py",
)
SOURCE_SUFFIXES = frozenset({".py", ".po", ".jsx", ".js", ".css", ".json", ".svg"})
OUTSIDE_THE_PACKAGE = ("rxconfig.py", "requirements.txt", "reflex.lock", "assets")
BUILT_INTO_ASSETS = frozenset({"fonts", "external"})


def source_files(root: Path) -> Iterator[Path]:
    """Every file that can change the built pages, in a stable order."""
    package = root / "liaison_app"
    for path in sorted(package.rglob("*")):
        top = path.relative_to(package).parts[0]
        if path.suffix in SOURCE_SUFFIXES and top not in SERVER_ONLY and path.is_file():
            yield path
    for name in BUILD_PARTS:
        yield from _files_of(package / "front_end" / name)
    for name in OUTSIDE_THE_PACKAGE:
        yield from _files_of(root / name)


def _files_of(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.relative_to(place).parts[0] not in BUILT_INTO_ASSETS:
                yield path


def content_stamp(root: Path) -> str:
    """A digest of every source of the front end: equal stamps mean that a build would change nothing."""
    digest = hashlib.sha256(f"{FINISH_VERSION} {sys.version_info[:2]}".encode())
    for path in source_files(root):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
