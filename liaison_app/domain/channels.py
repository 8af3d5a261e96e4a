"""Channels: the ways in which a message can reach the city, and what is logged of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from liaison_app.domain.ids import Ref
from liaison_app.domain.threads import Intent

REACHED_LENGTH = 120
EVERY_SERVICE = "all"
SAID_LENGTH = 1000


class Channel(StrEnum):
    """How a message reaches the city, the best way first."""

    UPDATE = "update"  # a GeoReport service request update
    REQUEST = "request"  # a new service request that names the first one
    EMAIL = "email"
    PHONE = "phone"  # a person calls, and writes down what was said


class CallOutcome(StrEnum):
    """What came of a call."""

    ANSWERED = "answered"
    TOOK = "took"  # they took the question and will answer it
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class CallNote:
    """What a person writes down of a call, as a form sends it. `about` names a message to the city that is still open,
    or is empty for a new question, which `asked` and `intent` hold then."""

    about: str = ""
    intent: str = ""
    asked: str = ""
    outcome: str = ""
    reached: str = ""
    said: str = ""
    next_on: str = ""

    @property
    def words(self) -> str:
        """What was typed of either side, as it is looked over before it is kept."""
        return f"{self.asked.strip()}\n{self.said.strip()}"


@dataclass(frozen=True, slots=True)
class CityQuestion:
    """A message to the city as a mail tells it. `can_answer`: an answer to it comes back to its thread."""

    number: str
    service_code: str
    service_name: str
    address: str
    requested_on: date
    intent: Intent | None
    text: str
    ref: str
    can_answer: bool


@dataclass(frozen=True, slots=True)
class HeardRow:
    """What the city said outside of its system, for a ticket's people: in a call, as whoever called wrote it down, or
    by e-mail, of which `left_out` attachments and what `is_cut` are not here.

    `by_name` is who heard it, `is_mine` tells them. Of a call that reached nobody, `text` is what was to be asked.
    """

    id: Ref
    channel: Channel
    text: str
    at: datetime
    is_mine: bool = False
    by_name: str = ""
    outcome: CallOutcome | None = None
    reached: str = ""
    next_on: date | None = None
    left_out: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """Which channels this city may be written to by, besides updates, which are the endpoint's to offer.

    `emails` are addresses for single services, by code; `email` is for all others. Both are empty where no
    mail can go out. `linked` are the services, by code, about whose requests the city takes linked ones.
    """

    email: str = ""
    emails: Mapping[str, str] = field(default_factory=dict)
    linked: frozenset[str] = frozenset()

    def takes_linked(self, service_code: str) -> bool:
        """Whether the city wants questions about such a request as requests of their own."""
        return service_code in self.linked or EVERY_SERVICE in self.linked

    def email_for(self, service_code: str) -> str:
        """The city's address for questions about a request of this service, '' where there is none."""
        return self.emails.get(service_code, self.email)

    def is_of_the_city(self, address: str) -> bool:
        """Whether an address is in the same house as one of the city's."""
        host = address.lower().rpartition("@")[2]
        houses = {one.lower().rpartition("@")[2] for one in (self.email, *self.emails.values()) if one}
        return any(host == house or host.endswith(f".{house}") for house in houses)

    def channels(self, service_code: str, *, takes_messages: bool) -> tuple[Channel, ...]:
        """The ways for a message about a request of this service, the best one first. Anybody can call."""
        offered = {
            Channel.UPDATE: takes_messages,
            Channel.REQUEST: self.takes_linked(service_code),
            Channel.EMAIL: self.email_for(service_code) != "",
            Channel.PHONE: True,
        }
        return tuple(one for one in Channel if offered.get(one))


ONLY_CALLS = ChannelPolicy()


def written_ways(channels: Sequence[Channel]) -> tuple[Channel, ...]:
    """Those of some channels by which a message goes by itself."""
    return tuple(one for one in channels if one is not Channel.PHONE)
