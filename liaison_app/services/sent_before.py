"""A message is stored once for each pressing of Send, whichever side of a thread it is for."""

from __future__ import annotations

from collections.abc import Sequence

from liaison_app.db import Snapshot
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import AccountId, PhotoKey, TicketId
from liaison_app.domain.threads import Intent
from liaison_app.models import CityMessage, SideMessage
from liaison_app.services.photos_of_messages import photos_of_message

# By whom, about which ticket, in which words, what for, what it quotes, and with which photos.
Said = tuple[AccountId, TicketId, str, Intent | None, str, Sequence[PhotoKey]]


def is_stored(before: CityMessage | SideMessage | None, said: Said, snapshot: Snapshot) -> bool:
    """Whether `before`, what its ref stands for by now, is what is `said`.

    Raises:
        Conflict: `already_sent`, something else was said under that ref.
    """
    if before is None:
        return False
    *rest, photos = said
    there = [before.author_id, before.ticket_id, before.text, before.intent, before.quotes]
    if there != rest or set(photos_of_message(before.id, snapshot)) != set(photos):
        raise Conflict("already_sent")
    return True
