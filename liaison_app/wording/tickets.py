"""Where a ticket stands, in words, with the colour and the icon of its meaning; and a ticket as a card of a list.

The colour keys are those of the style sheets: late, not-fixed, fixed, closed, city (blue, with the city) and ours
(gold, in our hands); on cards and badges the city's blue is called open, and our gold waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from liaison_app import routes
from liaison_app.domain.delivery import AMENDED, Delivery
from liaison_app.domain.message_rows import ThreadNews
from liaison_app.domain.ticket_rows import OwnTicketCard, TicketCard
from liaison_app.domain.tickets import Outcome, Standing, Status
from liaison_app.i18n import t, tn
from liaison_app.wording.clock_picture import bar_shares
from liaison_app.wording.dates import say_ago, say_day, say_short_day
from liaison_app.wording.letter_forms import say_co_signs_short
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import icon_of_service, say_service

PLATE_KEYS: dict[Standing, str] = {
    Standing.OURS: "ours",
    Standing.WITH_CITY: "city",
    Standing.LATE: "late",
    Standing.NOT_FIXED: "not-fixed",
    Standing.FIXED: "fixed",
    Standing.CLOSED: "closed",
    Standing.WITHDRAWN: "closed",
}
BADGE_KEYS = PLATE_KEYS | {Standing.OURS: "waiting", Standing.WITH_CITY: "open"}
ICONS: dict[Standing, str] = {
    Standing.OURS: "phone",
    Standing.WITH_CITY: "city",
    Standing.LATE: "late",
    Standing.NOT_FIXED: "not-fixed",
    Standing.FIXED: "seen",
    Standing.CLOSED: "check",
    Standing.WITHDRAWN: "close",
}


@dataclass(frozen=True)
class BadgeWords:
    """A badge. `shape` is city (a stamp), seen (a pill with a window), message (a tab), or empty for a plain one."""

    words: str = ""
    kind: str = "closed"
    icon: str = "clock"
    shape: str = ""


@dataclass(frozen=True)
class CardWords:
    """A ticket as a card of a list. `age` and `due` are per cent of the mini clock; there is none without `has_clock`.

    `photo` is the address of a picture or ''; `section` the standing it belongs to; `far` stands at the right.
    """

    id: str = ""
    href: str = ""
    place: str = ""
    what: str = ""
    kind: str = "closed"
    icon: str = "other"
    badges: list[BadgeWords] = field(default_factory=list)
    has_clock: bool = False
    age: int = 0
    due: int = 0
    far: str = ""
    photo: str = ""
    section: str = ""


def say_standing(standing: Standing) -> str:
    """The name of a standing, for chips, headings and legends."""
    say = {
        Standing.OURS: lambda: t("In our hands"),
        Standing.WITH_CITY: lambda: t("Open, on time"),
        Standing.LATE: lambda: t("Late"),
        Standing.NOT_FIXED: lambda: t("Not fixed"),
        Standing.FIXED: lambda: t("Seen fixed"),
        Standing.CLOSED: lambda: t("Closed. Go and look"),
        Standing.WITHDRAWN: lambda: t("Not sent"),
    }
    return say[standing]()


def say_standing_short(standing: Standing) -> str:
    """The same in one or two words, for a chip."""
    return t("Go and look") if standing is Standing.CLOSED else say_standing(standing)


def say_delivery_short(delivery: Delivery) -> str:
    """What became of our message, in a badge's few words."""
    return {
        Delivery.QUEUED: t("Waits to be sent"),
        Delivery.SENDING: t("On its way to the city"),
        Delivery.AWAITING_ID: t("City has it, number follows"),
        Delivery.ACCEPTED: t("City has it"),
        Delivery.REJECTED: t("City did not take it"),
        Delivery.UNKNOWN: t("We are checking with the city"),
        Delivery.HUMAN: t("A person looks into it"),
        Delivery.WITHDRAWN: t("Not sent to the city"),
        Delivery.IN_REVIEW: t("A coordinator looks at it first"),
        Delivery.SENT_BACK: t("Sent back to you"),
    }[delivery]


def headline(card: TicketCard, today: date, *, looked_on: date | None = None, delivery: Delivery | None = None) -> str:
    """The answer that a ticket's page opens with; `delivery` only where the viewer may know it."""
    say: dict[Standing, Callable[[], str]] = {
        Standing.LATE: lambda: say_late(card, today),
        Standing.WITH_CITY: lambda: _with_city(card, today),
        Standing.OURS: lambda: _ours(delivery),
        Standing.CLOSED: lambda: t("City says closed"),
        Standing.NOT_FIXED: lambda: _not_fixed(card),
        Standing.WITHDRAWN: lambda: t("Not sent to the city"),
        Standing.FIXED: lambda: (
            t("Seen fixed {day}", day=say_short_day(looked_on, today)) if looked_on else t("Seen fixed")
        ),
    }
    return say[card.standing]()


