"""What somebody is about to quote, shown above the words they type."""

from __future__ import annotations

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.errors import NotAllowed
from liaison_app.domain.ids import TicketId
from liaison_app.domain.quotes import QuoteRow
from liaison_app.services.message_reading import is_among_people, is_on_our_side
from liaison_app.services.quoting import quotes_of
from liaison_app.services.ticket_reading import seen_by


def show_quote(*, actor: Actor, ticket_id: TicketId, quotes: str, snapshot: Snapshot) -> QuoteRow | None:
    """What `quotes` names, as the actor reads it; None where there is nothing like that (any more).

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison, or none of this ticket's people.
        NotFound: there is no such ticket for the actor.
    """
    account_id = actor.require(Audience.LIAISON)
    ticket, _ = seen_by(actor, ticket_id, snapshot)
    if not is_among_people(actor, ticket, snapshot):
        raise NotAllowed
    is_ours = is_on_our_side(actor, ticket)
    return quotes_of([quotes], account_id, ticket, snapshot, is_ours=is_ours).get(quotes)
