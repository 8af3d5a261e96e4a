"""What the city repeats of what it was told is no word of its own, and makes nothing public that was written to it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.domain.marker import bare
from liaison_app.domain.privacy import REDACTED
from liaison_app.models import CityMessage, LinkedRequest

# Anybody may say "thank you" in the same words; so many letters in a row are no accident.
SHORTEST = 12


def without_ours(text: str, ticket_id: str, uow: UnitOfWork) -> str:
    """The city's words about a ticket, without those of messages to it and of what these quoted: `[…]` in their place,
    '' where nothing else is said."""
    if not text.strip():
        return text
    link = uow.db.get(LinkedRequest, ticket_id)  # what a linked request brings belongs to the ticket that it names
    wanted = select(CityMessage.text, CityMessage.quoted_lines).where(
        CityMessage.ticket_id == (link.original_id if link is not None else ticket_id)
    )
    return cut(text, [words for message in uow.db.exec(wanted).all() for words in message if words])


def cut(text: str, ours: Iterable[str]) -> str:
    """`text` without each of `ours`, in whatever case and however the words are parted."""
    for words in sorted(ours, key=len, reverse=True):
        if bare(text) == bare(words):
            return ""
        if len(words.strip()) >= SHORTEST:
            matching = r"\s+".join(re.escape(word) for word in words.split())
            text = re.sub(matching, REDACTED, text, flags=re.IGNORECASE)
    return text
