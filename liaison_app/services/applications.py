"""Applications by whoever makes them: sent once however often, seen and changed by the holder of the code.

The code is in the address of the applicant's own page. Only its hash is kept, so that nobody here can open that page;
a new link is written where one is asked for, and the code that was mailed last opens the page beside the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain import rooms
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.application_rows import OfferedSeat, OwnApplication
from liaison_app.domain.applications import (
    MAY_WITHDRAW,
    ApplicantWriter,
    ApplicationForm,
    Contact,
    code_of,
    hash_of,
    mail_seal,
    marker_of,
    name_key,
    new_code,
    phone_key,
    spoken_code,
)
from liaison_app.domain.cohort_rows import CohortWriter
from liaison_app.domain.errors import Conflict, NotFound
from liaison_app.domain.ids import NeighborhoodId, new_key
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.domain.mail_follows import LetterPolicy
from liaison_app.domain.ports import Clock
from liaison_app.domain.program import ApplicationSource, ApplicationState, SeatState
from liaison_app.models import Applicant, Cohort, Neighborhood, Seat, TrainingSession
from liaison_app.services import application_mail, audit, places
from liaison_app.services.applicant_codes import opened_by
from liaison_app.services.seat_withdrawing import give_back_all


@dataclass(frozen=True, slots=True)
class Applied:
    """An application that was sent: its code, whether it is a new one, and its id where it is."""

    code: str
    is_new: bool
    id: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Contact data that was changed; `code` opens the page from now on, None where that is the same one as before."""

    code: str | None = None


def read_form(*, fields: Mapping[str, str], locale: str, snapshot: Snapshot) -> ApplicationForm:
    """An application as it was typed. Raises: InputInvalid, with what is wrong in all fields."""
    known = {one.id for one in places.neighborhoods(snapshot=snapshot)}
    return ApplicationForm.parse(fields, locale=locale, known=known)


def apply(
    *,
    form: ApplicationForm,
    is_mailed: bool = True,
    source: ApplicationSource = ApplicationSource.FORM,
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
    letter_policy: LetterPolicy,
    applicant_writer: ApplicantWriter,
) -> Applied:
    """Take an application; the same ref from the same person again gives the same code and stores nothing.

    Without `is_mailed` no letter asks whether the address is theirs.
    """
    code, marker, now = code_of(form, letter_links), marker_of(form, letter_links), clock.now()
    if uow.db.exec(select(Applicant.id).where(Applicant.ref == marker)).first() is not None:
        return Applied(code, is_new=False)
    applicant = Applicant(
        id=new_key(), ref=marker, code_hash=hash_of(code), locale=form.locale, languages=list(form.languages),
        neighborhood_id=form.neighborhood_id, why=form.why, needs=form.needs, source=source, name="",
        created_at=now, updated_at=now,
    )  # fmt: skip
    take_contact(applicant, form.contact)
    try:
        with uow.db.begin_nested():  # a second press of the same button may be storing it at this moment
            uow.db.add(applicant)
    except IntegrityError:
        return Applied(code, is_new=False)
    audit.note(actor=PUBLIC, action="applied", subject=applicant.id, uow=uow, clock=clock, source=source.value)
    uow.announce(rooms.APPLICATIONS)
    if is_mailed and letter_policy.is_offered:
        application_mail.received(applicant, code, uow, clock, letter_links, applicant_writer)
    return Applied(code, is_new=True, id=applicant.id)


def take_contact(applicant: Applicant, contact: Contact) -> None:
    """Write how an applicant is reached, and how that compares."""
    applicant.name, applicant.email, applicant.phone = contact.name, contact.email, contact.phone
    applicant.name_key, applicant.phone_key = name_key(contact.name), phone_key(contact.phone)


def by_code(code: str, snapshot: Snapshot) -> Applicant:
    """Whose page a code opens; in a unit of work, for this transaction alone.

    Raises:
        NotFound: it opens nothing (any more), or another application of the same person counts instead.
    """
    found = _held_by(code, snapshot)
    if found.joined_to is not None:
        raise NotFound
    return found


def show_own(*, code: str, snapshot: Snapshot, letter_links: LetterLinks) -> OwnApplication:
    """An application for the holder of its code. Raises: NotFound."""
    found = _held_by(code, snapshot)
    place = snapshot.db.get(Neighborhood, found.neighborhood_id) if found.neighborhood_id else None
    return OwnApplication(
        id=found.id,
        name=found.name,
        email=found.email,
        phone=found.phone,
        neighborhood_id=NeighborhoodId(place.id) if place else None,
        neighborhood=place.name if place else "",
        languages=tuple(found.languages),
        why=found.why,
        needs=found.needs,
        state=found.state,
        reason=found.reason,
        created_at=found.created_at,
        decided_at=found.decided_at,
        confirmed_at=found.confirmed_at,
        spoken=spoken_code(found.id, found.code_hash, letter_links),
        may_withdraw=found.state in MAY_WITHDRAW and found.joined_to is None,
        seat=next(iter(seats_of(found.id, snapshot)), None),
        is_joined=found.joined_to is not None,
    )


