"""Putting together what is the same problem, and parting it again.

Two liaisons report one couch. One ticket leads; the other goes on with its own number, its own delivery and its own
history, and is counted and listed no more. Nothing is withdrawn at the city. Nothing is written into either history and
no follow or co-sign is moved: what the leader shows of the other is read when it is shown, so parting leaves no trace.
"""

from __future__ import annotations

from sqlalchemy import or_
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import InputInvalid, NotAllowed
from liaison_app.domain.ids import NeighborhoodId, TicketId, read_ticket_id
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import Visibility
from liaison_app.models import MergedTicket, Ticket
from liaison_app.services import audit
from liaison_app.services.co_sign_counting import recount
from liaison_app.services.levels import require_certified
from liaison_app.services.merged_reading import leader_of, locked_together, may_merge
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_reading import seen_by, sight_of
from liaison_app.services.ticket_rooms import rooms_of

LONGEST_NUMBER = 64


def merge(*, actor: Actor, ticket_id: TicketId, leader: str, uow: UnitOfWork, clock: Clock) -> None:
    """A ticket is the same problem as the one whose number (ours or the city's) `leader` is, which leads from now on.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither a coordinator nor the liaison of both.
        LevelNeeded: the map shows it at once, and the actor does not file directly.
        NotFound: there is no such ticket for the actor.
        InputInvalid: (field `leader`) there is no such other ticket of ours, or the two cannot be put together.
    """
    account_id = require_certified(actor, uow, clock)
    seen_by(actor, ticket_id, uow)
    wait_for_turn(account_id, uow)
    leader_id = _named(leader, actor, uow)
    if leader_id == ticket_id:
        raise InputInvalid({"leader": "same_ticket"})
    found = locked_together({ticket_id, leader_id}, uow)
    ticket, other = found[ticket_id], found[leader_id]
    if not (may_merge(actor, ticket) and may_merge(actor, other)):
        raise NotAllowed
    before = leader_of(ticket.id, uow)
    if before == other.id:
        return
    _check(ticket, other, before, uow)
    uow.db.add(MergedTicket(ticket_id=ticket.id, leader_id=other.id, by=account_id, at=clock.now()))
    if ticket.visibility is Visibility.PUBLIC:
        ticket.visibility = Visibility.TOGETHER
    _end("merged", actor, ticket, other, uow, clock)


def part(*, actor: Actor, ticket_id: TicketId, uow: UnitOfWork, clock: Clock) -> None:
    """A ticket is a problem of its own again, and everything is as before; nothing happens where it is that already.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither a coordinator nor the liaison of both.
        LevelNeeded: as `merge`.
        NotFound: there is no such ticket for the actor.
    """
    account_id = require_certified(actor, uow, clock)
    seen_by(actor, ticket_id, uow)
    wait_for_turn(account_id, uow)
    leader_id = leader_of(ticket_id, uow)
    if leader_id is None:
        return
    found = locked_together({ticket_id, leader_id}, uow)
    ticket, other = found[ticket_id], found[leader_id]
    if not (may_merge(actor, ticket) and may_merge(actor, other)):
        raise NotAllowed
    wanted = select(MergedTicket).where(MergedTicket.ticket_id == ticket.id, MergedTicket.leader_id == other.id)
    link = uow.db.exec(wanted.execution_options(populate_existing=True)).first()
    if link is None:
        return
    uow.db.delete(link)
    if ticket.visibility is Visibility.TOGETHER:
        ticket.visibility = Visibility.PUBLIC
    _end("parted", actor, ticket, other, uow, clock)


def _named(text: str, actor: Actor, uow: UnitOfWork) -> str:
    """The number of ours of a ticket that the actor may see, as somebody typed ours or the city's."""
    asked = text.strip().lstrip("#").strip()
    if not asked or len(asked) > LONGEST_NUMBER:
        raise InputInvalid({"leader": "needed"})
    ours = read_ticket_id(asked)
    numbered = or_(col(Ticket.service_request_id) == asked, *([col(Ticket.id) == ours] if ours else []))
    wanted = select(Ticket).where(numbered, col(Ticket.origin).not_in(MIRRORED)).order_by(col(Ticket.id))
    seen = [one for one in uow.db.exec(wanted).all() if sight_of(actor, one) is not None]
    if not seen:
        raise InputInvalid({"leader": "no_such_ticket"})
    return seen[0].id


def _check(ticket: Ticket, other: Ticket, before: str | None, uow: UnitOfWork) -> None:
    """Both are locked, so that what is read here stays so: no chain, no circle."""
    leads = select(MergedTicket.ticket_id).where(MergedTicket.leader_id == ticket.id)
    wrong = None
    if before is not None:
        wrong = "merged_already"
    elif leader_of(other.id, uow) is not None:
        wrong = "leader_is_led"
    elif uow.db.exec(leads).first() is not None:
        wrong = "leads_others"
    elif other.visibility is Visibility.PRIVATE and ticket.visibility is not Visibility.PRIVATE:
        wrong = "leader_private"
    elif Delivery.WITHDRAWN in {ticket.delivery, other.delivery}:
        wrong = "not_sent_at_all"
    if wrong is not None:
        raise InputInvalid({"leader": wrong})


def _end(action: str, actor: Actor, ticket: Ticket, other: Ticket, uow: UnitOfWork, clock: Clock) -> None:
    recount(other, uow)
    audit.note(actor=actor, action=action, subject=ticket.id, uow=uow, clock=clock, leader=other.id)
    here = {NeighborhoodId(one.neighborhood_id) for one in (ticket, other) if one.neighborhood_id}
    uow.announce(*rooms_of(ticket), *rooms_of(other), *(rooms.neighborhood(one) for one in sorted(here)))
