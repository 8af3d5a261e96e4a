"""Stores what a large program has beyond the ordinary one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import select

from liaison_app.db import UnitOfWork
from liaison_app.demo.facts import COORDINATOR
from liaison_app.demo.large.applications import store_applications
from liaison_app.demo.large.cohorts import store_cohorts
from liaison_app.demo.large.exchange import store_exchange
from liaison_app.demo.large.known import Known
from liaison_app.demo.large.standings import store_standings
from liaison_app.demo.plan import World
from liaison_app.models import Account


def store_large(
    world: World, account_ids: Sequence[str], *, seed: int, now: datetime, zone: ZoneInfo, has_drafts: bool,
    uow: UnitOfWork,
) -> int:  # fmt: skip
    """Applications, cohorts, standings and what is written; how many rows. Nothing where nobody has a career."""
    if not any(one.career for one in world.people.liaisons):
        return 0
    coordinator = uow.db.exec(select(Account.id).where(Account.email == COORDINATOR)).one()
    known = Known(world, account_ids, coordinator, seed, now, zone)
    rows, applied = store_applications(known, uow)
    rows += store_cohorts(known, applied, uow) + store_standings(known, uow)
    return rows + store_exchange(known, uow, has_drafts=has_drafts)
