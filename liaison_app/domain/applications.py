"""Applications: what somebody says who wants to become a liaison, and what may become of it.

An applicant has no account. A code opens their own page; only its hash is kept. Two applications may be of the same
person: by e-mail, by phone, or by a name that is alike in the same neighborhood.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from liaison_app.domain.accounts import read_email, read_name
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import CROCKFORD, NeighborhoodId
from liaison_app.domain.letter_links import LetterLinks
from liaison_app.domain.mail import Letter
from liaison_app.domain.plain_text import digits_of, one_line
from liaison_app.domain.program import ApplicationState
from liaison_app.domain.speakers import LANGUAGES

CODE_LETTERS, SPOKEN_LETTERS, SEAL_LETTERS = 20, 6, 32
WHY_LENGTH, NEEDS_LENGTH, PHONE_LENGTH = 1000, 500, 40
REASON_LENGTH, NOTE_LENGTH = 1000, 2000
PHONE_SHORTEST, PHONE_LONGEST = 7, 15
# How many digits of a phone number tell it apart: those behind the country's.
PHONE_TELLING = 10
# How many words make a name that says who it is; from how many letters on a slip in a word is one.
FULL_NAME, SLIP_FROM = 2, 4
SPEAKS = "speaks_"
ANYWHERE = "other"  # chosen by who lives in no neighborhood of the list, or cannot tell

_PHONE_SIGNS = frozenset("+-(). /x#")


class Act(StrEnum):
    """What a coordinator decides about an application."""

    WAITLIST = "waitlist"
    DECLINE = "decline"
    TAKE_BACK = "take_back"  # as if nothing had been decided


# From which states each act leads where.
_FROM: Mapping[Act, frozenset[ApplicationState]] = {
    Act.WAITLIST: frozenset({ApplicationState.APPLIED}),
    Act.DECLINE: frozenset({ApplicationState.APPLIED, ApplicationState.WAITLISTED}),
    Act.TAKE_BACK: frozenset({ApplicationState.WAITLISTED, ApplicationState.DECLINED}),
}
_TO: Mapping[Act, ApplicationState] = {
    Act.WAITLIST: ApplicationState.WAITLISTED,
    Act.DECLINE: ApplicationState.DECLINED,
    Act.TAKE_BACK: ApplicationState.APPLIED,
}
# Applicants may withdraw from here; with a seat taken it is the cohort's to say.
MAY_WITHDRAW = frozenset({ApplicationState.APPLIED, ApplicationState.WAITLISTED, ApplicationState.INVITED})
OVER = frozenset({ApplicationState.DECLINED, ApplicationState.WITHDRAWN})


def after(act: Act, state: ApplicationState) -> ApplicationState | None:
    """Where an act leads from a state; None where it cannot be done."""
    return _TO[act] if state in _FROM[act] else None


def acts_from(state: ApplicationState) -> tuple[Act, ...]:
    """What can be decided in a state."""
    return tuple(act for act in Act if state in _FROM[act])


@dataclass(frozen=True, slots=True)
class Contact:
    """How an applicant is reached. `email` is lower case; one of both may be ''."""

    name: str
    email: str = ""
    phone: str = ""

    @classmethod
    def parse(cls, fields: Mapping[str, str], *, has_way: bool = True) -> Contact:
        """Read the fields `name`, `email`, `phone`. Without `has_way` neither e-mail nor phone has to be there.

        Raises:
            InputInvalid: with what is wrong in all of them.
        """
        errors: dict[str, str] = {}
        found = {"name": "", "email": "", "phone": ""}
        for name, read in (("name", read_name), ("email", read_email), ("phone", read_phone)):
            told = fields.get(name, "").strip()
            if not told and name != "name":
                continue
            try:
                found[name] = read(told)
            except InputInvalid as error:
                errors |= error.errors
        if has_way and not errors and not found["email"] and not found["phone"]:
            errors["email"] = "email_or_phone_needed"
        if errors:
            raise InputInvalid(errors)
        return cls(**found)


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """An application as it was typed. `neighborhood_id` is None for another place; `ref` is of one pressing of Send."""

    contact: Contact
    neighborhood_id: NeighborhoodId | None
    languages: tuple[str, ...] = ()
    why: str = ""
    needs: str = ""
    locale: str = "en"
    ref: str = ""

    @classmethod
    def parse(cls, fields: Mapping[str, str], *, locale: str, known: Collection[str]) -> ApplicationForm:
        """Read a form; `known` are the ids of all neighborhoods.

        Raises:
            InputInvalid: with what is wrong in all fields.
        """
        errors: dict[str, str] = {}
        contact = Contact("")
        try:
            contact = Contact.parse(fields)
        except InputInvalid as error:
            errors |= error.errors
        where = fields.get("neighborhood", "")
        if where != ANYWHERE and where not in known:
            errors["neighborhood"] = "home_needed"
        why, needs = paragraphs(fields.get("why", "")), one_line(fields.get("needs", ""))
        errors |= {name: "too_long" for name, text, most in _long(why, needs) if len(text) > most}
        if errors:
            raise InputInvalid(errors)
        lives_in = None if where == ANYWHERE else NeighborhoodId(where)
        return cls(contact, lives_in, read_languages(fields), why, needs, locale, fields.get("ref", "")[:40])


def _long(why: str, needs: str) -> tuple[tuple[str, str, int], ...]:
    return ("why", why, WHY_LENGTH), ("needs", needs, NEEDS_LENGTH)


def read_languages(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The languages that were ticked, as codes of `LANGUAGES`."""
    return tuple(one for one in LANGUAGES if fields.get(f"{SPEAKS}{one}") == "yes")


