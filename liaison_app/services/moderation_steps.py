"""Writing down each step of a moderation, and telling whose words or photo it is: on the ticket's page, and by mail."""

from __future__ import annotations

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import TicketId
from liaison_app.domain.moderation import REASON_LENGTH, TOLD_TO_NOBODY, Act, Subject
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import ModerationWriter
from liaison_app.models import Account, ModerationStep, Ticket
from liaison_app.services import audit, mail
from liaison_app.services.ticket_rooms import rooms_of


def read_reason(words: str) -> str:
    """Why, without the space around it.

    Raises:
        InputInvalid: (field `reason`) it is empty or too long.
    """
    said = words.strip()
    if not said or len(said) > REASON_LENGTH:
        raise InputInvalid({"reason": "too_long" if said else "needed"})
    return said


def note_step(
    act: Act,
    subject: Subject,
    subject_id: str,
    ticket: Ticket,
    *,
    actor: Actor,
    author_id: str | None,
    uow: UnitOfWork,
    clock: Clock,
    reason: str = "",
    writer: ModerationWriter | None = None,
) -> None:
    """Append a step. Its author is told, unless it was themselves or nobody is told of such a step."""
    is_told = author_id is not None and act not in TOLD_TO_NOBODY and author_id != actor.account_id
    step = ModerationStep(
        ticket_id=ticket.id, subject=subject, subject_id=subject_id, act=act, at=clock.now(), by=str(actor.account_id),
        reason=reason, told_to=author_id if is_told else None,
    )  # fmt: skip
    uow.db.add(step)
    uow.db.flush()
    audit.note(
        actor=actor, action=f"moderation_{act.value}", subject=ticket.id, uow=uow, clock=clock, kind=subject.value,
        what=subject_id,
    )  # fmt: skip
    uow.announce(*rooms_of(ticket), rooms.DESK)
    if is_told and writer is not None:
        _tell(step, uow, clock, writer)


def _tell(step: ModerationStep, uow: UnitOfWork, clock: Clock, writer: ModerationWriter) -> None:
    """One mail for a step, in its reader's language; none to a closed account."""
    account = uow.db.get(Account, step.told_to)
    if account is None or not account.is_active or not account.email:
        return
    mail.queue(
        key=f"moderation/{step.id}",
        recipient=account.email,
        letter=writer.write(
            step.act, step.subject, ticket_id=TicketId(step.ticket_id), reason=step.reason, locale=account.locale
        ),
        locale=account.locale,
        uow=uow,
        clock=clock,
    )
