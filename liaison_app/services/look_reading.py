"""What a ticket's page tells of looks: who is asked, who looked (to whom that may be told), what was filed again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.ids import TicketId
from liaison_app.domain.looks import LOOK_WITHIN, LookPart
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import Account, Redress, StatusChange, Ticket
from liaison_app.services.look_asking import is_asked
from liaison_app.services.look_counting import looks_of_closing
from liaison_app.services.ticket_projection import day_of


def look_part(
    actor: Actor, ticket: Ticket, changes: Sequence[StatusChange], city_profile: CityProfile, snapshot: Snapshot
) -> LookPart | None:
    """What the actor is asked about a ticket; None where nothing: it is not closed, or others are asked."""
    if ticket.status is not Status.CLOSED or not is_asked(actor, ticket, snapshot):
        return None
    return LookPart(
        due_at=ticket.closed_at + LOOK_WITHIN if ticket.closed_at is not None else None,
        earliest=day_of(ticket.closed_at or ticket.requested_at, city_profile.time_zone),
        has_looks=bool(looks_of_closing(changes, ticket)),
    )


def names_of_lookers(actor: Actor, changes: Sequence[StatusChange], snapshot: Snapshot) -> dict[str, str]:
    """Who looked, by account, for coordinators; nobody else reads a name."""
    ids = {one.by for one in changes if one.kind is ChangeKind.OUTCOME and one.by}
    if actor.role is not Role.COORDINATOR or not ids:
        return {}
    return dict(snapshot.db.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids))).all())


def original_of(ticket: Ticket, snapshot: Snapshot) -> TicketId | None:
    """The ticket that this one was filed again for."""
    link = snapshot.db.get(Redress, ticket.id)
    return TicketId(link.original_id) if link is not None else None


def seconds_of(ticket_id: str, snapshot: Snapshot) -> Sequence[Ticket]:
    """The tickets that were filed again for one, newest first."""
    wanted = select(Ticket).join(Redress, col(Redress.ticket_id) == col(Ticket.id))
    rows = wanted.where(Redress.original_id == ticket_id).order_by(col(Ticket.requested_at).desc(), col(Ticket.id))
    return snapshot.db.exec(rows).all()
