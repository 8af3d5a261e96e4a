"""Pages without their framework: the same HTML, with a small script for each kind of island on it and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from liaison_app.front_end.islands import Island

_QUIET = re.compile(r'<meta(?=[^>]*\bname="liaison-page")(?=[^>]*\bcontent="quiet")[^>]*/?>')
_SCRIPTS = re.compile(r"<script\b[^>]*>.*?</script>|<link\b(?=[^>]*\brel=\"modulepreload\")[^>]*/?>", re.DOTALL)
# What React leaves behind for its own scripts, empty once those are gone.
_PLACES_TO_FILL = re.compile(r'<!--.*?-->|<template id="B:\d+"></template>', re.DOTALL)
_FILLINGS = re.compile(r'<div hidden id="S:\d+"></div>')
_ISLANDS = re.compile(r'data-island="(\w+)"')
# What the head of a finished plain page says of that one page alone.
_OWN_TO_A_PAGE = re.compile(
    r"<title>.*?</title>|<meta\b(?=[^>]*\b(?:property|name)=\"(?:og:|twitter:|description))[^>]*/?>", re.DOTALL
)


class PageNotPlain(Exception):
    """A quiet page has a form that cannot be sent without scripts; the message says which part."""


def is_quiet(html: str) -> bool:
    """Whether the page may be sent as plain HTML to a visitor who is not signed in."""
    return _QUIET.search(html) is not None


def plain_page(html: str, islands: Mapping[str, Island]) -> str:
    """The page without React: its HTML, its styles, and the scripts of the islands it holds.

    Raises: PageNotPlain when the page is not whole without its scripts.
    """
    names = sorted(set(_ISLANDS.findall(html)))
    text = _FILLINGS.sub("", _PLACES_TO_FILL.sub("", _SCRIPTS.sub("", _QUIET.sub("", html))))
    if "<main" not in text or "<div hidden id=" in text:
        raise PageNotPlain("a page's main part comes only with its scripts")
    return text.replace("</head>", _scripts_of(names, islands) + "</head>", 1)


def _scripts_of(names: Sequence[str], islands: Mapping[str, Island]) -> str:
    """What loads the scripts of the named islands. Raises: PageNotPlain when there is none for one of them."""
    unknown = [name for name in names if name not in islands]
    if unknown:
        raise PageNotPlain(f"there is no script for the island {unknown[0]}")
    used = [islands[name] for name in names]
    ahead = dict.fromkeys(address for one in used for address in one.ahead)
    head = [f'<link rel="modulepreload" href="{address}"/>' for address in ahead]
    return "".join(head + [f'<script type="module" src="{one.script}"></script>' for one in used])


@dataclass(frozen=True)
class Template:
    """What all plain pages of one language have around their own head and body."""

    opening: str
    islands: Mapping[str, Island]

    @classmethod
    def of(cls, plain: str, islands: Mapping[str, Island]) -> Template:
        """Cut it out of a finished plain page."""
        head = plain.partition("</head>")[0]
        return cls(_OWN_TO_A_PAGE.sub("", _SCRIPTS.sub("", head)), islands)

    def page(self, head: str, body: str, islands: Sequence[str]) -> str:
        """A whole page. By its `data-version` a script on it sees whether what it shows has changed.

        Raises: PageNotPlain when there is no script for one of its islands.
        """
        version = sha256(body.encode("utf-8", "replace")).hexdigest()[:16]
        scripts = _scripts_of(islands, self.islands)
        return f'{self.opening}{head}{scripts}</head><body data-version="{version}">{body}</body></html>'
