"""View rows of what a ticket's people write to the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import Ref


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What one of a ticket's people wrote to the city, for its people. `due_at` is the next try; `reason` a code."""

    id: Ref
    is_mine: bool
    author_name: str
    text: str
    at: datetime
    delivery: Delivery
    due_at: datetime | None
    reason: str
    city_words: str
    withdrawn_because: str
    may_send_again: bool
