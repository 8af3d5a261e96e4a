"""Lists of public tickets for other software: a fixed number of statements, whatever is asked, however long they are.

The page is found first, in the index alone where no words and no place are asked; its rows are read after that. A
private ticket is nowhere: not in a list, not by its number, not as the place where a page starts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    extract,
    func,
    literal,
    or_,
    select,
    tuple_,
    union,
    union_all,
)
from sqlmodel import col

from liaison_app.db import Snapshot
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.geo import Bounds, LatLon, cells_of_box, metres_per_degree
from liaison_app.domain.ids import NeighborhoodId, PhotoKey, ServiceCode, ServiceRequestId, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.domain.privacy import redacted
from liaison_app.domain.tickets import OPEN_TO_ALL, Axes, Visibility, standing_of
from liaison_app.domain.told_requests import (
    RequestQuestion,
    ToldPage,
    ToldRequest,
    hour_of,
    place_of_change,
    read_place_of_change,
    span_of,
    told_requested,
    whole_days,
    whole_hours,
)
from liaison_app.models import Ticket
from liaison_app.services.ticket_lists import first_photos, public_place_in_list
from liaison_app.services.ticket_projection import day_of, public_point

# Up to so many inside a box are taken from the map's index and sorted; of more, every few of the newest lie inside.
FEW = 3_000
# Words are looked for in so many of the newest that fit everything else.
MOST_SEARCHED = 5_000

Conditions = list[ColumnElement[bool]]

_COLUMNS: tuple[Any, ...] = (
    Ticket.id,
    Ticket.origin,
    Ticket.service_request_id,
    Ticket.service_code,
    Ticket.service_name,
    Ticket.status,
    Ticket.status_notes,
    Ticket.delivery,
    Ticket.outcome,
    Ticket.agency_responsible,
    Ticket.public_address,
    Ticket.public_lat,
    Ticket.public_lon,
    Ticket.is_in_words,
    Ticket.neighborhood_id,
    Ticket.requested_at,
    Ticket.updated_at,
    Ticket.promised_on,
    Ticket.has_public_photo,
)
_NEWEST: tuple[Any, ...] = (col(Ticket.requested_at).desc(), col(Ticket.id).desc())
_ORDERED: tuple[Any, ...] = (Ticket.requested_at, Ticket.updated_at)


def _hour(updated_at: Any) -> ColumnElement[Any]:
    """SQL for the hour of a change: no more of it is told, so a list that goes on behind one knows no more either."""
    second = extract("epoch", updated_at)
    return second - second % 3600


_OLDEST_CHANGE: tuple[Any, ...] = (_hour(col(Ticket.updated_at)), col(Ticket.id))


def list_(*, question: RequestQuestion, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> ToldPage:
    """Public tickets that fit `question`: the newest first; where changes are asked for, by the hour of the change,
    the oldest first, and within the hour by number.

    Raises:
        InputInvalid: `after` is no public ticket, or no place in a list by change.
    """
    now, zone = clock.now(), city_profile.time_zone
    is_by_change = any(question.updated) and not question.ids
    order = _OLDEST_CHANGE if is_by_change else _NEWEST
    chosen = _chosen(question, now, zone, snapshot).offset(question.skip).limit(question.size + 1).subquery()
    found = snapshot.db.execute(
        select(*_COLUMNS).join_from(chosen, Ticket, col(Ticket.id) == chosen.c.id).order_by(*order)
    ).all()
    rows = found[: question.size]
    photos = first_photos(rows, snapshot, only_public=True)
    today = day_of(now, zone)
    next_after: str | None = None
    if len(found) > question.size and not question.ids:
        last = rows[-1]
        next_after = place_of_change(last.updated_at, TicketId(last.id)) if is_by_change else last.id
    return ToldPage(tuple(_told(row, photos.get(row.id), today, zone) for row in rows), next_after)


def show(*, number: str, snapshot: Snapshot, clock: Clock, city_profile: CityProfile) -> ToldRequest:
    """The public ticket of that number, ours or the city's.

    Raises:
        NotFound: there is none, or it is private; nobody can tell which.
    """
    page = list_(question=RequestQuestion(ids=(number,)), snapshot=snapshot, clock=clock, city_profile=city_profile)
    if not page.rows:
        raise NotFound
    return page.rows[0]


def is_told() -> ColumnElement[bool]:
    """Public, said so that no index is looked for: SQLite, which keeps no statistics, would begin with that one."""
    return func.lower(col(Ticket.visibility)) == Visibility.PUBLIC.value


def is_told_of_named() -> ColumnElement[bool]:
    """The same for tickets that are asked for by number: what counts together with another is found by its own."""
    return func.lower(col(Ticket.visibility)).in_([one.value for one in OPEN_TO_ALL])


def numbers_of(ids: Iterable[str]) -> CompoundSelect[Any]:
    """The ids of tickets by number: ours, in upper or lower case, or the city's. Each way is an index of its own."""
    numbers = list(dict.fromkeys(ids))
    ours = [number.upper() for number in numbers]
    return union(
        select(col(Ticket.id).label("id")).where(col(Ticket.id).in_(ours)),
        select(col(Ticket.id).label("id")).where(col(Ticket.service_request_id).in_(numbers)),
    )


