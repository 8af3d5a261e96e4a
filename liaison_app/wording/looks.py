"""Looks in words: what is asked of those who can go and see, what they saw, and what was filed again because of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from liaison_app import routes
from liaison_app.domain.look_rows import TicketsToSee
from liaison_app.domain.ticket_rows import ChangeRow, TicketCard, TicketDetail
from liaison_app.domain.tickets import NOT_FIXED, Outcome, Status
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_day
from liaison_app.wording.tickets import BadgeWords, CardWords, card_words, headline

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class LookWords:
    """The form that asks. `kept_as` is the name under which this viewer's phone keeps it, '' where nothing is asked.

    `starts` is the day that the form begins with; `first` and `last` are the days that can be chosen (ISO). `packet_to`
    leads to the packet of a redress, '' where there is none to make.
    """

    kept_as: str = ""
    title: str = ""
    left: str = ""
    has_looks: bool = False
    starts: dict[str, list[str]] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    packet_to: str = ""


@dataclass(frozen=True)
class LinkedWords:
    """Another request about the same thing: what it is to this one, its number, and where it stands."""

    what: str = ""
    number: str = ""
    href: str = ""
    stands: str = ""


def look_words(detail: TicketDetail, asker: str) -> LookWords:
    """The form for the account `asker`, in the active locale."""
    look = detail.look
    if look is None or not asker:
        return LookWords()
    left = say_left(look.due_at, detail.read_at) if look.due_at is not None and not look.has_looks else ""
    is_redress = detail.card.outcome in NOT_FIXED and detail.card.status is Status.CLOSED
    return LookWords(
        kept_as=f"{asker}/{detail.card.id}/look",
        title=t("Have you been there again?") if look.has_looks else t("Go and see: is it fixed?"),
        left=left,
        has_looks=look.has_looks,
        starts={"looked_on": [detail.today.isoformat()]},
        first=min(look.earliest, detail.today).isoformat(),
        last=detail.today.isoformat(),
        packet_to=routes.redress(detail.card.id) if is_redress else "",
    )


def say_left(due_at: datetime, now: datetime) -> str:
    """How long is left until somebody should have looked."""
    left = due_at - now
    if left <= timedelta(0):
        return t("Overdue. It still counts if you look.")
    if left < AN_HOUR:
        return t("Less than an hour left")
    return tn("{count} hour left", "{count} hours left", left // AN_HOUR)


def say_look(change: ChangeRow, detail: TicketDetail, *, has_day: bool = False) -> tuple[str, str, str]:
    """What somebody saw, in a sentence, with the kind and the icon of a step of the history.

    The day of looking is told where it is not that of the record, or always with `has_day`.
    """
    who = t("You") if change.is_mine else change.by_name or t("A liaison")
    looked = t("{who} looked", who=who)
    if change.seen_on is not None and (has_day or change.seen_on != change.on):
        looked = t("{who} looked on {day}", who=who, day=say_day(change.seen_on, detail.today))
    return {
        Outcome.FIXED.value: (t("{looked}: it is fixed.", looked=looked), "fixed", "seen"),
        Outcome.NOT_FIXED.value: (t("{looked}: it is not fixed.", looked=looked), "late", "not-fixed"),
        Outcome.PARTLY.value: (t("{looked}: it is only partly fixed.", looked=looked), "late", "partly"),
    }.get(change.word, (t("{looked}, and could not tell.", looked=looked), "", "cannot-tell"))


def say_who_reads(change: ChangeRow, detail: TicketDetail) -> str:
    """Who reads the words that go with a look. Only the ticket's liaison sends anything, and only their own words."""
    if not change.note:
        return ""
    said = t("The ticket’s liaison, the one who looked and coordinators read these words. The public does not.")
    if change.is_mine and detail.own is not None and detail.own.is_mine:
        said += " " + t("If you file the ticket again, your text to the city begins with them; you can change it.")
    return said


def linked_words(detail: TicketDetail) -> list[LinkedWords]:
    """The requests about the same thing: the one this is about again, and those filed again for this one."""
    found = [linked_row(t("Filed again, because this request was closed and not fixed:"), detail.original, detail)]
    found += [linked_row(t("It was filed again as"), one, detail) for one in detail.seconds]
    return [one for one in found if one.href]


def linked_row(what: str, card: TicketCard | None, detail: TicketDetail) -> LinkedWords:
    if card is None:
        return LinkedWords()
    number = card.service_request_id or card.id
    return LinkedWords(what, number, routes.ticket(card.id), headline(card, detail.today))


def cards_to_see(found: TicketsToSee) -> list[CardWords]:
    """The list "Go and see": each with how long is left."""
    cards = []
    for row in found.rows:
        words = card_words(row.card, found.today)
        left = [_left(row.due_at, found.now)] if row.due_at is not None else []
        cards.append(replace(words, badges=[*left, *words.badges], has_clock=False))
    return cards


def _left(due_at: datetime, now: datetime) -> BadgeWords:
    return BadgeWords(say_left(due_at, now), "closed" if due_at <= now else "waiting", "clock")
