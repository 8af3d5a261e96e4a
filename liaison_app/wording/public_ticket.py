"""A ticket's page for whoever is not signed in, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app.wording.ticket_page import TicketPageWords


@dataclass(frozen=True)
class PublicTicket:
    """The page's words and its own address in full, to be passed on."""

    page: TicketPageWords = field(default_factory=TicketPageWords)
    address: str = ""
