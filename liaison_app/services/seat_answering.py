"""The answer to a seat, by whom it was offered to: taken, declined, given back.

Who answers is shown by the code of the application, whose hash is kept, or by the seal in a mail about this seat.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.cohort_rows import CohortWriter, SeatMail, SeatOffer
from liaison_app.domain.cohorts import CohortId
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ids import new_key
from liaison_app.domain.letter_links import LetterLinks, Opens
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import ApplicationState, CohortState, SeatState
from liaison_app.models import Account, Applicant, Cohort, Invitation, Seat
from liaison_app.services import audit, invitations
from liaison_app.services.applicant_codes import opened_by
from liaison_app.services.cohort_reading import free_seats, sessions_of, take_turn
from liaison_app.services.seat_mailing import Post, moment
from liaison_app.services.seat_moving import enrol, give_back, place_in_line, queue_up
from liaison_app.services.seat_offering import is_late, lock_applicant

# Who is out of the cohort, and may ask for a seat in it again.
OUT = frozenset({SeatState.DECLINED, SeatState.LEFT})
_GONE = frozenset({ApplicationState.WITHDRAWN, ApplicationState.DECLINED})


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it. `join_code` opens the invitation to an account and is shown this once; '' where none was
    made."""

    state: SeatState
    join_code: str = ""


def show(*, code: str, cohort_id: CohortId, snapshot: Snapshot, clock: Clock, letter_links: LetterLinks) -> SeatOffer:
    """The cohort and the seat. Raises: NotFound, the same for a wrong code and for no seat."""
    seat, applicant, cohort = _found(code, cohort_id, snapshot, letter_links)
    now = clock.now()
    account = snapshot.db.get(Account, applicant.account_id) if applicant.account_id else None
    return SeatOffer(
        cohort_id=CohortId(cohort.id),
        cohort=cohort.name,
        about=cohort.about,
        place=cohort.place,
        access_words=cohort.access_words,
        video_link=cohort.video_link if seat.state in {SeatState.ENROLLED, SeatState.COMPLETED} else "",
        languages=tuple(cohort.languages),
        sessions=sessions_of([cohort], snapshot),
        name=applicant.name,
        seat_id=seat.id,
        state=seat.state,
        answer_by=seat.answer_by,
        is_late=is_late(seat.answer_by, now),
        is_open=cohort.state is CohortState.OPEN,
        is_cancelled=cohort.state is CohortState.CANCELLED,
        place_in_line=place_in_line(seat, snapshot),
        free=free_seats(cohort, snapshot),
        has_account=account is not None,
        account_email=account.email if account is not None else "",
        now=now,
    )


def whose(*, code: str, cohort_id: CohortId, snapshot: Snapshot, letter_links: LetterLinks) -> str:
    """The id of the applicant whose seat it is. Raises: NotFound, as `show`."""
    return _found(code, cohort_id, snapshot, letter_links)[1].id


def take(
    *,
    code: str,
    cohort_id: CohortId,
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
    cohort_writer: CohortWriter,
) -> Taken:
    """Take the seat; where it is offered no more, one that is free, or a place on the waitlist. Twice is once.

    Raises:
        NotFound: as `show`.
        Conflict: `cohort_not_open`, the cohort gives no seats; `application_over`, it was withdrawn or declined.
    """
    seat, applicant, cohort = _in_turn(code, cohort_id, uow, letter_links)
    if seat.state in {SeatState.ENROLLED, SeatState.COMPLETED, SeatState.WAITLISTED}:
        return Taken(seat.state)
    if applicant.state in _GONE:
        raise Conflict("application_over")
    is_held = seat.state is SeatState.INVITED and not is_late(seat.answer_by, clock.now())
    if cohort.state is not CohortState.OPEN and not (is_held and cohort.state is CohortState.CLOSED):
        raise Conflict("cohort_not_open")
    post = Post(uow, clock, cohort_writer)
    if not is_held and seat.state is not SeatState.INVITED and not free_seats(cohort, uow):
        queue_up(seat, applicant, cohort, post)
        return Taken(SeatState.WAITLISTED)
    return seated(seat, applicant, cohort, post)


