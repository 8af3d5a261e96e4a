"""Names of the rooms in which viewers wait for changes."""

from __future__ import annotations

from liaison_app.domain.ids import AccountId, NeighborhoodId, TicketId

DESK = "desk"
CITY_QUEUE = "city_queue"
OUTBOX = "outbox"
CATALOGUE = "catalogue"
API_KEYS = "api_keys"
MAIL = "mail"
EXCHANGE = "exchange"  # whether the city can be reached and lets us in


def ticket(ticket_id: TicketId) -> str:
    return f"ticket:{ticket_id}"


def account(account_id: AccountId) -> str:
    return f"account:{account_id}"


def neighborhood(neighborhood_id: NeighborhoodId) -> str:
    return f"neighborhood:{neighborhood_id}"


def of_ticket(
    ticket_id: TicketId, *, filed_by: AccountId | None, neighborhood_id: NeighborhoodId | None, is_public: bool
) -> list[str]:
    """Who is to hear that a ticket moved: its page, who filed it, the city's desk; a public one's neighborhood too."""
    found = [ticket(ticket_id), CITY_QUEUE]
    if filed_by is not None:
        found.append(account(filed_by))
    if neighborhood_id and is_public:
        found.append(neighborhood(neighborhood_id))
    return found
