"""Letters to applicants, written into the outbox with what caused them. Each has a link that opens their page.

Every letter but the first carries a code of its own, since none is kept: the one that was mailed last works, and the
first one.
"""

from __future__ import annotations

from liaison_app.db import UnitOfWork
from liaison_app.domain.applications import ApplicantWriter, Told, hash_of, mail_seal, new_code
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.domain.mail import Letter
from liaison_app.domain.ports import Clock
from liaison_app.models import Applicant
from liaison_app.services import mail


def received(
    applicant: Applicant, code: str, uow: UnitOfWork, clock: Clock, links: LetterLinks, writer: ApplicantWriter
) -> None:
    """That it is here, and whether the address is theirs; nothing where there is no address."""
    if applicant.email:
        letter = writer.received(_told(applicant, code, links), locale=applicant.locale)
        _queue(applicant, code, letter, uow, clock)


def link(applicant: Applicant, uow: UnitOfWork, clock: Clock, links: LetterLinks, writer: ApplicantWriter) -> None:
    """The link that was asked for."""
    code = _next_code(applicant)
    _queue(applicant, code, writer.link(_told(applicant, code, links), locale=applicant.locale), uow, clock)


def decided(
    applicant: Applicant,
    uow: UnitOfWork,
    clock: Clock,
    links: LetterLinks,
    writer: ApplicantWriter,
    *,
    is_again: bool = False,
) -> None:
    """Where it stands now; nothing where there is no address. `is_again`: a decision was taken back."""
    if applicant.email:
        code = _next_code(applicant)
        letter = writer.decided(_told(applicant, code, links, is_again=is_again), locale=applicant.locale)
        _queue(applicant, code, letter, uow, clock)


def _next_code(applicant: Applicant) -> str:
    code = new_code()
    applicant.next_code_hash = hash_of(code)
    return code


def _told(applicant: Applicant, code: str, links: LetterLinks, *, is_again: bool = False) -> Told:
    seal = mail_seal(applicant.id, applicant.email, links)
    return Told(applicant.name, applicant.state, code, seal, applicant.reason, is_again=is_again)


def _queue(applicant: Applicant, code: str, letter: Letter, uow: UnitOfWork, clock: Clock) -> None:
    key = f"applicant/{applicant.id}/{hash_of(code)[:16]}"
    mail.queue(
        key=key, recipient=applicant.email, letter=letter, locale=applicant.locale, uow=uow, clock=clock,
        about=applicant.id,
    )  # fmt: skip
