"""Our mark in what the city gets: the last line of a description, by which we recognise our own request again."""

from __future__ import annotations

import re

#: The mark of any message of ours, wherever it stands in a text; its first group is the ref.
MARKER = re.compile(r"\[ref (NL-[0-9A-Z]{16})\]")


def bare(text: str) -> str:
    """A text without its marker, in lower case, with single spaces: cities change these."""
    return " ".join(MARKER.sub(" ", text).casefold().split())


def marker_line(ref: str) -> str:
    """The last line of a description."""
    return f"[ref {ref}]"
