"""View rows of what a ticket's people write about it: to the city, and among themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import Ref
from liaison_app.domain.threads import Intent, Side


@dataclass(frozen=True, slots=True)
class SeenRow:
    """Somebody of the other side had a message before them. `name` is '' for the city's staff."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What one of a ticket's people wrote, for its people. `due_at` is the next try; `reason` a code.

    Where it stays on our `side`, there is no `delivery`; `by_liaison` says which end of that side wrote it.
    `answered_how` is what a coordinator wrote of an answer that came in another way.
    """

    id: Ref
    side: Side
    is_mine: bool
    by_liaison: bool
    author_name: str
    text: str
    at: datetime
    intent: Intent | None
    answer_by: date | None
    answered_at: datetime | None
    raised_at: datetime | None = None
    contact_at: datetime | None = None
    answered_how: str = ""
    seen: tuple[SeenRow, ...] = ()
    delivery: Delivery | None = None
    due_at: datetime | None = None
    reason: str = ""
    city_words: str = ""
    withdrawn_because: str = ""
    may_send_again: bool = False


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """What stands in a ticket's thread for this actor, the newest message first.

    `may_write_side` tells the ticket's liaison and coordinators; `has_unseen` that one of the other end's messages has
    not been before this actor yet. `contact` is whom coordinators turn to when the city does not answer.
    """

    messages: tuple[MessageRow, ...] = ()
    may_ask_city: bool = False
    may_write_side: bool = False
    is_liaison: bool = False
    contact: str = ""
    has_unseen: bool = False


NO_THREAD = ThreadPart()
