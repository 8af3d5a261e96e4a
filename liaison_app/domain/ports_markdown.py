"""The port behind which Markdown becomes HTML."""

from __future__ import annotations

from typing import Protocol


class MarkdownWriter(Protocol):
    """Draws Markdown as HTML that is safe in our pages, whoever wrote it.

    No HTML of the author's is let through. Links lead to http(s) addresses and to our own pages, which get
    `own_prefix` ("/es") put before them; pictures come from our own photo store and from what ships with the app.
    """

    def html(self, text: str, own_prefix: str = "") -> str:
        """A text of paragraphs. Its headings begin at the third level: those above are the page's own."""

    def line(self, text: str) -> str:
        """One line, without links and pictures, for questions and answers."""
