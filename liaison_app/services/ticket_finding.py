"""Public tickets in view, newest first, a page at a time. Keyset paging: a page costs the same wherever it is.

A box is covered by a few ranges of map cells, one SELECT each on the index of cells: a list of alternatives in one
WHERE is read as a whole table. Where the view holds few tickets they are taken from there and sorted; where it holds
many, the newest of all are walked until a page is full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, tuple_, union_all
from sqlalchemy import select as sa_select
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.facets import SHOWN
from liaison_app.domain.geo import Bounds, cells_of_box
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.map_feed import MapFilter, Show, Tally
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Ticket
from liaison_app.services import view_statements
from liaison_app.services.map_feed import conditions, service_codes, tally_of
from liaison_app.services.ticket_lists import public_place_in_list
from liaison_app.services.ticket_projection import card_of
from liaison_app.services.view_statements import Codes
from liaison_app.services.view_tallies import Counted, tally_everywhere, tally_in

PAGE = 30
# Up to so many in view are sorted here; of more, every few of the newest lie in view.
FEW = 3000
# So many services and ways of standing are read one by one off their index.
MOST_WAYS = 40

Conditions = list[ColumnElement[bool]]
PlaceInList = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Tickets in view. `tally` counts all of them; with very many, `is_about`, only about right. `next_page` is where
    the next page starts, None at the end."""

    cards: tuple[TicketCard, ...]
    tally: Tally
    is_about: bool
    next_page: str | None
    today: date


def in_view(
    *,
    view: Bounds | None,
    wanted: MapFilter,
    after: str,
    guidance: Guidance,
    snapshot: Snapshot,
    clock: Clock,
    city_profile: CityProfile,
) -> TicketPage:
    """Public tickets inside `view` (everywhere when None) that fit `wanted`, from `after` (a `next_page`, or '') on.

    `next_page` is the number of the last ticket shown: the moment somebody filed does not leave.

    Raises:
        InputInvalid: `after` is no `next_page` of ours.
    """
    calendar, codes = CityCalendar(city_profile.time_zone, clock), service_codes(wanted, guidance, snapshot)
    counted = Counted.of(view, wanted, codes, snapshot) if view else None
    if view and not after and _holds_few(counted, wanted):
        rows, tally, is_about = *_few_with_tally(view, wanted, codes, calendar, snapshot), False
    else:
        rows, tally, is_about = _found(view, wanted, after, codes, calendar, counted, snapshot)
    shown = rows[:PAGE]
    today = calendar.today
    return TicketPage(
        cards=tuple(card_of(ticket, today=today, zone=city_profile.time_zone) for ticket in shown),
        tally=tally,
        is_about=is_about,
        next_page=shown[-1].id if len(rows) > PAGE else None,
        today=today,
    )


def _holds_few(counted: Counted | None, wanted: MapFilter) -> bool:
    """Whether a view surely holds no more than is sorted at once; where nothing is counted, it is of some streets."""
    if counted is None:
        return wanted.neighborhood_id is None
    return counted.are_few and counted.fitting <= FEW


def _few_with_tally(
    view: Bounds, wanted: MapFilter, codes: Codes, calendar: CityCalendar, snapshot: Snapshot
) -> tuple[list[Ticket], Tally]:
    """The first page of a view and what it holds, by one statement that is kept."""
    ranges = cells_of_box(view)
    asked = view_statements.newest_with_tally(len(ranges), PAGE + 1, wanted, codes, calendar.zone)
    found = snapshot.db.execute(asked, view_statements.bound(ranges, view)).all()
    tally = tally_of(*found[0][1:]) if found else Tally(0, 0, 0)
    return _tickets([row[0] for row in found], snapshot), tally


