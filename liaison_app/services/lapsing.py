"""The end of certificates. It counts from its very moment, whoever notices; this only tells, once for each notice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import literal
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import SYSTEM
from liaison_app.domain.certification import CertificationRules
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import StandingWriter
from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.models import Account, Certification, StandingNews
from liaison_app.services import audit
from liaison_app.services.standing_telling import tell

AT_ONCE = 50
# An end that long ago is no news: nobody was told because nothing ran.
TOLD_FOR = timedelta(days=30)


def tell_ends(
    *, uow: UnitOfWork, clock: Clock, certification_rules: CertificationRules, standing_writer: StandingWriter
) -> bool:  # fmt: skip
    """Tell whose certificates end, at each of the city's notices. True where there may be more."""
    now, before, told = clock.now(), clock.now() - TOLD_FOR, 0
    for days in sorted(certification_rules.notices):
        until = now + timedelta(days=days)
        found = _ending(before, until, days, uow)
        for one, account in found:
            kind = StandingNewsKind.ENDS_SOON if one.ends_at > now else StandingNewsKind.ENDED
            tell(
                account, kind, cause=_cause(one.id, days), word=one.level.value, day=one.ends_at, uow=uow,
                clock=clock, standing_writer=standing_writer,
            )  # fmt: skip
            if kind is StandingNewsKind.ENDED:
                audit.note(actor=SYSTEM, action="certificate_ended", subject=account.id, uow=uow, clock=clock)
        told, before = max(told, len(found)), until
    return told == AT_ONCE


def _cause(certification_id: str, days: int) -> str:
    return f"ends/{certification_id}/{days}"


def _ending(after: datetime, until: datetime, days: int, uow: UnitOfWork) -> list[tuple[Certification, Account]]:
    """Certificates that end in that time, of which that notice was not given and after which none follows."""
    later = aliased(Certification)
    follows = select(later.id).where(
        col(later.account_id) == col(Certification.account_id),
        col(later.level) == col(Certification.level),
        col(later.ends_at) > col(Certification.ends_at),
        col(later.ended_at).is_(None),
    )
    cause = literal("ends/") + col(Certification.id) + literal(f"/{days}")
    told = select(StandingNews.id).where(
        col(StandingNews.account_id) == col(Certification.account_id), col(StandingNews.cause) == cause
    )
    wanted = (
        select(Certification, Account)
        .join(Account, col(Account.id) == col(Certification.account_id))
        .where(col(Certification.ends_at) > after, col(Certification.ends_at) <= until)
        .where(col(Certification.ended_at).is_(None), col(Account.is_active).is_(True))
        .where(~told.exists(), ~follows.exists())
        .order_by(col(Certification.ends_at))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Certification)
    )
    return [(one, account) for one, account in uow.db.exec(wanted).all()]
