"""The steps of a ticket's moderation, as coordinators see them and as an author is told of their own."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import TicketId
from liaison_app.domain.moderation import TOLD_TO_NOBODY, Asked, StepRow, Subject, fingerprint
from liaison_app.models import Account, CityMessage, ModerationStep, PhotoCover, PublicAsking, TextCover, Ticket

STEPS_SHOWN = 100


def steps_of(actor: Actor, ticket: Ticket, snapshot: Snapshot) -> tuple[StepRow, ...]:
    """The newest steps first: all of them for coordinators; for others those about what is theirs."""
    where: list[ColumnElement[bool]] = [col(ModerationStep.ticket_id) == ticket.id]
    if actor.role is not Role.COORDINATOR:
        if actor.account_id is None:
            return ()
        where.append(col(ModerationStep.told_to) == actor.account_id)
        where.append(col(ModerationStep.act).not_in(TOLD_TO_NOBODY))
    wanted = (
        select(ModerationStep, Account.name)
        .join(Account, col(Account.id) == col(ModerationStep.by))
        .where(*where)
        .order_by(col(ModerationStep.id).desc())
        .limit(STEPS_SHOWN)
    )
    is_coordinator = actor.role is Role.COORDINATOR
    return tuple(
        StepRow(
            id=step.id or 0,
            ticket_id=TicketId(step.ticket_id),
            subject=step.subject,
            act=step.act,
            reason=step.reason,
            at=step.at,
            by_name=name if is_coordinator else "",
            is_mine=step.told_to is not None and step.told_to == actor.account_id,
        )
        for step, name in snapshot.db.exec(wanted).all()
    )


def moderated_at(*, ticket_id: TicketId, snapshot: Snapshot) -> str:
    """What changes with each step of a ticket's moderation, and when a message that neighbors read says something else
    or is with the city no more: what was kept of its page before is old."""
    last = snapshot.db.exec(select(func.max(ModerationStep.id)).where(ModerationStep.ticket_id == ticket_id)).one()
    if last is None:  # nothing of it was ever asked for
        return ""
    shown = (
        select(PublicAsking.message_id)
        .join(CityMessage, col(CityMessage.id) == col(PublicAsking.message_id))
        .where(PublicAsking.ticket_id == ticket_id, *is_public())
        .order_by(col(PublicAsking.message_id))
    )
    # Which ones and not how many: one may come as another goes.
    return f"{last}/{fingerprint(' '.join(snapshot.db.exec(shown).all()))}"


def is_public() -> tuple[ColumnElement[bool], ...]:
    """A message that neighbors may read, joined with its asking: looked at as it is now, and with the city."""
    return (
        col(PublicAsking.state) == Asked.SHOWN,
        col(PublicAsking.looked_text) == col(CityMessage.text),
        col(CityMessage.delivery) == Delivery.ACCEPTED,
    )


def hand_over(copy: Ticket, ticket: Ticket, uow: UnitOfWork) -> None:
    """What was asked, decided and taken out about a copy goes on for the ticket that it gives way to. The copy's own
    description goes with it."""
    description = (col(TextCover.subject) == Subject.DESCRIPTION, col(TextCover.subject_id) == copy.id)
    uow.db.execute(delete(TextCover).where(*description))
    for kind in (PublicAsking, TextCover, PhotoCover, ModerationStep):
        of_copy = update(kind).where(col(kind.ticket_id) == copy.id)
        uow.db.execute(of_copy.values(ticket_id=ticket.id), execution_options={"synchronize_session": False})
