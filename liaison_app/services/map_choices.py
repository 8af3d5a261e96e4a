"""What the map can be narrowed to: the city's services, its neighborhoods, the months there are tickets of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select

from liaison_app.db import Snapshot
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import NeighborhoodId, ServiceCode
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Neighborhood, Ticket
from liaison_app.services.catalogue import offered_rows


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service by the city's own name and group."""

    code: ServiceCode
    city_name: str
    group: str


@dataclass(frozen=True, slots=True)
class MapChoices:
    """Services by group, neighborhoods by name (id, name), and the days between which public tickets were filed."""

    services: tuple[ServiceChoice, ...]
    neighborhoods: tuple[tuple[NeighborhoodId, str], ...]
    first_day: date
    last_day: date


def choices(*, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> MapChoices:
    """All there is to choose from, for everybody. Days are those of the city's zone."""
    zone = city_profile.time_zone
    today = clock.now().astimezone(zone).date()
    first = snapshot.db.exec(
        select(func.min(Ticket.requested_at)).where(col(Ticket.visibility) == Visibility.PUBLIC)
    ).first()
    names = snapshot.db.exec(select(Neighborhood.id, Neighborhood.name).order_by(Neighborhood.name)).all()
    return MapChoices(
        services=tuple(ServiceChoice(ServiceCode(row.code), row.name, row.group) for row in offered_rows(snapshot)),
        neighborhoods=tuple((NeighborhoodId(id_), name) for id_, name in names),
        first_day=first.astimezone(zone).date() if first else today,
        last_day=today,
    )
