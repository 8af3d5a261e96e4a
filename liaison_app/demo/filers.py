"""Who files a ticket of the demo: somebody of its neighborhood who was a liaison then, else the nearest of those who
have been one all along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from liaison_app.demo.facts import Person
from liaison_app.domain.city_profile import NeighborhoodFact
from liaison_app.domain.geo import distance_m
from liaison_app.domain.ids import NeighborhoodId


class Filers:
    """Chooses them among these people, as of a moment."""

    def __init__(self, people: Sequence[Person], neighborhoods: Sequence[NeighborhoodFact], now: datetime) -> None:
        self._nearest = _nearest(people, neighborhoods)
        self._own: dict[str, list[tuple[int, datetime, datetime]]] = defaultdict(list)
        for number, one in enumerate(people):
            if one.home and one.career:
                since, until = (now - timedelta(days=days) for days in (one.career.files_from, one.career.files_until))
                self._own[one.home].append((number, since, until))
        for home, number in self._nearest.items():
            if people[number].home == home and home in self._own:
                self._own[home].append((number, datetime.min.replace(tzinfo=now.tzinfo), now))

    def of(self, home: NeighborhoodId, at: datetime, place: int) -> int:
        """The number of whoever files the ticket at `place` there and then."""
        there = [number for number, since, until in self._own.get(home, ()) if since <= at <= until]
        return there[place % len(there)] if there else self._nearest[home]


def _nearest(people: Sequence[Person], neighborhoods: Sequence[NeighborhoodFact]) -> Mapping[NeighborhoodId, int]:
    centres = {one.id: one.centre for one in neighborhoods}
    homes = [(number, centres[one.home]) for number, one in enumerate(people) if one.home and one.career is None]
    return {one.id: min(homes, key=lambda home: distance_m(one.centre, home[1]))[0] for one in neighborhoods}
