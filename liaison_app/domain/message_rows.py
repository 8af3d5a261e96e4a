"""View rows of what a ticket's people write about it: to the city, and among themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liaison_app.domain.channels import Channel, HeardRow
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import PhotoKey, Ref
from liaison_app.domain.moderation import Asked
from liaison_app.domain.quotes import QuoteRow
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
    `asked` says where its author's wish stands that neighbors may read it; `may_ask` that this actor may wish it.
    `answered_how` is what a coordinator wrote of an answer that came in another way. `quotes` names what it quotes, ''
    where nothing, and `quote` is that, None where it is not there (any more) for this reader. `may_change` and
    `may_take_back` tell its author what they can do with it; `has_versions` coordinators that earlier words are kept.
    `others` are the channels that the actor may send it by instead. One that came `by_mail` may have lost attachments
    and its end. `number` is the city's for one that went as a request of its own.
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
    asked: Asked | None = None
    may_ask: bool = False
    quotes: str = ""
    quote: QuoteRow | None = None
    photos: tuple[PhotoKey, ...] = ()
    changed_at: datetime | None = None
    taken_back_at: datetime | None = None
    may_change: bool = False
    may_take_back: bool = False
    has_versions: bool = False
    channel: Channel = Channel.UPDATE
    others: tuple[Channel, ...] = ()
    number: str = ""
    by_mail: bool = False
    left_out: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """What stands in a ticket's thread for this actor, the newest message first.

    `heard` is what the city said outside of its system; `channels` are this actor's ways to it, the best one first.
    `may_write_side` tells the ticket's liaison and coordinators; `has_unseen` that one of the other end's messages, or
    an answer of the city's, has not been before this actor yet. `contact` is whom coordinators turn to when the city
    does not answer. `is_read`: the actor is one of those who read it. `sends_photos`: the city gets photos of a
    message, as links.
    """

    messages: tuple[MessageRow, ...] = ()
    heard: tuple[HeardRow, ...] = ()
    channels: tuple[Channel, ...] = ()
    may_write_side: bool = False
    is_liaison: bool = False
    contact: str = ""
    has_unseen: bool = False
    is_read: bool = False
    sends_photos: bool = False

    @property
    def may_ask_city(self) -> bool:
        """Whether the city can be written to; a call is another thing."""
        return bool(self.channels) and self.channels[0] is not Channel.PHONE


NO_THREAD = ThreadPart()


@dataclass(frozen=True, slots=True)
class ThreadNews:
    """How many private messages of a thread somebody has not had before them, and how many answers of the city's."""

    unread: int = 0
    answers: int = 0


NO_NEWS = ThreadNews()
