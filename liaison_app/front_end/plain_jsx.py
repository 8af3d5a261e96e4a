"""Keeps emotion out of the bundle: Reflex draws every element through it, for a `css` property that we never use.

Our styles are files of our own. Without it every page of the app is 25 kB lighter, 8 packed, and the phone reads no
style engine before it shows a form.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from reflex_base.plugins.base import Plugin

VITE_CONFIG = "vite.config.js"
_FIRST_PLUGIN = "alwaysUseReactDomServerNode(),"
# What stands for it, as a module that Vite makes up: React's own function, under the name that pages import. A name of
# its own, as one that is only passed on is written out in full at every element of every page.
MODULE = 'import { createElement } from "react"; export const jsx = createElement;'
VITE_PLUGIN = """{
      name: "plain-jsx",
      enforce: "pre",
      resolveId: (id) => (id === "@emotion/react" ? "\\0plain-jsx" : null),
      load: (id) => (id === "\\0plain-jsx" ? MODULE : null),
    },""".replace("MODULE", json.dumps(MODULE))
_STYLED = re.compile(r"\bcss:\s*\(?\{")


class ReflexChanged(RuntimeError):
    """Reflex writes another Vite configuration than the one we add to, as after an upgrade."""


class PlainJsx(Plugin):  # type: ignore[misc]  # Reflex has no types
    """Adds our module to Reflex's Vite configuration."""

    def pre_compile(self, **context: Any) -> None:
        """Called by Reflex before it writes its files."""
        context["add_modify_task"](VITE_CONFIG, with_plain_jsx)


def with_plain_jsx(config: str) -> str:
    """The Vite configuration with our module in it.

    Raises: ReflexChanged.
    """
    if config.count(_FIRST_PLUGIN) != 1:
        raise ReflexChanged(f"{VITE_CONFIG} has no place for plain_jsx.py any more: look at what Reflex writes now")
    return config.replace(_FIRST_PLUGIN, f"{VITE_PLUGIN}\n    {_FIRST_PLUGIN}")


def styled_parts(written: Path) -> list[str]:
    """The files of Reflex's work folder with an element styled through `css`, which would go out without its style.

    Reflex makes one of every property that it does not know, as of `role` on a fieldset.
    """
    parts = [path for folder in ("app", "utils") for path in sorted((written / folder).rglob("*.jsx"))]
    return [path.name for path in parts if _STYLED.search(path.read_text(encoding="utf-8"))]
