"""The parts of a ticket that not everybody may see, from its rows."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ticket_rows import AnswerRow, DeliveryRow, OwnPart, SentPart
from liaison_app.models import Account, HeardFrom, OutboxEntry, Ticket, TicketAnswer
from liaison_app.services.delivery_handing import asked_of
from liaison_app.services.ticket_projection import exact_point


def sent_part(ticket: Ticket, snapshot: Snapshot) -> SentPart:
    """What the city got."""
    answers = snapshot.db.exec(
        select(TicketAnswer).where(TicketAnswer.ticket_id == ticket.id).order_by(col(TicketAnswer.code))
    ).all()
    return SentPart(
        at=exact_point(ticket),
        address=ticket.address,
        description=ticket.description,
        answers=tuple(
            AnswerRow(one.question, tuple(one.values), one.shown or ", ".join(one.values)) for one in answers
        ),
        media_link=ticket.media_link,
    )


def own_part(actor: Actor, ticket: Ticket, snapshot: Snapshot) -> OwnPart:
    """What stays with the liaison who filed it and with the coordinators."""
    name = snapshot.db.exec(select(Account.name).where(Account.id == ticket.filed_by)).first()
    heard, asked = snapshot.db.get(HeardFrom, ticket.id), asked_of(actor, ticket, snapshot)
    is_mine = actor.account_id is not None and actor.account_id == ticket.filed_by
    return OwnPart(
        filed_by=AccountId(ticket.filed_by) if ticket.filed_by else None,
        filed_by_name=name or "",
        is_mine=is_mine,
        requested_at=ticket.requested_at,
        accepted_at=ticket.accepted_at,
        closed_at=ticket.closed_at,
        delivery=_delivery_row(ticket, snapshot.db.get(OutboxEntry, ticket.id)),
        has_heard_from=heard is not None,
        heard_from=heard.name if heard is not None and is_mine else "",
        heard_contact=heard.contact if heard is not None and is_mine else "",
        asked=asked.note if asked is not None else "",
    )


def _delivery_row(ticket: Ticket, entry: OutboxEntry | None) -> DeliveryRow:
    if entry is None:
        return DeliveryRow(ticket.delivery, None, None, 0, "", "")
    return DeliveryRow(
        delivery=ticket.delivery,
        queued_at=entry.queued_at,
        due_at=entry.due_at,
        failures=entry.failures,
        reason=entry.reason,
        city_words=entry.city_words,
    )
