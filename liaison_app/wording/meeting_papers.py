"""A brief in words, for the page that is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app.domain.briefs import (
    Became,
    BriefTicket,
    MeetingBrief,
    OpenQuestion,
    PlaceBrief,
    Tally,
)
from liaison_app.domain.place_figures import ServiceFigures, Spread
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_day, say_days, say_exact, say_exact_day
from liaison_app.wording.numbers import say_number
from liaison_app.wording.services import say_level, say_service

# What fits on one page.
MOST_ROWS, MOST_TIMES, MOST_LONGER = 10, 4, 2


@dataclass(frozen=True)
class Table:
    """A table: the words above its columns, its rows, the first of each naming it; and what is said below.

    `numbers`: it holds nothing else; `prose`: its second column is text."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    below: str = ""
    numbers: bool = False
    prose: bool = False


@dataclass(frozen=True)
class PaperWords:
    """A page: its sign, what it is, its facts, lines of the liaison's own, what to ask, tables and texts as typed."""

    sign: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    own: tuple[str, str] = ("", "")
    ask_title: str = ""
    ask: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    foot: tuple[str, ...] = field(default_factory=tuple)


def say_brief(found: MeetingBrief, zone: ZoneInfo) -> PaperWords:
    """A brief for a meeting, for whoever works on it."""
    place = found.place
    facts = ((t("When"), say_exact(found.starts_at, zone)), (t("Where you meet"), found.at_place))
    ask = [_ask_again(one, place.today) for one in found.questions]
    return PaperWords(
        sign=place.neighborhood_name,
        title=t("Brief for the meeting: {title}", title=found.title),
        facts=tuple(one for one in facts if one[1]),
        own=(t("From your liaison"), found.words),
        ask_title=t("What to ask the city"),
        ask=(*ask, *_asks(place)),
        tables=(_figures(place, found), *_raised_table(found), *_times(place.services)),
        foot=(*_left_off(found), t("As of {day}. Private matters are on no brief.", day=say_exact_day(place.today))),
    )


def say_public_brief(found: PlaceBrief) -> PaperWords:
    """A neighborhood's brief for everybody."""
    return PaperWords(
        sign=found.neighborhood_name,
        title=t("What became of the reports"),
        ask_title=t("What to ask the city"),
        ask=tuple(_asks(found)),
        tables=(_figures(found), *_times(found.services)),
        foot=(t("As of {day}. Counts are of public tickets only.", day=say_exact_day(found.today)),),
    )


def say_became(one: Became) -> str:
    """What became of a ticket."""
    return {
        Became.FIXED: t("Seen fixed"),
        Became.CLOSED: t("Closed, nobody looked"),
        Became.NOT_FIXED: t("Closed, not fixed"),
        Became.LATE: t("Overdue"),
        Became.WAITING: t("Waiting"),
        Became.OURS: t("Not with the city yet"),
        Became.WITHDRAWN: t("Not sent to the city"),
    }[one]


def _figures(place: PlaceBrief, found: MeetingBrief | None = None) -> Table:
    """How many became what; one row for each group."""
    groups: list[tuple[str, Tally]] = [(_since(place), place.reported)]
    if found is not None and found.meetings:
        raised = tn("Raised at {count} meeting", "Raised at {count} meetings", found.meetings)
        groups.insert(0, (raised, found.raised))
    rare = {Became.OURS, Became.WITHDRAWN}
    shown = [one for one in Became if one not in rare or any(of.count(one) for _, of in groups)]
    rows = [(name, say_number(of.all), *(say_number(of.count(one)) for one in shown)) for name, of in groups]
    below = t("Seen fixed: a person went and looked. Closed alone is what the city says.")
    heads = ("", t("In all"), *(say_became(one) for one in shown))
    return Table(t("In figures"), heads, tuple(rows), below, numbers=True)


def _since(place: PlaceBrief) -> str:
    day = say_day(place.since, place.today)
    return (
        t("Reported since the meeting on {day}", day=day)
        if place.is_since_meeting
        else t("Reported since {day}", day=day)
    )


def _raised_table(found: MeetingBrief) -> tuple[Table, ...]:
    """The tickets of concerns; on which day each was raised only where there was more than one meeting."""
    if not found.rows:
        return ()
    today, several = found.place.today, found.meetings > 1
    rows = []
    for one in found.rows[:MOST_ROWS]:
        raised_on = (say_day(one.raised_on, today),) if several and one.raised_on else ()
        rows.append((_what(one), one.city_number or one.id, *raised_on, _stands(one, today)))
    more = len(found.rows) - len(rows)
    below = tn("And {count} more.", "And {count} more.", more) if more > 0 else ""
    heads = (t("What and where"), t("Number"), *((t("Raised on"),) if several else ()), t("What became of it"))
    return (Table(t("What you raised, and what became of it"), heads, tuple(rows), below),)


