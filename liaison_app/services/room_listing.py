"""The list of a room as everybody in it sees it: what a liaison has taken, with how many stand behind each.

Nothing else of a concern leaves here: no ref, no fields, no phone. What was offered and not looked at is a number.
What is, or seems to be, a private matter is a number as well, and so is what led to a ticket that is not open to all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import MeetingId, ServiceCode, TicketId
from liaison_app.domain.meetings import LISTED, ItemState
from liaison_app.domain.moderation import Subject
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.public_place import block_of, blocks_in
from liaison_app.domain.room import RoomStand, concern_key
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import CityService, Meeting, MeetingAttendee, MeetingItem, MeetingSupport, Neighborhood, Ticket
from liaison_app.services.room_finding import find_room
from liaison_app.services.text_covers import covers_over

#: Names of fields of a report (`domain.drafts`).
SERVICE, PLACES = "service", ("place_words", "address", "words")
CHAIN = 20
#: Languages in which something may have been written down.
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class RoomConcern:
    """A concern of the list. `service_code` is '' and `service_name` too until one was chosen; `line` is '' where
    nobody reads its words, as `keeps_words`.

    `behind` counts phones, the one it came from among them. `ticket_id` is there once it is with the city, and only
    where its ticket is open to all.
    """

    key: str
    line: str
    place: str
    service_code: str
    service_name: str
    behind: int
    is_sent: bool
    ticket_id: TicketId | None


@dataclass(frozen=True, slots=True)
class Tickets:
    """Those that concerns led to, by their number; of the descriptions of `covered` something is not read now."""

    rows: Mapping[str, Ticket]
    covered: frozenset[str]

    def of(self, item: MeetingItem) -> Ticket | None:
        return self.rows.get(item.ticket_id or "")

    def is_shut(self, item: MeetingItem) -> bool:
        """Whether a concern led to a ticket that is not open to all."""
        ticket = self.of(item)
        return ticket is not None and ticket.visibility not in OPEN_TO_ALL


@dataclass(frozen=True, slots=True)
class OwnConcern:
    """A concern as the phone sees it that offered it. `key` is that of the one it was joined to, where it was."""

    ref: str
    line: str
    state: ItemState
    key: str
    ticket_id: TicketId | None
    city_number: str


@dataclass(frozen=True, slots=True)
class RoomBoard:
    """All that phones of a room are told, read at once for all of them. `own` and `behind` go by a phone's mark.

    `behind` names the concerns that a phone stands behind. `unshown` are private matters on the list.
    """

    meeting_id: MeetingId
    title: str
    place: str
    neighborhood: str
    starts_at: datetime
    closes_at: datetime | None
    stand: RoomStand
    concerns: tuple[RoomConcern, ...] = ()
    waiting: int = 0
    unshown: int = 0
    attended: int = 0
    own: Mapping[str, tuple[OwnConcern, ...]] = field(default_factory=dict)
    behind: Mapping[str, frozenset[str]] = field(default_factory=dict)


def board(*, code: str, snapshot: Snapshot, clock: Clock, guidance: Guidance) -> RoomBoard:
    """The room behind a code.

    Raises: NotFound.
    """
    meeting, stand = find_room(code, snapshot, clock)
    items = items_of(meeting.id, snapshot)
    tickets = tickets_of(items, snapshot)
    marks = marks_of(items, snapshot)
    shown = listed(items, tickets, guidance)
    names = names_of(shown, snapshot)
    concerns = tuple(concern_of(one, marks[one.ref], names, tickets, guidance) for one in shown)
    neighborhood = snapshot.db.get(Neighborhood, meeting.neighborhood_id)
    return RoomBoard(
        meeting_id=MeetingId(meeting.id),
        title=meeting.title,
        place=meeting.place,
        neighborhood=neighborhood.name if neighborhood else "",
        starts_at=meeting.starts_at,
        closes_at=meeting.room_closed_at,
        stand=stand,
        concerns=concerns,
        waiting=sum(one.state is ItemState.OFFERED for one in items),
        unshown=sum(one.state in LISTED for one in items) - len(shown),
        attended=count_attended(meeting, snapshot),
        own=_own(items, tickets),
        behind=_behind(shown, marks),
    )


def items_of(meeting_id: str, snapshot: Snapshot) -> Sequence[MeetingItem]:
    """All concerns of a meeting, in their order."""
    wanted = select(MeetingItem).where(MeetingItem.meeting_id == meeting_id)
    return snapshot.db.exec(wanted.order_by(col(MeetingItem.position), col(MeetingItem.ref))).all()


def listed(items: Iterable[MeetingItem], tickets: Tickets, guidance: Guidance) -> list[MeetingItem]:
    """Those that everybody in the room may read."""
    return [one for one in items if one.state in LISTED and not is_unshown(one, tickets, guidance)]


def is_unshown(item: MeetingItem, tickets: Tickets, guidance: Guidance) -> bool:
    """Whether nothing of a concern is told: it is about people, or its ticket is not open to all (any more)."""
    return tickets.is_shut(item) or seems_private(item, guidance)


def seems_private(item: MeetingItem, guidance: Guidance) -> bool:
    """Whether a concern is about people: by its service, and while it has none by what its words most likely mean."""
    if code := _first(item, SERVICE):
        return guidance.of(ServiceCode(code)).is_private
    return _sounds_private(item.line, guidance)  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _sounds_private(line: str, guidance: Guidance) -> bool:
    """By what a line most likely means; the search takes its time, and each reading asks for all lines again."""
    likely = [next(iter(guidance.find(line, locale)), None) for locale in LANGUAGES]
    return any(guidance.of(one).is_private for one in likely if one is not None)


def count_attended(meeting: Meeting, snapshot: Snapshot) -> int:
    """How many are counted as being there, by phone or from paper."""
    wanted = select(func.count()).select_from(MeetingAttendee).where(MeetingAttendee.meeting_id == meeting.id)
    return snapshot.db.exec(wanted).one()


def backing(meeting_id: MeetingId, snapshot: Snapshot) -> dict[str, int]:
    """How many phones stand behind each concern, by its ref; those of joined ones count for what they were joined to.

    One that came from a phone has that phone behind it. Concerns that nobody is behind are left out.
    """
    marks = marks_of(items_of(meeting_id, snapshot), snapshot)
    return {ref: len(found) for ref, found in marks.items() if found}


def marks_of(items: Sequence[MeetingItem], snapshot: Snapshot) -> defaultdict[str, set[str]]:
    """The phones behind each concern, by its ref."""
    by_ref = {one.ref: one for one in items}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in items:
        if one.device:
            found[leading_of(one, by_ref).ref].add(one.device)
    wanted = (
        select(MeetingSupport)
        .join(MeetingItem, col(MeetingItem.ref) == col(MeetingSupport.item_ref))
        .where(col(MeetingItem.meeting_id).in_({one.meeting_id for one in items}))
    )
    for row in snapshot.db.exec(wanted).all():
        if row.item_ref in by_ref:
            found[leading_of(by_ref[row.item_ref], by_ref).ref].add(row.device)
    return found


def leading_of(item: MeetingItem, by_ref: Mapping[str, MeetingItem]) -> MeetingItem:
    """The concern that goes on for one that was joined; itself where it was not."""
    for _ in range(CHAIN):
        further = by_ref.get(item.joined_to or "")
        if item.state is not ItemState.JOINED or further is None:
            return item
        item = further
    return item


def keeps_words(item: MeetingItem, tickets: Tickets, guidance: Guidance) -> bool:
    """Whether a concern's own words are not told: its service is tied to a house, which a line may name in any form, or
    something of what its ticket says is covered, which the line may say too."""
    ticket = tickets.of(item)
    codes = {_first(item, SERVICE), ticket.service_code if ticket else ""} - {""}
    is_covered = ticket is not None and ticket.id in tickets.covered
    return is_covered or any(guidance.of(ServiceCode(code)).is_house_linked for code in codes)


def concern_of(
    item: MeetingItem,
    marks: set[str],
    names: Mapping[str, str],
    tickets: Tickets,
    guidance: Guidance,
) -> RoomConcern:
    code, ticket, line = _first(item, SERVICE), tickets.of(item), item.line
    place = next(filter(None, (_first(item, name) for name in PLACES)), "")
    name = names.get(code, "")
    if keeps_words(item, tickets, guidance):
        line, place = "", ticket.public_address if ticket else block_of(place)
        code, name = (code, name) if code or ticket is None else (ticket.service_code, ticket.service_name)
    elif not code and ticket is None:  # nobody knows yet whether it is about a house
        line, place = blocks_in(line), block_of(place)
    return RoomConcern(
        key=concern_key(item.ref),
        line=redacted(line),
        place=redacted(place, is_address=True),
        service_code=code,
        service_name=name,
        behind=len(marks),
        is_sent=item.state in {ItemState.SENT, ItemState.CO_SIGNED},
        ticket_id=TicketId(ticket.id) if ticket is not None and not tickets.is_shut(item) else None,
    )


def _own(items: Sequence[MeetingItem], tickets: Tickets) -> dict[str, tuple[OwnConcern, ...]]:
    by_ref = {one.ref: one for one in items}
    found: defaultdict[str, list[OwnConcern]] = defaultdict(list)
    for one in items:
        if one.device:
            found[one.device].append(_own_concern(one, leading_of(one, by_ref), tickets))
    return {mark: tuple(own) for mark, own in found.items()}


def _own_concern(item: MeetingItem, leading: MeetingItem, tickets: Tickets) -> OwnConcern:
    """One's own words as they were sent; the number of a ticket that others may read, or that was made of it."""
    ticket = tickets.of(leading)
    is_open = leading is item or not tickets.is_shut(leading)
    return OwnConcern(
        ref=item.ref,
        line=item.line,
        state=item.state if leading.state is ItemState.RECORDED else leading.state,
        key=concern_key(leading.ref),
        ticket_id=TicketId(ticket.id) if ticket is not None and is_open else None,
        city_number=(ticket.service_request_id or "") if ticket is not None and is_open else "",
    )


