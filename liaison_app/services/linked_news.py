"""What the city tells about linked requests belongs to the tickets that they name: there it is read, and answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import col, select

from liaison_app.batches import batches
from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.channels import Channel, HeardRow
from liaison_app.domain.ids import Ref, TicketId
from liaison_app.domain.privacy import redacted
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import LinkedRequest, StatusChange

CITY_KINDS = (ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD)


def told_elsewhere(original_id: str, snapshot: Snapshot, *, is_ours: bool) -> Sequence[HeardRow]:
    """What the city wrote to the requests that name this ticket; without what looks personal where the reader is not on
    our side, as in the ticket's own history."""
    wanted = (
        select(StatusChange)
        .join(LinkedRequest, col(LinkedRequest.ticket_id) == col(StatusChange.ticket_id))
        .where(
            LinkedRequest.original_id == original_id,
            col(StatusChange.kind).in_(CITY_KINDS),
            StatusChange.note != "",
        )
    )
    return [
        HeardRow(
            id=Ref(f"{one.id}"), channel=Channel.REQUEST, text=one.note if is_ours else redacted(one.note), at=one.at
        )
        for one in snapshot.db.exec(wanted.order_by(col(StatusChange.at))).all()
    ]


def linked_among(ticket_ids: Collection[str], uow: UnitOfWork) -> Mapping[str, LinkedRequest]:
    """Which of these tickets are linked requests. The pages of the tickets that they name hear that something moved."""
    found: dict[str, LinkedRequest] = {}
    for some in batches(sorted(ticket_ids)):
        wanted = select(LinkedRequest).where(col(LinkedRequest.ticket_id).in_(some))
        found |= {one.ticket_id: one for one in uow.db.exec(wanted).all()}
    uow.announce(*(rooms.ticket(TicketId(one.original_id)) for one in found.values()))
    return found
