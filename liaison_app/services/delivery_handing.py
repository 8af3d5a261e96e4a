"""Handing over: another coordinator decides, or the liaison is asked; and the liaison's answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import HELD
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import AccountId, TicketId
from liaison_app.domain.ports import Clock
from liaison_app.models import Account, HandOver, OutboxEntry, Ticket
from liaison_app.services.decisions import note_decision, read_note
from liaison_app.services.delivery_recording import held

LIAISON = "liaison"  # in place of an account: whoever filed it


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to hand over to."""

    id: AccountId
    name: str


def list_colleagues(*, actor: Actor, snapshot: Snapshot) -> tuple[Colleague, ...]:
    """The other coordinators with an open account, by name.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    own = actor.require(Audience.COORDINATOR)
    rows = snapshot.db.exec(
        select(Account.id, Account.name)
        .where(Account.role == Role.COORDINATOR, col(Account.is_active).is_(True), Account.id != own)
        .order_by(col(Account.name), col(Account.id))
    ).all()
    return tuple(Colleague(AccountId(account_id), name) for account_id, name in rows)


def hand_over(*, actor: Actor, ticket_id: TicketId, whom: str, note: str, uow: UnitOfWork, clock: Clock) -> None:
    """Let another coordinator decide (`whom` is the account), or ask the liaison who filed it (`whom` is "liaison").

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket.
        InputInvalid: (field `whom`) it is nobody who can be handed it; (field `note`) it is empty or too long.
        Conflict: it does not wait for a person.
    """
    by = actor.require(Audience.COORDINATOR)
    if uow.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    _, ticket = held(ticket_id, uow)
    if ticket.delivery not in HELD:
        raise Conflict("not_waiting_for_a_person")
    account = _account(whom, ticket, by, uow)
    said = read_note("note", note)
    is_back = whom == LIAISON
    decision = Decision.HANDED_BACK if is_back else Decision.HANDED_OVER
    told = said if is_back else f"{account.name}: {said}"
    note_decision(decision, ticket, actor=actor, uow=uow, clock=clock, note=told)
    uow.db.add(HandOver(ticket_id=ticket_id, to_account=account.id, by_account=by, note=said, at=clock.now()))


def _account(whom: str, ticket: Ticket, by: AccountId, uow: UnitOfWork) -> Account:
    if whom != LIAISON:
        return colleague(whom, by, uow)
    found = uow.db.get(Account, ticket.filed_by or "")
    if found is None or not found.is_active or found.id == by:
        raise InputInvalid({"whom": "choose"})
    return found


def colleague(whom: str, by: AccountId, uow: UnitOfWork) -> Account:
    """The account of another coordinator. Raises: InputInvalid (field `whom`), where it is nobody else's."""
    found = uow.db.get(Account, whom)
    if found is None or not found.is_active or found.id == by or found.role is not Role.COORDINATOR:
        raise InputInvalid({"whom": "choose"})
    return found


def asked_of(actor: Actor, ticket: Ticket, snapshot: Snapshot) -> HandOver | None:
    """What the actor, who filed the ticket, is asked about it; None where nothing is."""
    found = snapshot.db.get(HandOver, ticket.id)
    is_theirs = found is not None and actor.account_id == found.to_account == ticket.filed_by
    return found if is_theirs and ticket.delivery in HELD else None


def answer(*, actor: Actor, ticket_id: TicketId, words: str, uow: UnitOfWork, clock: Clock) -> None:
    """The liaison answers what a coordinator asked; it is the coordinators' again.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: nothing was asked of the actor.
        InputInvalid: (field `answer`) it is empty or too long.
    """
    actor.require(Audience.LIAISON)
    ticket = uow.db.exec(select(Ticket).where(Ticket.id == ticket_id).with_for_update()).first()
    if ticket is None or asked_of(actor, ticket, uow) is None:
        raise NotFound
    note_decision(Decision.ANSWERED, ticket, actor=actor, uow=uow, clock=clock, note=read_note("answer", words))
