"""A person's own standing and certificates; and what anybody may check of a certificate by its code."""

from __future__ import annotations

from sqlmodel import col, select

from liaison_app.db import Snapshot
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.certification import CertificationRules, is_fulfilled
from liaison_app.domain.certification_rows import CheckState, EndedLevel, OwnStanding, OwnSuspension, PublicCheck
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import AccountId
from liaison_app.domain.ports import Clock, RateLimits
from liaison_app.domain.program import Level, Standing
from liaison_app.models import Account, Certification, Suspension
from liaison_app.services.accounts import neighborhood_name
from liaison_app.services.certification_desk import held_levels
from liaison_app.services.certification_evidence import EvidenceSources, Record, records_of
from liaison_app.services.certifying import RENEWED_BEFORE, lacking
from liaison_app.services.standings import standing_of

CODE_LONGEST = 32
# A code has 60 random bits; this is for whoever tries all the same.
CHECKS_PER_MINUTE = 60


def show(
    *, actor: Actor, snapshot: Snapshot, clock: Clock, certification_rules: CertificationRules,
    evidence_sources: EvidenceSources,
) -> OwnStanding:  # fmt: skip
    """How the actor stands, what they hold, and what is asked of them.

    Raises:
        SignInNeeded, NotAllowed: the actor is neither liaison nor coordinator.
    """
    account_id, now = actor.require(Audience.LIAISON), clock.now()
    account = snapshot.db.get_one(Account, account_id)
    record = records_of([account_id], snapshot, now, evidence_sources)[account_id]
    asked, last = lacking(record, Level.LIAISON, now, certification_rules), record.newest(Level.LIAISON)
    standing = standing_of(account, now)
    is_due = last is not None and last.ends_at <= now + RENEWED_BEFORE
    return OwnStanding(
        name=account.name,
        neighborhood=neighborhood_name(account.neighborhood_id, snapshot),
        standing=standing,
        ends_at=account.certified_until,
        held=held_levels(record),
        asked=asked if (last is None or is_due) and standing is not Standing.SUSPENDED else (),
        is_refresher=last is not None,
        may_renew=is_due and bool(asked) and is_fulfilled(asked) and standing is not Standing.SUSPENDED,
        ended=_ended(record),
        suspension=_suspension(account_id, snapshot) if standing is Standing.SUSPENDED else None,
    )


def _ended(record: Record) -> tuple[EndedLevel, ...]:
    found = [record.ended(level) for level in Level]
    return tuple(EndedLevel(one.level, one.ended_at, one.end_reason) for one in found if one and one.ended_at)


def _suspension(account_id: AccountId, snapshot: Snapshot) -> OwnSuspension | None:
    wanted = select(Suspension).where(Suspension.account_id == account_id, col(Suspension.ended_at).is_(None))
    found = snapshot.db.exec(wanted.order_by(col(Suspension.at).desc()).limit(1)).first()
    return OwnSuspension(found.reason, found.at, found.appeal, found.answer) if found is not None else None


def check(*, code: str, address: str, snapshot: Snapshot, clock: Clock, rate_limits: RateLimits) -> PublicCheck:
    """What the code of a certificate tells anybody. `address` is the network address that asks.

    Raises:
        NotFound: there is no such certificate, or its account is closed.
        TooMany: asked too often from there.
    """
    rate_limits.hit("certificate_check", address, limit=CHECKS_PER_MINUTE, per_s=60)
    wanted = select(Certification, Account).join(Account, col(Account.id) == col(Certification.account_id))
    found = snapshot.db.exec(wanted.where(Certification.code == read_code(code))).first()
    if found is None or not found[1].is_active:
        raise NotFound
    one, account = found
    is_over = one.ended_at is not None or one.ends_at <= clock.now()
    state = CheckState.ENDED if is_over else CheckState.VALID
    return PublicCheck(
        name=account.name,
        neighborhood=neighborhood_name(account.neighborhood_id, snapshot),
        level=one.level,
        certified_at=one.certified_at,
        ends_at=one.ended_at or one.ends_at,
        state=CheckState.SUSPENDED if account.suspended_at is not None else state,
    )


def read_code(text: str) -> str:
    """A code as it is stored, however it was typed: the letters that base 32 leaves out are read as what they look
    like."""
    typed = text.strip().upper().replace("-", "").replace(" ", "")[:CODE_LONGEST]
    return typed.translate(str.maketrans("ILO", "110"))
