"""The finished site in memory: which file answers an address, in which encoding, and which page a route has."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liaison_app.domain.errors import SettingsWrong
from liaison_app.front_end.islands import Island
from liaison_app.front_end.plain_pages import Template
from liaison_app.routes import locale_of

NOT_FOUND_ROUTE = "/*"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# `name-1a2B3c4D.js`: Vite names these by their content, so they never change under one name.
_HASHED = re.compile(r"^/assets/.+-[\w-]{8}\.\w+$|^/assets/manifest-[0-9a-f]{8}\.js$")
_TEXT = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}


class SiteMissing(SettingsWrong):
    """There is no finished site to serve: `python -m liaison_app build` makes it."""


@dataclass(frozen=True)
class Page:
    """A prerendered page, or the shell that every page with a variable address starts from.

    `plain` is the file of its twin without a framework, for visitors who are not signed in; '' where it has none.
    """

    address: str
    html: bytes
    script_hashes: tuple[str, ...]
    file: str
    plain: str = ""


@dataclass(frozen=True)
class Route:
    """One page pattern, `/t/:ticket_id`, with the chunks its page loads first."""

    path: str
    chunks: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Served:
    """One stored file as it goes out."""

    body: bytes
    media_type: str
    encoding: str | None
    etag: str


@dataclass
class Bundle:
    """The site of one build. Files are read once, when first asked for.

    `templates` are for pages written on the server, by language; a site without plain pages has none.
    """

    folder: Path
    pages: dict[str, Page]
    shell: Page
    routes: tuple[Route, ...]
    not_found_chunks: tuple[str, ...]
    files: dict[str, Path]
    templates: dict[str, Template] = field(default_factory=dict)
    _kept: dict[tuple[str, str | None], Served] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Bundle:
        """Read what `finishing.finish_site` wrote.

        Raises: SiteMissing when nothing has been built.
        """
        try:
            about = json.loads((folder / "site.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise SiteMissing("There is no built front end: run `python -m liaison_app build`.") from problem
        pages = {address: _page(folder, address, row) for address, row in about["pages"].items()}
        chunks = {row["path"]: tuple(row["chunks"]) for row in about["routes"]}
        return cls(
            folder=folder,
            pages=pages,
            shell=_page(folder, "", about["shell"]),
            routes=tuple(Route(path, needed, _pattern(path)) for path, needed in chunks.items() if "*" not in path),
            not_found_chunks=chunks.get(NOT_FOUND_ROUTE, ()),
            files={"/" + path.relative_to(folder).as_posix(): path for path in _public_files(folder)},
            templates=_templates(folder, pages.values(), about.get("islands", {})),
        )

    def route_of(self, address: str) -> Route | None:
        """The route an address belongs to, fixed ones first; `None` when there is no such page."""
        found = [route for route in self.routes if route.pattern.fullmatch(address)]
        return min(found, key=lambda route: route.path.count(":")) if found else None

    def file(self, address: str, accepted: frozenset[str]) -> Served | None:
        """The file of an address in the best accepted encoding; `None` when there is none, or none any more."""
        path = self.files.get(address)
        if path is None:
            return None
        try:
            return self._best(address, path, accepted)
        except FileNotFoundError:  # a newer build has taken this one's place while we serve
            return None

    def _best(self, address: str, path: Path, accepted: frozenset[str]) -> Served:
        for encoding, suffix in ENCODINGS:
            if encoding in accepted:
                packed = path.with_name(path.name + suffix)
                if packed.exists():
                    return self._read(address, packed, path, encoding)
        return self._read(address, path, path, None)

    def page(self, page: Page, accepted: frozenset[str], *, plain: bool = False) -> Served:
        """A prerendered page, or its plain twin, in the best accepted encoding."""
        name = page.plain if plain else page.file
        served = self.file("/" + name, accepted)
        if served is None:
            raise SiteMissing(f"The built front end has lost {name}: build it again.")
        return served

    def _read(self, address: str, stored: Path, original: Path, encoding: str | None) -> Served:
        kept = self._kept.get((address, encoding))
        if kept is None:
            body = stored.read_bytes()
            kept = Served(body, _media_type(original), encoding, f'"{hashlib.sha256(body).hexdigest()[:24]}"')
            self._kept[address, encoding] = kept
        return kept


def never_changes(address: str) -> bool:
    """Whether a file is named by its content, so that browsers may keep it for ever."""
    return _HASHED.match(address) is not None


def _page(folder: Path, address: str, row: dict[str, Any]) -> Page:
    return Page(address, (folder / row["file"]).read_bytes(), tuple(row["scripts"]), row["file"], row.get("plain", ""))


def _templates(folder: Path, pages: Iterable[Page], parts: dict[str, Any]) -> dict[str, Template]:
    """One for each language that has a plain page, cut out of its first one."""
    islands = {name: Island(row["script"], tuple(row["ahead"])) for name, row in parts.items()}
    found: dict[str, Template] = {}
    for page in pages:
        if page.plain and (locale := locale_of(page.address)) not in found:
            found[locale] = Template.of((folder / page.plain).read_text(encoding="utf-8"), islands)
    return found


def _pattern(path: str) -> re.Pattern[str]:
    parts = [r"[^/]+" if part.startswith(":") else re.escape(part) for part in path.strip("/").split("/")]
    return re.compile("/" + "/".join(parts))


def _public_files(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".gz", ".br"} and path.name != "site.json"
    ]


def _media_type(path: Path) -> str:
    found = _TEXT.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") or path.suffix == ".json" else found
