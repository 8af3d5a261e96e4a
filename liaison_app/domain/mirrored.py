"""Tickets that are only our copy of what somebody else told the city."""

from __future__ import annotations

from liaison_app.domain.tickets import TicketOrigin, Visibility

# Nobody filed these through us: where we learn that one of them is a ticket of ours, it gives way.
MIRRORED = frozenset({TicketOrigin.CITY, TicketOrigin.OPEN_DATA})


def keeps_no_words(origin: TicketOrigin, visibility: Visibility) -> bool:
    """Whether it is a copy of what a stranger told about people: only that there is something is kept of it, ever."""
    return origin is TicketOrigin.CITY and visibility is Visibility.PRIVATE
