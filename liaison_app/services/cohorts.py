"""Cohorts: arranged, amended, listed and read by coordinators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import col, func, or_, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import Actor, Audience, Role
from liaison_app.domain.cohort_rows import CandidateRow, Choice, CohortCard, Cohorts, CohortSheet, CohortWriter, SeatRow
from liaison_app.domain.cohorts import ALIVE, CohortDraft, CohortId, new_cohort_id
from liaison_app.domain.errors import Conflict, InputInvalid
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import HOLDS_SEAT, CohortState, Level, SeatState
from liaison_app.models import Account, Applicant, Certification, Cohort, Neighborhood, Seat, TrainingSession
from liaison_app.services import audit
from liaison_app.services.cohort_reading import (
    cohort_of,
    counted_seats,
    neighborhood_names,
    present_at,
    sessions_of,
    turn_of,
    wake,
)
from liaison_app.services.seat_mailing import Post
from liaison_app.services.seat_moving import WANTS_SEAT, move_up

TRIES_FOR_A_NUMBER = 8
SHOWN, OVER_SHOWN, MOST_SEATS_SHOWN, MOST_CANDIDATES = 200, 12, 1000, 300
_ORDER = (
    SeatState.ENROLLED, SeatState.COMPLETED, SeatState.INVITED, SeatState.WAITLISTED, SeatState.DECLINED,
    SeatState.LEFT,
)  # fmt: skip


def arrange(*, actor: Actor, draft: CohortDraft, uow: UnitOfWork, clock: Clock) -> CohortId:
    """A new cohort, planned.

    Raises:
        SignInNeeded, NotAllowed: the actor is no coordinator.
        InputInvalid: (`neighborhoods`) there is no such neighborhood.
    """
    account_id = actor.require(Audience.COORDINATOR)
    require_neighborhoods(draft.neighborhood_ids, uow)
    now, number = clock.now(), free_number(uow)
    uow.db.add(Cohort(id=number, created_by=account_id, created_at=now, updated_at=now, **_columns(draft)))
    uow.db.flush()
    audit.note(actor=actor, action="cohort_arranged", subject=number, uow=uow, clock=clock)
    uow.announce(rooms.COHORTS)
    return number


def amend(
    *,
    actor: Actor,
    cohort_id: CohortId,
    draft: CohortDraft,
    uow: UnitOfWork,
    clock: Clock,
    cohort_writer: CohortWriter,
) -> None:
    """Give a cohort what the form says now; where it has more seats, the waitlist moves up.

    Raises:
        SignInNeeded, NotAllowed, NotFound: as `cohort_reading.turn_of`.
        InputInvalid: there is no such neighborhood; (`capacity`) `seats_taken`, more people have a seat.
    """
    cohort = turn_of(actor, cohort_id, uow)
    require_neighborhoods(draft.neighborhood_ids, uow)
    counts = counted_seats([cohort_id], uow)
    if sum(counts.get((cohort_id, state), 0) for state in HOLDS_SEAT) > draft.capacity:
        raise InputInvalid({"capacity": "seats_taken"})
    moves = (draft.place, draft.video_link) != (cohort.place, cohort.video_link)
    for name, value in _columns(draft).items():
        setattr(cohort, name, value)
    cohort.updated_at = clock.now()
    if moves:
        _count_moved(cohort, uow)
    audit.note(actor=actor, action="cohort_amended", subject=cohort_id, uow=uow, clock=clock)
    wake(cohort, uow)
    uow.db.flush()
    move_up(cohort, Post(uow, clock, cohort_writer))


def _count_moved(cohort: Cohort, uow: UnitOfWork) -> None:
    """Sessions that are where the cohort is have moved with it: calendars hear of it by their revision."""
    for one in uow.db.exec(select(TrainingSession).where(TrainingSession.cohort_id == cohort.id)).all():
        if not one.place or not one.video_link:
            one.revision += 1


def list_(
    *, actor: Actor, find: str = "", most: int = OVER_SHOWN, snapshot: Snapshot, clock: Clock
) -> Cohorts:  # fmt: skip
    """All cohorts with `find` in their name that are not over, and the newest `most` that are.

    Raises: SignInNeeded, NotAllowed.
    """
    actor.require(Audience.COORDINATOR)
    most, alive = min(max(1, most), SHOWN), col(Cohort.state).in_(list(ALIVE))
    named = [func.lower(col(Cohort.name)).contains(word, autoescape=True) for word in find.casefold().split()]
    ahead = select(Cohort).where(alive, *named).order_by(col(Cohort.starts_on), col(Cohort.id)).limit(SHOWN)
    past = select(Cohort).where(~alive, *named).order_by(col(Cohort.starts_on).desc(), col(Cohort.id)).limit(most + 1)
    first, then = snapshot.db.exec(ahead).all(), snapshot.db.exec(past).all()
    cards = cards_of([*first, *then[:most]], snapshot, clock.now())
    return Cohorts(cards[: len(first)], cards[len(first) :], len(then) > most, clock.now())


def cards_of(cohorts: Sequence[Cohort], snapshot: Snapshot, now: datetime) -> tuple[CohortCard, ...]:
    """Cohorts at a glance; three statements however many."""
    counts = counted_seats([one.id for one in cohorts], snapshot)
    names = neighborhood_names((id_ for one in cohorts for id_ in one.neighborhood_ids), snapshot)
    wanted = select(TrainingSession.cohort_id, TrainingSession.starts_at, TrainingSession.ends_at).where(
        col(TrainingSession.cohort_id).in_([one.id for one in cohorts]), col(TrainingSession.cancelled_at).is_(None)
    )
    times: dict[str, list[tuple[datetime, datetime]]] = {}
    for cohort_id, starts_at, ends_at in snapshot.db.exec(wanted.order_by(col(TrainingSession.starts_at))).all():
        times.setdefault(cohort_id, []).append((starts_at, ends_at))
    return tuple(_card(one, counts, names, times.get(one.id, []), now) for one in cohorts)


def _card(
    one: Cohort,
    counts: Mapping[tuple[str, SeatState], int],
    names: Mapping[str, str],
    times: Sequence[tuple[datetime, datetime]],
    now: datetime,
) -> CohortCard:
    return CohortCard(
        id=CohortId(one.id),
        name=one.name,
        state=one.state,
        neighborhoods=tuple(names[id_] for id_ in one.neighborhood_ids if id_ in names),
        languages=tuple(one.languages),
        capacity=one.capacity,
        seated=sum(counts.get((one.id, state), 0) for state in HOLDS_SEAT),
        invited=counts.get((one.id, SeatState.INVITED), 0),
        waiting=counts.get((one.id, SeatState.WAITLISTED), 0),
        sessions=len(times),
        starts_at=times[0][0] if times else None,
        ends_at=times[-1][1] if times else None,
        next_at=next((starts for starts, ends in times if ends > now), None),
    )


def show(*, actor: Actor, cohort_id: CohortId, snapshot: Snapshot, clock: Clock) -> CohortSheet:
    """One cohort with its sessions, seats and who might be offered one; at most ten statements.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    cohort, now = cohort_of(actor, cohort_id, snapshot), clock.now()
    sessions = sessions_of([cohort], snapshot)
    seats = _seats(cohort_id, snapshot)
    candidates = _candidates(cohort, {applicant.id for _, applicant in seats}, snapshot)
    there = [applicant.neighborhood_id for _, applicant in seats] + [one.neighborhood_id for one in candidates]
    names = neighborhood_names([*cohort.neighborhood_ids, *there], snapshot)
    held = [one for one in sessions if one.starts_at <= now and not one.is_cancelled]
    present = present_at([one.id for one in sessions], snapshot)
    times = [(one.starts_at, one.ends_at) for one in sessions if not one.is_cancelled]
    counts: Counter[tuple[str, SeatState]] = Counter((cohort.id, seat.state) for seat, _ in seats)
    attended = Counter(seat_id for _, seat_id in present)
    at_session, expected = Counter(session_id for session_id, _ in present), _expected(counts, cohort_id)
    creator = snapshot.db.exec(select(Account.name).where(Account.id == cohort.created_by)).first()
    return CohortSheet(
        card=_card(cohort, counts, names, times, now),
        neighborhood_ids=tuple(cohort.neighborhood_ids),
        place=cohort.place,
        access_words=cohort.access_words,
        video_link=cohort.video_link,
        about=cohort.about,
        link_code=cohort.link_code or "",
        created_by=creator or "",
        sessions=tuple(replace(one, present=at_session[one.id], expected=expected) for one in sessions),
        seats=tuple(_seat_row(seat, who, names, attended[seat.id], len(held)) for seat, who in seats),
        candidates=tuple(_candidate(one, cohort, names) for one in candidates),
        trainers=trainers(snapshot, now),
        now=now,
    )


