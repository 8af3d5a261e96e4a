"""Two meetings of the liaison who can sign in: one that is over, its concerns with the city; one this evening, with
concerns on the list and others that people sent from their phones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.demo.plan import World
from liaison_app.demo.spots import Spot
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import CROCKFORD, MeetingId
from liaison_app.domain.meetings import AttendedHow, ItemSource, ItemState
from liaison_app.domain.room import new_attendance_code, new_room_code
from liaison_app.models import Meeting, MeetingAttendee, MeetingItem, MeetingSupport, Ticket

A_DAY = timedelta(days=1)
EVENING = time(18, 30)
# The room takes concerns from now on, so that whoever tries the demo may, with a phone of their own.
ROOM_OPEN = timedelta(hours=6)
SENT_MOST, PEOPLE, SETTLED_AFTER = 6, 14, 2 * A_DAY
# A line of the list: its words, its service, what was answered.
RECORDED: Sequence[tuple[str, str, dict[str, list[str]]]] = (
    ("Couch and two mattresses on the sidewalk", "SR-ST02", {"answer:MATERIAL": ["FURNITURE"]}),
    ("Deep pothole, the bus goes around it", "SR-ST01", {}),
    ("Street light out since Halloween", "SR-ST04", {}),
    ("Something smells behind the store", "", {}),
)
OFFERED = (
    ("Graffiti on the playground wall", "by the swings"),
    ("The stop sign leans, nobody sees it", "the corner by the church"),
    ("Tires dumped again", "behind the rec center"),
)


@dataclass(frozen=True, slots=True)
class Gatherings:
    """Writes them: for the account of the first liaison, at places of its neighborhood, from which seed, as of when."""

    liaison_id: str
    world: World
    seed: int
    now: datetime
    zone: ZoneInfo

    @property
    def spots(self) -> Sequence[Spot]:
        """Where at home things happen, at least one place."""
        home = self.world.people.liaisons[0].home
        return self.world.spots[home or self.world.neighborhoods[0].id]

    def store(self, uow: UnitOfWork) -> int:
        """Add both; how many rows."""
        sent = self._sent_tickets(uow)
        over, coming = self._over(sent), self._coming()
        items = [*self._sent(over, sent), *self._recorded(coming), *self._offered(coming)]
        uow.db.add_all([over, coming])
        uow.db.flush()
        leading = [one for one in items if one.joined_to is None]
        uow.db.add_all(leading)
        uow.db.flush()
        rest = [*(one for one in items if one.joined_to), *self._behind(leading), *self._attended(over)]
        uow.db.add_all(rest)
        return 2 + len(leading) + len(rest)

    def _sent_tickets(self, uow: UnitOfWork) -> list[Ticket]:
        """What was filed of that evening: the newest of the liaison's that the city has had for some days."""
        wanted = select(Ticket).where(
            Ticket.filed_by == self.liaison_id,
            Ticket.delivery == Delivery.ACCEPTED,
            Ticket.requested_at < self.now - SETTLED_AFTER,
        )
        found = uow.db.exec(wanted.order_by(col(Ticket.requested_at).desc(), col(Ticket.id)).limit(SENT_MOST)).all()
        return list(reversed(found))

    def _evening(self, at: datetime) -> datetime:
        """Half past six of the day that `at` is in."""
        return datetime.combine(at.astimezone(self.zone).date(), EVENING, self.zone).astimezone(self.now.tzinfo)

    def _over(self, sent: Sequence[Ticket]) -> Meeting:
        starts_at = self._evening((sent[0].requested_at if sent else self.now - 10 * A_DAY) - A_DAY)
        return self._meeting(
            "over", starts_at, title="Cobbs Creek Neighbors, monthly meeting", room_closed_at=starts_at + A_DAY / 8,
            room_opened_at=starts_at, notes="The captain of the 18th district came. Next time at the library.",
        )  # fmt: skip

    def _coming(self) -> Meeting:
        tonight = self._evening(self.now)
        starts_at = tonight if tonight > self.now else tonight + A_DAY
        return self._meeting(
            "coming", starts_at, title="Cedar Avenue block captains", agenda="1. What was mended\n2. What is raised",
            room_opened_at=self.now, room_closed_at=self.now + ROOM_OPEN, expected=25,
        )  # fmt: skip

    def _meeting(self, name: str, starts_at: datetime, **given: Any) -> Meeting:
        arranged_at = min(starts_at, self.now) - 7 * A_DAY
        return Meeting(
            id=MeetingId("M-" + self._letters(name, 6)), ref=self._ref(name), starts_at=starts_at,
            neighborhood_id=self.spots[0].neighborhood_id, place="Library, community room", host="Friends of the creek",
            languages=["en", "es"], arranged_by=self.liaison_id, created_at=arranged_at, updated_at=arranged_at,
            room_code=new_room_code(), attendance_code=new_attendance_code(), **given,
        )  # fmt: skip

    def _sent(self, meeting: Meeting, tickets: Sequence[Ticket]) -> Iterator[MeetingItem]:
        """A concern for each ticket, under the ticket's own marker; the first of them was raised twice."""
        for number, ticket in enumerate(tickets, 1):
            place = {"how": ["map"], "lat": [f"{ticket.lat:.6f}"], "lon": [f"{ticket.lon:.6f}"]}
            what = {"service": [ticket.service_code], "description": [ticket.description]}
            yield self._item(
                meeting, ticket.ref, number, {**place, "address": [ticket.address], **what}, ticket.description,
                state=ItemState.SENT, ticket_id=ticket.id, updated_at=ticket.requested_at, revision=2,
            )  # fmt: skip
        if tickets:
            yield self._item(
                meeting, self._ref("again"), len(tickets) + 1, self._in_words("the same corner", "It is still there."),
                "It is still there, the same corner", state=ItemState.JOINED, joined_to=tickets[0].ref,
                source=ItemSource.ROOM, device=self._device(1), recorded_by=None,
            )  # fmt: skip

    def _recorded(self, meeting: Meeting) -> Iterator[MeetingItem]:
        """On the list: one that is ready, some that ask, one of which nothing but words is known."""
        dice = Random(f"{self.seed}:gathering:places")
        for number, (words, service, answers) in enumerate(RECORDED, 1):
            at, address = self.spots[number % len(self.spots)].somewhere(dice)
            place = {"how": ["map"], "lat": [f"{at.lat:.6f}"], "lon": [f"{at.lon:.6f}"], "address": [address]}
            known = {**place, "service": [service], **answers} if service else {}
            line = f"{words}, {address}" if service else words
            yield self._item(meeting, self._ref(words), number, {**known, "description": [words]}, line)

    def _offered(self, meeting: Meeting) -> Iterator[MeetingItem]:
        for number, (what, where) in enumerate(OFFERED, 1):
            yield self._item(
                meeting, self._ref(what), len(RECORDED) + number, self._in_words(where, f"{what}."), f"{what}, {where}",
                state=ItemState.OFFERED, source=ItemSource.ROOM, device=self._device(number), recorded_by=None,
            )  # fmt: skip

    def _in_words(self, where: str, description: str) -> dict[str, list[str]]:
        home = str(self.spots[0].neighborhood_id)
        return {"how": ["words"], "place_words": [where], "neighborhood": [home], "description": [description]}

    def _item(
        self, meeting: Meeting, ref: str, position: int, fields: dict[str, list[str]], line: str, **given: Any
    ) -> MeetingItem:
        at = min(meeting.starts_at + timedelta(minutes=4 * position), self.now)
        usual: dict[str, Any] = {"recorded_by": self.liaison_id, "created_at": at, "updated_at": at}
        return MeetingItem(
            ref=ref, meeting_id=meeting.id, position=position, fields=fields, line=line[:500], **(usual | given)
        )  # fmt: skip

    def _behind(self, items: Sequence[MeetingItem]) -> Iterator[MeetingSupport]:
        """Phones in the room that stand behind what others raised."""
        for place, item in enumerate(items):
            for number in range(4, 4 + (5 * place) % 7):
                yield MeetingSupport(item_ref=item.ref, device=self._device(number), at=item.created_at)

    def _attended(self, meeting: Meeting) -> Iterator[MeetingAttendee]:
        """Nobody by name: some by their phones, the others counted by hand."""
        for number in range(PEOPLE):
            has_phone = number < PEOPLE // 2
            yield MeetingAttendee(
                meeting_id=meeting.id, how=AttendedHow.CODE if has_phone else AttendedHow.PAPER, at=meeting.starts_at,
                device=self._device(number) if has_phone else None,
            )  # fmt: skip

    def _device(self, number: int) -> str:
        return f"{Random(f'{self.seed}:gathering:device:{number}').getrandbits(128):032x}"

    def _ref(self, name: str) -> str:
        return "NL-" + self._letters(name, 16)

    def _letters(self, name: str, many: int) -> str:
        dice = Random(f"{self.seed}:gathering:{name}")
        return "".join(dice.choice(CROCKFORD) for _ in range(many))
