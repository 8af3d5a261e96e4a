"""Our mark in what the city gets: the last line of a description, by which we recognise our own request again."""

from __future__ import annotations

import re

#: The mark of any message of ours, wherever it stands in a text; its first group is the ref.
MARKER = re.compile(r"\[ref (NL-[0-9A-Z]{16})\]")


def bare(text: str) -> str:
    """A text without its marker, in lower case, with single spaces: cities change these."""
    return _plain(MARKER.sub(" ", text))


def begins(text: str, told: str) -> bool:
    """Whether `told` is `text` as a city may have cut it off: its beginning, with three dots behind it or none."""
    start = _plain(told).rstrip("….").rstrip()
    return start != "" and _plain(text).startswith(start)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def marker_line(ref: str) -> str:
    """The last line of a description."""
    return f"[ref {ref}]"
