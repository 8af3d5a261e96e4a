"""Somebody enrols alone, by the link of a cohort: an application and a seat, or a place in the line, in one act."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.accounts import read_email, read_name
from liaison_app.domain.applications import hash_of, name_key, phone_key
from liaison_app.domain.cohort_rows import Choice, CohortWriter, Enrolment
from liaison_app.domain.cohorts import CohortId
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.ids import Ref, is_ref, new_key
from liaison_app.domain.plain_text import digits_of, one_line
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import ApplicationSource, ApplicationState, CohortState, SeatState
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.models import Applicant, Cohort, Neighborhood, Seat
from liaison_app.services.cohort_reading import free_seats, sessions_of, take_turn
from liaison_app.services.seat_answering import seated
from liaison_app.services.seat_mailing import Post
from liaison_app.services.seat_moving import WANTS_SEAT, queue_up, seat_for
from liaison_app.services.seat_offering import IN_COHORT, lock_applicant

PHONE_LENGTH, WHY_LENGTH, NEEDS_LENGTH = 40, 2_000, 500
LEAST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class EnrolmentDraft:
    """What somebody typed, the fields of an application. `email` or `phone` may be '', never both."""

    ref: Ref
    name: str
    email: str
    phone: str
    neighborhood_id: str
    languages: tuple[str, ...]
    why: str
    needs: str
    locale: str

    @classmethod
    def parse(cls, fields: Mapping[str, str], locale: str) -> EnrolmentDraft:
        """Read a form. Raises: InputInvalid, by field."""
        wrong: dict[str, str] = {}
        name = email = ""
        try:
            name = read_name(fields.get("name", ""))
        except InputInvalid as error:
            wrong |= error.errors
        phone = one_line(fields.get("phone", ""))
        if fields.get("email", "").strip():
            try:
                email = read_email(fields["email"])
            except InputInvalid as error:
                wrong |= error.errors
        elif not phone:
            wrong["email"] = "email_or_phone"
        if phone and (len(phone) > PHONE_LENGTH or len(digits_of(phone)) < LEAST_DIGITS):
            wrong["phone"] = "not_a_phone"
        why, needs = fields.get("why", "").strip(), one_line(fields.get("needs", ""))
        wrong |= {"why": "too_long"} if len(why) > WHY_LENGTH else {}
        wrong |= {"needs": "too_long"} if len(needs) > NEEDS_LENGTH else {}
        neighborhood = fields.get("neighborhood", "")[:64]
        wrong |= {} if neighborhood else {"neighborhood": "neighborhood_needed"}
        ref = fields.get("ref", "")
        wrong |= {} if is_ref(ref) else {"form": "needed"}
        if wrong:
            raise InputInvalid(wrong)
        languages = tuple(code for code in LANGUAGES if fields.get(f"language_{code}"))
        return cls(Ref(ref), name, email, phone, neighborhood, languages or (locale,), why, needs, locale)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of it. `code` is the new application's, '' where there was one already: then all that there is to
    say goes to its address by mail, and nobody who types somebody else's address learns anything."""

    state: SeatState
    cohort_id: CohortId
    code: str = ""
    join_code: str = ""
    is_known: bool = False


def show_link(*, code: str, snapshot: Snapshot, clock: Clock) -> Enrolment:
    """What the link shows. Raises: NotFound where it does not work, or no longer."""
    cohort = _of_link(code, snapshot)
    named = select(Neighborhood.id, Neighborhood.name).order_by(col(Neighborhood.name))
    choices = tuple(Choice(id_, name) for id_, name in snapshot.db.exec(named).all())
    return Enrolment(
        cohort_id=CohortId(cohort.id),
        cohort=cohort.name,
        about=cohort.about,
        place=cohort.place,
        access_words=cohort.access_words,
        languages=tuple(cohort.languages),
        sessions=sessions_of([cohort], snapshot),
        neighborhoods=choices,
        own=tuple(cohort.neighborhood_ids),
        is_open=cohort.state is CohortState.OPEN,
        free=free_seats(cohort, snapshot),
        now=clock.now(),
    )


