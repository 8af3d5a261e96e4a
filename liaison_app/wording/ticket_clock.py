"""The honest clock of a ticket's page in words: what was promised, what is usual here, how old it is now."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from liaison_app.domain.ticket_rows import TicketDetail
from liaison_app.domain.ticket_times import Usual
from liaison_app.domain.tickets import Status
from liaison_app.i18n import t, tn
from liaison_app.wording.clock_picture import ClockPicture, draw_clock
from liaison_app.wording.dates import say_age, say_day, say_days
from liaison_app.wording.services import say_level


@dataclass(frozen=True)
class FactWords:
    """A fact with where it comes from."""

    value: str = ""
    source: str = ""


@dataclass(frozen=True)
class ClockWords:
    """The clock: its facts always, its drawing only where something is usual here (`has_picture`)."""

    has_picture: bool = False
    picture: ClockPicture = field(default_factory=ClockPicture)
    says: str = ""
    promised: FactWords = field(default_factory=FactWords)
    usual_where: str = ""
    usual: FactWords = field(default_factory=FactWords)
    age: FactWords = field(default_factory=FactWords)


def clock_words(detail: TicketDetail) -> ClockWords:
    """The clock of a ticket; it stops when the city closes it."""
    card, usual = detail.card, detail.usual
    if card.status is Status.CLOSED and card.closed_on is None:
        return _stopped(detail)
    age = max(0, ((card.closed_on or detail.today) - card.requested_on).days)
    return ClockWords(
        has_picture=usual is not None,
        picture=_picture(detail, usual, age) if usual is not None else ClockPicture(),
        says=_says(usual, age),
        promised=_promised(detail),
        usual_where=_usual_where(usual),
        usual=_usual(usual),
        age=FactWords(value=_age(detail, age), source=_compare(usual, age)),
    )


def _stopped(detail: TicketDetail) -> ClockWords:
    """The clock of a ticket that is closed since nobody knows when: nothing of its age can be said or drawn."""
    return ClockWords(
        says=_half(detail.usual) if detail.usual is not None else t("How long it takes"),
        promised=_promised(detail),
        usual_where=_usual_where(detail.usual),
        usual=_usual(detail.usual),
        age=FactWords(t("closed; the city does not say when")),
    )


def _picture(detail: TicketDetail, usual: Usual, age: int) -> ClockPicture:
    card = detail.card
    return draw_clock(
        usual.days,
        promised=(card.promised_on - card.requested_on).days if card.promised_on else None,
        age=age,
        due_label=t("Promised {day}", day=say_day(card.promised_on, detail.today)) if card.promised_on else "",
        age_label=t("Closed, day {count}", count=age) if card.closed_on else t("Today, day {count}", count=age),
    )


def _promised(detail: TicketDetail) -> FactWords:
    if detail.card.promised_on is None:
        return FactWords(t("no day named"), say_level(detail.card.service_code))
    source = say_level(detail.card.service_code) or t("the city’s own date")
    return FactWords(t("by {day}", day=say_day(detail.card.promised_on, detail.today)), source)


def _usual_where(usual: Usual | None) -> str:
    """Where a neighborhood has too few of a kind, it is the whole city's figure."""
    return t("Usual here") if usual is None or usual.neighborhood else t("Usual in the city")


def _usual(usual: Usual | None) -> FactWords:
    if usual is None:
        return FactWords(t("too few closed tickets to say"), t("fewer than 20 in the last 12 months"))
    return FactWords(
        t("half within {half}, 9 in 10 within {most}", half=say_days(usual.half_within), most=usual.most_within),
        t("{count} closed ones in {place}, last 12 months", count=usual.count, place=usual.neighborhood)
        if usual.neighborhood
        else t("{count} closed ones in the city, last 12 months", count=usual.count),
    )


def _age(detail: TicketDetail, age: int) -> str:
    if detail.card.status is Status.CLOSED and detail.card.closed_on:
        return t("closed after {days}", days=say_days(age)) if age else t("closed on the day it was reported")
    return say_age(detail.card.requested_on, detail.today) if age else t("reported today")


def _compare(usual: Usual | None, age: int) -> str:
    before = 0 if usual is None else _done_by(usual, age - 1)
    return t("longer than {count} of 20 like it", count=before) if before else ""


def _done_by(usual: Usual, day: int) -> int:
    return bisect_right(usual.days, day)


def _says(usual: Usual | None, age: int) -> str:
    if usual is None:
        return t("How long it takes")
    if age == 0:  # nothing to compare yet
        return _half(usual)
    done = _done_by(usual, age)
    if usual.neighborhood:
        return tn(
            "By day {count}, {done} of 20 like it here were closed.",
            "By day {count}, {done} of 20 like it here were closed.",
            age,
            done=done,
        )
    return tn(
        "By day {count}, {done} of 20 like it in the city were closed.",
        "By day {count}, {done} of 20 like it in the city were closed.",
        age,
        done=done,
    )


def _half(usual: Usual) -> str:
    half = say_days(max(1, usual.half_within))
    if usual.neighborhood:
        return t("Half of those like it here were closed within {days}.", days=half)
    return t("Half of those like it in the city were closed within {days}.", days=half)