def _expected(counts: Mapping[tuple[str, SeatState], int], cohort_id: str) -> int:
    return counts.get((cohort_id, SeatState.ENROLLED), 0) + counts.get((cohort_id, SeatState.COMPLETED), 0)


def _seats(cohort_id: str, snapshot: Snapshot) -> list[tuple[Seat, Applicant]]:
    wanted = (
        select(Seat, Applicant)
        .join(Applicant, col(Applicant.id) == col(Seat.applicant_id))
        .where(Seat.cohort_id == cohort_id)
        .order_by(col(Seat.queued_at), col(Seat.id))
        .limit(MOST_SEATS_SHOWN)
    )
    found = [(seat, applicant) for seat, applicant in snapshot.db.exec(wanted).all()]
    return sorted(found, key=_place)


def _place(pair: tuple[Seat, Applicant]) -> tuple[int, str]:
    """By state, then by name; a waitlist stays in its order."""
    seat, applicant = pair
    name = "" if seat.state is SeatState.WAITLISTED else applicant.name.casefold()
    return _ORDER.index(seat.state), name


def _seat_row(seat: Seat, who: Applicant, names: Mapping[str, str], attended: int, held: int) -> SeatRow:
    return SeatRow(
        id=seat.id,
        applicant_id=who.id,
        name=who.name,
        email=who.email,
        phone=who.phone,
        neighborhood=names.get(who.neighborhood_id or "", ""),
        languages=tuple(who.languages),
        needs=who.needs,
        state=seat.state,
        answer_by=seat.answer_by,
        has_account=who.account_id is not None,
        attended=attended,
        held=held,
    )