def read_phone(text: str) -> str:
    """A phone number as it was written, on one line.

    Raises:
        InputInvalid: `phone` has too few or too many digits, or words in it.
    """
    phone = one_line(text)
    digits = sum(ch.isdigit() for ch in phone)
    is_plain = all(ch.isdigit() or ch in _PHONE_SIGNS for ch in phone.lower().replace("ext", "x"))
    if len(phone) > PHONE_LENGTH or not is_plain or not PHONE_SHORTEST <= digits <= PHONE_LONGEST:
        raise InputInvalid({"phone": "not_a_phone"})
    return phone


def read_reason(text: str) -> str:
    """Why an application is declined; the applicant reads it. Raises: InputInvalid."""
    return _needed("reason", text, REASON_LENGTH)


def read_note(text: str) -> str:
    """A coordinator's note. Raises: InputInvalid."""
    return _needed("note", text, NOTE_LENGTH)


def _needed(name: str, text: str, most: int) -> str:
    found = paragraphs(text)
    if not found or len(found) > most:
        raise InputInvalid({name: "too_long" if found else "needed"})
    return found


def paragraphs(text: str) -> str:
    """`text` with its line breaks and nothing else that cannot be seen."""
    lines = [one_line(line) for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip()


def phone_key(phone: str) -> str:
    """How a phone number compares: its last ten digits; '' for none."""
    return digits_of(phone)[-PHONE_TELLING:]


def name_key(name: str) -> str:
    """How a name compares: its words without accents and case, in the order of the alphabet."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    told = "".join(ch if ch.isalnum() else " " for ch in spread if not unicodedata.combining(ch))
    return " ".join(sorted(told.split()))[:120]


def is_alike(one: str, other: str) -> bool:
    """Whether two names (their keys) may be of one person: a middle name more, an initial, or one slip of a letter."""
    if not one or not other or one == other:
        return bool(one) and one == other
    mine, theirs = set(one.split()), set(other.split())
    shared = len(mine & theirs)
    left, right = mine - theirs, theirs - mine
    if not left or not right:
        return shared >= FULL_NAME
    if len(left) > 1 or len(right) > 1 or not shared + (len(mine) == len(theirs) == 1):
        return False
    short, long = sorted((left.pop(), right.pop()), key=len)
    return (len(short) == 1 and long.startswith(short)) or _is_one_slip(short, long)


def _is_one_slip(short: str, long: str) -> bool:
    """Whether a letter is missing, another one, or changed places with the next; in short words each letter counts."""
    if len(short) < SLIP_FROM or len(long) - len(short) > 1:
        return False
    at = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    rest, other = short[at:], long[at:]
    if len(rest) != len(other):
        return rest == other[1:]
    return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])


def new_code() -> str:
    """What opens an applicant's page: 100 random bits, without letters that look like others."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LETTERS)).lower()


def code_of(form: ApplicationForm, links: LetterLinks) -> str:
    """The code of what is sent under a ref: the same again for the same person, and only who has the ref gets it."""
    return _letters(links.fingerprint("applicant-code", *_told(form)), CODE_LETTERS).lower()


def marker_of(form: ApplicationForm, links: LetterLinks) -> str:
    """What of a ref is kept, so that one pressing of Send makes one application; no code can be made of it."""
    return "A-" + _letters(links.fingerprint("applicant-ref", *_told(form)), CODE_LETTERS)


def _told(form: ApplicationForm) -> tuple[str, ...]:
    return form.ref, name_key(form.contact.name), form.contact.email, phone_key(form.contact.phone)


def spoken_code(applicant_id: str, code_hash: str, links: LetterLinks) -> str:
    """What an applicant reads out on the phone to show who they are: `ABC-DEF`. It stands on their page alone."""
    told = _letters(links.fingerprint("applicant-spoken", applicant_id, code_hash), SPOKEN_LETTERS)
    return f"{told[:3]}-{told[3:]}"


def is_spoken(told: str, code: str) -> bool:
    """Whether what a coordinator heard is the code: case, spaces, O for 0 and I or L for 1 do not matter."""
    letters = "".join(ch for ch in told.upper() if ch.isalnum())
    heard = letters.replace("O", "0").replace("I", "1").replace("L", "1")
    return secrets.compare_digest(heard.encode(), code.replace("-", "").encode())


def mail_seal(applicant_id: str, email: str, links: LetterLinks) -> str:
    """What a link in a mail to this address carries besides the code: it shows that the mail was read."""
    return links.fingerprint("applicant-mail", applicant_id, email)[:SEAL_LETTERS]


def hash_of(code: str) -> str:
    """What of a code is kept."""
    return hashlib.sha256(code.strip().lower().encode(errors="replace")).hexdigest()


def _letters(fingerprint: str, count: int) -> str:
    number = int(fingerprint, 16)
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in range(count))


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail about an application says: to whom, where it stands, and the code and seal of its link."""

    name: str
    state: ApplicationState
    code: str
    seal: str
    reason: str = ""
    is_again: bool = field(default=False)  # it was decided, and that was taken back


class ApplicantWriter(Protocol):
    """Writes to applicants."""

    def received(self, told: Told, *, locale: str) -> Letter:
        """The application is here; is this address theirs?"""

    def link(self, told: Told, *, locale: str) -> Letter:
        """The link that was asked for."""

    def decided(self, told: Told, *, locale: str) -> Letter:
        """Where it stands now."""
