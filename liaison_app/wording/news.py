"""News for people with an account, in plain words: what happened, where, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.news import NewsKind, NewsRhythm, NewsRow, Subject
from liaison_app.domain.tickets import Outcome
from liaison_app.i18n import t
from liaison_app.wording.dates import say_exact, say_near_day, say_time
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import say_service

_ICONS = {
    NewsKind.NUMBER: "city",
    NewsKind.CITY_WROTE: "city",
    NewsKind.CITY_ASKS: "ask",
    NewsKind.CLOSED: "check",
    NewsKind.REOPENED: "again",
    NewsKind.LOOKED: "seen",
    NewsKind.FILED: "place",
    NewsKind.REJECTED: "not-fixed",
    NewsKind.HELD: "people",
    NewsKind.DECIDED: "people",
    NewsKind.ASKED: "ask",
    NewsKind.SENT_BACK: "edit",
    NewsKind.ANSWERED: "ask",
    NewsKind.PRIVATE: "private",
    NewsKind.DECIDE: "desk",
    NewsKind.DECIDE_MESSAGE: "desk",
    NewsKind.HANDED: "desk",
    NewsKind.OVERDUE: "late",
    NewsKind.CONTACT: "call",
}


@dataclass(frozen=True)
class NewsLine:
    """A piece of news in the list; the whole line leads to its ticket."""

    id: str = ""
    what: str = ""
    about: str = ""
    when: str = ""
    exact: str = ""
    icon: str = ""
    leads_to: str = ""
    is_read: bool = False


@dataclass(frozen=True)
class NewsDay:
    """The news of one day, unread or read; `heading` says which."""

    key: str = ""
    heading: str = ""
    is_read: bool = False
    lines: list[NewsLine] = field(default_factory=list)


def say_unread(count: int) -> str:
    """The figure of a badge; '' for none."""
    return "99+" if count > 99 else str(count or "")


def say_subject(subject: Subject) -> str:
    """What news is about."""
    return {
        Subject.MINE: t("My tickets"),
        Subject.FOLLOWED: t("Tickets I follow or stand behind"),
        Subject.NEIGHBORHOOD: t("My neighborhood"),
        Subject.ANSWERS: t("Answers and private messages"),
        Subject.DESK: t("What waits for coordinators"),
    }[subject]


def say_subject_hint(subject: Subject) -> str:
    """What belongs to it."""
    return {
        Subject.MINE: t("What the city or somebody on the spot says about what you reported."),
        Subject.FOLLOWED: t("The same for other people’s tickets."),
        Subject.NEIGHBORHOOD: t("What other liaisons report there, what the city closes of it, and what somebody saw."),
        Subject.ANSWERS: t("The city answered what you asked, or somebody of the program wrote to you."),
        Subject.DESK: t("What needs a decision, and questions that nobody answered in time."),
    }[subject]


def say_news_rhythm(rhythm: NewsRhythm) -> str:
    """How often news leaves the app."""
    return {
        NewsRhythm.AT_ONCE: t("At once"),
        NewsRhythm.DAILY: t("Once a day"),
        NewsRhythm.WEEKLY: t("Once a week"),
        NewsRhythm.NOTHING: t("Only in the app"),
    }[rhythm]


def say_news(row: NewsRow) -> str:
    """What happened, in a sentence."""
    if row.kind is NewsKind.LOOKED:
        return _say_looked(row.word)
    texts = {
        NewsKind.NUMBER: t("The city took it and gave it number {number}.", number=row.word),
        NewsKind.CITY_WROTE: t("The city wrote about it."),
        NewsKind.CITY_ASKS: t("The city asks for more information."),
        NewsKind.CLOSED: t("The city closed it."),
        NewsKind.REOPENED: t("The city opened it again."),
        NewsKind.FILED: t("A new ticket."),
        **_ours(),
        **_of_people(),
    }
    return texts[row.kind]


def _say_looked(word: str) -> str:
    return {
        Outcome.FIXED.value: t("Somebody looked: it is fixed."),
        Outcome.NOT_FIXED.value: t("Somebody looked: it is not fixed."),
        Outcome.PARTLY.value: t("Somebody looked: it is partly fixed."),
    }.get(word, t("Somebody looked and could not tell."))


def _ours() -> dict[NewsKind, str]:
    return {
        NewsKind.REJECTED: t("The city did not take it."),
        NewsKind.HELD: t("A person has to look into it."),
        NewsKind.DECIDED: t("A coordinator decided about it."),
        NewsKind.SENT_BACK: t("A coordinator sent your draft back, with words for you."),
        NewsKind.ASKED: t("A coordinator asks you something about it."),
        NewsKind.DECIDE: t("It waits for a coordinator’s decision."),
        NewsKind.DECIDE_MESSAGE: t("A message to the city waits for a coordinator’s decision."),
        NewsKind.HANDED: t("Another coordinator handed it to you."),
    }


def _of_people() -> dict[NewsKind, str]:
    return {
        NewsKind.ANSWERED: t("The city answered what you asked."),
        NewsKind.PRIVATE: t("Somebody of the program wrote to you."),
        NewsKind.OVERDUE: t("A question has had no answer in time."),
        NewsKind.CONTACT: t("A question is one for the city’s contact."),
    }


def say_about(row: NewsRow) -> str:
    """Which ticket it is: what and where."""
    service = say_service(row.service_code, row.service_name)
    place = sign_of(row.place).plain if row.place else ""
    return t("{service} at {place}", service=service, place=place) if place else service


def news_days(rows: Iterable[NewsRow], today: date, zone: ZoneInfo) -> list[NewsDay]:
    """The list, by day; unread days stand before those that were read."""
    days: dict[tuple[bool, date], list[NewsLine]] = {}
    for row in rows:
        days.setdefault((row.is_read, row.at.astimezone(zone).date()), []).append(_line(row, zone))
    ordered = sorted(days, key=lambda key: (key[0], -key[1].toordinal()))
    return [_day(is_read, day, days[is_read, day], today) for is_read, day in ordered]


def _day(is_read: bool, day: date, lines: list[NewsLine], today: date) -> NewsDay:
    said = say_near_day(day, today)
    heading = t("{day}, read", day=said) if is_read else said
    return NewsDay(f"{'r' if is_read else 'u'}{day.isoformat()}", heading, is_read, lines)


def _line(row: NewsRow, zone: ZoneInfo) -> NewsLine:
    return NewsLine(
        id=str(row.id),
        what=say_news(row),
        about=say_about(row),
        when=say_time(row.at, zone),
        exact=say_exact(row.at, zone),
        icon=_ICONS[row.kind],
        leads_to=routes.ticket(row.ticket_id),
        is_read=row.is_read,
    )
