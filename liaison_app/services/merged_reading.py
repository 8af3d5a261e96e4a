"""Which tickets are the same problem, and locking them together, always in the same order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import col, delete, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.ticket_rows import ChangeRow, Sight, TogetherPart
from liaison_app.domain.tickets import Visibility
from liaison_app.models import MergedTicket, Ticket
from liaison_app.services.ticket_projection import card_of
from liaison_app.services.ticket_rooms import rooms_of

SightOf = Callable[[Ticket], Sight | None]
RowsOf = Callable[[Ticket, Sight], Sequence[ChangeRow]]


def leader_of(ticket_id: str, snapshot: Snapshot) -> str | None:
    """The number of the ticket that leads this one, as the database has it now."""
    wanted = select(MergedTicket.leader_id).where(MergedTicket.ticket_id == ticket_id)
    return snapshot.db.exec(wanted).first()


def members_of(leader_id: str, snapshot: Snapshot) -> Sequence[Ticket]:
    """The tickets that count together with one, the oldest first."""
    wanted = select(Ticket).join(MergedTicket, col(MergedTicket.ticket_id) == col(Ticket.id))
    rows = wanted.where(MergedTicket.leader_id == leader_id).order_by(col(Ticket.requested_at), col(Ticket.id))
    return snapshot.db.exec(rows).all()


def part_all(leader: Ticket, uow: UnitOfWork) -> None:
    """What a ticket led is a problem of its own again: the ticket is not sent, and nobody would see the others."""
    for one in locked_together({one.id for one in members_of(leader.id, uow)}, uow).values():
        if one.visibility is Visibility.TOGETHER:
            one.visibility = Visibility.PUBLIC
        uow.announce(*rooms_of(one))
    uow.db.exec(delete(MergedTicket).where(col(MergedTicket.leader_id) == leader.id))


def locked_together(ticket_ids: Collection[str], uow: UnitOfWork) -> dict[str, Ticket]:
    """Tickets for this transaction alone, as they are now, by number. Always in the order of their numbers, so that
    nobody waits in a circle; rows that only refer to them do not wait."""
    wanted = select(Ticket).where(col(Ticket.id).in_(ticket_ids)).order_by(col(Ticket.id))
    rows = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {one.id: one for one in uow.db.exec(rows).all()}


def locked_with_leader(ticket_id: str, uow: UnitOfWork) -> tuple[Ticket, Ticket | None]:
    """A ticket and the one that leads it, both locked. Whoever puts them together or parts them locks both, too."""
    leader_id = leader_of(ticket_id, uow)
    while True:
        found = locked_together({ticket_id, leader_id or ticket_id}, uow)
        now = leader_of(ticket_id, uow)
        if now == leader_id:
            return found[ticket_id], found[leader_id] if leader_id else None
        leader_id = now


def may_merge(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor can say that this ticket is the same problem as another: a coordinator, or its own liaison."""
    if ticket.origin in MIRRORED or not actor.is_in(Audience.LIAISON):
        return False
    return actor.role is Role.COORDINATOR or (actor.account_id is not None and actor.account_id == ticket.filed_by)


def together_of(
    actor: Actor, ticket: Ticket, today: date, zone: ZoneInfo, snapshot: Snapshot, *, sight: SightOf, rows: RowsOf
) -> TogetherPart:
    """What counts together with a ticket, as far as the actor may see it. `sight` says how much of a ticket they may
    see, `rows` is its history for them."""
    leader_id = snapshot.once(("leader", ticket.id), lambda: leader_of(ticket.id, snapshot))
    leader = snapshot.db.get(Ticket, leader_id) if leader_id else None
    led = snapshot.once(("members", ticket.id), lambda: members_of(ticket.id, snapshot))
    members = [(one, seen) for one in led if (seen := sight(one)) is not None]
    is_seen = leader is not None and sight(leader) is not None
    changes = [replace(change, of=one.id) for one, seen in members for change in rows(one, seen)]
    return TogetherPart(
        leader=card_of(leader, today=today, zone=zone) if leader is not None and is_seen else None,
        members=tuple(card_of(one, today=today, zone=zone) for one, _ in members),
        changes=tuple(changes),
        may_merge=may_merge(actor, ticket) and (leader is None or may_merge(actor, leader)),
    )
