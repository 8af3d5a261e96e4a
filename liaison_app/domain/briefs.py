"""What a neighborhood's brief counts and lists, and the minutes of a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from liaison_app.domain.facets import FIXED, Facet
from liaison_app.domain.ids import MeetingId, NeighborhoodId, ServiceCode, TicketId
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.place_figures import ServiceFigures


class Became(StrEnum):
    """What became of a ticket, as a brief counts it; each ticket is one of these."""

    FIXED = "fixed"  # a person saw it fixed
    CLOSED = "closed"  # the city says closed, and nobody saw how it is
    NOT_FIXED = "not_fixed"  # the city says closed, and a person saw that it is not fixed
    LATE = "late"
    WAITING = "waiting"  # the city has it, and it is not late
    OURS = "ours"  # the city has not taken it yet
    WITHDRAWN = "withdrawn"


_BECAME: Mapping[Facet, Became] = {
    **dict.fromkeys(FIXED, Became.FIXED),
    Facet.CLOSED: Became.CLOSED,
    Facet.CLOSED_CANNOT_TELL: Became.CLOSED,
    Facet.CLOSED_NOT_FIXED: Became.NOT_FIXED,
    Facet.LATE: Became.LATE,
    Facet.WITH_CITY: Became.WAITING,
    Facet.OPEN_NOT_FIXED: Became.WAITING,
    Facet.WITHDRAWN: Became.WITHDRAWN,
}


def became_of(facet: int) -> Became:
    """What became of a ticket with this facet; one that is not counted yet is in our hands."""
    return _BECAME.get(Facet(facet), Became.OURS)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tickets became what."""

    by: Mapping[Became, int] = field(default_factory=dict)

    @classmethod
    def of(cls, counted: Iterable[tuple[int, int]]) -> Tally:
        """From (facet, how many)."""
        by = dict.fromkeys(Became, 0)
        for facet, count in counted:
            by[became_of(facet)] += count
        return cls(by)

    def count(self, one: Became) -> int:
        return self.by.get(one, 0)

    @property
    def all(self) -> int:
        return sum(self.by.values())


@dataclass(frozen=True, slots=True)
class BriefTicket:
    """A public ticket on a brief, with its place as everybody may read it. `raised_on` is the day of the meeting where
    it was raised, None where it was at none."""

    id: TicketId
    service_code: ServiceCode
    service_name: str
    place: str
    city_number: str
    became: Became
    requested_on: date
    promised_on: date | None
    closed_on: date | None
    behind: int
    raised_on: date | None = None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question to the city that is not answered: about which ticket, since when, and by when it was due. None of its
    words."""

    ticket: BriefTicket
    asked_on: date
    answer_by: date


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of some tickets, and how many there are in all."""

    rows: tuple[BriefTicket, ...] = ()
    all: int = 0


@dataclass(frozen=True, slots=True)
class PlaceBrief:
    """What everybody may read: public tickets of a neighborhood alone. `since` is the day from which `reported` counts,
    `is_since_meeting` whether its last meeting was then. `services` are those most reported, here against the city."""

    neighborhood_id: NeighborhoodId
    neighborhood_name: str
    since: date
    is_since_meeting: bool
    today: date
    reported: Tally
    late: Listed
    not_fixed: Listed
    services: tuple[ServiceFigures, ...]


@dataclass(frozen=True, slots=True)
class MeetingBrief:
    """A brief for a meeting, for whoever works on it.

    `raised` counts the public tickets of concerns of `meetings` earlier meetings, and `rows` are those tickets; in
    `place.reported` they are not counted. `unsent` concerns are not with the city; `unshown` tickets are private.
    """

    meeting_id: MeetingId
    title: str
    at_place: str
    starts_at: datetime
    meetings: int
    raised: Tally
    rows: tuple[BriefTicket, ...]
    unsent: int
    unshown: int
    questions: tuple[OpenQuestion, ...]
    words: str
    place: PlaceBrief


@dataclass(frozen=True, slots=True)
class MinutesConcern:
    """A concern in the minutes. A private matter has no words, no place and no numbers; `is_private` says so.
    `joined_to` is the number in the minutes of the concern that goes on for it, 0 for none."""

    number: int
    state: ItemState
    line: str
    place: str
    service_code: str
    service_name: str
    behind: int
    ticket_id: TicketId | None
    city_number: str
    joined_to: int
    is_private: bool


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a meeting. Nobody who was there is named but its host."""

    meeting_id: MeetingId
    title: str
    neighborhood_name: str
    place: str
    host: str
    starts_at: datetime
    expected: int | None
    attended: int
    agenda: str
    notes: str
    concerns: tuple[MinutesConcern, ...]
    waiting: int
