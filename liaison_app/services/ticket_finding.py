"""Public tickets in view, newest first, a page at a time. Keyset paging: a page costs the same wherever it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as sa_select
from sqlalchemy import tuple_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.geo import Bounds
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.map_feed import MapFilter, Tally
from liaison_app.domain.ports import Clock
from liaison_app.domain.ticket_rows import TicketCard
from liaison_app.models import Ticket
from liaison_app.services.map_feed import filters, tally_columns, tally_of
from liaison_app.services.ticket_projection import card_of

PAGE = 30


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

    Raises:
        InputInvalid: `after` is no `next_page` of ours.
    """
    today = clock.now().astimezone(city_profile.time_zone).date()
    where = filters(wanted, today, guidance, snapshot)
    if view is not None:
        where += [
            col(Ticket.public_lat).between(view.south, view.north),
            col(Ticket.public_lon).between(view.west, view.east),
        ]
    counted = snapshot.db.execute(sa_select(*tally_columns(today)).where(*where)).one()
    newest_first = tuple_(col(Ticket.requested_at), col(Ticket.id))
    rows = snapshot.db.exec(
        select(Ticket)
        .where(*where, *([newest_first < _place(after)] if after else []))
        .order_by(col(Ticket.requested_at).desc(), col(Ticket.id).desc())
        .limit(PAGE + 1)
    ).all()
    shown = rows[:PAGE]
    more = len(rows) > PAGE
    return TicketPage(
        cards=tuple(card_of(ticket, today=today, zone=city_profile.time_zone) for ticket in shown),
        tally=tally_of(*counted),
        next_page=f"{shown[-1].requested_at.isoformat()}~{shown[-1].id}" if more else None,
        today=today,
    )


def _place(after: str) -> tuple[datetime, str]:
    at, _, ticket_id = after.partition("~")
    try:
        found = datetime.fromisoformat(at)
    except ValueError as error:
        raise InputInvalid({"after": "not_a_choice"}) from error
    if found.tzinfo is None or not ticket_id:
        raise InputInvalid({"after": "not_a_choice"})
    return found, ticket_id
