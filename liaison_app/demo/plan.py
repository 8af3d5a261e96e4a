"""Plans the demo's tickets: pure, repeatable by seed, one at a time, oldest first. Nothing here touches a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

from liaison_app.demo.answering import answers_of
from liaison_app.demo.facts import People, ServiceShare, Texts
from liaison_app.demo.filers import Filers
from liaison_app.demo.lives import Life, Lives
from liaison_app.demo.spots import Spots, moved
from liaison_app.demo.writing import describe
from liaison_app.domain.city_profile import CityProfile, NeighborhoodFact
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.gazetteer import Gazetteer
from liaison_app.domain.geo import LatLon
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import CROCKFORD, REF_BITS, NeighborhoodId, Ref, TicketId
from liaison_app.domain.practice import PracticeRoom
from liaison_app.domain.questions import Answer
from liaison_app.practice_city.catalogue import Catalogue, CityService

SPAN = timedelta(days=548)  # eighteen months
FIRST_NUMBER = 17_000_000  # of the city; the practice city's own numbers begin above LAST_NUMBER
LAST_NUMBER = 19_300_000
ID_BITS = 30
# Odd, so that counting through it meets every number of 30 bits once, in no order a person would see.
ID_STEP, ID_START = 0x2545F491, 0x1B873593
ANSWERS_KEPT = timedelta(days=45)
HOME_WEIGHT, DEMO_HOME_WEIGHT = 5.0, 14.0
# How often it comes back to one place where it does, and how far apart people put their pins there.
TIMES_AGAIN, AGAIN_M = 8, 4.0
# Whoever tries the demo finds own tickets of the last weeks: so many, and between them those of others.
OF_DEMO, OF_DEMO_EVERY = 10, 2
HOURS = (*range(6, 23),)
HOUR_WEIGHTS = (2, 5, 8, 9, 8, 7, 7, 6, 6, 7, 9, 10, 9, 7, 5, 3, 2)


@dataclass(frozen=True)
class World:
    """Where the demo takes place, who takes part, and over what time before its moment."""

    city: CityProfile
    neighborhoods: Sequence[NeighborhoodFact]
    streets: Gazetteer
    guidance: Guidance
    catalogue: Catalogue
    shares: Sequence[ServiceShare]
    texts: Texts
    people: People
    practice: PracticeRoom = field(default_factory=PracticeRoom)
    span: timedelta = SPAN

    @cached_property
    def spots(self) -> Spots:
        """Where in each neighborhood things are reported."""
        return Spots(self.city, self.neighborhoods, self.streets)


@dataclass(frozen=True, slots=True)
class PlannedTicket:
    """A ticket to be. `liaison` counts the people's liaisons from 0; `life` is None while the city has not taken it.

    `picture` names what its photo shows, '' for none. `answers` are those of the last weeks' tickets alone.
    """

    id: TicketId
    ref: Ref
    service: CityService
    liaison: int
    neighborhood_id: NeighborhoodId
    at: LatLon
    address: str
    description: str
    is_private: bool
    is_house_linked: bool
    requested_at: datetime
    delivery: Delivery
    service_request_id: str | None
    life: Life | None
    picture: str
    answers: tuple[Answer, ...]


def plan_tickets(
    world: World, *, count: int, seed: int, now: datetime, has_waiting: bool = True
) -> Iterator[PlannedTicket]:
    """`count` tickets over the world's span before `now`, oldest first.

    The last few still wait for the city where it `has_waiting` ones. The same arguments give the same tickets.
    """
    planner = _Planner(world, count, waiting_of(count) if has_waiting else 0, Random(seed), now)
    return (planner.ticket(place) for place in range(count))


def waiting_of(count: int) -> int:
    """How many of `count` tickets have not reached the city yet."""
    return min(6, count // 100)


class _Planner:
    def __init__(self, world: World, count: int, waiting: int, dice: Random, now: datetime) -> None:
        self._world, self._count, self._dice, self._now = world, count, dice, now
        self._zone = world.city.time_zone
        self._spots = world.spots
        self._filers = Filers(world.people.liaisons, world.neighborhoods, now)
        self._homes = [one.id for one in world.neighborhoods]
        self._home_weights = list(accumulate(_weight(one, world.people) for one in world.neighborhoods))
        self._shares = {month: _shares_in(month, world.shares) for month in range(1, 13)}
        self._sores = {share.code: self._sore(share) for share in world.shares if share.again}
        self._lives = Lives(now=now, zone=self._zone, dice=dice)
        self._demo_home = world.people.liaisons[0].home or self._homes[0]
        self._first_waiting = count - waiting
        self._number_step = max(1, (LAST_NUMBER - FIRST_NUMBER) // max(1, count))

    def ticket(self, place: int) -> PlannedTicket:
        """The ticket at `place`, counted from the oldest."""
        dice, world = self._dice, self._world
        requested_at = self._requested_at(place)
        shares, weights = self._shares[requested_at.astimezone(self._zone).month]
        share = dice.choices(shares, cum_weights=weights)[0]
        service = world.catalogue.services[share.code]
        guide = world.guidance.of(share.code)
        is_waiting = place >= self._first_waiting
        is_of_demo = self._is_of_demo(place)
        home = self._demo_home if is_of_demo else dice.choices(self._homes, cum_weights=self._home_weights)[0]
        at, address = dice.choice(self._spots[home]).somewhere(dice)
        if not is_of_demo and dice.random() < share.again:
            home, at, address = self._again(share)
        number = str(FIRST_NUMBER + place * self._number_step + dice.randrange(self._number_step))
        is_new = self._now - requested_at < ANSWERS_KEPT
        return PlannedTicket(
            id=_id_of(place),
            ref=_ref(dice),
            service=service,
            liaison=0 if is_of_demo else self._filers.of(home, requested_at, place),
            neighborhood_id=home,
            at=at,
            address=address,
            description=describe(share.code, world.texts, dice),
            is_private=guide.is_private,
            is_house_linked=guide.is_house_linked,
            requested_at=requested_at,
            delivery=self._delivery(place) if is_waiting else Delivery.ACCEPTED,
            service_request_id=None if is_waiting else number,
            life=None if is_waiting else self._lives.draw(service, share, requested_at, number),
            picture=share.picture if dice.random() < share.photos else "",
            answers=answers_of(service, guide, requested_at, self._zone, dice) if is_new else (),
        )

    def _is_of_demo(self, place: int) -> bool:
        """Whether whoever tries the demo has reported it: what waits, and some of what the city was sent lately."""
        return place >= self._first_waiting or (
            place >= self._first_waiting - OF_DEMO * OF_DEMO_EVERY and place % OF_DEMO_EVERY == 0
        )

    def _sore(self, share: ServiceShare) -> list[tuple[NeighborhoodId, LatLon, str]]:
        """The places where a service keeps being needed."""
        whole = sum(one.weight for one in self._world.shares)
        places = round(self._count * share.weight / whole * share.again / TIMES_AGAIN)
        homes = self._dice.choices(self._homes, cum_weights=self._home_weights, k=max(1, places))
        return [(home, *self._dice.choice(self._spots[home]).somewhere(self._dice)) for home in homes]

    def _again(self, share: ServiceShare) -> tuple[NeighborhoodId, LatLon, str]:
        home, at, address = self._dice.choice(self._sores[share.code])
        return home, moved(at, self._dice.gauss(0, AGAIN_M), self._dice.gauss(0, AGAIN_M)), address

    def _delivery(self, place: int) -> Delivery:
        """Of those that wait, one was refused and one is for a person to decide; the rest go by themselves."""
        odd_ones = {self._first_waiting: Delivery.REJECTED, self._first_waiting + 1: Delivery.HUMAN}
        return odd_ones.get(place, Delivery.QUEUED)

    def _requested_at(self, place: int) -> datetime:
        """A time of the day at which people are about; days go by evenly, the last tickets are minutes old."""
        dice = self._dice
        if place >= self._first_waiting:
            return self._now - timedelta(minutes=3 * (self._count - place))
        share = (place + dice.random()) / self._count
        day = (self._now - self._world.span * (1 - share)).astimezone(self._zone)
        hour = dice.choices(HOURS, HOUR_WEIGHTS)[0]
        at = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0)
        latest = self._now - timedelta(minutes=30)
        return min(at, latest - timedelta(seconds=dice.randrange(3600))).astimezone(self._now.tzinfo)


def _shares_in(month: int, shares: Sequence[ServiceShare]) -> tuple[list[ServiceShare], list[float]]:
    """The services of a month with running totals. What happens in a few months only happens the more in them."""
    found = [share for share in shares if month in share.months]
    return found, list(accumulate(share.weight * 12 / len(share.months) for share in found))


def _weight(one: NeighborhoodFact, people: People) -> float:
    homes = [person.home for person in people.liaisons]
    if one.id == homes[0]:
        return DEMO_HOME_WEIGHT
    return HOME_WEIGHT if one.id in homes else 1.0


def _id_of(place: int) -> TicketId:
    number = (ID_START + place * ID_STEP) % (1 << ID_BITS)
    letters = (CROCKFORD[(number >> shift) & 31] for shift in range(ID_BITS - 5, -1, -5))
    return TicketId(f"T-{''.join(letters)}")


def _ref(dice: Random) -> Ref:
    bits = dice.getrandbits(REF_BITS)
    return Ref("NL-" + "".join(CROCKFORD[(bits >> shift) & 31] for shift in range(REF_BITS - 5, -1, -5)))
