"""Messages to the city, as a ticket's people read them: who filed it, liaisons who follow it, and coordinators.

Nobody else sees any of them; the city has its own copy.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.delivery import HELD
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.ids import Ref
from liaison_app.domain.message_rows import MessageRow
from liaison_app.models import Account, CityMessage, Follow, Ticket

MOST_SHOWN = 50


def is_among_people(actor: Actor, ticket: Ticket, snapshot: Snapshot) -> bool:
    """Whether the actor is one of a ticket's people, who read its messages and may write some."""
    if actor.account_id is None or not actor.is_in(Audience.LIAISON):
        return False
    if actor.role is Role.COORDINATOR or actor.account_id == ticket.filed_by:
        return True
    return snapshot.db.get(Follow, (ticket.id, actor.account_id)) is not None


def takes_messages(ticket: Ticket, policy: DeliveryPolicy) -> bool:
    """Whether the city can be written to about a ticket: it has it, and its system takes messages."""
    return policy.takes_messages and ticket.service_request_id is not None


def messages_of(*, actor: Actor, ticket: Ticket, snapshot: Snapshot) -> tuple[MessageRow, ...]:
    """The newest messages about a ticket, newest first; none for who is not among its people."""
    if not is_among_people(actor, ticket, snapshot):
        return ()
    rows: Sequence[tuple[CityMessage, str]] = snapshot.db.exec(
        select(CityMessage, Account.name)
        .join(Account, col(Account.id) == CityMessage.author_id)
        .where(CityMessage.ticket_id == ticket.id)
        .order_by(col(CityMessage.created_at).desc(), col(CityMessage.id))
        .limit(MOST_SHOWN)
    ).all()
    return tuple(_row(message, name, actor) for message, name in rows)


def _row(message: CityMessage, name: str, actor: Actor) -> MessageRow:
    is_mine = message.author_id == actor.account_id
    return MessageRow(
        id=Ref(message.id),
        is_mine=is_mine,
        author_name=name,
        text=message.text,
        at=message.created_at,
        delivery=message.delivery,
        due_at=message.due_at,
        reason=message.reason,
        city_words=message.city_words,
        withdrawn_because=message.withdrawn_because,
        may_send_again=message.delivery in HELD and (is_mine or actor.role is Role.COORDINATOR),
    )
