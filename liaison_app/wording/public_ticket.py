"""A ticket's page for whoever is not signed in, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app.wording.letter_forms import CoSignWords, LetterFormWords
from liaison_app.wording.ticket_page import TicketPageWords


@dataclass(frozen=True)
class PublicTicket:
    """The page's words, its own address in full, to be passed on, and its forms for whoever has no account."""

    page: TicketPageWords = field(default_factory=TicketPageWords)
    address: str = ""
    letters: LetterFormWords = field(default_factory=LetterFormWords)
    co_sign: CoSignWords = field(default_factory=CoSignWords)
