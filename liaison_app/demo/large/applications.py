"""Three thousand applications over five years: of everybody who has an account, and of those who never got one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from sqlmodel import select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.demo.careers import mailable
from liaison_app.demo.facts import Person
from liaison_app.demo.large.calendar import COHORTS
from liaison_app.demo.large.known import A_DAY, Known, key_of, letters
from liaison_app.demo.large.people import Names
from liaison_app.demo.storing import Row, insert_rows
from liaison_app.domain.applications import hash_of, name_key, phone_key
from liaison_app.domain.program import ApplicationSource, ApplicationState
from liaison_app.models import Account, Applicant, ApplicantNote

APPLICATIONS, OTHERS = 3_000, 39  # of the ordinary demo
_S, _F = ApplicationState, ApplicationSource
#: State, how many of those without an account, from how many days ago on, reaching back so many days.
STATES = (
    (_S.APPLIED, 240, 0, 75), (_S.WAITLISTED, 420, 20, 500), (_S.INVITED, 36, 6, 90), (_S.ENROLLED, 24, 30, 120),
    (_S.DECLINED, 640, 30, 1_780), (_S.WITHDRAWN, 0, 25, 1_780),
)  # fmt: skip
SOURCES = ((_F.FORM, 62), (_F.IMPORT, 20), (_F.COORDINATOR, 10), (_F.LINK, 8))
REASON = "All seats of this year are taken, and others of your neighborhood asked before you. Thank you for asking."
WHY = {
    "en": (
        "I call 311 every week anyway.", "Our block has no voice, and I have the time.", "",
        "The lot at the corner has been a dump for ten years.", "I am the block captain and people come to me.",
        "My mother cannot walk where the sidewalk is broken.", "I want to learn how the city works.",
        "We are four neighbors who clean up each Saturday. One of us should know how to report.",
    ),
    "es": (
        "Mis vecinos no saben a quién llamar.", "Quiero ayudar en español.", "",
        "El lote de la esquina lleva años lleno de basura.", "Soy la capitana de mi cuadra.",
    ),
}  # fmt: skip
NEEDS = ("No stairs, please.", "An ASL interpreter, please.", "Childcare", "Large print", "Evenings only")
NOTES = (
    "Called back, wants to wait for the next cohort.", "Knows everybody on the block.", "Left a message.",
    "Recommended by the block captains.", "Asked for a session on a Saturday.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applied:
    """An applicant as cohorts need them: id, account if there is one, state, and how many days ago they applied."""

    id: str
    account_id: str | None
    state: ApplicationState
    days: float


def store_applications(known: Known, uow: UnitOfWork) -> tuple[int, Sequence[Applied]]:
    """Store them with notes; how many rows, and who they are."""
    dice = known.dice("applications")
    rows = [*_of_accounts(known, _emails(uow), dice), *_of_others(known, dice)]
    notes = [_note(row, known, dice) for row in rows if dice.random() < 0.15]
    stored = insert_rows(uow, Applicant, rows) + insert_rows(uow, ApplicantNote, notes)
    days = A_DAY.total_seconds()
    return stored, [
        Applied(row["id"], row["account_id"], row["state"], (known.now - row["created_at"]).total_seconds() / days)
        for row in rows
    ]


def _emails(snapshot: Snapshot) -> dict[str, str]:
    return dict(snapshot.db.exec(select(Account.id, Account.email)).all())


def _of_accounts(known: Known, emails: dict[str, str], dice: Random) -> Iterator[Row]:
    for account_id, person, career in known.careers:
        days = COHORTS[career.cohort].begins + dice.randrange(20, 150)
        yield _row(known, person, emails[account_id], _S.ENROLLED, max(days, career.joined + 9), dice) | {
            "account_id": account_id
        }


def _of_others(known: Known, dice: Random) -> Iterator[Row]:
    names, homes = Names(dice), [one.id for one in known.world.neighborhoods]
    rest = APPLICATIONS - OTHERS - len(known.careers) - sum(count for _, count, *_ in STATES)
    for state, count, first, span in STATES:
        for _ in range(count or rest):
            name, languages = names.draw()
            locale = "es" if languages[0] == "es" else "en"
            # Some live nowhere on the list, some gave a phone number alone.
            person = Person(name, dice.choice(homes) if dice.random() > 0.03 else None, locale, languages)
            email = f"{mailable(name)}.{dice.randrange(10_000)}@example.org" if dice.random() > 0.12 else ""
            yield _row(known, person, email, state, first + span * dice.random() ** 1.3, dice)


def _row(known: Known, person: Person, email: str, state: ApplicationState, days: float, dice: Random) -> Row:
    sent = known.ago(days)
    at = sent + min(dice.uniform(0.2, 9) * A_DAY, (known.now - sent) / 2)
    is_decided = state not in {_S.APPLIED, _S.WITHDRAWN}
    phone = (
        f"{dice.choice(('215', '267'))}-555-{dice.randrange(10_000):04d}" if not email or dice.random() < 0.6 else ""
    )
    source = dice.choices([one for one, _ in SOURCES], [weight for _, weight in SOURCES])[0]
    return {
        "id": key_of(dice), "code_hash": hash_of(letters(dice, 20)), "name": person.name, "email": email,
        "phone": phone, "locale": person.locale, "languages": list(person.languages), "neighborhood_id": person.home,
        "why": dice.choice(WHY[person.locale]) if source is not _F.IMPORT else "",
        "needs": dice.choice(NEEDS) if dice.random() < 0.07 else "", "state": state, "source": source,
        "created_at": sent, "updated_at": at, "confirmed_at": at if email and dice.random() < 0.8 else None,
        "decided_at": at if is_decided else None, "decided_by": known.coordinator_id if is_decided else None,
        "reason": REASON if state is _S.DECLINED else "", "account_id": None, "phone_key": phone_key(phone),
        "name_key": name_key(person.name),
    }  # fmt: skip


def _note(row: Row, known: Known, dice: Random) -> Row:
    return {
        "id": key_of(dice), "applicant_id": row["id"], "author_id": known.coordinator_id, "at": row["updated_at"],
        "text": dice.choice(NOTES),
    }  # fmt: skip