def _chosen(question: RequestQuestion, now: datetime, zone: ZoneInfo, snapshot: Snapshot) -> Select[Any]:
    """The ids of the tickets that fit, in order, not yet cut to a page."""
    is_public = col(Ticket.visibility) == Visibility.PUBLIC
    ids = select(col(Ticket.id))
    if question.ids:
        named = numbers_of(question.ids).subquery()
        return ids.join_from(named, Ticket, col(Ticket.id) == named.c.id).where(is_told_of_named()).order_by(*_NEWEST)
    where = [is_public, *_filters(question)]
    if any(question.updated):
        first, until = whole_hours(span_of(question.updated, now))
        where += [col(Ticket.updated_at) >= first, col(Ticket.updated_at) < until]
    if any(question.requested) or not any(question.updated):
        first, until = whole_days(span_of(question.requested, now), zone)
        where += [col(Ticket.requested_at) >= first, col(Ticket.requested_at) < until]
    is_by_change = any(question.updated)
    if question.after:
        where.append(_changed_after(question.after) if is_by_change else _follows(question.after, snapshot))
    order = _OLDEST_CHANGE if is_by_change else _NEWEST
    box = _box_of(question)
    if box is None:
        if is_by_change and not question.words:
            where += _hours_of_the_page(where, question, snapshot)
        return _searched(ids.where(*where).order_by(*order), question.words, order)
    return _searched(_inside(box, question, where, order, snapshot), question.words, order)


def _filters(question: RequestQuestion) -> Conditions:
    found: Conditions = []
    if question.service_codes:
        found.append(col(Ticket.service_code).in_(question.service_codes))
    if question.status is not None:
        found.append(col(Ticket.status) == question.status)
    return found


def _follows(after: str, snapshot: Snapshot) -> ColumnElement[bool]:
    place = public_place_in_list(after, snapshot)
    if place is None:
        raise InputInvalid({"after": "not_a_choice"})
    return tuple_(col(Ticket.requested_at), col(Ticket.id)) < place


def _changed_after(after: str) -> ColumnElement[bool]:
    place = read_place_of_change(after)
    if place is None:
        raise InputInvalid({"after": "not_a_choice"})
    hour, ticket_id = place
    is_later = col(Ticket.updated_at) >= hour + timedelta(hours=1)
    return and_(col(Ticket.updated_at) >= hour, or_(is_later, col(Ticket.id) > ticket_id))


def _hours_of_the_page(where: Conditions, question: RequestQuestion, snapshot: Snapshot) -> Conditions:
    """Up to the hour in which the page ends: an index has the moments in order, and only these hours are sorted."""
    moments = select(col(Ticket.updated_at)).where(*where).order_by(col(Ticket.updated_at), col(Ticket.id))
    last = snapshot.db.execute(moments.offset(question.skip + question.size).limit(1)).scalar()
    return [] if last is None else [col(Ticket.updated_at) < hour_of(last) + timedelta(hours=1)]