def days_late(card: TicketCard, today: date) -> int:
    """Whole days past the promised day; 0 where nothing was promised or it is not over."""
    return max(0, (today - card.promised_on).days) if card.promised_on else 0


def say_late(card: TicketCard, today: date) -> str:
    return tn("{count} day late", "{count} days late", days_late(card, today))


def _with_city(card: TicketCard, today: date) -> str:
    if card.promised_on is None:
        return t("With the city")
    if card.promised_on == today:
        return t("Due today")
    return t("Due by {day}", day=say_day(card.promised_on, today))


def _ours(delivery: Delivery | None) -> str:
    return {
        Delivery.AWAITING_ID: t("The city has it. Its number follows"),
        Delivery.REJECTED: t("The city did not take it"),
        Delivery.UNKNOWN: t("We are checking with the city"),
        Delivery.HUMAN: t("A person looks into it"),
        Delivery.IN_REVIEW: t("A draft. A coordinator looks at it first"),
        Delivery.SENT_BACK: t("A draft. A coordinator sent it back"),
    }.get(delivery or Delivery.QUEUED, t("Not with the city yet"))


def _not_fixed(card: TicketCard) -> str:
    if card.outcome is Outcome.PARTLY:
        return t("Only partly fixed")
    return t("Closed, not fixed") if card.status is Status.CLOSED else t("Not fixed")


def standing_badge(card: TicketCard, today: date, *, looked_on: date | None = None) -> BadgeWords:
    """The badge that says where a ticket stands, in the shape of the kind of truth it is."""
    kind = BADGE_KEYS[card.standing]
    if card.standing is Standing.CLOSED:
        day = say_short_day(card.closed_on, today) if card.closed_on else ""
        words = t("City says closed {day}", day=day) if day else t("City says closed")
        return BadgeWords(words, kind, "city", "city")
    if card.standing in {Standing.FIXED, Standing.NOT_FIXED}:
        return BadgeWords(headline(card, today, looked_on=looked_on), kind, ICONS[card.standing], "seen")
    shape = "message" if card.standing in {Standing.OURS, Standing.WITHDRAWN} else ""
    return BadgeWords(headline(card, today), kind, ICONS[card.standing], shape)


def card_words(card: TicketCard, today: date, *, place_name: str = "") -> CardWords:
    """A public ticket as a card; `place_name` (a neighborhood) stands beside the service where it is given."""
    service = say_service(card.service_code, card.service_name)
    age, due = _shares(card, today)
    return CardWords(
        id=card.id,
        href=routes.ticket(card.id),
        place=sign_of(card.address).plain,
        what=" · ".join(part for part in (service, place_name) if part),
        kind=BADGE_KEYS[card.standing],
        icon=icon_of_service(card.service_code),
        badges=[standing_badge(card, today)],
        has_clock=card.promised_on is not None and card.standing is not Standing.FIXED and _has_age(card),
        age=age,
        due=due,
        far=say_ago(card.requested_on, today),
        photo=routes.photo(card.photo, is_thumb=True) if card.photo else "",
        section=card.standing.value,
    )


def own_card_words(row: OwnTicketCard, today: date) -> CardWords:
    """A ticket in its liaison's own list: the exact place, the city's number (or ours), what became of our message."""
    card = row.card
    service = say_service(card.service_code, card.service_name)
    words = card_words(card, today)
    badges = words.badges
    if card.standing is Standing.OURS:
        kind = "late" if row.delivery in AMENDED else "waiting"
        badges = [BadgeWords(say_delivery_short(row.delivery), kind, "send", "message")]
    if behind := say_co_signs_short(card.co_signs):
        badges = [*badges, BadgeWords(behind, "closed", "stand-behind")]
    badges = [*_news(row.news), *badges]
    return CardWords(
        id=card.id,
        href=words.href,
        place=sign_of(row.address or card.address, is_in_words=card.at is None).plain,
        what=" · ".join((service, card.service_request_id or card.id)),
        kind=words.kind,
        icon=words.icon,
        badges=badges,
        has_clock=words.has_clock,
        age=words.age,
        due=words.due,
        photo=routes.photo(row.photo, is_thumb=True) if row.photo else "",
        section=words.section,
    )


def _news(news: ThreadNews) -> list[BadgeWords]:
    """What is new in its thread, with how many."""
    private = tn("{count} new private message", "{count} new private messages", news.unread)
    answers = tn("{count} new answer from the city", "{count} new answers from the city", news.answers)
    found = [BadgeWords(answers, "waiting", "city")] if news.answers else []
    return [*found, BadgeWords(private, "waiting", "private")] if news.unread else found


def _has_age(card: TicketCard) -> bool:
    """Whether it is known how long it took or takes; a city may not say when it closed a request."""
    return card.status is not Status.CLOSED or card.closed_on is not None


def _shares(card: TicketCard, today: date) -> tuple[int, int]:
    if card.promised_on is None:
        return 0, 0
    until = card.closed_on or today
    age = (until - card.requested_on).days
    return bar_shares(age=max(0, age), promised=max(1, (card.promised_on - card.requested_on).days))
