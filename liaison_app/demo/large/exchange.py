"""What is written about the tickets of a large program, what waits for a look, and drafts that wait for a review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import col, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.demo.large.known import A_DAY, Known, letters
from liaison_app.demo.storing import Row, insert_rows
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.mail import MailState
from liaison_app.domain.moderation import Asked
from liaison_app.domain.threads import Intent, after_working_days
from liaison_app.domain.tickets import ChangeKind, Status, Visibility
from liaison_app.models import (
    CityMessage,
    MailMessage,
    OutboxEntry,
    PublicAsking,
    SideMessage,
    StatusChange,
    Ticket,
    TicketAnswer,
)

THREADS, DRAFTS, MAILS = 600, 60, 900
CITY_DAYS, OWN_DAYS = 5, 2
ASKED, UNANSWERED, FRESH = 0.4, 0.12, 0.05
QUESTIONS = {
    Intent.STATUS: "What is the status of this request, and what happens next?",
    Intent.STILL_THERE: "It is still there. I looked this morning.",
    Intent.PAST_PROMISE: "The promised day has passed. When will it be done?",
    Intent.THANKS: "It is done, and done well. Thank you.",
}
SIDE = (
    "Whom can we call about this?",
    "The neighbors ask me every day. What may I tell them?",
    "Is this the right one?",
)
BACK = ("I have called their desk and am waiting, too.", "It is with the district now.", "Yes. Leave it as it is.")
SEEN = ("It has come back, larger than before.", "The same place as last month.", "Two neighbors have told me of it.")
SUBJECTS = ("Your training begins soon", "The city answered", "A seat for you", "Your certificate ends soon")
_COPIED = (
    "service_code", "service_name", "lat", "lon", "address", "public_lat", "public_lon", "public_address", "cell",
    "is_in_words", "neighborhood_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _About:
    """A ticket that somebody wrote about."""

    id: str
    author_id: str
    days: float
    is_public: bool


def store_exchange(known: Known, uow: UnitOfWork, *, has_drafts: bool) -> int:
    """Store all of it for the tickets that are there; drafts only where something may wait. How many rows."""
    dice = known.dice("exchange")
    tickets = _tickets(known, uow, dice)
    asked = [_asked(known, one, dice) for one in tickets]
    side = [row for one in tickets if dice.random() < ASKED for row in _side(known, one, dice)]
    public = [
        _public(row, dice) for one, row in zip(tickets, asked, strict=True) if one.is_public and dice.random() < ASKED
    ]
    stored = insert_rows(uow, CityMessage, asked) + insert_rows(uow, SideMessage, side)
    stored += insert_rows(uow, PublicAsking, public) + insert_rows(uow, MailMessage, list(_mails(known, dice)))
    return stored + (_drafts(known, uow, dice) if has_drafts else 0)


def _tickets(known: Known, snapshot: Snapshot, dice: Random) -> list[_About]:
    """Some that the city has, of people with a career."""
    authors = {account_id for account_id, *_ in known.careers}
    wanted = select(Ticket.id, Ticket.filed_by, Ticket.requested_at, Ticket.visibility)
    wanted = wanted.where(Ticket.delivery == Delivery.ACCEPTED, Ticket.requested_at < known.ago(20))
    found = [one for one in snapshot.db.exec(wanted.order_by(col(Ticket.id))).all() if one[1] in authors]
    chosen = dice.sample(found, min(THREADS, len(found)))
    return [
        _About(key, author or "", (known.now - at) / A_DAY, visibility is Visibility.PUBLIC)
        for key, author, at, visibility in chosen
    ]


def _asked(known: Known, one: _About, dice: Random) -> Row:
    """A question to the city, most of them answered long ago; of the others nobody else need hear any more."""
    intent, chance = dice.choice(tuple(QUESTIONS)), dice.random()
    days = dice.uniform(0.1, 3) if chance < FRESH else dice.uniform(12, max(13, min(one.days, 40)))
    is_open = chance < UNANSWERED and intent is not Intent.THANKS
    at = known.ago(days if is_open else one.days * dice.uniform(0.3, 0.9))
    is_late = is_open and days > CITY_DAYS
    return _message(one, at, QUESTIONS[intent], dice) | {
        "queued_at": at, "posted_at": at, "settled_at": at, "delivery": Delivery.ACCEPTED, "intent": intent,
        "answer_by": _due(known, at, CITY_DAYS) if intent is not Intent.THANKS else None,
        "answered_at": None if is_open else min(at + dice.uniform(0.5, 6) * A_DAY, known.now),
        "raised_at": known.ago(2) if is_late else None, "contact_at": known.ago(1) if is_late else None,
    }  # fmt: skip


def _side(known: Known, one: _About, dice: Random) -> Iterator[Row]:
    is_open = dice.random() < UNANSWERED
    at = known.ago(dice.uniform(1, 9) if is_open else one.days * dice.uniform(0.3, 0.9))
    answered = None if is_open else min(at + dice.uniform(0.2, 2) * A_DAY, known.now)
    yield _message(one, at, dice.choice(SIDE), dice) | {
        "intent": Intent.STATUS, "answer_by": _due(known, at, OWN_DAYS), "answered_at": answered,
        "raised_at": known.now if is_open else None,
    }  # fmt: skip
    if answered is not None:
        yield _message(one, answered, dice.choice(BACK), dice) | {
            "author_id": known.coordinator_id, "intent": None, "answer_by": None, "answered_at": None,
            "raised_at": None,
        }  # fmt: skip


def _message(one: _About, at: Any, text: str, dice: Random) -> Row:
    return {
        "id": "NL-" + letters(dice, 16),
        "ticket_id": one.id,
        "author_id": one.author_id,
        "text": text,
        "created_at": at,
    }


def _public(row: Row, dice: Random) -> Row:
    state = dice.choices((Asked.WAITING, Asked.SHOWN, Asked.PRIVATE), (25, 60, 15))[0]
    return {
        "message_id": row["id"], "ticket_id": row["ticket_id"], "state": state, "asked_at": row["created_at"],
        "looked_text": row["text"] if state is Asked.SHOWN else "", "pieces": [], "reason": "",
    }  # fmt: skip


def _mails(known: Known, dice: Random) -> Iterator[Row]:
    """What went out: its words are the recipients'. Some never arrived."""
    for number in range(MAILS):
        at = known.ago(200 * (MAILS - number) / MAILS + 0.1)
        has_failed = dice.random() < 0.03
        yield {
            "key": f"demo:{number}", "recipient": f"reader{dice.randrange(3_000)}@example.org",
            "subject": dice.choice(SUBJECTS), "text": "", "html": "", "locale": "es" if dice.random() < 0.2 else "en",
            "state": MailState.FAILED if has_failed else MailState.SENT, "queued_at": at, "due_at": None,
            "tries": 5 if has_failed else 1, "trouble": "mail_refused" if has_failed else "",
            "settled_at": at + timedelta(minutes=1),
        }  # fmt: skip