def correct(
    *,
    code: str,
    fields: Mapping[str, str],
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
    letter_policy: LetterPolicy,
    applicant_writer: ApplicantWriter,
) -> Corrected:
    """Change how an applicant is reached. With another e-mail, links that went to the one before open nothing.

    Raises:
        NotFound: as `by_code`.
        InputInvalid: with what is wrong in the fields.
    """
    applicant, contact = by_code(code, uow), Contact.parse(fields)
    was, applicant.updated_at = applicant.email, clock.now()
    is_other_phone = applicant.phone_key != phone_key(contact.phone)
    take_contact(applicant, contact)
    audit.note(actor=PUBLIC, action="applicant_corrected", subject=applicant.id, uow=uow, clock=clock)
    uow.announce(rooms.APPLICATIONS)
    if contact.email == was:
        if is_other_phone and not was:
            applicant.confirmed_at = None
        return Corrected()
    fresh = new_code()
    applicant.confirmed_at, applicant.code_hash, applicant.next_code_hash = None, hash_of(fresh), None
    if contact.email and letter_policy.is_offered:
        application_mail.received(applicant, fresh, uow, clock, letter_links, applicant_writer)
    return Corrected(fresh)


def confirm_mail(*, code: str, seal: str, uow: UnitOfWork, clock: Clock, letter_links: LetterLinks) -> None:
    """The e-mail is theirs: the letter that went there was read. Raises: NotFound, also where it was another letter."""
    applicant = by_code(code, uow)
    if not is_sealed(applicant, seal, letter_links):
        raise NotFound
    if applicant.confirmed_at is None:
        applicant.confirmed_at = clock.now()
        audit.note(actor=PUBLIC, action="applicant_confirmed", subject=applicant.id, uow=uow, clock=clock, by="mail")
        uow.announce(rooms.APPLICATIONS)


def is_sealed(applicant: Applicant | OwnApplication, seal: str, links: LetterLinks) -> bool:
    """Whether `seal` came with a letter to the applicant's address."""
    return bool(applicant.email) and seal == mail_seal(applicant.id, applicant.email, links)


def withdraw(*, code: str, uow: UnitOfWork, clock: Clock, cohort_writer: CohortWriter) -> None:
    """Take an application back; an offered seat and places on waitlists go. Nothing happens where that is so already.

    Raises:
        NotFound: as `by_code`.
        Conflict: it was decided otherwise, or a seat was taken (`not_open`).
    """
    applicant = by_code(code, uow)
    if applicant.state is ApplicationState.WITHDRAWN:
        return
    if applicant.state not in MAY_WITHDRAW:
        raise Conflict("not_open")
    now = clock.now()
    applicant.state, applicant.updated_at, applicant.decided_at = ApplicationState.WITHDRAWN, now, now
    applicant.decided_by = None
    give_back_all(applicant=applicant, uow=uow, clock=clock, cohort_writer=cohort_writer)
    audit.note(actor=PUBLIC, action="applicant_withdrew", subject=applicant.id, uow=uow, clock=clock)
    uow.announce(rooms.APPLICATIONS)


def ask_link(
    *,
    email: str,
    uow: UnitOfWork,
    clock: Clock,
    letter_links: LetterLinks,
    letter_policy: LetterPolicy,
    applicant_writer: ApplicantWriter,
) -> None:
    """Write the link to every application with this address. Whoever asks is told the same where there is none.

    Raises:
        NotFound: no letters go out from here.
    """
    if not letter_policy.is_offered:
        raise NotFound
    wanted = select(Applicant).where(Applicant.email == email, col(Applicant.joined_to).is_(None))
    for applicant in uow.db.exec(wanted.order_by(col(Applicant.created_at).desc()).limit(3).with_for_update()).all():
        application_mail.link(applicant, uow, clock, letter_links, applicant_writer)


def seats_of(applicant_id: str, snapshot: Snapshot) -> tuple[OfferedSeat, ...]:
    """The seats that an applicant was offered or has taken, with the first session of each; the newest first."""
    first = (
        select(TrainingSession.starts_at)
        .where(TrainingSession.cohort_id == Cohort.id, col(TrainingSession.cancelled_at).is_(None))
        .order_by(col(TrainingSession.starts_at))
        .limit(1)
        .scalar_subquery()
    )
    held = (SeatState.INVITED, SeatState.ENROLLED, SeatState.COMPLETED)
    rows = snapshot.db.exec(
        select(Cohort.id, Cohort.name, Cohort.place, first)
        .join(Seat, col(Seat.cohort_id) == col(Cohort.id))
        .where(Seat.applicant_id == applicant_id, col(Seat.state).in_(held))
        .order_by(col(Seat.updated_at).desc())
    ).all()
    return tuple(OfferedSeat(*row) for row in rows)


def _held_by(code: str, snapshot: Snapshot) -> Applicant:
    wanted = select(Applicant).where(opened_by(code))
    if isinstance(snapshot, UnitOfWork):
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = snapshot.db.exec(wanted).first()
    if found is None or found.forgotten_at is not None:
        raise NotFound
    return found
