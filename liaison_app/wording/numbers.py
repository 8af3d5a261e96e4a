"""Numbers as people write them."""

from __future__ import annotations

from babel.numbers import format_decimal

from liaison_app.i18n import active_locale

#: In place of a figure that nobody can know.
NOT_KNOWN = "–"


def say_number(number: int) -> str:
    """A whole number with its separators in the active locale."""
    return str(format_decimal(number, locale=active_locale()))
