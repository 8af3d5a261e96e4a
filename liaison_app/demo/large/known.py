"""What every part of a large program goes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from liaison_app.demo.facts import Career, Person
from liaison_app.demo.large.calendar import CohortPlan
from liaison_app.demo.plan import World
from liaison_app.domain.ids import CROCKFORD

A_DAY = timedelta(days=1)
EVENING = time(18, 30)


@dataclass(frozen=True)
class Known:
    """The world with its liaisons' account ids, a coordinator's id, and from which seed, as of when, in which zone."""

    world: World
    account_ids: Sequence[str]
    coordinator_id: str
    seed: int
    now: datetime
    zone: ZoneInfo

    @cached_property
    def careers(self) -> Sequence[tuple[str, Person, Career]]:
        """Account id, person and career of everybody who has one."""
        people = zip(self.account_ids, self.world.people.liaisons, strict=True)
        return tuple((key, one, one.career) for key, one in people if one.career is not None)

    def serving(self) -> Iterator[tuple[str, Person, Career]]:
        """Those of them who file directly now."""
        return (one for one in self.careers if one[2].files_until == 0)

    def ago(self, days: float) -> datetime:
        """The moment so many days before the load."""
        return self.now - timedelta(days=days)

    def evening(self, plan: CohortPlan, week: int = 0) -> datetime:
        """When a cohort meets in its week so and so, from 0."""
        day = (self.now - plan.begins * A_DAY + week * 7 * A_DAY).astimezone(self.zone).date()
        return datetime.combine(day, EVENING, self.zone).astimezone(self.now.tzinfo)

    def dice(self, name: str) -> Random:
        """Dice of its own for each purpose, so that one part may change without the others."""
        return Random(f"{self.seed}:large:{name}")


def key_of(dice: Random) -> str:
    """An id as the app makes them."""
    return f"{dice.getrandbits(120):030x}"


def letters(dice: Random, many: int) -> str:
    """Letters and digits that nobody mixes up."""
    return "".join(dice.choice(CROCKFORD) for _ in range(many))
