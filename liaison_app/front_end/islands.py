"""The scripts of islands: the parts of a page that live where the page itself is sent as plain HTML."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from liaison_app.front_end.places import Places
from liaison_app.front_end.toolchain import build_environment, require_bun

CONFIG = Path(__file__).with_name("islands.config.mjs")
BUILT, MANIFEST = Path("build") / "islands", "islands.json"
# Islands that draw a map want its library at once, though they load it only when they run.
WANT_LEAFLET = frozenset({"PublicMap"})


class IslandsFailed(Exception):
    """The islands could not be bundled; the message is what the bundler said last."""


@dataclass(frozen=True)
class Island:
    """The script of one island, and what the browser may fetch ahead of it."""

    script: str
    ahead: tuple[str, ...]


def build_islands(places: Places, site: Path) -> dict[str, Island]:
    """Bundle every island into `site`, beside the chunks of Reflex's build, and say what each is made of.

    Raises: IslandsFailed.
    """
    leaflet = _leaflet_in(site)
    shutil.copyfile(CONFIG, places.web / CONFIG.name)
    done = subprocess.run(
        [require_bun(), "node_modules/vite/bin/vite.js", "build", "--config", CONFIG.name],
        cwd=places.web,
        env={**build_environment(frozen=True), "LEAFLET_CHUNK": leaflet},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    with places.log.open("a", encoding="utf-8") as log:
        log.write(done.stdout)
    if done.returncode != 0:
        raise IslandsFailed("the islands could not be bundled")
    return read_islands(places.web / BUILT, site, leaflet)


def read_islands(built: Path, site: Path, leaflet: str) -> dict[str, Island]:
    """Take over what the bundler wrote in `built`. Names hold their content's hash, so equal ones are the same file."""
    manifest = json.loads((built / MANIFEST).read_text(encoding="utf-8"))
    for path in (built / "assets").iterdir():
        shutil.copyfile(path, site / "assets" / path.name)
    entries = {row["name"]: row for row in manifest.values() if row.get("isEntry")}
    return {name: _island(name, row, manifest, leaflet) for name, row in entries.items()}


def _island(name: str, row: dict[str, object], manifest: dict[str, dict[str, object]], leaflet: str) -> Island:
    imports = row.get("imports")
    ahead = [f"/{manifest[one]['file']}" for one in imports] if isinstance(imports, list) else []
    return Island(f"/{row['file']}", (*ahead, *((leaflet,) if name in WANT_LEAFLET else ())))


def _leaflet_in(site: Path) -> str:
    """The address of the map library's chunk, which both builds use."""
    found = list((site / "assets").glob("leaflet-src-*.js"))
    if len(found) != 1:
        raise IslandsFailed(f"expected one chunk with the map library, found {len(found)}")
    return f"/assets/{found[0].name}"
