"""A view of the map as a picture and a short list, read for everybody alike: nobody's login is looked at."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import NotFound
from liaison_app.domain.geo import LatLon
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.map_feed import MapFilter
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Axes, standing_of
from liaison_app.domain.view_picture import Dot, Ring, ViewPicture
from liaison_app.models import Neighborhood, NeighborhoodShape, Ticket
from liaison_app.services import ticket_finding
from liaison_app.services.map_feed import conditions, service_codes
from liaison_app.services.place_imports import ImportKind, credit_of

MOST_DOTS = 300
LISTED = 8


def picture_of(
    *, wanted: MapFilter, guidance: Guidance, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> ViewPicture:
    """What a view shows. Raises: NotFound, where it asks for a neighborhood that there is not."""
    place = _place(wanted.neighborhood_id, snapshot)
    calendar = CityCalendar(city_profile.time_zone, clock)
    page = ticket_finding.in_view(
        view=None,
        wanted=wanted,
        after="",
        guidance=guidance,
        snapshot=snapshot,
        clock=clock,
        city_profile=city_profile,
    )
    rings = _rings(wanted.neighborhood_id, snapshot)
    return ViewPicture(
        wanted=wanted,
        place=place,
        tally=page.tally,
        cards=page.cards[:LISTED],
        dots=_dots(wanted, calendar, guidance, snapshot),
        rings=rings,
        credit=credit_of(ImportKind.NEIGHBORHOODS, snapshot)[0] if rings else "",
        today=calendar.today,
    )


def _place(neighborhood_id: NeighborhoodId | None, snapshot: Snapshot) -> str:
    if neighborhood_id is None:
        return ""
    found = snapshot.db.get(Neighborhood, neighborhood_id)
    if found is None:
        raise NotFound
    return found.name


def _dots(wanted: MapFilter, calendar: CityCalendar, guidance: Guidance, snapshot: Snapshot) -> tuple[Dot, ...]:
    """The newest tickets of the view that have a point."""
    columns = (Ticket.public_lat, Ticket.public_lon, Ticket.status, Ticket.delivery, Ticket.outcome, Ticket.promised_on)
    rows = snapshot.db.execute(
        select(*columns)  # type: ignore[call-overload]
        .where(
            *conditions(wanted, calendar, service_codes(wanted, guidance, snapshot), by_time=True),
            col(Ticket.is_in_words).is_(False),
        )
        .order_by(col(Ticket.requested_at).desc(), col(Ticket.id).desc())
        .limit(MOST_DOTS)
    ).all()
    return tuple(
        Dot(LatLon(lat, lon), standing_of(Axes(status, delivery, outcome, promised_on), calendar.today))
        for lat, lon, status, delivery, outcome, promised_on in rows
    )


def _rings(neighborhood_id: NeighborhoodId | None, snapshot: Snapshot) -> tuple[Ring, ...]:
    shape = snapshot.db.get(NeighborhoodShape, neighborhood_id) if neighborhood_id else None
    if shape is None:
        return ()
    return tuple(tuple((x, y) for x, y in ring) for polygon in json.loads(shape.shown) for ring in polygon)
