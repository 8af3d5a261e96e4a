"""View rows of a redress: all that is needed to tell the city that what it closed is not fixed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.ticket_rows import TicketCard, TicketDetail


@dataclass(frozen=True, slots=True)
class EarlierClosing:
    """A public ticket about the same thing at the same place that the city had closed before. `city_words` are those
    of its closing, without what looks personal."""

    card: TicketCard
    city_words: str


@dataclass(frozen=True, slots=True)
class EarlierClosings:
    """The newest few of `count` of them, newest first."""

    rows: tuple[EarlierClosing, ...] = ()
    count: int = 0


class Hindrance(StrEnum):
    """Why the city does not take any more what a ticket holds."""

    SERVICE_GONE = "service_gone"
    ASKS_MORE = "asks_more"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class PhotoCopy:
    """A photo that goes with the new request: `source` is whose copy it is, `key` the copy's own."""

    source: PhotoKey
    key: PhotoKey


@dataclass(frozen=True, slots=True)
class RedressPacket:
    """A closed ticket that somebody saw not fixed, as its reader may see it, and what was closed there before.
    `may_file`: the reader may file it again, with `photos` in the order in which they go. `hindrance`: they might, but
    for this."""

    detail: TicketDetail
    earlier: EarlierClosings
    may_file: bool
    hindrance: Hindrance | None
    photos: tuple[PhotoKey, ...]