def _drafts(known: Known, uow: UnitOfWork, dice: Random) -> int:
    """Reports of those whose certificate is missing or over, at places of tickets that their neighborhood has."""
    authors = [
        (key, one.home, min(6, career.joined))
        for key, one, career in known.careers
        if career.left is None and career.files_until > 0
    ]
    homes = [home for _, home, _ in authors]
    wanted = select(Ticket).where(col(Ticket.neighborhood_id).in_(homes), Ticket.delivery == Delivery.ACCEPTED)
    wanted = wanted.where(Ticket.visibility == Visibility.PUBLIC, Ticket.status == Status.OPEN)
    like = {one.neighborhood_id: one for one in uow.db.exec(wanted.order_by(col(Ticket.id))).all()}
    chosen = [(author, like[home], days) for author, home, days in authors if home in like][:DRAFTS]
    drafts = [_draft(author, one, known.ago(dice.uniform(0.05, days)), dice) for author, one, days in chosen]
    uow.db.add_all(drafts)
    uow.db.flush()
    changes: Sequence[Row] = [
        {"ticket_id": one.id, "at": one.requested_at, "kind": ChangeKind.DELIVERY, "word": one.delivery.value,
         "note": "", "is_public": False} for one in drafts
    ]  # fmt: skip
    entries: Sequence[Row] = [
        {"ticket_id": one.id, "delivery": one.delivery, "queued_at": one.requested_at} for one in drafts
    ]
    answers = _answers({one.id: draft.id for (_, one, _), draft in zip(chosen, drafts, strict=True)}, uow)
    stored = insert_rows(uow, StatusChange, changes) + insert_rows(uow, OutboxEntry, entries)
    return len(drafts) + stored + insert_rows(uow, TicketAnswer, answers)


def _draft(author: str, like: Ticket, at: datetime, dice: Random) -> Ticket:
    return Ticket(
        id="T-" + letters(dice, 6), ref="NL-" + letters(dice, 16), filed_by=author, description=dice.choice(SEEN),
        visibility=Visibility.PRIVATE, delivery=Delivery.IN_REVIEW, requested_at=at, updated_at=at,
        **{name: getattr(like, name) for name in _COPIED},
    )  # fmt: skip


def _answers(drafts: dict[str, str], snapshot: Snapshot) -> list[Row]:
    found = snapshot.db.exec(select(TicketAnswer).where(col(TicketAnswer.ticket_id).in_(drafts))).all()
    return [
        {"ticket_id": drafts[one.ticket_id], "code": one.code, "question": one.question, "values": list(one.values),
         "shown": one.shown} for one in found
    ]  # fmt: skip


def _due(known: Known, at: Any, days: int) -> Any:
    return after_working_days(at.astimezone(known.zone).date(), days)
