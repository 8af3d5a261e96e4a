"""What becomes late when the city's day begins: nobody writes these tickets, so we do."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.facets import Facet
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Ticket

AT_ONCE = 500


def turn_late(*, uow: UnitOfWork, clock: Clock, city_profile: CityProfile) -> bool:
    """Let some tickets whose promised day is over count as late. True when there may be more.

    It catches up with as many days as nobody worked. What another worker has in hand is left to that one.
    """
    today = CityCalendar(city_profile.time_zone, clock).today
    due = (
        select(Ticket)
        .where(col(Ticket.facet) == Facet.WITH_CITY, col(Ticket.promised_on) < today)
        .order_by(col(Ticket.id))
        .limit(AT_ONCE)
    )
    tickets = uow.db.exec(due.with_for_update(skip_locked=True)).all()
    for ticket in tickets:
        ticket.facet = Facet.LATE
    here = {one.neighborhood_id for one in tickets if one.neighborhood_id and one.visibility is Visibility.PUBLIC}
    uow.announce(*(rooms.neighborhood(NeighborhoodId(one)) for one in sorted(here)))
    return len(tickets) == AT_ONCE
