"""Writing down what a person decided: in the ticket's history with its words, in the audit trail without."""

from __future__ import annotations

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.decisions import NOTE_LENGTH, Decision
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ports import Clock
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import HandOver, StatusChange, Ticket
from liaison_app.services import audit
from liaison_app.services.ticket_rooms import rooms_of


def note_decision(
    decision: Decision, ticket: Ticket, *, actor: Actor, uow: UnitOfWork, clock: Clock, note: str = ""
) -> None:
    """Append a decision to the ticket's history; whoever was to decide is it no more."""
    handed = uow.db.get(HandOver, ticket.id)
    if handed is not None:
        uow.db.delete(handed)
        uow.db.flush()
    note_message_decision(decision, ticket, actor=actor, uow=uow, clock=clock, note=note)


def note_message_decision(
    decision: Decision, ticket: Ticket, *, actor: Actor, uow: UnitOfWork, clock: Clock, note: str = ""
) -> None:
    """Append a decision about a message to the history of its ticket, about which nothing was decided."""
    uow.db.add(
        StatusChange(
            ticket_id=ticket.id, at=clock.now(), kind=ChangeKind.DECISION, word=decision.value, note=note,
            by=actor.account_id, is_public=False,
        )
    )  # fmt: skip
    audit.note(actor=actor, action=decision.value, subject=ticket.id, uow=uow, clock=clock)
    uow.announce(*rooms_of(ticket), rooms.DESK)


def read_note(field: str, words: str) -> str:
    """What a person wrote to another, without the space around it.

    Raises:
        InputInvalid: (`field`) it is empty or too long.
    """
    said = words.strip()
    if not said or len(said) > NOTE_LENGTH:
        raise InputInvalid({field: "too_long" if said else "needed"})
    return said
