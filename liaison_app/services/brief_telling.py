"""Telling a meeting's liaison, some days before it, that its brief is ready: once for each meeting."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.ids import MeetingId
from liaison_app.domain.meetings import BRIEF_BEFORE
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import BriefWriter
from liaison_app.models import Account, Meeting
from liaison_app.services import mail

AT_ONCE = 50


def tell_briefs(*, uow: UnitOfWork, clock: Clock, brief_writer: BriefWriter) -> bool:
    """Write to whoever arranged a meeting that begins soon. True where there may be more.

    A closed account is written nothing. What another worker has in hand is left to that one.
    """
    now, starts = clock.now(), col(Meeting.starts_at)
    wanted = select(Meeting).where(
        starts > now,
        starts <= now + BRIEF_BEFORE,
        col(Meeting.brief_told_at).is_(None),
        col(Meeting.ended_at).is_(None),
    )
    ready = uow.db.exec(wanted.order_by(starts).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    people = select(Account).where(col(Account.id).in_({one.arranged_by for one in ready}))
    accounts = {one.id: one for one in uow.db.exec(people).all()} if ready else {}
    for one in ready:
        one.brief_told_at = now
        who = accounts.get(one.arranged_by)
        if who is None or not who.is_active:
            continue
        letter = brief_writer.write(MeetingId(one.id), title=one.title, starts_at=one.starts_at, locale=who.locale)
        mail.queue(key=f"brief/{one.id}", recipient=who.email, letter=letter, locale=who.locale, uow=uow, clock=clock)
    return len(ready) == AT_ONCE