def enrol_by_link(
    *, code: str, draft: EnrolmentDraft, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter
) -> Enrolled:
    """Take a seat, or a place on the waitlist; the same pressing again is answered with what became of it.

    Raises:
        NotFound: the link does not work.
        Conflict: `cohort_not_open`; `ref_taken`, the marker is another application's.
        InputInvalid: (`neighborhood`) there is no such one.
    """
    cohort = take_turn(CohortId(_of_link(code, uow).id), uow)
    before = uow.db.exec(select(Applicant).where(Applicant.ref == draft.ref)).first()
    if before is not None:
        return _known(before, cohort, uow)
    if cohort.state is not CohortState.OPEN:
        raise Conflict("cohort_not_open")
    if uow.db.get(Neighborhood, draft.neighborhood_id) is None:
        raise InputInvalid({"neighborhood": "not_a_choice"})
    post = Post(uow, clock, cohort_writer)
    there = _by_email(draft.email, uow)
    if there is not None:
        return _seat_known(there, cohort, post)
    own_code = secrets.token_urlsafe(24)
    applicant = _applicant(draft, own_code, post)
    seat = seat_for(applicant, cohort, post)
    uow.db.flush()
    if not free_seats(cohort, uow):
        queue_up(seat, applicant, cohort, post)
        return Enrolled(SeatState.WAITLISTED, CohortId(cohort.id), own_code)
    taken = seated(seat, applicant, cohort, post)
    return Enrolled(taken.state, CohortId(cohort.id), own_code, taken.join_code)


def _of_link(code: str, snapshot: Snapshot) -> Cohort:
    found = snapshot.db.exec(select(Cohort).where(Cohort.link_code == code)).first() if code else None
    if found is None:
        raise NotFound
    return found


def _known(applicant: Applicant, cohort: Cohort, uow: UnitOfWork) -> Enrolled:
    """What became of a pressing that had arrived before."""
    wanted = select(Seat).where(Seat.cohort_id == cohort.id, Seat.applicant_id == applicant.id)
    seat = uow.db.exec(wanted).first()
    if seat is None:
        raise Conflict("ref_taken")
    return Enrolled(seat.state, CohortId(cohort.id), is_known=True)


def _by_email(email: str, uow: UnitOfWork) -> Applicant | None:
    """The newest application under this address that was not withdrawn or declined."""
    if not email:
        return None
    over = [ApplicationState.WITHDRAWN, ApplicationState.DECLINED]
    wanted = select(Applicant).where(Applicant.email == email, col(Applicant.state).not_in(over))
    return uow.db.exec(wanted.order_by(col(Applicant.created_at).desc()).limit(1)).first()


def _seat_known(applicant: Applicant, cohort: Cohort, post: Post) -> Enrolled:
    """A seat for somebody who has applied before. Whoever has one elsewhere keeps that one."""
    applicant = lock_applicant(applicant.id, post.uow)
    seat = seat_for(applicant, cohort, post)
    post.uow.db.flush()
    known = Enrolled(SeatState.WAITLISTED, CohortId(cohort.id), is_known=True)
    if seat.state in IN_COHORT or seat.state is SeatState.WAITLISTED or applicant.state not in WANTS_SEAT:
        return known
    if free_seats(cohort, post.uow):
        seated(seat, applicant, cohort, post)
    else:
        queue_up(seat, applicant, cohort, post)
    return known


def _applicant(draft: EnrolmentDraft, code: str, post: Post) -> Applicant:
    now = post.clock.now()
    made = Applicant(
        id=new_key(), ref=draft.ref, code_hash=hash_of(code), name=draft.name, email=draft.email, phone=draft.phone,
        locale=draft.locale, languages=list(draft.languages), neighborhood_id=draft.neighborhood_id, why=draft.why,
        needs=draft.needs, state=ApplicationState.APPLIED, source=ApplicationSource.LINK, created_at=now,
        updated_at=now, name_key=name_key(draft.name), phone_key=phone_key(draft.phone),
    )  # fmt: skip
    post.uow.db.add(made)
    post.uow.db.flush()
    return made
