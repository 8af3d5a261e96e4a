"""What needs a coordinator's decision, counted: the list at the desk that is to be empty in the evening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.certification_rows import CertificationSection
from liaison_app.domain.delivery import HELD
from liaison_app.domain.ports import Clock
from liaison_app.models import CityMessage, OutboxEntry, SideMessage, Suspension
from liaison_app.services import application_inbox, certification_desk, moderation_queue, review_desk
from liaison_app.services.answers_due import past_due
from liaison_app.services.delivery_desk import duplicates


class Waits(StrEnum):
    """What kind of thing waits. In this order: somebody's request, somebody's question, somebody's wish, a date."""

    DELIVERIES = "deliveries"
    DRAFTS = "drafts"
    ANSWERS = "answers"
    APPEALS = "appeals"
    MODERATION = "moderation"
    APPLICATIONS = "applications"
    ENDING = "ending"


@dataclass(frozen=True, slots=True)
class WaitingFor:
    """How many of one kind wait."""

    kind: Waits
    count: int


def list_waiting(*, actor: Actor, snapshot: Snapshot, clock: Clock) -> tuple[WaitingFor, ...]:
    """What waits, without what does not. Raises: SignInNeeded, NotAllowed: the actor is no coordinator."""
    actor.require(Audience.COORDINATOR)
    about: dict[str, Any] = {"actor": actor, "snapshot": snapshot}
    held, late, appeals, twice = _plain_counts(snapshot)
    counts = {
        Waits.DELIVERIES: held + twice,
        Waits.DRAFTS: review_desk.count_waiting(**about),
        Waits.ANSWERS: late,
        Waits.APPEALS: appeals,
        Waits.MODERATION: moderation_queue.count_waiting(**about),
        Waits.APPLICATIONS: application_inbox.count_waiting(**about),
        Waits.ENDING: certification_desk.counts(snapshot, clock.now())[CertificationSection.ENDING],
    }
    return tuple(WaitingFor(kind, counts[kind]) for kind in Waits if counts[kind])


def _plain_counts(snapshot: Snapshot) -> tuple[int, int, int, int]:
    """What goes no further before a person decides; questions past their day; suspensions to look at again; what the
    city has twice."""
    appeals = _count(
        Suspension,
        col(Suspension.appealed_at).is_not(None),
        col(Suspension.answered_at).is_(None),
        col(Suspension.ended_at).is_(None),
    )
    held = _sum(_count(kind, col(kind.delivery).in_(HELD)) for kind in (OutboxEntry, CityMessage))
    late = _sum(_count(kind, *past_due(kind)) for kind in (CityMessage, SideMessage))
    found = snapshot.db.exec(select(held, late, appeals, duplicates())).one()
    return int(found[0]), int(found[1]), int(found[2]), int(found[3])


def _sum(counts: Iterable[Any]) -> Any:
    """Counts added up by the database."""
    first, *others = counts
    for one in others:
        first = first + one
    return first


def _count(kind: Any, *where: Any) -> Any:
    return select(func.count()).select_from(kind).where(*where).scalar_subquery()
