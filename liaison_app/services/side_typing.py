"""That somebody writes on our own side: told to the other end while they do, and kept nowhere.

It goes through the hub alone: the name of a room travels, and nothing of what is written.
"""

from __future__ import annotations

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotAllowed
from liaison_app.domain.ids import TicketId
from liaison_app.services.message_reading import may_write_side
from liaison_app.services.ticket_reading import seen_by


def is_its_liaison(*, actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> bool:
    """At which end of our own side of a ticket the actor is.

    Raises:
        SignInNeeded, NotAllowed: at neither, or there is only one.
        NotFound: there is no such ticket for the actor.
    """
    account_id = actor.require(Audience.LIAISON)
    ticket, _ = seen_by(actor, ticket_id, snapshot)
    if not may_write_side(actor, ticket):
        raise NotAllowed
    return account_id == ticket.filed_by
