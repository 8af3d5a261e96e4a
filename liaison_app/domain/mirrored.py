"""Tickets that are only our copy of what somebody else told the city."""

from __future__ import annotations

from liaison_app.domain.tickets import TicketOrigin

# Nobody filed these through us: where we learn that one of them is a ticket of ours, it gives way.
MIRRORED = frozenset({TicketOrigin.CITY, TicketOrigin.OPEN_DATA})
