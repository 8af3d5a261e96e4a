"""View rows of a redress: all that is needed to tell the city that what it closed is not fixed."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.ticket_rows import TicketCard, TicketDetail


@dataclass(frozen=True, slots=True)
class EarlierClosing:
    """A public ticket about the same thing at the same place that the city had closed before. `city_words` are those
    of its closing, without what looks personal."""

    card: TicketCard
    city_words: str


@dataclass(frozen=True, slots=True)
class PhotoCopy:
    """A photo that goes with the new request: `source` is whose copy it is, `key` the copy's own."""

    source: PhotoKey
    key: PhotoKey


@dataclass(frozen=True, slots=True)
class RedressPacket:
    """A closed ticket that somebody saw not fixed, as its reader may see it, and what was closed there before, newest
    first. `may_file`: the reader may file it again, with `photos` in the order in which they go. `must_be_new`: they
    might, but the city does not take any more what the ticket holds (its service, a question that was not asked)."""

    detail: TicketDetail
    earlier: tuple[EarlierClosing, ...]
    may_file: bool
    must_be_new: bool
    photos: tuple[PhotoKey, ...]