def _what(one: BriefTicket) -> str:
    service = say_service(one.service_code, one.service_name)
    return t("{service}, {place}", service=service, place=one.place) if one.place else service


def _stands(one: BriefTicket, today: date) -> str:
    word = say_became(one.became)
    if one.became in {Became.LATE, Became.WAITING} and one.promised_on is not None:
        return t("{word}, promised by {day}", word=word, day=say_day(one.promised_on, today))
    if one.closed_on is not None and one.became in {Became.CLOSED, Became.NOT_FIXED}:
        day = say_day(one.closed_on, today)
        not_fixed = one.became is Became.NOT_FIXED
        return t("Closed on {day}, not fixed", day=day) if not_fixed else t("Closed on {day}, nobody looked", day=day)
    return word


def _asks(place: PlaceBrief) -> list[str]:
    """What the city can be asked, in sentences: what is overdue, what is not fixed, what takes longer here."""
    asks = [_ask_late(one, place.today) for one in place.late.rows]
    if (more := place.late.all - len(place.late.rows)) > 0:
        asks.append(tn("{count} more is overdue here: when will it be done?",
                       "{count} more are overdue here: when will they be done?", more))  # fmt: skip
    asks += [_ask_not_fixed(one, place.today) for one in place.not_fixed.rows]
    if (more := place.not_fixed.all - len(place.not_fixed.rows)) > 0:
        asks.append(tn("{count} more is closed and not fixed: what will be done about it?",
                       "{count} more are closed and not fixed: what will be done about them?", more))  # fmt: skip
    asks += [_ask_longer(one) for one in place.services if _takes_longer(one)][:MOST_LONGER]
    return asks


def _ask_late(one: BriefTicket, today: date) -> str:
    if one.promised_on is None:
        return t(
            "{what} ({number}) is overdue. When will it be done?", what=_what(one), number=one.city_number or one.id
        )
    return t(
        "{what} ({number}) was promised by {day}, {days} ago. When will it be done?",
        what=_what(one),
        number=one.city_number or one.id,
        day=say_day(one.promised_on, today),
        days=say_days((today - one.promised_on).days),
    )


def _ask_not_fixed(one: BriefTicket, today: date) -> str:
    day = say_day(one.closed_on, today) if one.closed_on else ""
    return t(
        "{what} ({number}) was closed on {day} and seen not fixed. When will it be fixed?",
        what=_what(one),
        number=one.city_number or one.id,
        day=day,
    )


def _ask_again(one: OpenQuestion, today: date) -> str:
    return t(
        "We asked about {what} ({number}) on {day}; an answer was due by {due}. What is the answer?",
        what=_what(one.ticket),
        number=one.ticket.city_number or one.ticket.id,
        day=say_day(one.asked_on, today),
        due=say_day(one.answer_by, today),
    )


def _takes_longer(one: ServiceFigures) -> bool:
    return one.here.is_enough and one.city.is_enough and one.here.half_within > one.city.half_within


def _ask_longer(one: ServiceFigures) -> str:
    return t(
        "{service}: half are closed within {here} here, within {city} in the whole city. Why does it take longer here?",
        service=say_service(one.code, one.name),
        here=say_days(one.here.half_within),
        city=say_days(one.city.half_within),
    )


def _times(services: Sequence[ServiceFigures]) -> tuple[Table, ...]:
    """Days here against the city's; services of which too few were closed here are left out."""
    told = [one for one in services if one.here.is_enough]
    if not told:
        return ()
    rows = tuple(
        (say_service(one.code, one.name), _half(one.here), _half(one.city), say_level(one.code) or "–")
        for one in told[:MOST_TIMES]
    )
    heads = (t("Service"), t("Here"), t("City"), t("The city’s promise"))
    below = t("Within so many days half of what was closed in the last 12 months was closed.")
    return (Table(t("Days here against the city"), heads, rows, below),)


def _half(of: Spread) -> str:
    return say_days(of.half_within) if of.is_enough else "–"


def _left_off(found: MeetingBrief) -> tuple[str, ...]:
    said = []
    if found.unsent:
        said.append(tn("{count} concern of earlier meetings is not sent yet.",
                       "{count} concerns of earlier meetings are not sent yet.", found.unsent))  # fmt: skip
    if found.unshown:
        said.append(tn("{count} private ticket is not on this page.",
                       "{count} private tickets are not on this page.", found.unshown))  # fmt: skip
    return tuple(said)
