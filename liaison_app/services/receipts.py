"""The receipt of a ticket: what its sender is told right after sending, and as the city answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import NotFound
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId, Ref, ServiceCode, ServiceRequestId, TicketId
from liaison_app.domain.meetings import ItemState
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import Meeting, MeetingItem, Ticket, TicketPhoto
from liaison_app.services.meeting_rights import worked_on_by
from liaison_app.services.ticket_projection import day_of, exact_point


@dataclass(frozen=True, slots=True)
class Receipt:
    """A ticket as its sender's receipt. `ref` lets the phone forget the draft that became it; times are aware UTC.

    `at` is None where the place was told in words, which are the `address` then.
    `is_open_to_all`: whoever has its address may read its page.
    """

    id: TicketId
    ref: Ref
    service_code: ServiceCode
    service_name: str
    at: LatLon | None
    address: str
    neighborhood_id: NeighborhoodId | None
    photo_count: int
    delivery: Delivery
    service_request_id: ServiceRequestId | None
    saved_at: datetime
    accepted_at: datetime | None
    promised_on: date | None
    department: str
    today: date
    is_open_to_all: bool = False


def receipt_of(
    *, actor: Actor, ticket_id: TicketId, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> Receipt:
    """The receipt of a ticket that the actor answers for, or that came out of a meeting the actor works on.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is no such ticket, or the actor hands out no receipt of it.
    """
    actor.require(Audience.LIAISON)
    ticket = snapshot.db.get(Ticket, ticket_id)
    if ticket is None or not (actor.answers_for(ticket.filed_by) or _is_of_their_meeting(actor, ticket_id, snapshot)):
        raise NotFound
    photos = snapshot.db.exec(
        select(func.count())
        .select_from(TicketPhoto)
        .where(col(TicketPhoto.ticket_id) == ticket.id, col(TicketPhoto.look_id).is_(None))
    ).one()
    return Receipt(
        id=TicketId(ticket.id),
        ref=Ref(ticket.ref),
        service_code=ServiceCode(ticket.service_code),
        service_name=ticket.service_name,
        at=exact_point(ticket),
        address=ticket.address,
        neighborhood_id=NeighborhoodId(ticket.neighborhood_id) if ticket.neighborhood_id else None,
        photo_count=photos,
        delivery=ticket.delivery,
        service_request_id=ServiceRequestId(ticket.service_request_id) if ticket.service_request_id else None,
        saved_at=ticket.requested_at,
        accepted_at=ticket.accepted_at,
        promised_on=ticket.promised_on,
        department=ticket.agency_responsible,
        today=day_of(clock.now(), city_profile.time_zone),
        is_open_to_all=ticket.visibility in OPEN_TO_ALL,
    )


def _is_of_their_meeting(actor: Actor, ticket_id: TicketId, snapshot: Snapshot) -> bool:
    found = (
        select(MeetingItem.ref)
        .join(Meeting, col(Meeting.id) == MeetingItem.meeting_id)
        .where(MeetingItem.ticket_id == ticket_id, MeetingItem.state == ItemState.SENT, worked_on_by(actor))
    )
    return snapshot.db.exec(found.limit(1)).first() is not None
