"""View rows of tickets: frozen, named fields only, safe to show to whom they were made for.

`TicketCard` and `TicketDetail` hold what everybody may see and nothing else: the place as the public gets it (snapped
to the block where a service is tied to a house), days instead of the exact times a person wrote, approved photos, the
city's answers that are not redacted. What only some may see hangs on them as a part of its own, so that it is either
there or not: `SentPart` (what the city got) and `OwnPart` (what stays with the liaison and the coordinators).
Rows hold facts, no sentences: `wording.tickets` says them. Places are WGS 84 degrees, None where the place was told in
words alone; times aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from liaison_app.domain.chronic_spots import SpotOfTicket
from liaison_app.domain.co_signs import NOBODY, CoSigns
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import AccountId, NeighborhoodId, PhotoKey, ServiceCode, ServiceRequestId, TicketId
from liaison_app.domain.looks import LookPart
from liaison_app.domain.message_rows import NO_NEWS, NO_THREAD, ThreadNews, ThreadPart
from liaison_app.domain.moderation import PublicWords, StepRow
from liaison_app.domain.open_data_records import OpenDataPart
from liaison_app.domain.ticket_times import Custody, Usual
from liaison_app.domain.tickets import ChangeKind, Outcome, Standing, Status, TicketOrigin, Visibility


class Sight(StrEnum):
    """How much of a ticket an actor may see."""

    PUBLIC = "public"
    SENT = "sent"  # the public's fields and what the city got
    FULL = "full"  # all but whom it was heard from, which a coordinator has to ask for


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo that this viewer may see. Sizes in pixels. `is_after`: it shows what somebody saw after a closing;
    `is_now`: what the newest look says that is there, by that look or one before that saw the same."""

    key: PhotoKey
    width: int
    height: int
    taken_on: date
    is_public: bool
    is_after: bool = False
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket in a list, as everybody may see it. `requested_on` and `closed_on` are days in the city's zone.

    `service_request_id` is the city's number, None until it is known. `photo` is the first approved one.
    """

    id: TicketId
    service_code: ServiceCode
    service_name: str
    address: str
    at: LatLon | None
    neighborhood_id: NeighborhoodId | None
    standing: Standing
    status: Status
    outcome: Outcome | None
    service_request_id: ServiceRequestId | None
    requested_on: date
    promised_on: date | None
    closed_on: date | None
    photo: PhotoKey | None = None
    co_signs: CoSigns = NOBODY


@dataclass(frozen=True, slots=True)
class OwnTicketCard:
    """A ticket in its liaison's own list. `address` is the exact one; `photo` may be one the public does not see."""

    card: TicketCard
    address: str
    requested_at: datetime
    delivery: Delivery
    visibility: Visibility
    photo: PhotoKey | None = None
    news: ThreadNews = NO_NEWS


