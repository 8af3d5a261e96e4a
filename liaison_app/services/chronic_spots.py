"""Chronic spots as everybody may see them: a list, one with its history, and the one a ticket belongs to.

The history is read from the public tickets themselves, so that what is private now has never been in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.chronic_spots import REACH_M, Sighting, SpotOfTicket, nearest, recurrence_of, returns_of
from liaison_app.domain.city_process import CityProcess, FamilyKey
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import NotFound
from liaison_app.domain.geo import Bounds, LatLon, cells_of_box
from liaison_app.domain.ids import NeighborhoodId, SpotId, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.spot_rows import SpotCard, SpotFilter, SpotHistory, SpotList, SpotVisit
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.models import ChronicSpot, Neighborhood, Ticket
from liaison_app.services.ticket_projection import card_of, day_of, public_point

PAGE_SIZE = 30
MOST_VISITS = 200
_MOST_OFTEN: tuple[Any, ...] = (
    col(ChronicSpot.returns).desc(),
    col(ChronicSpot.months).desc(),
    col(ChronicSpot.id).desc(),
)


def list_spots(
    *,
    wanted: SpotFilter,
    after: str,
    limit: int,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
    city_process: CityProcess,
) -> SpotList:
    """A page of chronic spots, those that came back most often first. `after` is an earlier page's `next_page`, or ''.

    Raises:
        NotFound: there is no such neighborhood or family.
    """
    name = _neighborhood_name(wanted.neighborhood_id, snapshot)
    if wanted.family is not None and city_process.family(wanted.family) is None:
        raise NotFound
    # The search leaves spots of a family alone that the city's file names no more.
    known = [wanted.family] if wanted.family is not None else [one.key for one in city_process.families]
    here: list[Any] = [col(ChronicSpot.is_chronic).is_(True), col(ChronicSpot.family).in_(known)]
    if wanted.neighborhood_id is not None:
        here.append(col(ChronicSpot.neighborhood_id) == wanted.neighborhood_id)
    if (last := snapshot.db.get(ChronicSpot, after[:16]) if after else None) is not None:
        here += [col(ChronicSpot.returns) <= last.returns, _behind(last)]
    limit = min(max(1, limit), PAGE_SIZE)
    spots = snapshot.db.exec(select(ChronicSpot).where(*here).order_by(*_MOST_OFTEN).limit(limit + 1)).all()
    names = _names([spot.neighborhood_id for spot in spots], snapshot)
    return SpotList(
        spots=tuple(_card(spot, names.get(spot.neighborhood_id or "", "")) for spot in spots[:limit]),
        next_page=spots[limit - 1].id if len(spots) > limit else None,
        neighborhood_name=name,
        today=day_of(clock.now(), city_profile.time_zone),
    )


def show_spot(
    *, spot_id: SpotId, snapshot: Snapshot, clock: Clock, city_profile: CityProfile, city_process: CityProcess
) -> SpotHistory:
    """A spot with its whole public history.

    Raises:
        NotFound: there is no such spot, or nothing of it is public (any more).
    """
    spot = snapshot.db.get(ChronicSpot, spot_id)
    tickets = _tickets_of(spot, city_process, snapshot) if spot is not None else []
    if spot is None or not tickets:
        raise NotFound
    zone, today = city_profile.time_zone, day_of(clock.now(), city_profile.time_zone)
    sightings = [_sighting(ticket) for ticket in tickets]
    came_back = dict(returns_of(sightings))
    return SpotHistory(
        id=SpotId(spot.id),
        family=FamilyKey(spot.family),
        at=LatLon(spot.lat, spot.lon),
        address=spot.address,
        neighborhood_id=NeighborhoodId(spot.neighborhood_id) if spot.neighborhood_id else None,
        neighborhood_name=_names([spot.neighborhood_id], snapshot).get(spot.neighborhood_id or "", ""),
        is_chronic=spot.is_chronic,
        recurrence=recurrence_of(sightings, zone),
        visits=tuple(
            SpotVisit(
                card=card_of(ticket, today=today, zone=zone),
                city_words=redacted(ticket.status_notes) if ticket.status is Status.CLOSED else "",
                came_back_after=came_back.get(TicketId(ticket.id)),
            )
            for ticket in tickets[:MOST_VISITS]
        ),
        is_cut=len(tickets) > MOST_VISITS,
        today=today,
    )


def spot_of(
    *, ticket: Ticket, city_profile: CityProfile, city_process: CityProcess, snapshot: Snapshot
) -> SpotOfTicket | None:
    """The chronic spot that a public ticket belongs to; None where it belongs to none."""
    family = city_process.family_of(ticket.service_code)
    at = public_point(ticket)
    if family is None or at is None or ticket.visibility is not Visibility.PUBLIC:
        return None
    if ticket.delivery is Delivery.WITHDRAWN:
        return None
    spots = _spots_near(at, family.key, snapshot)
    spot_id = nearest(at, {SpotId(spot.id): LatLon(spot.lat, spot.lon) for spot in spots})
    spot = next((one for one in spots if one.id == spot_id), None)
    if spot is None or not spot.is_chronic:
        return None
    tickets = _tickets_of(spot, city_process, snapshot)
    if all(one.id != ticket.id for one in tickets):
        return None
    place = sum((one.requested_at, one.id) <= (ticket.requested_at, ticket.id) for one in tickets)
    first_on = min((day_of(one.requested_at, city_profile.time_zone) for one in tickets), default=spot.first_on)
    return SpotOfTicket(SpotId(spot.id), place, first_on)


def _behind(last: ChronicSpot) -> Any:
    returns, months, spot_id = col(ChronicSpot.returns), col(ChronicSpot.months), col(ChronicSpot.id)
    same = and_(returns == last.returns, or_(months < last.months, and_(months == last.months, spot_id < last.id)))
    return or_(returns < last.returns, same)


def _card(spot: ChronicSpot, neighborhood_name: str) -> SpotCard:
    return SpotCard(
        id=SpotId(spot.id),
        family=FamilyKey(spot.family),
        at=LatLon(spot.lat, spot.lon),
        address=spot.address,
        neighborhood_id=NeighborhoodId(spot.neighborhood_id) if spot.neighborhood_id else None,
        neighborhood_name=neighborhood_name,
        tickets=spot.tickets,
        closings=spot.closings,
        returns=spot.returns,
        gap_days=spot.gap_days,
        seen_fixed=spot.seen_fixed,
        looked_at=spot.looked_at,
        open_now=spot.open_now,
        first_on=spot.first_on,
        last_on=spot.last_on,
    )


def _neighborhood_name(neighborhood_id: str | None, snapshot: Snapshot) -> str:
    if neighborhood_id is None:
        return ""
    found = snapshot.db.get(Neighborhood, neighborhood_id)
    if found is None:
        raise NotFound
    return found.name


def _names(ids: Sequence[str | None], snapshot: Snapshot) -> dict[str, str]:
    """The names of neighborhoods by their ids."""
    wanted = {one for one in ids if one}
    rows = snapshot.db.exec(select(Neighborhood.id, Neighborhood.name).where(col(Neighborhood.id).in_(wanted))).all()
    return dict(rows)


def _spots_near(at: LatLon, family: str, snapshot: Snapshot) -> list[ChronicSpot]:
    found: list[ChronicSpot] = []
    for low, high in cells_of_box(Bounds.around(at, REACH_M)):
        near = select(ChronicSpot).where(col(ChronicSpot.cell).between(low, high), ChronicSpot.family == family)
        found += snapshot.db.exec(near).all()
    return found


def _tickets_of(spot: ChronicSpot, city_process: CityProcess, snapshot: Snapshot) -> Sequence[Ticket]:
    """The public tickets that belong to a spot, newest first, at most one more than a page shows."""
    family = city_process.family(spot.family)
    if family is None:
        return []
    anchor = LatLon(spot.lat, spot.lon)
    box = Bounds.around(anchor, REACH_M)
    rivals = {SpotId(one.id): LatLon(one.lat, one.lon) for one in _rivals(spot, snapshot)}
    found: list[Ticket] = []
    for low, high in cells_of_box(box):
        found += snapshot.db.exec(
            select(Ticket).where(
                Ticket.visibility == Visibility.PUBLIC,
                col(Ticket.is_in_words).is_(False),
                col(Ticket.cell).between(low, high),
                col(Ticket.public_lat).between(box.south, box.north),
                col(Ticket.public_lon).between(box.west, box.east),
                col(Ticket.service_code).in_(family.services),
                col(Ticket.delivery) != Delivery.WITHDRAWN,
            )
        ).all()
    mine = [one for one in found if nearest(LatLon(one.public_lat, one.public_lon), rivals) == spot.id]
    return sorted(mine, key=lambda one: (one.requested_at, one.id), reverse=True)


def _rivals(spot: ChronicSpot, snapshot: Snapshot) -> Sequence[ChronicSpot]:
    """The spot itself and those near enough to have one of its tickets."""
    found: list[ChronicSpot] = []
    for low, high in cells_of_box(Bounds.around(LatLon(spot.lat, spot.lon), 2 * REACH_M)):
        found += snapshot.db.exec(
            select(ChronicSpot).where(col(ChronicSpot.cell).between(low, high), ChronicSpot.family == spot.family)
        ).all()
    return found


def _sighting(ticket: Ticket) -> Sighting:
    return Sighting(
        TicketId(ticket.id),
        LatLon(ticket.public_lat, ticket.public_lon),
        ticket.requested_at,
        ticket.closed_at,
        ticket.outcome,
    )
