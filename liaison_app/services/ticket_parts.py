"""The parts of a ticket that not everybody may see, from its rows."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import AccountId
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.moderation import BLOCK
from liaison_app.domain.ticket_rows import AnswerRow, DeliveryRow, OwnPart, SentPart, Sight
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import (
    Account,
    HeardFrom,
    Meeting,
    MeetingItem,
    OutboxEntry,
    StatusChange,
    Ticket,
    TicketAnswer,
)
from liaison_app.services.delivery_handing import asked_of
from liaison_app.services.text_covers import description_of
from liaison_app.services.ticket_projection import exact_point


def sent_part(ticket: Ticket, snapshot: Snapshot) -> SentPart:
    """What the city got."""
    answers = snapshot.db.exec(
        select(TicketAnswer).where(TicketAnswer.ticket_id == ticket.id).order_by(col(TicketAnswer.code))
    ).all()
    return SentPart(
        at=exact_point(ticket),
        address=ticket.address,
        description=description_of(ticket, snapshot),
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
    meeting = _meeting(ticket, snapshot)
    return OwnPart(
        filed_by=AccountId(ticket.filed_by) if ticket.filed_by else None,
        filed_by_name=name or "",
        is_mine=is_mine,
        requested_at=ticket.requested_at,
        accepted_at=ticket.accepted_at,
        closed_at=ticket.closed_at,
        delivery=_delivery_row(ticket, snapshot.db.get(OutboxEntry, ticket.id), snapshot),
        has_heard_from=heard is not None,
        heard_from=heard.name if heard is not None and is_mine else "",
        heard_contact=heard.contact if heard is not None and is_mine else "",
        asked=asked.note if asked is not None else "",
        raised_at=meeting.title if meeting else "",
        raised_in=meeting.id if meeting else "",
    )


def _meeting(ticket: Ticket, snapshot: Snapshot) -> Meeting | None:
    """The meeting whose concern became this ticket."""
    became = select(Meeting).join(MeetingItem, col(MeetingItem.meeting_id) == col(Meeting.id))
    wanted = became.where(MeetingItem.ticket_id == ticket.id, MeetingItem.state == ItemState.SENT)
    return snapshot.db.exec(wanted.limit(1)).first()


def _delivery_row(ticket: Ticket, entry: OutboxEntry | None, snapshot: Snapshot) -> DeliveryRow:
    if entry is None:
        return DeliveryRow(ticket.delivery, None, None, 0, "", "")
    return DeliveryRow(
        delivery=ticket.delivery,
        queued_at=entry.queued_at,
        due_at=entry.due_at,
        failures=entry.failures,
        reason=entry.reason,
        city_words=entry.city_words,
        reviewer_words=_reviewer_words(ticket, snapshot) if ticket.delivery is Delivery.SENT_BACK else "",
    )


def _reviewer_words(ticket: Ticket, snapshot: Snapshot) -> str:
    """What a coordinator wrote who sent the draft back last."""
    sent_back = (StatusChange.kind == ChangeKind.DECISION, StatusChange.word == Decision.REVIEW_SENT_BACK.value)
    wanted = select(StatusChange.note).where(StatusChange.ticket_id == ticket.id, *sent_back)
    return snapshot.db.exec(wanted.order_by(col(StatusChange.id).desc()).limit(1)).first() or ""


def told_part(ticket: Ticket, sight: Sight, snapshot: Snapshot) -> dict[str, Any]:
    """What the city got of ours, as far as it may be seen; of others, what the city publishes, without what a
    coordinator took out."""
    is_copy = ticket.origin in MIRRORED
    words = description_of(ticket, snapshot) if is_copy else ""
    return {
        "sent": sent_part(ticket, snapshot) if sight is not Sight.PUBLIC and not is_copy else None,
        "published": "" if words == BLOCK else words,
    }
