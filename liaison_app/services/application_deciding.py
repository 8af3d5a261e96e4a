"""What coordinators do about applications: decide one or many, note, confirm on the phone, join two of one person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.application_rows import Result
from liaison_app.domain.applications import Act, ApplicantWriter, after, is_spoken, read_note, read_reason, spoken_code
from liaison_app.domain.cohort_rows import CohortWriter
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import new_key
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.domain.mail_follows import LetterPolicy
from liaison_app.domain.ports import Clock, RateLimits
from liaison_app.domain.program import ApplicationState
from liaison_app.models import Applicant, ApplicantNote, Seat
from liaison_app.services import application_mail, audit, mail_refusals
from liaison_app.services.seat_withdrawing import give_back_all

MOST_AT_ONCE = 400
# So often a wrong code may be told for one applicant.
HEARD, HEARD_PER_S = 10, 3600
# Why a row was left alone.
GONE, NOT_FROM_HERE, JOINED = "gone", "not_from_here", "joined"


def decide(
    *,
    actor: Actor,
    applicant_ids: Sequence[str],
    act: Act,
    reason: str = "",
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
    letter_policy: LetterPolicy,
    applicant_writer: ApplicantWriter,
    cohort_writer: CohortWriter,
) -> tuple[Result, ...]:
    """Decide about each of some applications; what cannot be decided so from where it stands is left alone.

    Declining needs a reason, which the applicant reads and gets by mail.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        InputInvalid: `reason` is missing or too long; `rows`, none or too many are chosen.
    """
    actor.require(Audience.COORDINATOR)
    told = read_reason(reason) if act is Act.DECLINE else ""
    chosen = list(dict.fromkeys(applicant_ids))
    if not 0 < len(chosen) <= MOST_AT_ONCE:
        raise InputInvalid({"rows": "nothing_chosen" if not chosen else "too_many_chosen"})
    wanted = select(Applicant).where(col(Applicant.id).in_(chosen)).order_by(col(Applicant.id)).with_for_update()
    there = {one.id: one for one in uow.db.exec(wanted.execution_options(populate_existing=True)).all()}
    results = []
    for key in chosen:
        one = there.get(key)
        result = _why_not(one, key, act)
        if one is not None and not result.code:
            was = one.state
            _move(one, actor, act, told, uow, clock)
            if act is Act.DECLINE:
                give_back_all(applicant=one, uow=uow, clock=clock, cohort_writer=cohort_writer)
            is_again = act is Act.TAKE_BACK and was is ApplicationState.DECLINED
            if letter_policy.is_offered and (act is not Act.TAKE_BACK or is_again):
                application_mail.decided(one, uow, clock, letter_links, applicant_writer, is_again=is_again)
        results.append(result)
    uow.announce(rooms.APPLICATIONS, rooms.DESK)
    return tuple(results)


def _why_not(one: Applicant | None, key: str, act: Act) -> Result:
    if one is None or one.forgotten_at is not None:
        return Result(key, one.name if one else "", GONE)
    if one.joined_to is not None:
        return Result(key, one.name, JOINED)
    return Result(key, one.name, "" if after(act, one.state) is not None else NOT_FROM_HERE)


def _move(one: Applicant, actor: Actor, act: Act, reason: str, uow: UnitOfWork, clock: Clock) -> None:
    now = clock.now()
    one.state, one.reason, one.updated_at = after(act, one.state) or one.state, reason, now
    is_open = act is Act.TAKE_BACK
    one.decided_at, one.decided_by = (None, None) if is_open else (now, actor.account_id)
    audit.note(actor=actor, action=f"applicant_{act.value}", subject=one.id, uow=uow, clock=clock)


def note(*, actor: Actor, applicant_id: str, text: str, uow: UnitOfWork, clock: Clock) -> None:
    """Note something about an application, for coordinators alone.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        NotFound: there is no such one, or nothing in it names anybody any more.
        InputInvalid: `note` is empty or too long.
    """
    account_id = actor.require(Audience.COORDINATOR)
    words, one = read_note(text), _known(applicant_id, uow)
    uow.db.add(ApplicantNote(id=new_key(), applicant_id=one.id, author_id=account_id, at=clock.now(), text=words))
    uow.announce(rooms.APPLICATIONS)


def confirm_spoken(
    *,
    actor: Actor,
    applicant_id: str,
    heard: str,
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
    rate_limits: RateLimits,
) -> None:
    """The applicant read out the code of their page on the phone.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `note`.
        InputInvalid: `heard` is not the code.
        TooMany: too many wrong ones.
    """
    actor.require(Audience.COORDINATOR)
    one = _known(applicant_id, uow)
    rate_limits.check("applicant_heard", one.id, limit=HEARD, per_s=HEARD_PER_S)
    if not is_spoken(heard, spoken_code(one.id, one.code_hash, letter_links)):
        rate_limits.hit("applicant_heard", one.id, limit=HEARD, per_s=HEARD_PER_S)
        raise InputInvalid({"heard": "wrong_spoken_code"})
    if one.confirmed_at is None:
        one.confirmed_at = clock.now()
        audit.note(actor=actor, action="applicant_confirmed", subject=one.id, uow=uow, clock=clock, by="phone")
        uow.announce(rooms.APPLICATIONS)


def join(*, actor: Actor, applicant_id: str, into_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """One person, two applications: `into_id` counts from now on, and takes what it has not and the notes.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `note`, for both.
        Conflict: they are one row (`same_row`), one is joined already (`joined`), or the one that is to give way has a
            seat or an account (`has_seat`).
    """
    actor.require(Audience.COORDINATOR)
    if applicant_id == into_id:
        raise Conflict("same_row")
    rows = {key: _known(key, uow) for key in sorted((applicant_id, into_id))}
    one, into = rows[applicant_id], rows[into_id]
    if one.joined_to is not None or into.joined_to is not None:
        raise Conflict("joined")
    is_seated = uow.db.exec(select(Seat.id).where(Seat.applicant_id == one.id).limit(1)).first() is not None
    if is_seated or one.account_id is not None:
        raise Conflict("has_seat")
    now = clock.now()
    _fill(into, one)
    one.joined_to, one.state, one.updated_at, into.updated_at = into.id, ApplicationState.WITHDRAWN, now, now
    mail_refusals.drop_letters([one.id], uow)
    moved = update(ApplicantNote).where(col(ApplicantNote.applicant_id) == one.id).values(applicant_id=into.id)
    uow.db.execute(moved, execution_options={"synchronize_session": False})
    # What joined this one joins the one that counts now.
    chain = update(Applicant).where(col(Applicant.joined_to) == one.id).values(joined_to=into.id)
    uow.db.execute(chain, execution_options={"synchronize_session": False})
    audit.note(actor=actor, action="applicant_joined", subject=one.id, uow=uow, clock=clock, into=into.id)
    uow.announce(rooms.APPLICATIONS)


def part(*, actor: Actor, applicant_id: str, uow: UnitOfWork, clock: Clock) -> None:
    """They are two people after all: an application that was joined to another is open again.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `note`.
        Conflict: it is not joined (`not_joined`).
    """
    actor.require(Audience.COORDINATOR)
    one = _known(applicant_id, uow)
    if one.joined_to is None:
        raise Conflict("not_joined")
    one.joined_to, one.state, one.updated_at = None, ApplicationState.APPLIED, clock.now()
    audit.note(actor=actor, action="applicant_parted", subject=one.id, uow=uow, clock=clock)
    uow.announce(rooms.APPLICATIONS)


def _fill(into: Applicant, one: Applicant) -> None:
    """What the one has not, the other has. An address comes along unconfirmed."""
    if not into.phone:
        into.phone, into.phone_key = one.phone, one.phone_key
    if not into.email and one.email:
        into.email, into.confirmed_at = one.email, None
    into.neighborhood_id = into.neighborhood_id or one.neighborhood_id
    into.why, into.needs = into.why or one.why, into.needs or one.needs
    into.languages = [*into.languages, *(code for code in one.languages if code not in into.languages)]


def _known(applicant_id: str, uow: UnitOfWork) -> Applicant:
    one = uow.db.get(Applicant, applicant_id, with_for_update=True)
    if one is None or one.forgotten_at is not None:
        raise NotFound
    return one