def _candidates(cohort: Cohort, seated: set[str], snapshot: Snapshot) -> list[Applicant]:
    """Who has applied and might be offered a seat, those who fit first; nobody where the cohort gives none."""
    if cohort.state is not CohortState.OPEN:
        return []
    wanted = select(Applicant).where(col(Applicant.state).in_(list(WANTS_SEAT)))
    found = snapshot.db.exec(wanted.order_by(col(Applicant.created_at), col(Applicant.id)).limit(MOST_CANDIDATES)).all()
    return sorted((one for one in found if one.id not in seated), key=lambda one: not fits(one, cohort))


def fits(applicant: Applicant, cohort: Cohort) -> bool:
    """Whether the cohort is meant for this applicant: by neighborhood, and by language; what it names none of, fits."""
    lives_there = not cohort.neighborhood_ids or applicant.neighborhood_id in cohort.neighborhood_ids
    spoken = applicant.languages or [applicant.locale]
    return lives_there and (not cohort.languages or bool(set(spoken) & set(cohort.languages)))


def _candidate(one: Applicant, cohort: Cohort, names: Mapping[str, str]) -> CandidateRow:
    return CandidateRow(
        applicant_id=one.id,
        name=one.name,
        neighborhood=names.get(one.neighborhood_id or "", ""),
        languages=tuple(one.languages),
        state=one.state,
        applied_at=one.created_at,
        has_email=bool(one.email),
        fits=fits(one, cohort),
    )


def trainers(snapshot: Snapshot, now: datetime) -> tuple[Choice, ...]:
    """Who may be named as a session's trainer: coordinators, and who is certified to train; one statement."""
    certified = select(Certification.account_id).where(
        col(Certification.level) == Level.TRAINER,
        Certification.ends_at > now,
        col(Certification.ended_at).is_(None),
    )
    wanted = select(Account.id, Account.name).where(
        col(Account.is_active),
        col(Account.suspended_at).is_(None),
        or_(col(Account.role) == Role.COORDINATOR, col(Account.id).in_(certified)),
    )
    return tuple(Choice(id_, name) for id_, name in snapshot.db.exec(wanted.order_by(col(Account.name))).all())


def require_neighborhoods(ids: Sequence[str], snapshot: Snapshot) -> None:
    """Raises: InputInvalid where there is no such neighborhood."""
    there = select(Neighborhood.id).where(col(Neighborhood.id).in_(list(ids)))
    if ids and set(ids) - set(snapshot.db.exec(there).all()):
        raise InputInvalid({"neighborhoods": "not_a_choice"})


def free_number(uow: UnitOfWork) -> CohortId:
    """A number that no cohort has. Raises: Conflict (`no_number`)."""
    for _ in range(TRIES_FOR_A_NUMBER):
        number = new_cohort_id()
        if uow.db.get(Cohort, number) is None:
            return number
    raise Conflict("no_number")


def _columns(draft: CohortDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "neighborhood_ids": list(draft.neighborhood_ids),
        "languages": list(draft.languages),
        "capacity": draft.capacity,
        "place": draft.place,
        "access_words": draft.access_words,
        "video_link": draft.video_link,
        "about": draft.about,
    }
