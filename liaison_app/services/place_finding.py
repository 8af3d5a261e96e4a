"""What somebody typed into the map's search: a ticket by our number or the city's, a neighborhood, or a place."""

from __future__ import annotations

import re

from sqlalchemy import or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId, TicketId, read_ticket_id
from liaison_app.domain.place_matches import Match
from liaison_app.domain.ports_places import Geocoder
from liaison_app.domain.street_names import folded
from liaison_app.domain.tickets import OPEN_TO_ALL
from liaison_app.models import Neighborhood, Ticket
from liaison_app.services.ticket_projection import public_point

LONGEST = 200
MOST_NAMES = 6
# With fewer letters, nearly every name holds them somewhere.
LETTERS_INSIDE = 3


def named(*, text: str, snapshot: Snapshot) -> Match | None:
    """The ticket or neighborhood whose number or whole name `text` is; None where it is none.

    Numbers find public tickets only: a stranger cannot probe for private ones.
    """
    asked = text.strip()[:LONGEST]
    if not folded(asked):
        return None
    if (ticket := _ticket(asked, snapshot)) is not None:
        return ticket
    return next((_match(one) for one in _neighborhoods(snapshot) if folded(one.name) == folded(asked)), None)


def places(*, text: str, geocoder: Geocoder) -> tuple[Match, ...]:
    """The places that `text` may mean, the likeliest first.

    It may take seconds, so it is asked outside any transaction.

    Raises: GeocoderUnavailable, which says nothing about whether there is such a place.
    """
    found = geocoder.find(text.strip()[:LONGEST])
    # A street has several pieces of one name; people choose between names.
    alike = {one.label: Match(one.label, one.at, precision=one.precision) for one in reversed(found)}
    return tuple(reversed(alike.values()))


def begun(*, text: str, snapshot: Snapshot) -> tuple[Match, ...]:
    """Neighborhoods whose names begin with `text`; where there is none, those with a word in them that does."""
    asked = folded(text.strip()[:LONGEST])
    if not asked:
        return ()
    names = _neighborhoods(snapshot)
    found = [one for one in names if folded(one.name).startswith(asked)]
    if not found and len(asked) >= LETTERS_INSIDE:
        found = [one for one in names if re.search(rf"\b{re.escape(asked)}", folded(one.name))]
    return tuple(_match(one) for one in found[:MOST_NAMES])


def _neighborhoods(snapshot: Snapshot) -> list[Neighborhood]:
    return list(snapshot.db.exec(select(Neighborhood).order_by(Neighborhood.name)).all())


def _match(one: Neighborhood) -> Match:
    return Match(one.name, LatLon(one.lat, one.lon), neighborhood_id=NeighborhoodId(one.id))


def _ticket(asked: str, snapshot: Snapshot) -> Match | None:
    ours = read_ticket_id(asked)
    citys = asked.lstrip("#").strip()
    numbered = or_(col(Ticket.service_request_id) == citys, *([col(Ticket.id) == ours] if ours else []))
    columns = (Ticket.id, Ticket.public_lat, Ticket.public_lon, Ticket.is_in_words)
    found = snapshot.db.exec(select(*columns).where(numbered, col(Ticket.visibility).in_(OPEN_TO_ALL))).first()
    return Match(found[0], public_point(found), ticket_id=TicketId(found[0])) if found else None
