"""A few threads of the liaison who can sign in: one answered, one that waits, one that nobody answered.

Neighbors read the question that was answered, and a coordinator is asked whether they may read the one that waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from liaison_app.db import UnitOfWork
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import CROCKFORD
from liaison_app.domain.moderation import Asked
from liaison_app.domain.threads import Intent, Side, after_working_days
from liaison_app.domain.tickets import OPEN_TO_ALL, ChangeKind, Status
from liaison_app.models import Account, CityMessage, MessageSeen, PublicAsking, SideMessage, StatusChange, Ticket

A_DAY = timedelta(days=1)
CITY_DAYS, OWN_DAYS = 5, 2


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Writes them: for whose e-mails, from which seed, as of when."""

    liaison: str
    coordinator: str
    seed: int
    now: datetime
    zone: ZoneInfo

    def store(self, uow: UnitOfWork) -> int:
        """Add the messages, as many as there are tickets for; how many rows."""
        accounts = select(Account.email, Account.id).where(col(Account.email).in_([self.liaison, self.coordinator]))
        ids = dict(uow.db.exec(accounts).all())
        return _Threads(self, ids[self.liaison], ids[self.coordinator]).store(uow)


@dataclass(frozen=True, slots=True)
class _Threads:
    """The same, with the accounts' ids."""

    wish: FollowUps
    liaison_id: str
    coordinator_id: str

    @property
    def now(self) -> datetime:
        return self.wish.now

    def store(self, uow: UnitOfWork) -> int:
        """Add the messages, as many as there are tickets for; how many rows."""
        answered = self._last_told(uow)
        waits = self._open_tickets(uow, without=answered.ticket_id if answered else "")
        rows: list[Any] = []
        if answered is not None:
            asked_at = answered.at - timedelta(hours=20)
            rows.append(self._asked("answered", answered.ticket_id, Intent.STATUS, asked_at, answered_at=answered.at))
        if waits:
            rows.append(self._asked("waits", waits[0].id, Intent.STILL_THERE, self.now - A_DAY))
        if len(waits) > 1:
            rows += self._unanswered(waits[1])
        uow.db.add_all(rows)
        uow.db.flush()
        asked = [one for one in rows if isinstance(one, CityMessage)][:2]
        public = [self._public(one) for one in asked if uow.db.get_one(Ticket, one.ticket_id).visibility in OPEN_TO_ALL]
        uow.db.add_all(public)
        return len(rows) + len(public)

    def _public(self, message: CityMessage) -> PublicAsking:
        """Neighbors may read what was answered; a coordinator has not looked at what waits."""
        is_shown = message.answered_at is not None
        return PublicAsking(
            message_id=message.id, ticket_id=message.ticket_id, asked_at=message.created_at,
            state=Asked.SHOWN if is_shown else Asked.WAITING, looked_text=message.text if is_shown else "",
        )  # fmt: skip

    def _last_told(self, uow: UnitOfWork) -> StatusChange | None:
        """What the city last wrote about a ticket of this liaison that was there for some days by then."""
        wanted = (
            select(StatusChange, Ticket)
            .join(Ticket, col(Ticket.id) == col(StatusChange.ticket_id))
            .where(Ticket.filed_by == self.liaison_id, StatusChange.kind == ChangeKind.CITY_UPDATE)
            .where(col(StatusChange.note) != "", Ticket.delivery == Delivery.ACCEPTED)
            .order_by(col(StatusChange.at).desc(), col(StatusChange.id))
        )
        found = uow.db.exec(wanted.limit(50)).all()
        return next((change for change, ticket in found if change.at - 2 * A_DAY > ticket.requested_at), None)

    def _open_tickets(self, uow: UnitOfWork, *, without: str) -> list[Ticket]:
        """Two open ones that the city has had for weeks, the newest of them first."""
        wanted = select(Ticket).where(
            Ticket.filed_by == self.liaison_id,
            Ticket.status == Status.OPEN,
            Ticket.delivery == Delivery.ACCEPTED,
            Ticket.requested_at < self.now - 21 * A_DAY,
            Ticket.id != without,
        )
        return list(uow.db.exec(wanted.order_by(col(Ticket.requested_at).desc(), col(Ticket.id)).limit(2)).all())

    def _unanswered(self, ticket: Ticket) -> list[Any]:
        """A question of eighteen days ago that went to the city's contact, and what was said about it among us."""
        asked_at = self.now - 18 * A_DAY
        question = self._asked("unanswered", ticket.id, Intent.PAST_PROMISE, asked_at)
        question.raised_at, question.contact_at = self.now - 10 * A_DAY, self.now - 3 * A_DAY
        side = self._side("side", ticket.id, self.liaison_id, "Nobody answers me there. Whom can we call?", 9)
        side.intent, side.answer_by = Intent.PAST_PROMISE, self._due(side.created_at, OWN_DAYS)
        side.answered_at = self.now - 8 * A_DAY
        back = self._side("back", ticket.id, self.coordinator_id, "I have called their desk and am waiting, too.", 8)
        seen_at = side.answered_at - timedelta(hours=1)
        seen = MessageSeen(message_id=side.id, account_id=self.coordinator_id, at=seen_at, side=Side.OWN)
        return [question, side, back, seen]

    def _asked(self, name: str, ticket_id: str, intent: Intent, at: datetime, **given: Any) -> CityMessage:
        text = {
            Intent.STATUS: "What is the status of this request, and what happens next?",
            Intent.STILL_THERE: "It is still there. I looked this morning, and it has grown.",
        }.get(intent, "The promised day has passed. When will it be done?")
        return CityMessage(
            id=self._ref(name), ticket_id=ticket_id, author_id=self.liaison_id, text=text, created_at=at, queued_at=at,
            posted_at=at, settled_at=at, delivery=Delivery.ACCEPTED, intent=intent,
            answer_by=self._due(at, CITY_DAYS), **given,
        )  # fmt: skip

    def _side(self, name: str, ticket_id: str, author_id: str, text: str, days: int) -> SideMessage:
        at = self.now - days * A_DAY
        return SideMessage(id=self._ref(name), ticket_id=ticket_id, author_id=author_id, text=text, created_at=at)

    def _due(self, at: datetime, days: int) -> Any:
        return after_working_days(at.astimezone(self.wish.zone).date(), days)

    def _ref(self, name: str) -> str:
        dice = Random(f"{self.wish.seed}:follow-up:{name}")
        return "NL-" + "".join(dice.choice(CROCKFORD) for _ in range(16))
