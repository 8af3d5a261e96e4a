"""What a liaison says of one concern with one tap: what was understood is right; it is the same as another, or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Actor
from liaison_app.domain.drafts import ANSWER
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import MeetingId, TicketId
from liaison_app.domain.meeting_items import NOT_SAME, STANDS_BEHIND, UNSURE, Fields, read_fields
from liaison_app.domain.ports import Clock
from liaison_app.services.meeting_recording import change_fields
from liaison_app.services.ticket_reading import seen_by

MOST_OTHERS = 20


def confirm(*, actor: Actor, meeting_id: MeetingId, ref: str, uow: UnitOfWork, clock: Clock) -> None:
    """What was understood of its line is right. Raises: as `change_fields`."""
    _change(actor, meeting_id, ref, uow, clock, lambda fields: _without(fields, UNSURE))


def answer(
    *, actor: Actor, meeting_id: MeetingId, ref: str, name: str, value: str, uow: UnitOfWork, clock: Clock
) -> None:
    """One question of its service is answered.

    Raises: as `change_fields`; InputInvalid, where `name` is that of no question.
    """
    told = read_fields({name: [value]})
    if not name.startswith(ANSWER) or name not in told:
        raise InputInvalid({"form": "needed"})
    _change(actor, meeting_id, ref, uow, clock, lambda fields: fields | told)


def stand_behind(
    *, actor: Actor, meeting_id: MeetingId, ref: str, ticket_id: str, uow: UnitOfWork, clock: Clock
) -> None:
    """It is the same as an open ticket, and joins that one when all is sent; '' takes that back.

    Raises: as `change_fields`; NotFound, where there is no such ticket for this actor.
    """
    if ticket_id:
        seen_by(actor, TicketId(ticket_id), uow)
    told = {STANDS_BEHIND: [ticket_id]} if ticket_id else {}
    _change(actor, meeting_id, ref, uow, clock, lambda fields: _without(fields, STANDS_BEHIND) | told)


def not_same(
    *, actor: Actor, meeting_id: MeetingId, ref: str, others: Sequence[str], uow: UnitOfWork, clock: Clock
) -> None:
    """It is another problem than these tickets and concerns close by. Raises: as `change_fields`."""

    def change(fields: Fields) -> Fields:
        told = list(dict.fromkeys([*fields.get(NOT_SAME, []), *(one[:24] for one in others)]))[-MOST_OTHERS:]
        return fields | ({NOT_SAME: told} if told else {})

    _change(actor, meeting_id, ref, uow, clock, change)


def _change(
    actor: Actor, meeting_id: MeetingId, ref: str, uow: UnitOfWork, clock: Clock, change: Callable[[Fields], Fields]
) -> None:
    change_fields(actor=actor, meeting_id=meeting_id, ref=ref, change=change, uow=uow, clock=clock)


def _without(fields: Fields, name: str) -> Fields:
    return {one: values for one, values in fields.items() if one != name}