def _behind(shown: Sequence[MeetingItem], marks: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in shown:
        for mark in marks[one.ref]:
            found[mark].add(concern_key(one.ref))
    return {mark: frozenset(keys) for mark, keys in found.items()}


def tickets_of(items: Sequence[MeetingItem], snapshot: Snapshot) -> Tickets:
    ids = {one.ticket_id for one in items if one.ticket_id}
    rows = snapshot.db.exec(select(Ticket).where(col(Ticket.id).in_(ids))).all() if ids else ()
    covers = covers_over(Subject.DESCRIPTION, ids, snapshot)
    covered = frozenset(of for of, one in covers.items() if one.is_hidden or one.pieces)
    return Tickets({row.id: row for row in rows}, covered)


def names_of(items: Sequence[MeetingItem], snapshot: Snapshot) -> dict[str, str]:
    codes = {code for one in items if (code := _first(one, SERVICE))}
    wanted = select(CityService.code, CityService.name).where(col(CityService.code).in_(codes))
    return dict(snapshot.db.exec(wanted).all()) if codes else {}


def _first(item: MeetingItem, name: str) -> str:
    """The first value of a field; '' where it has none. What a phone or a file sent may be of any shape."""
    values = item.fields.get(name)
    return values[0].strip() if isinstance(values, list) and values and isinstance(values[0], str) else ""
