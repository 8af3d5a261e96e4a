"""News for people with an account: what it is about, how often it leaves the app, and when it may.

In the app everything is listed at once. What goes out (mail, a notice on a phone) waits for the person's own hour and
for the end of the quiet hours, both in the city's zone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from liaison_app.domain.access import Role
from liaison_app.domain.decisions import Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import TicketId
from liaison_app.domain.mail import Letter
from liaison_app.domain.tickets import ChangeKind, Status

_MONDAY = 0
_A_DAY = timedelta(days=1)
_DAYS_OF_WEEK = 7
HOURS = range(24)


class Subject(StrEnum):
    """What news is about, as a person chooses."""

    MINE = "mine"  # tickets that I filed
    FOLLOWED = "followed"  # tickets that I follow or stand behind
    NEIGHBORHOOD = "neighborhood"  # other public tickets in my neighborhood
    ANSWERS = "answers"  # answers to my questions, and private messages
    DESK = "desk"  # what waits for a coordinator


class NewsRhythm(StrEnum):
    """How often news of one subject leaves the app."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NOTHING = "nothing"  # it is listed in the app and nowhere else


class NewsKind(StrEnum):
    """What happened."""

    NUMBER = "number"  # the city took it; `word` is its number
    CITY_WROTE = "city_wrote"
    CITY_ASKS = "city_asks"
    CLOSED = "closed"
    REOPENED = "reopened"
    LOOKED = "looked"  # somebody was there; `word` is the outcome
    FILED = "filed"
    REJECTED = "rejected"
    HELD = "held"  # a person has to look into it
    DECIDED = "decided"
    SENT_BACK = "sent_back"  # a coordinator asks its author to change a draft
    ASKED = "asked"  # a coordinator asks its liaison
    ANSWERED = "answered"
    PRIVATE = "private"  # a private message
    DECIDE = "decide"  # it waits for a coordinator
    DECIDE_MESSAGE = "decide_message"  # a message to the city does
    HANDED = "handed"  # another coordinator handed it over
    OVERDUE = "overdue"
    CONTACT = "contact"  # an overdue question is one for the city's contact


class Cause(StrEnum):
    """What makes news, as it is noted beside the change itself. A cause is about a row of the table that it names."""

    CHANGE = "change"  # a status change
    PRIVATE = "private"  # a private message
    ANSWERED = "answered"  # a message to the city
    RAISED = "raised"  # a message of either side
    CONTACT = "contact"
    STUCK = "stuck"  # a message to the city
    HEARD = "heard"  # a mail of the city
    HANDED = "handed"  # an account, to whom a ticket or a message was handed


#: What a person hears who has chosen nothing: soon what they wait for, once a week what is only good to know.
USUAL: Mapping[Subject, NewsRhythm] = {
    Subject.MINE: NewsRhythm.AT_ONCE,
    Subject.FOLLOWED: NewsRhythm.DAILY,
    Subject.NEIGHBORHOOD: NewsRhythm.WEEKLY,
    Subject.ANSWERS: NewsRhythm.AT_ONCE,
    Subject.DESK: NewsRhythm.AT_ONCE,
}
#: Kinds of change that can be news, so that no others are noted.
NOTED = frozenset(
    {
        ChangeKind.FILED,
        ChangeKind.CITY_NUMBER,
        ChangeKind.CITY_UPDATE,
        ChangeKind.STATUS,
        ChangeKind.NOT_UNDERSTOOD,
        ChangeKind.OUTCOME,
        ChangeKind.DELIVERY,
        ChangeKind.DECISION,
    }
)
#: A city tells late, and an import brings years: what is older than this is no news.
NEWS_FOR = timedelta(days=31)
#: Of others' tickets in the neighborhood: that there is one, that it is closed, that somebody looked.
IN_NEIGHBORHOOD = frozenset({NewsKind.FILED, NewsKind.CLOSED, NewsKind.REOPENED, NewsKind.LOOKED})
#: What only the ticket's own liaison is told, and coordinators at their desk.
OWN_ALONE = frozenset({NewsKind.REJECTED, NewsKind.HELD, NewsKind.DECIDED, NewsKind.SENT_BACK, NewsKind.ASKED})
_QUESTION = "information_needed"
_HANDED_BACK, _HANDED_OVER, _ANSWERED = "handed_back", "handed_over", "answered"
# The city holds it twice.
HELD_TWICE = "duplicate"


def kind_of_change(kind: ChangeKind, word: str) -> NewsKind | None:
    """What a status change is as news; None where it is none."""
    plain = {
        ChangeKind.FILED: NewsKind.FILED,
        ChangeKind.CITY_NUMBER: NewsKind.NUMBER,
        ChangeKind.NOT_UNDERSTOOD: NewsKind.CITY_WROTE,
        ChangeKind.OUTCOME: NewsKind.LOOKED,
    }
    if kind is ChangeKind.CITY_UPDATE:
        return NewsKind.CITY_ASKS if word.strip().lower() == _QUESTION else NewsKind.CITY_WROTE
    if kind is ChangeKind.STATUS:
        return NewsKind.CLOSED if word == Status.CLOSED else NewsKind.REOPENED
    if kind is ChangeKind.DELIVERY:
        return {
            Delivery.REJECTED.value: NewsKind.REJECTED,
            Delivery.HUMAN.value: NewsKind.HELD,
            Delivery.IN_REVIEW.value: NewsKind.DECIDE,
            HELD_TWICE: NewsKind.HELD,
        }.get(word)
    if kind is ChangeKind.DECISION:
        return _of_decision(word)
    return plain.get(kind)


