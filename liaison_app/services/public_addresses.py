"""Which pages of ours search engines may read: every neighborhood's and service's, and the newest tickets'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import NeighborhoodId, ServiceCode, TicketId
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Neighborhood, Ticket
from liaison_app.services.catalogue import offered_rows
from liaison_app.services.ticket_projection import day_of

MOST_TICKETS = 1000


@dataclass(frozen=True)
class PublicAddresses:
    """Neighborhoods by name, services as the city lists them, and public tickets, newest first, each with the day (the
    city's) it changed last."""

    neighborhoods: tuple[NeighborhoodId, ...]
    services: tuple[ServiceCode, ...]
    tickets: tuple[tuple[TicketId, date], ...]


def list_addresses(*, snapshot: Snapshot, city_profile: CityProfile) -> PublicAddresses:
    """What can be read by everybody; of tickets the newest `MOST_TICKETS`. No exact time leaves."""
    neighborhoods = snapshot.db.exec(select(Neighborhood.id).order_by(Neighborhood.name)).all()
    wanted = (
        select(Ticket.id, Ticket.updated_at)
        .where(Ticket.visibility == Visibility.PUBLIC)
        .order_by(col(Ticket.requested_at).desc(), col(Ticket.id).desc())
        .limit(MOST_TICKETS)
    )
    zone = city_profile.time_zone
    return PublicAddresses(
        tuple(NeighborhoodId(one) for one in neighborhoods),
        tuple(ServiceCode(row.code) for row in offered_rows(snapshot)),
        tuple((TicketId(one), day_of(at, zone)) for one, at in snapshot.db.exec(wanted).all()),
    )
