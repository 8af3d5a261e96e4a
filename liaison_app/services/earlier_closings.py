"""What the city closed before at the place of a ticket, about the same thing. Public tickets alone."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.chronic_spots import REACH_M
from liaison_app.domain.city_process import CityProcess
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.geo import Bounds, LatLon, cells_of_box, distance_m
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.redress_rows import EarlierClosing, EarlierClosings
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.models import Ticket
from liaison_app.services.ticket_projection import card_of, day_of, public_point

MOST_SHOWN = 6


def earlier_closings(
    ticket: Ticket, *, city_profile: CityProfile, city_process: CityProcess, clock: Clock, snapshot: Snapshot
) -> EarlierClosings:
    """The closings before this ticket was filed, of which `MOST_SHOWN` are shown; of the same family, or where the
    city's file names none of the same service. None where the place was told in words."""
    at = public_point(ticket)
    if at is None:
        return EarlierClosings()
    family = city_process.family_of(ticket.service_code)
    box = Bounds.around(at, REACH_M)
    found: list[Ticket] = []
    for low, high in cells_of_box(box):
        found += snapshot.db.exec(
            select(Ticket).where(
                Ticket.visibility == Visibility.PUBLIC,
                col(Ticket.is_in_words).is_(False),
                col(Ticket.cell).between(low, high),
                col(Ticket.service_code).in_(family.services if family else [ticket.service_code]),
                Ticket.status == Status.CLOSED,
                col(Ticket.closed_at) <= ticket.requested_at,
                Ticket.id != ticket.id,
            )
        ).all()
    near = [one for one in found if distance_m(at, LatLon(one.public_lat, one.public_lon)) <= REACH_M]
    near.sort(key=lambda one: (one.closed_at, one.id), reverse=True)
    zone, today = city_profile.time_zone, day_of(clock.now(), city_profile.time_zone)
    rows = (
        EarlierClosing(card_of(one, today=today, zone=zone), redacted(one.status_notes)) for one in near[:MOST_SHOWN]
    )
    return EarlierClosings(tuple(rows), len(near))