@dataclass(frozen=True, slots=True)
class NearbyTicket:
    """A public ticket near a place, `distance_m` metres from it. The asker may follow it or stand behind it already."""

    card: TicketCard
    distance_m: int
    is_following: bool = False
    has_co_signed: bool = False


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One step in a ticket's history. `word` is a code of ours or the city's own status word; `note` the city's text.

    `at` is None where the public may not know the exact time (what a person did), and `on` says the day. Of a look,
    `seen_on` is the day on which its person was there, `is_mine` tells them, and `by_name` coordinators, who it was;
    `is_of_closing` where it is about the closing that stands. `id` is the row's, by which a message quotes it; `of`
    names the ticket it is of, where that is another one that counts together with this.
    """

    kind: ChangeKind
    word: str
    note: str
    on: date
    at: datetime | None
    seen_on: date | None = None
    by_name: str = ""
    is_mine: bool = False
    is_of_closing: bool = False
    id: int = 0
    of: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answer to one question of the service: as the city gets it (`values`), and as people read it."""

    question: str
    values: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class SentPart:
    """What the city got: the exact place, the description without our marker, the answers, a link to a picture."""

    at: LatLon | None
    address: str
    description: str
    answers: tuple[AnswerRow, ...]
    media_link: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """What became of our message. `due_at` is the next try, `city_words` what the city said when it refused,
    `reviewer_words` what a coordinator wrote who sent the draft back."""

    delivery: Delivery
    queued_at: datetime | None
    due_at: datetime | None
    failures: int
    reason: str
    city_words: str
    reviewer_words: str = ""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What stays with the liaison who filed it and with the coordinators.

    `heard_from` and `heard_contact` are filled for the liaison alone; `has_heard_from` says that there is somebody.
    `asked` is what a coordinator asks the liaison before deciding about the message, for the liaison alone.
    `raised_at` is the title of the meeting it was raised at, `raised_in` that meeting's number; '' where at none.
    """

    filed_by: AccountId | None
    filed_by_name: str
    is_mine: bool
    requested_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    delivery: DeliveryRow
    has_heard_from: bool
    heard_from: str = ""
    heard_contact: str = ""
    asked: str = ""
    raised_at: str = ""
    raised_in: str = ""


@dataclass(frozen=True, slots=True)
class TogetherPart:
    """What is the same problem: the ticket that leads this one, or those that count together with it and what happened
    to them, newest first each. `may_merge`: the actor can put it together with another one, or part it."""

    leader: TicketCard | None = None
    members: tuple[TicketCard, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    may_merge: bool = False


ALONE = TogetherPart()


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """A ticket's own page. `sent` and `own` are None for everybody who may not see them.

    `thread` holds something for the people of a ticket alone. `published` are somebody else's words as the city
    publishes them. `city_words` is what the city said last, `status_word` a status word of its own that we do not know.
    `spot` is the chronic spot it belongs to. `look` is there for who is asked to go and see. `original` is the ticket
    that this one was filed again for, and `seconds` are those filed again for this one, newest first. `told` is what
    its people wrote to the city and everybody may read, oldest first. `moderation` is for coordinators and for whose
    words or photos it is about. `co_signed_on` is the last day on which somebody said that they see it, too. `read_at`
    is when this was read: ages and delays count from then.
    """

    card: TicketCard
    sight: Sight
    visibility: Visibility
    origin: TicketOrigin
    neighborhood_name: str
    department: str
    service_notice: str
    city_words: str
    custody: Custody
    changes: tuple[ChangeRow, ...]
    photos: tuple[PhotoRow, ...]
    usual: Usual | None
    read_at: datetime
    today: date
    is_following: bool = False
    has_co_signed: bool = False
    sent: SentPart | None = None
    own: OwnPart | None = None
    open_data: OpenDataPart | None = None
    status_word: str = ""
    thread: ThreadPart = NO_THREAD
    published: str = ""
    spot: SpotOfTicket | None = None
    look: LookPart | None = None
    original: TicketCard | None = None
    seconds: tuple[TicketCard, ...] = ()
    told: tuple[PublicWords, ...] = ()
    moderation: tuple[StepRow, ...] = ()
    together: TogetherPart = ALONE
    co_signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class StandingCounts:
    """How many tickets stand where."""

    ours: int = 0
    with_city: int = 0
    late: int = 0
    not_fixed: int = 0
    fixed: int = 0
    closed: int = 0
    withdrawn: int = 0

    def of(self, standing: Standing) -> int:
        """The count of one standing."""
        count: int = getattr(self, standing.value)
        return count

    @property
    def total(self) -> int:
        return sum(self.of(standing) for standing in Standing)

    @property
    def open(self) -> int:
        return self.ours + self.with_city + self.late


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A liaison's tickets of this calendar year. `looked_at` counts closed ones that a person has looked at."""

    year: int
    sent: int
    closed: int
    looked_at: int
    seen_fixed: int
    not_fixed: int
    heard_from: int


@dataclass(frozen=True, slots=True)
class OwnTickets:
    """A page of a liaison's own list; `next_page` is where the next one starts, None at the end."""

    rows: tuple[OwnTicketCard, ...]
    counts: StandingCounts
    year: YearFigures
    next_page: str | None
    today: date


@dataclass(frozen=True, slots=True)
class NeighborhoodTickets:
    """A page of a neighborhood's public list, newest first; `next_page` as in `OwnTickets`."""

    neighborhood_id: NeighborhoodId
    neighborhood_name: str
    centre: LatLon
    rows: tuple[TicketCard, ...]
    counts: StandingCounts
    next_page: str | None
    today: date
