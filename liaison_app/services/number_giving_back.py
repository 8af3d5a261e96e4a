"""A number goes back to the ticket it belongs to: the city had told it to another one of ours as well.

What the city said under the number was about its owner, and goes over. The other ticket knows nothing of the city any
more, and waits for a person: the city may have it under a number that nobody was told. So do messages about it that the
city may not have; they would go out without a number. What it has was said of another request, and awaits no answer.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, update
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import Step
from liaison_app.domain.errors import Conflict
from liaison_app.domain.ids import TicketId
from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.tickets import ChangeKind, Status
from liaison_app.models import CityMessage, StatusChange, Ticket
from liaison_app.services import message_moving
from liaison_app.services.delivery_recording import held, move

GIVEN_BACK = Step(Delivery.HUMAN, None, "number_given_back")
_TOLD = (ChangeKind.CITY_UPDATE, ChangeKind.NOT_UNDERSTOOD)
_BY_A_PROGRAM = "api:%"  # what other software wrote about our number


def holder_of(*, actor: Actor, number: str, snapshot: Snapshot) -> TicketId | None:
    """The ticket of ours that has one of the city's numbers; None where none has.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    return _holder(number, snapshot)


def _holder(number: str, snapshot: Snapshot) -> TicketId | None:
    wanted = select(Ticket.id).where(Ticket.service_request_id == number, col(Ticket.origin).not_in(MIRRORED))
    found = snapshot.db.exec(wanted).first()
    return TicketId(found) if found else None


def give_back(number: str, owner: Ticket, *, now: datetime, uow: UnitOfWork) -> Ticket:
    """Take `number` from the ticket of ours that has it beside `owner`; that ticket, which waits for a person now.

    Raises: Conflict, where it has another number by now.
    """
    holder = _holder(number, uow)
    if holder is None:
        raise Conflict("number_moved")
    entry, other = held(holder, uow)
    if other.service_request_id != number:
        raise Conflict("number_moved")
    _hand_over(number, other, owner, uow)
    other.status, other.status_notes, other.status_word, other.service_notice = Status.OPEN, "", "", ""
    other.service_request_id = other.accepted_at = other.closed_at = other.status_told_at = None
    other.expected_at = other.promised_on = other.outcome = None
    other.agency_responsible = ""
    entry.settled_at = None
    move(entry, other, GIVEN_BACK, now=now, uow=uow)
    _hold_messages(other, now, uow)
    uow.db.flush()  # the number is free before its owner takes it
    return other


def _hand_over(number: str, other: Ticket, owner: Ticket, uow: UnitOfWork) -> None:
    """The city's steps go to the owner; where it stands is read anew for it. Who had the number tells nobody of it."""
    mine = col(StatusChange.ticket_id) == other.id
    as_number = and_(col(StatusChange.kind) == ChangeKind.CITY_NUMBER, col(StatusChange.word) == number)
    by_joining = and_(
        col(StatusChange.kind) == ChangeKind.DECISION,
        col(StatusChange.word) == Decision.JOINED_SECOND.value,
        col(StatusChange.note) == number,
    )
    since = uow.db.exec(select(func.max(StatusChange.id)).where(mine, or_(as_number, by_joining))).one() or 0
    told = (mine, col(StatusChange.id) > since, _is_the_citys())
    uow.db.execute(update(StatusChange).where(*told, col(StatusChange.kind).in_(_TOLD)).values(ticket_id=owner.id))
    uow.db.execute(delete(StatusChange).where(*told, col(StatusChange.kind) == ChangeKind.STATUS))
    uow.db.execute(update(StatusChange).where(mine, as_number).values(is_public=False))


def _is_the_citys() -> ColumnElement[bool]:
    return or_(col(StatusChange.city_update_id).is_(None), col(StatusChange.city_update_id).not_like(_BY_A_PROGRAM))


def _hold_messages(other: Ticket, now: datetime, uow: UnitOfWork) -> None:
    waiting = (Delivery.QUEUED, Delivery.UNKNOWN)
    wanted = select(CityMessage).where(CityMessage.ticket_id == other.id, col(CityMessage.delivery).in_(waiting))
    for message in uow.db.exec(wanted.with_for_update()).all():
        message_moving.move(message, GIVEN_BACK, now=now, uow=uow)
    has_it = (col(CityMessage.ticket_id) == other.id, col(CityMessage.delivery) == Delivery.ACCEPTED)
    uow.db.execute(
        update(CityMessage).where(*has_it).values(answer_by=None), execution_options={"synchronize_session": "fetch"}
    )
