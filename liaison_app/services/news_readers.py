"""Who hears of one thing that happened, and as what: each person once, by the subject that is nearest to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.news import IN_NEIGHBORHOOD, NEWS_FOR, OWN_ALONE, Cause, NewsKind, Subject, kind_of_change
from liaison_app.domain.threads import Intent
from liaison_app.domain.tickets import OPEN_TO_ALL, Visibility
from liaison_app.models import StatusChange, Ticket
from liaison_app.services.news_around import Around
from liaison_app.services.news_heard import Said
from liaison_app.services.ticket_reading import PUBLIC_KINDS

# That there is a new ticket is news for less long.
NEW_FOR = timedelta(days=2)


@dataclass(frozen=True)
class Happened:
    """A cause with the row that it names. `key` is the same for everybody's news of it; `whom` an account;
    `said` what the city said elsewhere than on this ticket."""

    cause: Cause
    ticket_id: str
    key: str
    change: StatusChange | None = None
    message: Any = None
    whom: str = ""
    said: Said | None = None


@dataclass(frozen=True)
class Draft:
    """One person's news of it."""

    account_id: str
    ticket_id: str
    subject: Subject
    kind: NewsKind
    cause: str
    at: datetime
    word: str = ""
    is_urgent: bool = False

    def columns(self) -> dict[str, Any]:
        return asdict(self)


def drafts_of(one: Happened, around: Around, now: datetime) -> Iterator[Draft]:
    """Everybody's news of one thing that happened; none where the ticket is gone."""
    ticket = around.tickets.get(one.ticket_id)
    if ticket is None:
        return
    for account_id, subject, kind in _heard_by(one, ticket, around, now):
        if account_id in around.accounts:
            yield Draft(
                account_id=account_id,
                ticket_id=ticket.id,
                subject=subject,
                kind=kind,
                cause=one.key,
                at=one.change.at if one.change is not None else now,
                word=one.change.word[:64] if one.change is not None else "",
                is_urgent=one.message is not None and one.message.intent is Intent.SAFETY,
            )


Heard = Iterator[tuple[str, Subject, NewsKind]]


def _heard_by(one: Happened, ticket: Ticket, around: Around, now: datetime) -> Heard:
    if one.said is not None:
        yield from _of_said(one.said, one.change, ticket, now)
        return
    if one.change is not None:
        yield from _of_change(one.change, ticket, around, now)
        return
    if one.cause is Cause.HANDED:
        kind = NewsKind.ASKED if one.whom == ticket.filed_by else NewsKind.HANDED
        yield one.whom, Subject.MINE if kind is NewsKind.ASKED else Subject.DESK, kind
        return
    if one.message is not None:
        yield from _BY_CAUSE[one.cause](one.message, ticket, around)


def _of_change(change: StatusChange, ticket: Ticket, around: Around, now: datetime) -> Heard:
    kind = kind_of_change(change.kind, change.word)
    if kind is None or change.at < now - NEWS_FOR:
        return
    told: dict[str, tuple[Subject, NewsKind]] = {}
    if kind in {NewsKind.REJECTED, NewsKind.HELD, NewsKind.DECIDE}:
        told |= dict.fromkeys(around.coordinators, (Subject.DESK, NewsKind.DECIDE))
    if _is_for_all(change, kind, ticket):
        told |= _of_others(kind, ticket, around, now)
    # What its liaison is asked they hear by the handing over, with the question.
    if ticket.filed_by and kind not in {NewsKind.FILED, NewsKind.ASKED, NewsKind.DECIDE}:
        told[ticket.filed_by] = (Subject.MINE, kind)
    told.pop(change.by or "", None)
    for account_id, (subject, what) in told.items():
        yield account_id, subject, what


def _of_said(said: Said, change: StatusChange | None, ticket: Ticket, now: datetime) -> Heard:
    """To whoever asked, and to the ticket's liaison; not to whom an answer tells of it."""
    if change is not None and change.at < now - NEWS_FOR:
        return
    # Whatever it does with the request that brought a question, it has only written about this ticket.
    is_question = change is not None and kind_of_change(change.kind, change.word) is NewsKind.CITY_ASKS
    kind = NewsKind.CITY_ASKS if is_question else NewsKind.CITY_WROTE
    told = {ticket.filed_by or "": Subject.MINE, said.asker: Subject.ANSWERS}
    for account_id, subject in told.items():
        if account_id and account_id not in said.told:
            yield account_id, subject, kind


def _is_for_all(change: StatusChange, kind: NewsKind, ticket: Ticket) -> bool:
    is_told = change.is_public and change.kind in PUBLIC_KINDS and kind not in OWN_ALONE
    return is_told and ticket.visibility in OPEN_TO_ALL


def _of_others(kind: NewsKind, ticket: Ticket, around: Around, now: datetime) -> Mapping[str, tuple[Subject, NewsKind]]:
    told: dict[str, tuple[Subject, NewsKind]] = {}
    is_new = kind is not NewsKind.FILED or ticket.requested_at >= now - NEW_FOR
    # What else the city hears there are dozens a day: the neighborhood's page and its letters tell of that.
    is_listed = ticket.visibility is Visibility.PUBLIC and ticket.origin not in MIRRORED
    if kind in IN_NEIGHBORHOOD and is_new and is_listed:
        told |= dict.fromkeys(_but(around.neighbors(ticket), ticket), (Subject.NEIGHBORHOOD, kind))
    if kind is not NewsKind.FILED:
        told |= dict.fromkeys(_but(around.followers.get(ticket.id, ()), ticket), (Subject.FOLLOWED, kind))
    return told


def _but(people: Collection[str], ticket: Ticket) -> list[str]:
    return [one for one in people if one != ticket.filed_by]


def _private(message: Any, ticket: Ticket, around: Around) -> Heard:
    """To the other end: from the liaison to all coordinators, from one of those to the liaison."""
    others = around.coordinators if message.author_id == ticket.filed_by else [ticket.filed_by or ""]
    for account_id in others:
        if account_id != message.author_id:
            yield account_id, Subject.ANSWERS, NewsKind.PRIVATE


def _answered(message: Any, _ticket: Ticket, _around: Around) -> Heard:
    yield message.author_id, Subject.ANSWERS, NewsKind.ANSWERED


def _at_desk(kind: NewsKind) -> Callable[[Any, Ticket, Around], Heard]:
    def told(_message: Any, _ticket: Ticket, around: Around) -> Heard:
        for account_id in around.coordinators:
            yield account_id, Subject.DESK, kind

    return told


_BY_CAUSE: Mapping[Cause, Callable[[Any, Ticket, Around], Heard]] = {
    Cause.PRIVATE: _private,
    Cause.ANSWERED: _answered,
    Cause.RAISED: _at_desk(NewsKind.OVERDUE),
    Cause.CONTACT: _at_desk(NewsKind.CONTACT),
    Cause.STUCK: _at_desk(NewsKind.DECIDE_MESSAGE),
}
