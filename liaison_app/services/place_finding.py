"""What somebody typed into the map's search: a ticket by our number or the city's, a neighborhood, or a place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import NeighborhoodId, TicketId, read_ticket_id
from liaison_app.domain.ports_places import Geocoder, GeocoderUnavailable
from liaison_app.domain.street_names import folded
from liaison_app.domain.tickets import Visibility
from liaison_app.models import Neighborhood, Ticket

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """The one best answer; all empty where there is none."""

    ticket_id: TicketId | None = None
    neighborhood_id: NeighborhoodId | None = None
    at: LatLon | None = None


def known(*, text: str, snapshot: Snapshot) -> Finding | None:
    """What `text` names among our own things; None where it names none of them.

    Numbers find public tickets only: a stranger cannot probe for private ones.
    """
    asked = text.strip()[:LONGEST]
    if not asked:
        return Finding()
    ticket_id = _ticket(asked, snapshot)
    if ticket_id is not None:
        return Finding(ticket_id=ticket_id)
    for one in snapshot.db.exec(select(Neighborhood)):
        if folded(one.name) == folded(asked):
            return Finding(neighborhood_id=NeighborhoodId(one.id))
    return None


def place(*, text: str, geocoder: Geocoder) -> Finding | None:
    """The place that `text` means; None where there is none or the address service does not answer.

    It may take seconds, so it is asked outside any transaction.
    """
    try:
        places = geocoder.find(text.strip()[:LONGEST])
    except GeocoderUnavailable:
        return None
    return Finding(at=places[0].at) if places else None


def _ticket(asked: str, snapshot: Snapshot) -> TicketId | None:
    ours = read_ticket_id(asked)
    citys = asked.lstrip("#").strip()
    named = or_(col(Ticket.service_request_id) == citys, *([col(Ticket.id) == ours] if ours else []))
    found = snapshot.db.exec(select(Ticket.id).where(named, Ticket.visibility == Visibility.PUBLIC)).first()
    return TicketId(found) if found else None


def begun_name(*, text: str, snapshot: Snapshot) -> Finding:
    """The first neighborhood whose name begins with `text`; an empty answer where there is none."""
    asked = text.strip()[:LONGEST]
    names = snapshot.db.exec(select(Neighborhood)).all()
    begun = [one for one in names if folded(one.name).startswith(folded(asked))]
    return Finding(neighborhood_id=NeighborhoodId(begun[0].id)) if begun and folded(asked) else Finding()
