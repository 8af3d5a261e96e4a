"""Text as a database and a city can take it, cleaned once where it comes in."""

from __future__ import annotations

import re

# A NUL ends a text for PostgreSQL; half a surrogate pair can be written by nobody.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` without what no database can store."""
    return _UNSTORABLE.sub("", text)
