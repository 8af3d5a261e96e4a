"""Whether a message has left for the city. What may have left is not changed any more."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, or_, select

from liaison_app.db import Snapshot
from liaison_app.domain.delivery import DRAFTS, HELD, Delivery
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.models import CityMessage, DeliveryAttempt, LinkedRequest, MailMessage, MessageAttempt, Ticket
from liaison_app.services.city_mail import MAY_HAVE_LEFT

_NOT_LEFT = DRAFTS | {Delivery.QUEUED, Delivery.REJECTED}
# A try that ended like this brought nothing to the city.
_BROUGHT_NOTHING = frozenset(
    {
        AttemptResult.UNREACHABLE.value,
        AttemptResult.BUSY.value,
        AttemptResult.REFUSED.value,
        AttemptResult.FORBIDDEN.value,
        AttemptResult.NOT_SENT.value,
    }
)


def not_left(messages: Collection[CityMessage], snapshot: Snapshot) -> set[str]:
    """Those that surely never reached the city: their author can still change them."""
    waiting = {one.id for one in messages if one.delivery in _NOT_LEFT and one.taken_back_at is None}
    if not waiting:
        return waiting
    return waiting - _tried(waiting, snapshot) - _mailed(waiting, snapshot) - _filed(waiting, snapshot)


def _tried(ids: Collection[str], snapshot: Snapshot) -> set[str]:
    wanted = select(MessageAttempt.message_id).where(
        col(MessageAttempt.message_id).in_(ids), col(MessageAttempt.result).not_in(_BROUGHT_NOTHING)
    )
    return set(snapshot.db.exec(wanted).all())


def _mailed(ids: Collection[str], snapshot: Snapshot) -> set[str]:
    wanted = select(MailMessage.city_message_id).where(col(MailMessage.city_message_id).in_(ids), MAY_HAVE_LEFT)
    return {one for one in snapshot.db.exec(wanted).all() if one is not None}


def _filed(ids: Collection[str], snapshot: Snapshot) -> set[str]:
    """Those with a request of their own that is under way, or of which one try may have arrived."""
    wanted = (
        select(LinkedRequest.message_id)
        .join(Ticket, col(Ticket.id) == col(LinkedRequest.ticket_id))
        .outerjoin(DeliveryAttempt, col(DeliveryAttempt.ticket_id) == col(LinkedRequest.ticket_id))
        .where(
            col(LinkedRequest.message_id).in_(ids),
            or_(
                col(Ticket.delivery).not_in({*HELD, Delivery.WITHDRAWN}),
                col(DeliveryAttempt.result).not_in(_BROUGHT_NOTHING),
            ),
        )
    )
    return set(snapshot.db.exec(wanted).all())
