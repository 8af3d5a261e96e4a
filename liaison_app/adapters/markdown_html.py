"""Markdown as HTML for our pages, by markdown-it-py: CommonMark and tables, no HTML of the author's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# The page has the first heading and the part the second: an author's `##` is the third, and none is above that.
_HIGHEST, _DEEPEST = 3, 6
_WEB = re.compile(r"https?://[^\s/?#\\@]+(?:[/?#]\S*)?", re.IGNORECASE)
# A path of ours: one slash, then nothing that a browser could read as another host. Never what only programs ask for.
_OWN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_FOR_PROGRAMS = ("/api/", "/_")
_PICTURE = re.compile(r"/(?:api/photos/[a-z0-9]{8,40}|pictures/[a-z0-9-]+\.(?:svg|png|jpg|webp))")
_ABROAD = "nofollow noopener noreferrer"


class MarkdownHtml:
    """Draws Markdown. One for all threads: what it makes depends on the text alone."""

    def __init__(self) -> None:
        self._whole = _parser()
        self._line = _parser().disable(["link", "image", "autolink", "newline"])

    def html(self, text: str, own_prefix: str = "") -> str:
        return _drawn(self._whole, text, own_prefix)

    def line(self, text: str) -> str:
        return str(self._line.renderInline(text)).strip()


@lru_cache(maxsize=512)
def _drawn(parser: MarkdownIt, text: str, own_prefix: str) -> str:
    tokens = parser.parse(text)
    _rewrite(tokens, own_prefix)
    return str(parser.renderer.render(tokens, parser.options, {}))


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    made.validateLink = _may_lead_to  # type: ignore[method-assign]
    return made


def _may_lead_to(url: str) -> bool:
    return bool(_WEB.fullmatch(url)) or _is_own(url)


def _is_own(address: str) -> bool:
    return bool(_OWN.fullmatch(address)) and (not address.startswith(_FOR_PROGRAMS) or bool(_PICTURE.match(address)))


def _rewrite(tokens: Sequence[Token], own_prefix: str) -> None:
    """Headings a level deeper, links of our own with their prefix, pictures of others as their words."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(_DEEPEST, max(_HIGHEST, int(token.tag[1]) + 1))}"
        elif token.type == "link_open":
            _lead(token, own_prefix)
        elif token.type == "image":
            _show(token)
        elif token.type == "table_open":
            token.attrSet("class", "reading-table")
        if token.children:
            _rewrite(token.children, own_prefix)


def _lead(token: Token, own_prefix: str) -> None:
    address = str(token.attrs.get("href", ""))
    if not _is_own(address):
        token.attrSet("rel", _ABROAD)
    elif not address.startswith(_FOR_PROGRAMS):
        token.attrSet("href", f"{own_prefix}{address}")


def _show(token: Token) -> None:
    if _PICTURE.fullmatch(str(token.attrs.get("src", ""))):
        token.attrSet("loading", "lazy")
        return
    token.type, token.tag, token.attrs = "text", "", {}
    token.children = None  # what stands in its place are the words it was to be told by
