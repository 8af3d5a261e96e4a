"""Who was declined or withdrew is forgotten after some time: what is left counts, and names nobody."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.applications import OVER, hash_of
from liaison_app.domain.ports import Clock
from liaison_app.models import Applicant, ApplicantNote, MailMessage
from liaison_app.services import audit
from liaison_app.services.retention import AT_ONCE


def forget_applicants(*, uow: UnitOfWork, clock: Clock, applicants_kept: timedelta) -> bool:
    """Take out who they are and what they wrote, `applicants_kept` after the end; True where there may be more.

    Neighborhood, languages, state and days stay, for the figures of the program. Letters that name them go, too.
    """
    rows = uow.db.exec(
        select(Applicant)
        .where(*_is_over(clock.now(), applicants_kept))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for one in rows:
        _forget(one, clock)
        audit.note(actor=SYSTEM, action="applicant_forgotten", subject=one.id, uow=uow, clock=clock)
    ids = [one.id for one in rows]
    for gone in (
        delete(ApplicantNote).where(col(ApplicantNote.applicant_id).in_(ids)),
        delete(MailMessage).where(col(MailMessage.about).in_(ids)),
    ):
        uow.db.execute(gone, execution_options={"synchronize_session": False})
    return len(rows) == AT_ONCE


def count_due(*, snapshot: Snapshot, clock: Clock, applicants_kept: timedelta) -> int:
    """How many the next run takes."""
    wanted = select(func.count()).select_from(Applicant)
    return snapshot.db.exec(wanted.where(*_is_over(clock.now(), applicants_kept))).one()


def _is_over(now: datetime, kept: timedelta) -> tuple[ColumnElement[bool], ...]:
    """Whoever has an account is kept with it."""
    return (
        col(Applicant.state).in_(OVER),
        col(Applicant.forgotten_at).is_(None),
        col(Applicant.account_id).is_(None),
        col(Applicant.updated_at) < now - kept,
    )


def _forget(one: Applicant, clock: Clock) -> None:
    one.name = one.email = one.phone = one.phone_key = one.name_key = one.why = one.needs = one.reason = ""
    one.ref = one.next_code_hash = None
    one.code_hash, one.forgotten_at = hash_of(secrets.token_urlsafe()), clock.now()
