"""A text from which something may have been taken out, in runs: pages draw a block there, and say so to who listens."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.moderation import BLOCK


@dataclass(frozen=True)
class TextPart:
    """A run of a text, or (`is_out`) the place where something was taken out."""

    text: str = ""
    is_out: bool = False


def parts_of(text: str) -> list[TextPart]:
    """A text as it is shown, in runs."""
    found: list[TextPart] = []
    for number, run in enumerate(text.split(BLOCK)):
        found += [TextPart(is_out=True)] if number else []
        found += [TextPart(run)] if run else []
    return found