def seated(seat: Seat, applicant: Applicant, cohort: Cohort, post: Post) -> Taken:
    """Give the seat to the applicant, with an invitation to an account where they have none."""
    enrol(seat, applicant, cohort, post)
    join_code = _invite(seat, applicant, cohort, post)
    audit.note(actor=PUBLIC, action="seat_taken", subject=cohort.id, uow=post.uow, clock=post.clock, seat=seat.id)
    occasion = moment(post.clock.now())
    post.tell(SeatMail.TAKEN, seat, applicant, cohort, occasion=occasion, join_code=join_code)
    return Taken(SeatState.ENROLLED, join_code)


def decline(
    *,
    code: str,
    cohort_id: CohortId,
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
    cohort_writer: CohortWriter,
) -> None:
    """Decline the seat, give it back, or leave the waitlist; the next moves up. Twice changes nothing.

    Raises:
        NotFound: as `show`.
        Conflict: `cohort_over`, it has graduated.
    """
    seat, applicant, cohort = _in_turn(code, cohort_id, uow, letter_links)
    if seat.state in OUT:
        return
    if seat.state is SeatState.COMPLETED:
        raise Conflict("cohort_over")
    state = SeatState.LEFT if seat.state is SeatState.ENROLLED else SeatState.DECLINED
    give_back(seat, applicant, cohort, state, Post(uow, clock, cohort_writer))
    audit.note(actor=PUBLIC, action="seat_given_back", subject=cohort.id, uow=uow, clock=clock, seat=seat.id)


def ask_new_link(
    *,
    code: str,
    cohort_id: CohortId,
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
    cohort_writer: CohortWriter,
) -> str:
    """A new link to an account for who has a seat and no account yet; earlier ones stop working.

    Raises:
        NotFound: as `show`.
        Conflict: `seat_moved`, they have no seat; `has_account`.
    """
    seat, applicant, cohort = _in_turn(code, cohort_id, uow, letter_links)
    if seat.state is not SeatState.ENROLLED:
        raise Conflict("seat_moved")
    if applicant.account_id is not None:
        raise Conflict("has_account")
    post = Post(uow, clock, cohort_writer)
    join_code, occasion = _invite(seat, applicant, cohort, post), moment(clock.now())
    post.tell(SeatMail.TAKEN, seat, applicant, cohort, occasion=occasion, join_code=join_code)
    return join_code


def _invite(seat: Seat, applicant: Applicant, cohort: Cohort, post: Post) -> str:
    """An invitation to an account for the applicant; '' where they have one."""
    if applicant.account_id is not None:
        seat.account_id = applicant.account_id
        return ""
    now, code = post.clock.now(), secrets.token_urlsafe(24)
    open_ones = select(Invitation).where(Invitation.applicant_id == applicant.id)
    for earlier in post.uow.db.exec(open_ones).all():
        if earlier.used_at is None and earlier.withdrawn_at is None:
            earlier.withdrawn_at = now
    made = Invitation(
        id=new_key(), code_hash=invitations.code_hash(code), role=Role.LIAISON, name=applicant.name,
        email=applicant.email, neighborhood_id=applicant.neighborhood_id, invited_by=cohort.created_by,
        created_at=now, expires_at=now + invitations.LENGTH, applicant_id=applicant.id,
    )  # fmt: skip
    post.uow.db.add(made)
    return code


def _in_turn(
    code: str, cohort_id: CohortId, uow: UnitOfWork, letter_links: LetterLinks
) -> tuple[Seat, Applicant, Cohort]:
    """The same as `_found`, the cohort's turn taken and the applicant locked, all as they stand now."""
    cohort = take_turn(cohort_id, uow)
    seat, applicant, _ = _found(code, cohort_id, uow, letter_links)
    applicant = lock_applicant(applicant.id, uow)
    uow.db.refresh(seat)
    return seat, applicant, cohort


def _found(
    code: str, cohort_id: CohortId, snapshot: Snapshot, letter_links: LetterLinks
) -> tuple[Seat, Applicant, Cohort]:
    sealed = letter_links.opened(Opens.SEAT, code)
    proven = col(Seat.id) == sealed if sealed else opened_by(code)
    wanted = (
        select(Seat, Applicant, Cohort)
        .join(Applicant, col(Applicant.id) == col(Seat.applicant_id))
        .join(Cohort, col(Cohort.id) == col(Seat.cohort_id))
        .where(Seat.cohort_id == cohort_id, proven)
    )
    found = snapshot.db.exec(wanted).first()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]