def _of_decision(word: str) -> NewsKind | None:
    if word == _HANDED_BACK:
        return NewsKind.ASKED
    # Another coordinator hears of it by the handing over itself; the liaison's own answer is the desk's.
    return {
        _HANDED_OVER: None,
        _ANSWERED: NewsKind.DECIDE,
        Decision.REVIEW_SENT_BACK.value: NewsKind.SENT_BACK,
        Decision.MESSAGE_SENT_BACK.value: NewsKind.SENT_BACK,
    }.get(word, NewsKind.DECIDED)


@dataclass(frozen=True, slots=True)
class Habits:
    """When a person wants to be told: the hour of digests, the quiet hours (none where both are the same), and whether
    what is about somebody's safety may come within them. Hours of the city's zone."""

    digest_hour: int = 7
    quiet_from: int = 21
    quiet_until: int = 7
    safety_passes: bool = False


USUAL_HABITS = Habits()


def tell_time(
    rhythm: NewsRhythm, now: datetime, habits: Habits, zone: ZoneInfo, *, is_urgent: bool = False
) -> datetime | None:
    """When news that is made now may leave the app; None for never. UTC."""
    if rhythm is NewsRhythm.NOTHING:
        return None
    if is_urgent and habits.safety_passes:
        return now
    at = now if rhythm is NewsRhythm.AT_ONCE else next_digest(rhythm, now, habits, zone)
    return after_quiet(at, habits, zone)


def next_digest(rhythm: NewsRhythm, now: datetime, habits: Habits, zone: ZoneInfo) -> datetime:
    """The next hour of a person's digests; the weekly ones come on Mondays. UTC."""
    local, hour = now.astimezone(zone), time(habits.digest_hour)
    day = local.date() if local.time() < hour else local.date() + _A_DAY
    if rhythm is NewsRhythm.WEEKLY:
        day += timedelta(days=(_MONDAY - day.weekday()) % _DAYS_OF_WEEK)
    return _at(day, habits.digest_hour, zone)


def after_quiet(at: datetime, habits: Habits, zone: ZoneInfo) -> datetime:
    """`at`, or the end of the quiet hours that it falls in. UTC."""
    local = at.astimezone(zone)
    if not is_quiet(local.hour, habits):
        return at
    is_evening = habits.quiet_from > habits.quiet_until and local.hour >= habits.quiet_from
    return _at(local.date() + _A_DAY if is_evening else local.date(), habits.quiet_until, zone)


def is_quiet(hour: int, habits: Habits) -> bool:
    """Whether an hour of the day is one of the quiet ones."""
    first, end = habits.quiet_from, habits.quiet_until
    return first <= hour < end if first <= end else hour >= first or hour < end


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class NewsRow:
    """One piece of news, as its reader may see it now. `place` is '' where it is not to be told outside of the page."""

    id: int
    kind: NewsKind
    word: str
    subject: Subject
    ticket_id: TicketId
    service_code: str
    service_name: str
    place: str
    at: datetime
    is_read: bool
    is_private: bool


@dataclass(frozen=True, slots=True)
class NewsPage:
    """Unread news first, each half newest first. `next_page` leads on, '' at the end. `today` is the city's day."""

    rows: tuple[NewsRow, ...]
    today: date
    next_page: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that a person chose about news. `is_refused`: their mail server refused our mails, so that none are sent;
    `is_coordinator`: the desk is a subject of theirs. `devices` are those that get notices now."""

    email: str
    rhythms: Mapping[Subject, NewsRhythm]
    habits: Habits = USUAL_HABITS
    by_mail: bool = True
    by_push: bool = True
    is_refused: bool = False
    is_coordinator: bool = False
    devices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one mail tells one person: news of one or more subjects."""

    account_id: str
    rows: tuple[NewsRow, ...] = field(default_factory=tuple)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What it is about, in the order of all subjects."""
        return tuple(one for one in Subject if any(row.subject is one for row in self.rows))


class NewsWriter(Protocol):
    """Words what leaves the app."""

    def write(self, told: Told, *, locale: str, answers_go_to: Role | None = None) -> Letter:
        """The mail that tells it; `answers_go_to` are who reads an answer to it privately, where that is anybody."""

    def stop_address(self, account_id: str, subjects: Collection[Subject], *, locale: str) -> str:
        """Where a mail program ends mails of these subjects by one press."""

    def notice(self, told: Told, *, locale: str) -> tuple[str, str, str]:
        """Title, words and address of a notice on a phone. They name nobody, no place and no words of anybody."""