def _found(
    view: Bounds | None, wanted: MapFilter, after: str, codes: Codes, calendar: CityCalendar,
    counted: Counted | None, snapshot: Snapshot,
) -> tuple[list[Ticket], Tally, bool]:  # fmt: skip
    """A page of a view of any size, what the view holds, and whether that is only about right."""
    ways = _ways(view, conditions(wanted, calendar, codes, by_place=view is not None))
    if view is None:
        tally, is_about = tally_everywhere(wanted, codes, snapshot), False
    else:
        tally, is_about = tally_in(counted, ways, snapshot)
    place = public_place_in_list(after, snapshot)
    if after and place is None:
        raise InputInvalid({"after": "not_a_choice"})
    if view is None and codes and wanted.neighborhood_id is None and len(codes) * len(SHOWN[wanted.show]) <= MOST_WAYS:
        return _of_services(wanted, codes, calendar, place, snapshot), tally, is_about
    if tally.count <= FEW:
        few = ways if view or not _is_rare(wanted, codes) else [_by_what(ways[0])]
        return _of_few(few, place, snapshot), tally, is_about
    where = [*conditions(wanted, calendar, codes, by_time=True), *_inside(view), *_has_point(view)]
    return _newest(where, place, snapshot), tally, is_about


def _ways(view: Bounds | None, where: Conditions) -> list[Conditions]:
    """Conditions of which each ticket in view fits exactly one."""
    if view is None:
        return [where]
    inside = _inside(view)
    return [[col(Ticket.cell).between(*cells), *where, *inside] for cells in cells_of_box(view)]


def _inside(view: Bounds | None) -> Conditions:
    if view is None:
        return []
    return [
        col(Ticket.public_lat).between(view.south, view.north),
        col(Ticket.public_lon).between(view.west, view.east),
    ]


def _has_point(view: Bounds | None) -> Conditions:
    """What was told in words lies in no view; its degrees are not its own. A range of cells holds none of it anyway."""
    return [] if view is None else [col(Ticket.is_in_words).is_(False)]


def _is_rare(wanted: MapFilter, codes: Codes) -> bool:
    """Whether an index of what a ticket is, or where it stands, leads to few."""
    return wanted.neighborhood_id is None and (codes is not None or wanted.show is not Show.ALL)


def _by_what(where: Conditions) -> Conditions:
    """The same, found by what a ticket is and where it stands: that it is public, as nearly all are, leads nowhere."""
    return [func.coalesce(Ticket.visibility, "") == Visibility.PUBLIC, *where[1:]]


def _of_few(ways: list[Conditions], place: PlaceInList | None, snapshot: Snapshot) -> list[Ticket]:
    columns = [col(Ticket.requested_at), col(Ticket.id)]
    found = union_all(*(sa_select(*columns).where(*way) for way in ways)).subquery()
    order = tuple_(found.c.requested_at, found.c.id)
    newest = sa_select(found.c.id).where(*([order < place] if place else []))
    newest_first = (found.c.requested_at.desc(), found.c.id.desc())
    return _tickets(snapshot.db.execute(newest.order_by(*newest_first).limit(PAGE + 1)).scalars().all(), snapshot)


def _tickets(ids: Sequence[str], snapshot: Snapshot) -> list[Ticket]:
    """Tickets by their numbers, in that order."""
    rows = {row.id: row for row in snapshot.db.exec(select(Ticket).where(col(Ticket.id).in_(ids))).all()}
    return [rows[ticket_id] for ticket_id in ids]


def _of_services(
    wanted: MapFilter, codes: tuple[str, ...], calendar: CityCalendar, place: PlaceInList | None, snapshot: Snapshot
) -> list[Ticket]:
    asked = view_statements.newest_of_services(PAGE + 1, wanted, codes, calendar.zone, is_further=place is not None)
    given = dict(zip(("at", "id"), place, strict=True)) if place else {}
    return _tickets(snapshot.db.execute(asked, given).scalars().all(), snapshot)


def _newest(where: Conditions, place: PlaceInList | None, snapshot: Snapshot) -> list[Ticket]:
    order = tuple_(col(Ticket.requested_at), col(Ticket.id))
    found = select(Ticket).where(*where, *([order < place] if place else []))
    newest_first = (col(Ticket.requested_at).desc(), col(Ticket.id).desc())
    return list(snapshot.db.exec(found.order_by(*newest_first).limit(PAGE + 1)).all())
