"""Trying now: what waits for the city or for its key goes out at once instead of at its next turn."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.ports import Clock
from liaison_app.models import CityEndpoint
from liaison_app.models.delivery import OUTGOING
from liaison_app.services import audit
from liaison_app.services.city_answering import try_at_once
from liaison_app.services.delivery_holding import let_go


def try_now(*, actor: Actor, uow: UnitOfWork, clock: Clock, delivery_policy: DeliveryPolicy) -> None:
    """Resume an endpoint that pauses, and try what waits because the city could not be reached.

    Nothing is known for certain by this: an endpoint whose key is still refused pauses again at the first try, and a
    city that is still away stays so. A city that asked for time keeps it.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    endpoint = uow.db.get(CityEndpoint, delivery_policy.jurisdiction, with_for_update=True)
    if endpoint is not None:
        endpoint.paused_at, endpoint.pause_reason = None, ""
        try_at_once(endpoint, delivery_policy)
        uow.db.add(endpoint)
    let_go(reasons=(AttemptResult.FORBIDDEN,), now=clock.now(), uow=uow)
    # One of each kind is enough to find out whether the city is back; the others follow by themselves when it is.
    for kind in OUTGOING:
        waiting = (col(kind.delivery) == Delivery.QUEUED, col(kind.reason) == AttemptResult.UNREACHABLE.value)
        first = select(kind).where(*waiting).order_by(col(kind.queued_at)).limit(1)
        for entry in uow.db.exec(first.with_for_update(skip_locked=True)).all():
            entry.due_at = clock.now()
            uow.db.add(entry)
    audit.note(actor=actor, action="try_now", subject=delivery_policy.jurisdiction, uow=uow, clock=clock)
    uow.announce(rooms.OUTBOX, rooms.DESK, rooms.EXCHANGE)
