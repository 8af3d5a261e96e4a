"""Joining two records of one ticket at the city: a person says which number counts, the other stays as history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, literal_column
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city import CityRequest
from liaison_app.domain.decisions import JOINED, Decision
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.desk_rows import SecondNumber
from liaison_app.domain.errors import CityError, Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import ServiceRequestId, TicketId
from liaison_app.domain.ports import CitySystem, Clock
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import DeliveryAttempt, OutboxEntry, StatusChange
from liaison_app.services import city_contact
from liaison_app.services.decisions import note_decision
from liaison_app.services.delivery_recording import held
from liaison_app.services.giving_way import filed_elsewhere, give_way


@dataclass(frozen=True, slots=True)
class CityRecords:
    """The city's records behind some numbers; `is_readable` is False where the city could not be asked."""

    numbers: tuple[ServiceRequestId, ...]
    records: tuple[CityRequest, ...]
    is_readable: bool


def is_open_duplicate() -> ColumnElement[bool]:
    """SQL for a status change: it tells of a second number that nobody has decided about."""
    later = aliased(StatusChange)
    decided = exists().where(
        col(later.ticket_id) == col(StatusChange.ticket_id),
        col(later.kind) == ChangeKind.DECISION,
        col(later.word).in_([decision.value for decision in JOINED]),
        col(later.note) == col(StatusChange.note),
    )
    # Written out, because a value that comes with the statement finds no partial index.
    is_duplicate = col(StatusChange.word) == literal_column("'duplicate'")
    return and_(is_duplicate, col(StatusChange.kind) == ChangeKind.DELIVERY, ~decided)


def second_numbers(ticket_ids: Sequence[TicketId], snapshot: Snapshot) -> dict[TicketId, tuple[SecondNumber, ...]]:
    """The numbers of tickets beside their own that are still to be joined, in the order in which they were learnt.

    One statement for all of them. A ticket without any is not in it.
    """
    placeholder = exists().where(
        col(DeliveryAttempt.ticket_id) == col(StatusChange.ticket_id),
        col(DeliveryAttempt.result) == AttemptResult.TOKEN.value,
        col(DeliveryAttempt.detail) == col(StatusChange.note),
    )
    rows = snapshot.db.exec(
        select(StatusChange.ticket_id, StatusChange.note, placeholder)
        .where(col(StatusChange.ticket_id).in_(ticket_ids), is_open_duplicate())
        .order_by(col(StatusChange.id))
    ).all()
    found: dict[TicketId, tuple[SecondNumber, ...]] = {}
    for ticket_id, number, is_placeholder in rows:
        one = SecondNumber(ServiceRequestId(number), is_placeholder)
        found[TicketId(ticket_id)] = (*found.get(TicketId(ticket_id), ()), one)
    return found


def look_at_records(*, actor: Actor, numbers: Sequence[ServiceRequestId], city: CitySystem) -> CityRecords:
    """The city's own records of some numbers, to compare them. Asks the city; never inside a transaction.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
    """
    actor.require(Audience.COORDINATOR)
    found = tuple(number for number in dict.fromkeys(numbers) if number)
    try:
        records = [record for number in found if (record := city.request(number)) is not None]
    except CityError:
        return CityRecords(found, (), is_readable=False)
    return CityRecords(found, tuple(records), is_readable=True)


def join(
    *, actor: Actor, ticket_id: TicketId, second: str, keep: str, uow: UnitOfWork, clock: Clock,
    delivery_policy: DeliveryPolicy,
) -> None:  # fmt: skip
    """Keep one of two numbers; the other stays in the history. `keep` is the ticket's own number or `second`.

    The city holds two records all the same: closing one of them is the city's affair. A copy of the one that is kept
    gives way.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such ticket, or `second` is not to be joined.
        InputInvalid: (field `keep`) it is neither number, another ticket's, or only a placeholder.
        Conflict: the ticket has no number yet.
    """
    actor.require(Audience.COORDINATOR)
    city_contact.endpoint_of(delivery_policy, uow)  # first, as everywhere: the poll locks tickets behind it
    if uow.db.get(OutboxEntry, ticket_id) is None:
        raise NotFound
    entry, ticket = held(ticket_id, uow)
    others = second_numbers([ticket_id], uow).get(ticket_id, ())
    other = next((one for one in others if one.number == second), None)
    if other is None:
        raise NotFound
    if ticket.service_request_id is None:
        raise Conflict("no_number_yet")
    if keep == ticket.service_request_id:
        note_decision(Decision.JOINED_FIRST, ticket, actor=actor, uow=uow, clock=clock, note=second)
        return
    if keep != second or other.is_placeholder:
        raise InputInvalid({"keep": "choose"})
    if filed_elsewhere([second], ticket, uow):
        raise InputInvalid({"keep": "number_taken"})
    give_way(second, ticket, uow)
    ticket.service_request_id, ticket.updated_at = ServiceRequestId(second), clock.now()
    entry.due_at = clock.now()  # its record is read anew: status, promise and department are the other one's
    uow.db.add_all([ticket, entry])
    note_decision(Decision.JOINED_SECOND, ticket, actor=actor, uow=uow, clock=clock, note=second)
