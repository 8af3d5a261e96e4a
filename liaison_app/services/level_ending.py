"""Ending one level of one person before its time. The others stay; the person reads why; only a coordinator gives it
again."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import StandingWriter
from liaison_app.domain.program import Level
from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.models import Account, Certification
from liaison_app.services import audit
from liaison_app.services.decisions import read_note
from liaison_app.services.standing_telling import tell
from liaison_app.services.standings import require_desk


def end(
    *, actor: Actor, account_id: str, level: str, reason: str, uow: UnitOfWork, clock: Clock,
    standing_writer: StandingWriter,
) -> None:  # fmt: skip
    """From now on somebody does not hold a level that they hold; the levels beside it stay as they are.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, or is suspended.
        NotFound: there is no such open account, or it does not hold the level now.
        Conflict: `own_account`.
        InputInvalid: (field `level`) there is none such; (field `why`) it is empty or too long.
    """
    by, now = require_desk(actor, uow, clock), clock.now()
    if level not in {one.value for one in Level}:
        raise InputInvalid({"level": "not_a_choice"})
    if account_id == by:
        raise Conflict("own_account")
    account = uow.db.exec(
        select(Account).where(Account.id == account_id, col(Account.is_active)).with_for_update()
    ).first()
    held = select(Certification).where(
        Certification.account_id == account_id, Certification.level == Level(level),
        col(Certification.ended_at).is_(None), col(Certification.ends_at) > now,
    )  # fmt: skip
    rows = uow.db.exec(held.order_by(col(Certification.certified_at), col(Certification.id))).all()
    if account is None or not rows:
        raise NotFound
    why = read_note("why", reason)
    for row in rows:
        row.ended_at, row.ended_by, row.end_reason = now, by, why
    if Level(level) is Level.LIAISON:
        account.certified_until, account.must_certify = now, True
    cause = f"level_ended/{rows[-1].id}"
    tell(
        account, StandingNewsKind.LEVEL_ENDED, cause=cause, word=level, uow=uow, clock=clock,
        standing_writer=standing_writer,
    )  # fmt: skip
    audit.note(actor=actor, action="level_ended", subject=account.id, uow=uow, clock=clock, level=level)
    uow.announce(rooms.DESK, rooms.COHORTS, rooms.account(AccountId(account.id)))
