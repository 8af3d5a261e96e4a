"""What the delivery desk shows: view rows, and the parts it is divided into. Times are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liaison_app.domain.channels import Channel
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import AccountId, Ref, ServiceRequestId, TicketId


class DeskSection(StrEnum):
    """A part of the desk."""

    PEOPLE = "people"  # waits for a person
    REJECTED = "rejected"  # the city refused it
    DUPLICATES = "duplicates"  # the city has it twice
    UNCLEAR = "unclear"  # being looked up
    WAITING = "waiting"  # on its way
    DECIDED = "decided"  # what people decided


DELIVERIES: dict[DeskSection, frozenset[Delivery]] = {
    DeskSection.WAITING: frozenset({Delivery.QUEUED, Delivery.SENDING}),
    DeskSection.UNCLEAR: frozenset({Delivery.UNKNOWN, Delivery.AWAITING_ID}),
    DeskSection.PEOPLE: frozenset({Delivery.HUMAN}),
    DeskSection.REJECTED: frozenset({Delivery.REJECTED}),
}


def section_of(delivery: Delivery) -> DeskSection:
    """Where what stands at `delivery` is listed; what is settled goes with what waits, to be shown on its own."""
    return next((section for section, deliveries in DELIVERIES.items() if delivery in deliveries), DeskSection.WAITING)


@dataclass(frozen=True, slots=True)
class SecondNumber:
    """A second number of a ticket that nobody has decided about. `is_placeholder`: the city gave it for one to come."""

    number: ServiceRequestId
    is_placeholder: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """Who is to decide, and what was said to that person."""

    to: AccountId
    to_name: str
    is_liaison: bool
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A ticket at the desk, or a message about one. `reason` is a code, `city_words` what the city said, or ''.

    Of a message `message_id` is set, `ref` is its id, `description` and `filed_by_name` are its words and its author;
    all else about the place, the service and the `number` is its ticket's; `channel` says how it goes.

    `since` is when it came to where it stands; `due_at` when the next step is made by itself, `posted_at` when it may
    last have reached the city. `clean_searches` counts complete searches that found nothing, `failures` what failed
    in a row.
    """

    id: TicketId
    ref: Ref
    delivery: Delivery
    service_code: str
    service_name: str
    address: str
    description: str
    filed_by_name: str
    since: datetime
    reason: str
    city_words: str
    due_at: datetime | None
    posted_at: datetime | None
    failures: int
    clean_searches: int
    attempts: int
    number: ServiceRequestId | None
    seconds: tuple[SecondNumber, ...] = ()
    handed: Handed | None = None
    message_id: Ref | None = None
    channel: Channel = Channel.UPDATE

    @property
    def key(self) -> str:
        """What opens it: the message's id, or the ticket's."""
        return self.message_id or self.id


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Some rows of a section, what has waited longest first. `next_page` leads on, None at the end."""

    rows: tuple[DeskRow, ...]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What a person decided. `note` are that person's own words, or a number."""

    id: int
    ticket_id: TicketId
    service_code: str
    service_name: str
    address: str
    decision: Decision
    note: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Decisions, newest first; `next_page` as in `DeskPage`."""

    rows: tuple[DecisionRow, ...]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """How the exchange with the city stands as a whole.

    `asked_until`: the city asked for time until then. `per_hour` counts what it took in the last hour, of at most
    `rate` a minute. `sender_seen_at` is the last sign of life of any worker, of which `senders` are alive.
    `not_understood` are status words of the city's that our table does not know, and of how many tickets. `news_at` is
    when its news were read last; `no_news_since` the same where that is too long ago.
    """

    unreachable_since: datetime | None
    paused_at: datetime | None
    pause_reason: str
    asked_until: datetime | None
    last_accepted_at: datetime | None
    per_hour: int
    rate: int
    waiting_since: datetime | None
    sender_seen_at: datetime | None
    senders: int
    is_stalled: bool
    counts: dict[DeskSection, int]
    not_understood: tuple[tuple[str, int], ...] = ()
    news_at: datetime | None = None
    no_news_since: datetime | None = None
