"""From a ticket's row to what may be shown of it. The only place where table columns become view rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from liaison_app.domain.co_signs import CoSigns
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import (
    NeighborhoodId,
    PhotoKey,
    ServiceCode,
    ServiceRequestId,
    TicketId,
)
from liaison_app.domain.ticket_rows import OwnTicketCard, TicketCard
from liaison_app.domain.tickets import Axes, standing_of
from liaison_app.models import Ticket


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day on which a moment falls in the city's zone."""
    return at.astimezone(zone).date()


def day_or_none(at: datetime | None, zone: ZoneInfo) -> date | None:
    return None if at is None else day_of(at, zone)


def exact_point(ticket: Ticket) -> LatLon | None:
    """Where it is, as the city gets it; None where the place was told in words alone."""
    return None if ticket.is_in_words else LatLon(ticket.lat, ticket.lon)


def public_point(row: Any) -> LatLon | None:
    """Where everybody may see a ticket, or a row with those columns of it; None where it was told in words alone."""
    return None if row.is_in_words else LatLon(row.public_lat, row.public_lon)


def card_of(ticket: Ticket, *, today: date, zone: ZoneInfo, photo: str | None = None) -> TicketCard:
    """What everybody may see of a ticket in a list; `photo` must be an approved one. `today` is the city's day."""
    axes = Axes(ticket.status, ticket.delivery, ticket.outcome, ticket.promised_on)
    return TicketCard(
        id=TicketId(ticket.id),
        service_code=ServiceCode(ticket.service_code),
        service_name=ticket.service_name,
        address=ticket.public_address,
        at=public_point(ticket),
        neighborhood_id=NeighborhoodId(ticket.neighborhood_id) if ticket.neighborhood_id else None,
        standing=standing_of(axes, today),
        status=ticket.status,
        outcome=ticket.outcome,
        service_request_id=ServiceRequestId(ticket.service_request_id) if ticket.service_request_id else None,
        requested_on=day_of(ticket.requested_at, zone),
        promised_on=ticket.promised_on,
        closed_on=day_or_none(ticket.closed_at, zone),
        photo=PhotoKey(photo) if photo else None,
        co_signs=CoSigns(ticket.co_signed_households, ticket.co_signed_liaisons),
    )


def own_card_of(ticket: Ticket, *, today: date, zone: ZoneInfo, photo: str | None = None) -> OwnTicketCard:
    """What the liaison who filed a ticket sees of it in a list; `photo` is any that is kept."""
    return OwnTicketCard(
        card=card_of(ticket, today=today, zone=zone),
        address=ticket.address,
        requested_at=ticket.requested_at,
        delivery=ticket.delivery,
        visibility=ticket.visibility,
        photo=PhotoKey(photo) if photo else None,
    )
