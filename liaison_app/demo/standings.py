"""Three more people of the demo: in training with drafts that wait, certificate ended, certificate ends soon.

They are neighbors of the demo's liaison and have the same password.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import case
from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.access import Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import CROCKFORD
from liaison_app.domain.program import Level
from liaison_app.domain.tickets import ChangeKind, Visibility
from liaison_app.models import Account, Certification, OutboxEntry, StatusChange, Ticket, TicketAnswer

A_DAY = timedelta(days=1)
HELD = timedelta(days=730)
TRAINEE = "trainee@example.org"
DUMPING = "SR-ST02"
#: [e-mail, name, language, in how many days the certificate ends; None: not certified]
PEOPLE: Sequence[tuple[str, str, str, int | None]] = (
    (TRAINEE, "Jada Simmons", "en", None),
    ("lapsed@example.org", "Ernesto Vega", "es", -12),
    ("ending@example.org", "Kathleen Doyle", "en", 6),
)
DRAFTS = (
    ("Three tires and a broken dresser behind the bus shelter.", 5),
    ("The same pile as last week, it is back. Call me at 215-555-0142.", 27),
)
_COPIED = (
    "service_code", "service_name", "lat", "lon", "address", "public_lat", "public_lon", "public_address", "cell",
    "is_in_words", "neighborhood_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standings:
    """Writes them: next to the account with the e-mail `liaison`, from which seed, as of when; drafts only where
    something may wait to be sent."""

    liaison: str
    seed: int
    now: datetime
    has_drafts: bool = True

    def store(self, uow: UnitOfWork) -> int:
        """Add them; how many rows."""
        known = uow.db.exec(select(Account).where(Account.email == self.liaison)).one()
        accounts = [self._account(one, known) for one in PEOPLE]
        uow.db.add_all(accounts)
        uow.db.flush()
        certified = [self._certification(one) for one in accounts if one.certified_until is not None]
        drafts = self._drafts(accounts[0], known, uow)
        uow.db.add_all(certified)
        return len(accounts) + len(certified) + drafts

    def _account(self, person: tuple[str, str, str, int | None], known: Account) -> Account:
        email, name, locale, days = person
        began = self.now - (50 * A_DAY if days is None else HELD)
        return Account(
            id=f"{self._dice(email).getrandbits(120):030x}", email=email, name=name, role=Role.LIAISON,
            password_hash=known.password_hash, locale=locale, neighborhood_id=known.neighborhood_id,
            created_at=began, password_changed_at=began, must_certify=True,
            certified_until=None if days is None else self.now + days * A_DAY,
        )  # fmt: skip

    def _certification(self, account: Account) -> Certification:
        ends_at = account.certified_until or self.now
        return Certification(
            id=f"{self._dice(account.id).getrandbits(120):030x}", account_id=account.id, level=Level.LIAISON,
            code=self._letters(account.id, 12), certified_at=ends_at - HELD, ends_at=ends_at,
        )  # fmt: skip

    def _drafts(self, author: Account, known: Account, uow: UnitOfWork) -> int:
        """What waits for a review: at places of tickets that the demo's liaison filed."""
        filed = (Ticket.filed_by == known.id, Ticket.delivery == Delivery.ACCEPTED)
        wanted = select(Ticket).where(*filed, Ticket.visibility == Visibility.PUBLIC)
        most = len(DRAFTS) if self.has_drafts else 0
        fitting = case((col(Ticket.service_code) == DUMPING, 0), else_=1)
        like = uow.db.exec(wanted.order_by(fitting, col(Ticket.requested_at).desc()).limit(most)).all()
        rows = 0
        for ticket, (words, hours) in zip(like, DRAFTS, strict=False):
            at, copied = self.now - timedelta(hours=hours), {name: getattr(ticket, name) for name in _COPIED}
            draft = self._draft(author, words, at, copied)
            uow.db.add(draft)
            uow.db.flush()
            uow.db.add(OutboxEntry(ticket_id=draft.id, delivery=Delivery.IN_REVIEW, queued_at=at))
            word = Delivery.IN_REVIEW.value
            change = StatusChange(ticket_id=draft.id, at=at, kind=ChangeKind.DELIVERY, word=word, is_public=False)
            uow.db.add(change)
            answers = uow.db.exec(select(TicketAnswer).where(TicketAnswer.ticket_id == ticket.id)).all()
            uow.db.add_all([self._answer(draft, one) for one in answers] or [_dumped(draft)])
            rows += 3 + max(1, len(answers))
        return rows

    def _draft(self, author: Account, words: str, at: datetime, copied: dict[str, Any]) -> Ticket:
        return Ticket(
            id="T-" + self._letters(words, 6), ref="NL-" + self._letters(f"ref:{words}", 16), filed_by=author.id,
            description=words, visibility=Visibility.PRIVATE, delivery=Delivery.IN_REVIEW, requested_at=at,
            updated_at=at, **copied,
        )  # fmt: skip

    def _answer(self, draft: Ticket, like: TicketAnswer) -> TicketAnswer:
        answer = TicketAnswer(ticket_id=draft.id, code=like.code, question=like.question, shown=like.shown)
        answer.values = list(like.values)
        return answer

    def _letters(self, name: str, many: int) -> str:
        dice = self._dice(name)
        return "".join(dice.choice(CROCKFORD) for _ in range(many))

    def _dice(self, name: str) -> Random:
        return Random(f"{self.seed}:standing:{name}")


def _dumped(draft: Ticket) -> TicketAnswer:
    """What the city needs to know of it; older tickets of the demo have no answers to copy."""
    answer = TicketAnswer(ticket_id=draft.id, code="MATERIAL", question="What was dumped?", shown="Tires")
    answer.values = ["TIRES"]
    return answer
