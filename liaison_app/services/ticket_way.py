"""The way a ticket went through the city's hands, and how long that usually takes where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from liaison_app.db import Snapshot
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import NeighborhoodId, ServiceCode
from liaison_app.domain.ticket_times import Custody, Usual
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import Neighborhood, StatusChange, Ticket
from liaison_app.services.look_counting import looks_of_closing, seen_on
from liaison_app.services.ticket_projection import day_of, day_or_none
from liaison_app.services.usual_times import usual_of


def neighborhood_of(ticket: Ticket, snapshot: Snapshot) -> str:
    """What the ticket's neighborhood is called; '' where it lies in none."""

    def load() -> str:
        found = snapshot.db.get(Neighborhood, ticket.neighborhood_id) if ticket.neighborhood_id else None
        return found.name if found else ""

    return snapshot.once(("neighborhood of", ticket.id), load)


def usual_part(ticket: Ticket, neighborhood: str, now: datetime, snapshot: Snapshot) -> Usual | None:
    """How long such tickets take there, or in the city; None where too few are known."""
    load = partial(
        usual_of,
        service_code=ServiceCode(ticket.service_code),
        neighborhood_id=NeighborhoodId(ticket.neighborhood_id) if ticket.neighborhood_id else None,
        neighborhood_name=neighborhood,
        now=now,
        snapshot=snapshot,
    )
    return snapshot.once(("usual", ticket.id), load)


def custody_of(ticket: Ticket, changes: Sequence[StatusChange], city_profile: CityProfile) -> Custody:
    """The days on which it came into other hands, as far as `changes` tell."""
    zone, newest = city_profile.time_zone, next(iter(looks_of_closing(changes, ticket)), None)
    return Custody(
        saved_on=day_of(ticket.requested_at, zone),
        accepted_on=day_or_none(ticket.accepted_at, zone),
        with_department_on=day_or_none(_first_step(changes, ticket.closed_at), zone),
        closed_on=day_or_none(ticket.closed_at, zone),
        looked_on=seen_on(newest, zone) if newest is not None else None,
    )


def _first_step(changes: Sequence[StatusChange], closed_at: datetime | None) -> datetime | None:
    """When the city first did something, other than close it; what it answers afterwards is nothing done."""
    done = (change.at for change in changes if change.kind is ChangeKind.CITY_UPDATE)
    steps = (at for at in done if closed_at is None or at < closed_at)
    return next(steps, None)
