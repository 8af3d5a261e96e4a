"""Public tickets that changed last, for feeds: of the whole city, of a neighborhood, of a service."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import NotFound
from liaison_app.domain.feeds import MOST_PAGES, PAGE_SIZE, FeedPage, FeedTicket
from liaison_app.domain.ids import NeighborhoodId, ServiceCode
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.tickets import Visibility
from liaison_app.domain.told_requests import hour_of
from liaison_app.models import CityService, Neighborhood, Ticket
from liaison_app.services.ticket_projection import card_of, day_of


def latest(*, page: int, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> FeedPage:
    """A page of all. Raises: NotFound where there is no such page."""
    return _page([], "", page, snapshot, clock, city_profile.time_zone)


def latest_in_neighborhood(
    *, neighborhood_id: NeighborhoodId, page: int, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> FeedPage:
    """A page of a neighborhood's. Raises: NotFound where there is no such neighborhood or page."""
    found = snapshot.db.get(Neighborhood, neighborhood_id)
    if found is None:
        raise NotFound
    here = [col(Ticket.neighborhood_id) == found.id]
    return _page(here, found.name, page, snapshot, clock, city_profile.time_zone)


def latest_of_service(
    *, service_code: ServiceCode, page: int, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> FeedPage:
    """A page of a service's. Raises: NotFound where the city has, and had, no such service, and for no such page."""
    found = snapshot.db.get(CityService, service_code)
    if found is None:
        raise NotFound
    these = [col(Ticket.service_code) == found.code]
    return _page(these, found.name, page, snapshot, clock, city_profile.time_zone)


def _page(
    where: list[ColumnElement[bool]], about: str, page: int, snapshot: Snapshot, clock: Clock, zone: ZoneInfo
) -> FeedPage:
    if not 1 <= page <= MOST_PAGES:
        raise NotFound
    found = snapshot.db.exec(
        select(Ticket)
        .where(col(Ticket.visibility) == Visibility.PUBLIC, *where)
        .order_by(col(Ticket.updated_at).desc(), col(Ticket.id).desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    today = day_of(clock.now(), zone)
    rows = tuple(
        FeedTicket(card_of(one, today=today, zone=zone), redacted(one.status_notes), hour_of(one.updated_at))
        for one in found[:PAGE_SIZE]
    )
    return FeedPage(rows, about, today, has_more=len(found) > PAGE_SIZE and page < MOST_PAGES)
