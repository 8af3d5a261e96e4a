"""Who waits for news of a ticket."""

from __future__ import annotations

from liaison_app.domain import rooms
from liaison_app.domain.ids import AccountId, NeighborhoodId, TicketId
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Ticket


def rooms_of(ticket: Ticket) -> list[str]:
    """Who is to hear that a ticket moved."""
    return rooms.of_ticket(
        TicketId(ticket.id),
        filed_by=AccountId(ticket.filed_by) if ticket.filed_by else None,
        neighborhood_id=NeighborhoodId(ticket.neighborhood_id) if ticket.neighborhood_id else None,
        is_public=ticket.visibility is Visibility.PUBLIC,
    )
