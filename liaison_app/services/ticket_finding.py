"""Public tickets in view, newest first, a page at a time. Keyset paging: a page costs the same wherever it is.

A box is covered by a few ranges of map cells, one SELECT each on the index of cells: a list of alternatives in one
WHERE is read as a whole table. Where the view holds few tickets they are taken from there and sorted; where it holds
many, the newest of all are walked until a page is full.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, tuple_, union_all
from sqlalchemy import select as sa_select
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import Bounds, cells_of_box
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.map_feed import MapFilter, Tally
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.models import Ticket
from liaison_app.services.map_feed import filters, tally_columns, tally_of
from liaison_app.services.ticket_lists import public_place_in_list
from liaison_app.services.ticket_projection import card_of

PAGE = 30
# Up to so many in view are sorted here; of more, every few of the newest lie in view.
FEW = 3000

Conditions = list[ColumnElement[bool]]
PlaceInList = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Tickets in view. `tally` counts all of them; `next_page` is where the next page starts, None at the end."""

    cards: tuple[TicketCard, ...]
    tally: Tally
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
    calendar = CityCalendar(city_profile.time_zone, clock)
    today = calendar.today
    ways = _ways(view, filters(wanted, calendar, guidance, snapshot))
    tally = _tally(ways, snapshot)
    place = public_place_in_list(after, snapshot)
    if after and place is None:
        raise InputInvalid({"after": "not_a_choice"})
    is_small = view is not None and tally.count <= FEW
    rows = _of_few(ways, place, snapshot) if is_small else _newest(ways, place, snapshot)
    shown = rows[:PAGE]
    return TicketPage(
        cards=tuple(card_of(ticket, today=today, zone=city_profile.time_zone) for ticket in shown),
        tally=tally,
        next_page=shown[-1].id if len(rows) > PAGE else None,
        today=today,
    )


def _ways(view: Bounds | None, where: Conditions) -> list[tuple[Conditions, Conditions]]:
    """Conditions of which each ticket in view fits exactly one: (those of the index of cells, all others)."""
    if view is None:
        return [([], where)]
    inside = [
        col(Ticket.public_lat).between(view.south, view.north),
        col(Ticket.public_lon).between(view.west, view.east),
    ]
    return [([col(Ticket.cell).between(*cells)], [*where, *inside]) for cells in cells_of_box(view)]


def _tally(ways: list[tuple[Conditions, Conditions]], snapshot: Snapshot) -> Tally:
    counts = union_all(*(sa_select(*tally_columns()).where(*cells, *others) for cells, others in ways))
    tallies = [tally_of(*row) for row in snapshot.db.execute(counts).all()]
    return Tally(sum(one.count for one in tallies), sum(one.open for one in tallies), sum(one.late for one in tallies))


def _of_few(ways: list[tuple[Conditions, Conditions]], place: PlaceInList | None, snapshot: Snapshot) -> list[Ticket]:
    found = union_all(
        *(sa_select(col(Ticket.requested_at), col(Ticket.id)).where(*cells, *others) for cells, others in ways)
    )
    places = sorted((tuple(row) for row in snapshot.db.execute(found)), reverse=True)
    page = [ticket_id for at, ticket_id in places if place is None or (at, ticket_id) < place][: PAGE + 1]
    rows = {row.id: row for row in snapshot.db.exec(select(Ticket).where(col(Ticket.id).in_(page))).all()}
    return [rows[ticket_id] for ticket_id in page]


def _newest(ways: list[tuple[Conditions, Conditions]], place: PlaceInList | None, snapshot: Snapshot) -> list[Ticket]:
    (_, others) = ways[0]
    order = tuple_(col(Ticket.requested_at), col(Ticket.id))
    found = select(Ticket).where(*others, *([order < place] if place else []))
    newest_first = (col(Ticket.requested_at).desc(), col(Ticket.id).desc())
    return list(snapshot.db.exec(found.order_by(*newest_first).limit(PAGE + 1)).all())