def _box_of(question: RequestQuestion) -> Bounds | None:
    """The box to look in: the one asked for, that around the circle, or what both have in common."""
    around = Bounds.around(*question.near) if question.near is not None else None
    if around is None or question.box is None:
        return around or question.box
    both = (around, question.box)
    return Bounds(
        max(one.south for one in both),
        max(one.west for one in both),
        min(one.north for one in both),
        min(one.east for one in both),
    )


def _inside(
    box: Bounds, question: RequestQuestion, where: Conditions, order: tuple[Any, ...], snapshot: Snapshot
) -> Select[Any]:
    if box.south > box.north or box.west > box.east:
        return select(col(Ticket.id)).where(literal(value=False)).order_by(*order)
    placed = [
        *where,
        col(Ticket.public_lat).between(box.south, box.north),
        col(Ticket.public_lon).between(box.west, box.east),
        *_circle(question.near),
    ]
    # What was told in words has no cell. To be counted, the others need not be looked at: the index knows all this.
    in_cells = [[col(Ticket.cell).between(*cells), *placed] for cells in cells_of_box(box)]
    some = union_all(*(select(literal(1)).where(*one) for one in in_cells)).limit(FEW + 1).subquery()
    if (snapshot.db.execute(select(func.count()).select_from(some)).scalar() or 0) > FEW:
        return select(col(Ticket.id)).where(*placed, col(Ticket.is_in_words).is_(False)).order_by(*order)
    within = union_all(*(select(col(Ticket.id).label("id")).where(*one) for one in in_cells)).subquery()
    return select(col(Ticket.id)).join_from(within, Ticket, col(Ticket.id) == within.c.id).order_by(*order)


def _circle(near: tuple[LatLon, float] | None) -> Conditions:
    """Within the circle: exact to a few metres, as the earth is nearly flat within 20 km."""
    if near is None:
        return []
    at, metres = near
    north, east = metres_per_degree(at.lat)
    dy = (col(Ticket.public_lat) - at.lat) * north
    dx = (col(Ticket.public_lon) - at.lon) * east
    return [dy * dy + dx * dx <= metres * metres]


def _searched(chosen: Select[Any], text: str, order: tuple[Any, ...]) -> Select[Any]:
    """Of those chosen, the ones that the words fit: a service, an address, or a number as a whole."""
    if not text:
        return chosen
    looked_at = (Ticket.service_name, Ticket.public_address, Ticket.service_request_id, *_ORDERED)
    newest = chosen.add_columns(*map(col, looked_at)).limit(MOST_SEARCHED).subquery()
    found = newest.c
    fits = or_(
        found.id == text.upper(),
        found.service_request_id == text,
        and_(*(_says(word, found.service_name, found.public_address) for word in text.split())),
    )
    by = (
        (_hour(found.updated_at), found.id) if order is _OLDEST_CHANGE else (found.requested_at.desc(), found.id.desc())
    )
    return select(found.id).where(fits).order_by(*by)


def _says(word: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def _told(row: Any, photo: str | None, today: date, zone: ZoneInfo) -> ToldRequest:
    axes = Axes(row.status, row.delivery, row.outcome, row.promised_on)
    return ToldRequest(
        id=TicketId(row.id),
        origin=row.origin,
        service_request_id=ServiceRequestId(row.service_request_id) if row.service_request_id else None,
        service_code=ServiceCode(row.service_code),
        service_name=row.service_name,
        status=row.status,
        status_notes=redacted(row.status_notes),
        standing=standing_of(axes, today),
        outcome=row.outcome,
        department=row.agency_responsible,
        address=row.public_address,
        at=public_point(row),
        neighborhood_id=NeighborhoodId(row.neighborhood_id) if row.neighborhood_id else None,
        requested_at=told_requested(row.requested_at, row.origin, zone),
        updated_at=hour_of(row.updated_at),
        promised_on=row.promised_on,
        photo=PhotoKey(photo) if photo else None,
    )
