"""What follows when no answer comes: coordinators are told, and after a while it is one for the city's contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import SYSTEM, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.threads import AnswerPolicy, Overdue, before_working_days
from liaison_app.logs import logger
from liaison_app.models import Account, CityMessage, SideMessage
from liaison_app.services import audit
from liaison_app.services.ticket_projection import day_of

log = logger("threads")
AT_ONCE = 200
A_DAY = timedelta(days=1)
Message = CityMessage | SideMessage
_COORDINATORS = select(Account).where(Account.role == Role.COORDINATOR, col(Account.is_active).is_(True))


def raise_overdue(
    *,
    uow: UnitOfWork,
    clock: Clock,
    city_profile: CityProfile,
    answer_policy: AnswerPolicy,
) -> bool:
    """Tell coordinators of questions that are past due, each once, and mark those that have been for long. True when
    there may be more.

    Where there is no coordinator, nothing is marked as told. Only what the city has is awaited from it; what has not
    arrived is the delivery desk's. What another worker has in hand is left to that one.
    """
    if uow.db.exec(_COORDINATORS).first() is None:
        return False
    now, zone = clock.now(), city_profile.time_zone
    today = day_of(now, zone)
    by_contact = datetime.combine(before_working_days(today, answer_policy.contact_days) + A_DAY, time(0), zone)
    raised: list[Message] = [*_overdue(CityMessage, today, uow), *_overdue(SideMessage, today, uow)]
    marked = _long_raised(by_contact, uow)
    for one in raised:
        one.raised_at = now
    for one in marked:
        one.contact_at = now
    _note(Overdue.RAISED, raised, uow, clock)
    _note(Overdue.CONTACT, marked, uow, clock)
    return max(len(raised), len(marked)) >= AT_ONCE


def _overdue(kind: Any, today: date, uow: UnitOfWork) -> Sequence[Message]:
    where = [col(kind.answer_by) < today, col(kind.answered_at).is_(None), col(kind.raised_at).is_(None)]
    if kind is CityMessage:
        where.append(col(CityMessage.delivery) == Delivery.ACCEPTED)
    wanted = select(kind).where(*where).order_by(col(kind.id)).limit(AT_ONCE)
    found: Sequence[Message] = uow.db.exec(wanted.with_for_update(skip_locked=True)).all()
    return found


def _long_raised(before: datetime, uow: UnitOfWork) -> Sequence[CityMessage]:
    """Those that the city still owes an answer, and of which coordinators heard before that moment."""
    where = [
        col(CityMessage.answer_by).is_not(None),
        col(CityMessage.answered_at).is_(None),
        col(CityMessage.raised_at) < before,
        col(CityMessage.contact_at).is_(None),
    ]
    wanted = select(CityMessage).where(*where).order_by(col(CityMessage.id)).limit(AT_ONCE)
    return uow.db.exec(wanted.with_for_update(skip_locked=True)).all()


def _note(what: Overdue, messages: Sequence[Message], uow: UnitOfWork, clock: Clock) -> None:
    """Write each step down and wake the pages that show it; that it happened is coordinators' news."""
    for one in messages:
        audit.note(actor=SYSTEM, action=f"answer_{what.value}", subject=one.ticket_id, uow=uow, clock=clock)
        log.info("answer_overdue", message=one.id, ticket=one.ticket_id, step=what.value)
        uow.announce(rooms.DESK, rooms.ticket(TicketId(one.ticket_id)))
