"""Text as a database and a city can take it, cleaned once where it comes in."""

from __future__ import annotations

import re
import unicodedata

# A NUL ends a text for PostgreSQL; half a surrogate pair can be written by nobody.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` without what no database can store."""
    return _UNSTORABLE.sub("", text)


def one_line(text: str) -> str:
    """`text` composed, on one line, with single spaces and nothing that cannot be seen."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in unicodedata.normalize("NFC", text)).split())


def digits_of(phone: str) -> str:
    """The digits of a phone number, without the country's 1 before ten others."""
    digits = "".join(ch for ch in phone if ch.isascii() and ch.isdigit())
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
