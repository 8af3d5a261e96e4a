"""A message is stored once for each pressing of Send, whichever side of a thread it is for."""

from __future__ import annotations

from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.threads import Intent
from liaison_app.models import CityMessage, SideMessage

# By whom, about which ticket, in which words, what for.
Said = tuple[AccountId, TicketId, str, Intent | None]


def is_stored(before: CityMessage | SideMessage | None, said: Said) -> bool:
    """Whether `before`, what its ref stands for by now, is what is `said`.

    Raises:
        Conflict: `already_sent`, something else was said under that ref.
    """
    if before is None:
        return False
    if (before.author_id, before.ticket_id, before.text, before.intent) != said:
        raise Conflict("already_sent")
    return True
