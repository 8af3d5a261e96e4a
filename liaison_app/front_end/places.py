"""Where the front end's files lie: its sources, Reflex's work folder, and the finished site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Places:
    """The folders of one checkout. `site` is what is served; `web` is Reflex's own work folder."""

    root: Path = PROJECT

    @property
    def web(self) -> Path:
        return self.root / ".web"

    @property
    def built(self) -> Path:
        """Where Reflex leaves the browser's files."""
        return self.web / "build" / "client"

    @property
    def node_modules(self) -> Path:
        return self.web / "node_modules"

    @property
    def work(self) -> Path:
        return self.root / ".build"

    @property
    def site(self) -> Path:
        return self.work / "site"

    @property
    def manifest(self) -> Path:
        """What the serving layer must know about the site; written last, so its presence means "complete"."""
        return self.site / "site.json"

    @property
    def log(self) -> Path:
        return self.work / "front-end.log"

    @property
    def lock(self) -> Path:
        return self.work / "front-end.lock"
