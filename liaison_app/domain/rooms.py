"""Names of the rooms in which viewers wait for changes."""

from __future__ import annotations

from liaison_app.domain.ids import AccountId, MeetingId, NeighborhoodId, TicketId

DESK = "desk"
CITY_QUEUE = "city_queue"
OUTBOX = "outbox"
CATALOGUE = "catalogue"
API_KEYS = "api_keys"
MAIL = "mail"
APPLICATIONS = "applications"
COHORTS = "cohorts"  # anything of any cohort
MODULES = "modules"
EXCHANGE = "exchange"  # whether the city can be reached and lets us in


def ticket(ticket_id: TicketId) -> str:
    return f"ticket:{ticket_id}"


def typing(ticket_id: TicketId, *, by_liaison: bool) -> str:
    """Woken while somebody at that end of our own side writes about a ticket."""
    return f"typing:{ticket_id}:{'liaison' if by_liaison else 'coordinator'}"


def account(account_id: AccountId) -> str:
    return f"account:{account_id}"


def news(account_id: AccountId) -> str:
    """Woken when a person's news comes in or is read."""
    return f"news:{account_id}"


def neighborhood(neighborhood_id: NeighborhoodId) -> str:
    return f"neighborhood:{neighborhood_id}"


def meeting(meeting_id: MeetingId) -> str:
    return f"meeting:{meeting_id}"


def neighborhood_meetings(neighborhood_id: NeighborhoodId) -> str:
    """Woken where a meeting of the neighborhood is arranged or moved."""
    return f"meetings:{neighborhood_id}"


def cohort(cohort_id: str) -> str:
    """Woken when a cohort, its sessions, its seats or who was there change."""
    return f"cohort:{cohort_id}"


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
