"""Drafts for review, as the coordinators' desk lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import TicketId
from liaison_app.domain.program import Standing


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """What the author answered to one question of the service."""

    question: str
    values: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One draft: a ticket, or a message to the city about one (`message_id` is '' for a ticket).

    `revision` counts its moves: a decision names the one that it was made about. `said` is what its author was asked
    last, '' where nothing. `photos` are keys.
    """

    ticket_id: TicketId
    message_id: str
    delivery: Delivery
    revision: int
    service_code: str
    service_name: str
    address: str
    neighborhood: str
    text: str
    author_id: str
    author_name: str
    standing: Standing
    since: datetime
    said: str = ""
    answers: tuple[ReviewAnswer, ...] = ()
    photos: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.message_id or self.ticket_id


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What waits for a coordinator, the longest waiting first, and how many wait for their authors."""

    rows: tuple[ReviewRow, ...]
    waiting: int
    sent_back: int
    is_cut: bool
