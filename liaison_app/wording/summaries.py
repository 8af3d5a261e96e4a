"""A ticket's thread on one sheet, for a meeting with the city: what was asked and answered, what is open, what to ask.

What is private stays off it: a sheet is passed around.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow
from liaison_app.domain.quotes import QUOTED_KINDS
from liaison_app.domain.threads import Intent, Side
from liaison_app.domain.ticket_rows import ChangeRow, TicketDetail
from liaison_app.domain.tickets import NOT_FIXED, Status
from liaison_app.i18n import active_locale, t, tn
from liaison_app.wording.changes_told import changes_told
from liaison_app.wording.dates import say_day, say_near_day
from liaison_app.wording.pairs import told_by_city
from liaison_app.wording.thread_intents import say_intent, say_template
from liaison_app.wording.ticket_page import TicketPageWords, ticket_page_words


@dataclass(frozen=True)
class AskedWords:
    """A message to the city: when, by whom, what about, its words, and what came of it. `is_open`: no answer yet."""

    when: str = ""
    who: str = ""
    intent: str = ""
    text: str = ""
    answer: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class SaidWords:
    """Words of the city's, and when it wrote them. `lang` is their language, where it is not the page's."""

    when: str = ""
    text: str = ""
    lang: str = ""


@dataclass(frozen=True)
class SummaryWords:
    """The sheet. `open` is what waits for somebody, `ask_now` what to ask, in sentences that can be read out."""

    id: str = ""
    number: str = ""
    service: str = ""
    place: str = ""
    kind: str = ""
    headline: str = ""
    sub: str = ""
    reported: str = ""
    promised: str = ""
    behind: str = ""
    made: str = ""
    ticket_to: str = ""
    city_lang: str = ""
    asked: list[AskedWords] = field(default_factory=list)
    said: list[SaidWords] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    ask_now: list[str] = field(default_factory=list)


def summary_words(detail: TicketDetail, city: CityProfile, asker: str) -> SummaryWords:
    """The sheet in the active locale, for one of the ticket's people."""
    page: TicketPageWords = ticket_page_words(detail, city, asker)
    zone, today, card = city.time_zone, detail.today, detail.card
    asked = [row for row in reversed(detail.thread.messages) if _is_asked(row)]
    return SummaryWords(
        id=page.id,
        number=page.city_number,
        service=page.service,
        place=page.place.sign.plain,
        kind=page.kind,
        headline=page.headline,
        sub=page.sub,
        reported=say_day(card.requested_on, today),
        promised=say_day(card.promised_on, today) if card.promised_on else "",
        behind=page.co_signs,
        made=t("As of {day}", day=say_day(today, today)),
        ticket_to=routes.ticket(page.id),
        city_lang=city.language_beside(active_locale()),
        asked=[_asked(row, today, zone) for row in asked],
        said=[
            _said(one, city.language_beside(active_locale()), today)
            for one in reversed(changes_told(detail.changes))
            if one.note and one.kind in QUOTED_KINDS
        ],
        open=_open(detail, asked, zone),
        ask_now=_ask_now(detail, asked, zone),
    )


def _is_asked(row: MessageRow) -> bool:
    return row.side is Side.CITY and row.taken_back_at is None and row.delivery is Delivery.ACCEPTED


def _is_unanswered(row: MessageRow) -> bool:
    return row.answer_by is not None and row.answered_at is None


def _asked(row: MessageRow, today: date, zone: ZoneInfo) -> AskedWords:
    return AskedWords(
        when=say_near_day(row.at.astimezone(zone).date(), today),
        who=row.author_name,
        intent=say_intent(row.intent),
        text=row.text,
        answer=_answer(row, today, zone),
        is_open=_is_unanswered(row),
    )


def _answer(row: MessageRow, today: date, zone: ZoneInfo) -> str:
    asked_on = row.at.astimezone(zone).date()
    if row.answered_at is not None:
        days = (row.answered_at.astimezone(zone).date() - asked_on).days
        if days <= 0:
            return t("Answered the same day")
        return tn("Answered after {count} day", "Answered after {count} days", days)
    if row.answer_by is None:
        return ""
    return tn("No answer for {count} day", "No answer for {count} days", (today - asked_on).days)


def _days_late(detail: TicketDetail) -> int:
    promised = detail.card.promised_on
    is_open = detail.card.status is Status.OPEN
    return max(0, (detail.today - promised).days) if is_open and promised is not None else 0


def _said(change: ChangeRow, city_lang: str, today: date) -> SaidWords:
    told = told_by_city(change.note)
    return SaidWords(say_near_day(change.on, today), told.text, "" if told.is_paired else city_lang)


def _open(detail: TicketDetail, asked: list[MessageRow], zone: ZoneInfo) -> list[str]:
    said = []
    if late := _days_late(detail):
        said.append(tn("It is {count} day past the promised day.", "It is {count} days past the promised day.", late))
    if detail.card.status is Status.CLOSED and detail.card.outcome in NOT_FIXED:
        said.append(t("The city closed it, and somebody saw that it is not fixed."))
    waiting = [row for row in asked if _is_unanswered(row)]
    if waiting:
        many, days = len(waiting), max((detail.today - row.at.astimezone(zone).date()).days for row in waiting)
        longest = tn("the longest for {count} day", "the longest for {count} days", days)
        questions = tn("{count} question has no answer", "{count} questions have no answer", many)
        said.append(f"{questions}, {longest}.")
    return said


def _ask_now(detail: TicketDetail, asked: list[MessageRow], zone: ZoneInfo) -> list[str]:
    """What to say at the meeting, the most pressing first."""
    if detail.card.service_request_id is None:
        return [t("Does the city have this request? It has not given it a number yet.")]
    said = []
    if detail.card.status is Status.CLOSED and detail.card.outcome in NOT_FIXED:
        said.append(t("It was closed and is not fixed. When does the work go on?"))
    if _days_late(detail):
        said.append(say_template(Intent.PAST_PROMISE))
    for row in asked:
        if _is_unanswered(row):
            day = say_near_day(row.at.astimezone(zone).date(), detail.today, is_inside=True)
            said.append(t("We asked {day}: “{words}” What is the answer?", day=day, words=row.text))
    if not said and detail.card.status is Status.OPEN:
        said.append(say_template(Intent.STATUS))
    return said
