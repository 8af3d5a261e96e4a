"""Public tickets that changed last, for feeds: of the whole city, of a neighborhood, of a service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

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

# A service that is common is found among so many that changed last; one that is not has few tickets in all.
RECENT = 5_000

_IS_PUBLIC = col(Ticket.visibility) == Visibility.PUBLIC
_NEWEST: tuple[Any, ...] = (col(Ticket.updated_at).desc(), col(Ticket.id).desc())


def latest(*, page: int, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> FeedPage:
    """A page of all. Raises: NotFound where there is no such page."""
    found = _cut(select(Ticket).where(_IS_PUBLIC), page, snapshot)
    return _page(found, "", page, clock, city_profile.time_zone)


def latest_in_neighborhood(
    *, neighborhood_id: NeighborhoodId, page: int, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> FeedPage:
    """A page of a neighborhood's. Raises: NotFound where there is no such neighborhood or page."""
    place = snapshot.db.get(Neighborhood, neighborhood_id)
    if place is None:
        raise NotFound
    found = _cut(_by_its_index(col(Ticket.neighborhood_id) == place.id), page, snapshot)
    return _page(found, place.name, page, clock, city_profile.time_zone)


def latest_of_service(
    *, service_code: ServiceCode, page: int, snapshot: Snapshot, clock: Clock, city_profile: CityProfile
) -> FeedPage:
    """A page of a service's. Raises: NotFound where the city has, and had, no such service, and for no such page."""
    service = snapshot.db.get(CityService, service_code)
    if service is None:
        raise NotFound
    is_it = col(Ticket.service_code) == service.code
    recent = select(col(Ticket.id)).where(_IS_PUBLIC).order_by(*_NEWEST).limit(RECENT).subquery()
    common = select(Ticket).join(recent, col(Ticket.id) == recent.c.id).where(is_it)
    found = _cut(common, page, snapshot)
    if len(found) <= PAGE_SIZE:
        found = _cut(_by_its_index(is_it), page, snapshot)
    return _page(found, service.name, page, clock, city_profile.time_zone)


def _by_its_index(condition: ColumnElement[bool]) -> SelectOfScalar[Ticket]:
    """Public tickets that fit, found by the condition's own index and then put in order.

    A column inside `coalesce` is no temptation to walk through all that changed until enough fit, which of something
    rare is everything.
    """
    return select(Ticket).where(func.coalesce(Ticket.visibility, "") == Visibility.PUBLIC, condition)


def _cut(wanted: SelectOfScalar[Ticket], page: int, snapshot: Snapshot) -> Sequence[Ticket]:
    """A page's rows, and one more where there is one."""
    if not 1 <= page <= MOST_PAGES:
        raise NotFound
    return snapshot.db.exec(wanted.order_by(*_NEWEST).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()


def _page(found: Sequence[Ticket], about: str, page: int, clock: Clock, zone: ZoneInfo) -> FeedPage:
    today = day_of(clock.now(), zone)
    rows = tuple(
        FeedTicket(card_of(one, today=today, zone=zone), redacted(one.status_notes), hour_of(one.updated_at))
        for one in found[:PAGE_SIZE]
    )
    return FeedPage(rows, about, today, has_more=len(found) > PAGE_SIZE and page < MOST_PAGES)
