"""What the demo program has beside its tickets: talk, meetings, people who apply, practise and are certified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.db import UnitOfWork
from liaison_app.demo.applicants import Applicants
from liaison_app.demo.coverage import Needs
from liaison_app.demo.facts import COORDINATOR, LIAISON
from liaison_app.demo.follow_ups import FollowUps
from liaison_app.demo.gatherings import Gatherings
from liaison_app.demo.large.store import store_large
from liaison_app.demo.lessons import Lessons
from liaison_app.demo.plan import World
from liaison_app.demo.practicing import Practicing, tried_by
from liaison_app.demo.standings import TRAINEE, Standings
from liaison_app.demo.training import Training


def store_aside(
    world: World, account_ids: Sequence[str], *, seed: int, now: datetime, zone: ZoneInfo, has_waiting: bool,
    uow: UnitOfWork,
) -> int:  # fmt: skip
    """Store all of it for the accounts of the demo's people, the first of whom is `LIAISON`; how many rows there are.

    `has_waiting`: some of it may wait, because a city is there that takes it.
    """
    parts = (
        FollowUps(LIAISON, COORDINATOR, seed, now, zone),
        Gatherings(account_ids[0], world, seed, now, zone),
        Applicants(COORDINATOR, world, seed, now, zone),
        Practicing(account_ids, world.practice, seed, now, tried_by(world.people.liaisons, seed)),
        Training(COORDINATOR, account_ids, seed, now, zone),
        Standings(LIAISON, seed, now, has_waiting),
        Lessons(TRAINEE, seed, now),
        Needs(LIAISON, world, seed, now),
    )
    stored = sum(part.store(uow) for part in parts)
    return stored + store_large(world, account_ids, seed=seed, now=now, zone=zone, has_drafts=has_waiting, uow=uow)
