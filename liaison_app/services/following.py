"""Following a ticket: an account that wants to hear of it."""

from __future__ import annotations

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.ids import TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import Follow
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_reading import seen_by


def follow(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork, clock: Clock) -> None:
    """Follow a ticket that the actor may see; nothing happens where it is followed already.

    Raises:
        SignInNeeded: nobody is signed in.
        NotFound: there is no such ticket for this actor.
    """
    account_id = actor.require(Audience.SIGNED_IN)
    seen_by(actor, ticket_id, uow)
    wait_for_turn(account_id, uow)
    if uow.db.get(Follow, (ticket_id, account_id)) is None:
        uow.db.add(Follow(ticket_id=ticket_id, account_id=account_id, since=clock.now()))
        uow.announce(rooms.account(account_id))


def unfollow(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork) -> None:
    """Stop following a ticket; nothing happens where it is not followed.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    account_id = actor.require(Audience.SIGNED_IN)
    found = uow.db.get(Follow, (ticket_id, account_id))
    if found is not None:
        uow.db.delete(found)
        uow.announce(rooms.account(account_id))
