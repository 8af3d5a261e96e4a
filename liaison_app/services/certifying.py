"""Giving a level for a time, and giving it again. A certificate is a row of its own; none is ever changed."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.certification import CertificationRules, Fulfilment, after_months, fulfilment, is_fulfilled
from liaison_app.domain.decisions import NOTE_LENGTH
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import CROCKFORD, AccountId, new_key
from liaison_app.domain.ports import Clock
from liaison_app.domain.ports_mail import StandingWriter
from liaison_app.domain.program import Level
from liaison_app.domain.standing_news import StandingNewsKind
from liaison_app.models import Account, Certification, Seat
from liaison_app.services import audit
from liaison_app.services.certification_evidence import EvidenceSources, Record, records_of
from liaison_app.services.standing_telling import tell
from liaison_app.services.standings import require_desk

MOST_AT_ONCE = 100
CODE_LETTERS = 12
# So long before its end a certificate is renewed; before that, somebody pressed twice.
RENEWED_BEFORE = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class _Given:
    """What is given: the level, by whom (None: by what the rules say), and why although something is missing."""

    level: Level
    by: AccountId | None
    note: str = ""


def certify(
    *, actor: Actor, account_ids: Collection[str], level: str, reason: str = "", uow: UnitOfWork, clock: Clock,
    certification_rules: CertificationRules, evidence_sources: EvidenceSources, standing_writer: StandingWriter,
) -> int:  # fmt: skip
    """Certify people for a level, or renew it; all of them or nobody. How many those are.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator, or is suspended.
        NotFound: one of them has no open account that can be certified.
        InputInvalid: (field `who`) nobody is named, or too many; (field `level`) there is none such; (field `reason`)
            something is missing of somebody and no reason is given, or it is too long.
        Conflict: `own_account`; `suspended`, one of them is; `not_due`, one holds it for long still.
    """
    by, given = require_desk(actor, uow, clock), _given(level, reason)
    wanted = sorted({AccountId(one) for one in account_ids})
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise InputInvalid({"who": "too_many" if wanted else "choose"})
    if by in wanted:
        raise Conflict("own_account")
    accounts, now = _accounts(wanted, uow), clock.now()
    records = records_of(wanted, uow, now, evidence_sources)
    given = _Given(given.level, by, given.note)
    short = [one for one in wanted if not is_fulfilled(lacking(records[one], given.level, now, certification_rules))]
    if short and not given.note:
        raise InputInvalid({"reason": "reason_needed"})
    for account in accounts:
        note = given.note if account.id in short else ""
        one = _Given(given.level, by, note)
        new = _give(account, records[AccountId(account.id)], one, certification_rules, uow, now)
        _tell(actor, account, new, uow, clock, standing_writer)
    uow.announce(rooms.DESK)
    return len(accounts)


def renew_own(
    *, actor: Actor, uow: UnitOfWork, clock: Clock, certification_rules: CertificationRules,
    evidence_sources: EvidenceSources, standing_writer: StandingWriter,
) -> None:  # fmt: skip
    """The actor has done the refresher: what they file goes to the city again.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        Conflict: `suspended`; `not_due`, they were never certified, hold it for long still, or the city asks for no
            refresher; `not_fulfilled`, something is missing.
    """
    account_id, now = actor.require(Audience.LIAISON), clock.now()
    (account,) = _accounts([account_id], uow)
    record = records_of([account_id], uow, now, evidence_sources)[account_id]
    found = lacking(record, Level.LIAISON, now, certification_rules)
    if record.newest(Level.LIAISON) is None or not found:
        raise Conflict("not_due")
    if not is_fulfilled(found):
        raise Conflict("not_fulfilled")
    new = _give(account, record, _Given(Level.LIAISON, None), certification_rules, uow, now)
    _tell(actor, account, new, uow, clock, standing_writer)


def lacking(record: Record, level: Level, now: datetime, rules: CertificationRules) -> tuple[Fulfilment, ...]:
    """What is asked of somebody for a level, with what is there: all of it before the first certificate, the
    refresher after."""
    of, last = rules.of(level), record.newest(level)
    evidence = record.evidence(needs=of.needs, since=last.certified_at if last else None, now=now)
    return fulfilment(of.refresher if last else of.asked, evidence, of.needs)


def _given(level: str, reason: str) -> _Given:
    note = reason.strip()
    if level not in {one.value for one in Level}:
        raise InputInvalid({"level": "not_a_choice"})
    if len(note) > NOTE_LENGTH:
        raise InputInvalid({"reason": "too_long"})
    return _Given(Level(level), None, note)


def _accounts(account_ids: Collection[str], uow: UnitOfWork) -> list[Account]:
    """The accounts for us alone, always in the same order."""
    wanted = select(Account).where(col(Account.id).in_(account_ids)).order_by(Account.id).with_for_update()
    found = list(uow.db.exec(wanted.execution_options(populate_existing=True)).all())
    if len(found) != len(account_ids) or any(one.role is Role.CITY or not one.is_active for one in found):
        raise NotFound
    if any(one.suspended_at is not None for one in found):
        raise Conflict("suspended")
    return found


def _give(
    account: Account, record: Record, given: _Given, rules: CertificationRules, uow: UnitOfWork, now: datetime
) -> Certification:
    """A new certificate; where one is held still, it goes on from its end."""
    last = record.newest(given.level)
    if last is not None and last.ends_at > now + RENEWED_BEFORE:
        raise Conflict("not_due")
    start = last.ends_at if last is not None and last.ends_at > now else now
    new = Certification(
        id=new_key(),
        account_id=account.id,
        level=given.level,
        code="".join(secrets.choice(CROCKFORD) for _ in range(CODE_LETTERS)),
        cohort_id=_cohort_of(account.id, uow) if last is None else last.cohort_id,
        certified_at=now,
        ends_at=after_months(start, rules.of(given.level).months),
        certified_by=given.by,
        note=given.note,
    )
    uow.db.add(new)
    if given.level is Level.LIAISON:
        account.certified_until = new.ends_at
    return new


def _cohort_of(account_id: str, uow: UnitOfWork) -> str | None:
    """The cohort in which somebody was trained last."""
    wanted = select(Seat.cohort_id).where(Seat.account_id == account_id).order_by(col(Seat.updated_at).desc())
    return uow.db.exec(wanted.limit(1)).first()


def _tell(
    actor: Actor, account: Account, new: Certification, uow: UnitOfWork, clock: Clock, writer: StandingWriter
) -> None:
    tell(
        account, StandingNewsKind.CERTIFIED, cause=f"certified/{new.id}", word=new.level.value, day=new.ends_at,
        uow=uow, clock=clock, standing_writer=writer,
    )  # fmt: skip
    detail = {"level": new.level.value, "certification": new.id, "although": bool(new.note)}
    audit.note(actor=actor, action="certified", subject=account.id, uow=uow, clock=clock, **detail)
