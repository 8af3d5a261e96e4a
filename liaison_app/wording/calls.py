"""A call to the city in words: whom to call, what to say in the city's language, and what may be written down of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from liaison_app.domain.channels import Channel
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.message_rows import MessageRow
from liaison_app.domain.threads import NO_ANSWER, Intent, Side
from liaison_app.domain.ticket_rows import TicketDetail
from liaison_app.domain.tickets import Standing, Status
from liaison_app.i18n import active_locale, t, using_locale
from liaison_app.wording.dates import say_day
from liaison_app.wording.pairs import in_language
from liaison_app.wording.services import say_service
from liaison_app.wording.thread_intents import say_template

SHORT = 60


@dataclass(frozen=True)
class SaidPair:
    """A sentence to read out, and what it means; `means` is '' where that is the reader's own language."""

    says: str = ""
    means: str = ""


@dataclass(frozen=True)
class OpenQuestion:
    """A message that did not reach the city or waits for its answer, as a choice."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class CallWords:
    """The call. `kept_as` is the name under which the phone keeps what is written down of it, '' where this reader
    calls nobody. `lang` is the city's language where it is not the page's. `is_only` says that there is no other way.
    """

    kept_as: str = ""
    is_only: bool = False
    line: str = ""
    href: str = ""
    elsewhere: str = ""
    number: str = ""
    lang: str = ""
    script: list[SaidPair] = field(default_factory=list)
    others: list[SaidPair] = field(default_factory=list)
    open: list[OpenQuestion] = field(default_factory=list)
    starts: dict[str, list[str]] = field(default_factory=dict)


def call_words(detail: TicketDetail, city: CityProfile, asker: str) -> CallWords:
    """The call in the active locale, for the account `asker`."""
    card, channels = detail.card, detail.thread.channels
    if Channel.PHONE not in channels or not asker or card.service_request_id is None:
        return CallWords()
    waiting = [one for one in detail.thread.messages if _is_open(one)]
    intent = _intent(detail)
    return CallWords(
        kept_as=f"{asker}/{card.id}/call",
        is_only=channels[0] is Channel.PHONE,
        line=t("{number} ({name})", number=city.city_line, name=city.city_line_name),
        href=f"tel:{_dialled(city.city_line)}",
        elsewhere=city.city_line_from_elsewhere,
        number=card.service_request_id,
        lang=city.language_beside(active_locale()),
        script=_script(detail, city, intent, waiting),
        others=[_pair(lambda one=one: say_template(one), city) for one in _others(intent)],  # type: ignore[misc]
        open=[OpenQuestion(one.id, _short(one, detail, city)) for one in waiting],
        starts={
            "call_about": [waiting[0].id if waiting else ""],
            "call_intent": [intent.value],
            "call_asked": [say_template(intent)],
        },
    )


def _is_open(row: MessageRow) -> bool:
    if row.side is not Side.CITY:
        return False
    waits = row.delivery is Delivery.ACCEPTED and row.answer_by is not None and row.answered_at is None
    return row.delivery in HELD or waits


def _short(row: MessageRow, detail: TicketDetail, city: CityProfile) -> str:
    words = " ".join(row.text.split())
    words = words if len(words) <= SHORT else f"{words[:SHORT].rstrip()}…"
    day = say_day(row.at.astimezone(city.time_zone).date(), detail.today)
    return t("{day}: {words}", day=day, words=words)


def _intent(detail: TicketDetail) -> Intent:
    """What is asked first of a ticket that stands like this."""
    if detail.card.standing is Standing.LATE:
        return Intent.PAST_PROMISE
    return Intent.STILL_THERE if detail.card.status is Status.CLOSED else Intent.STATUS


def _others(intent: Intent) -> list[Intent]:
    return [one for one in Intent if one is not intent and one not in NO_ANSWER]


def _script(detail: TicketDetail, city: CityProfile, intent: Intent, waiting: list[MessageRow]) -> list[SaidPair]:
    card = detail.card
    place = detail.sent.address if detail.sent and detail.sent.address else card.address
    told = {"number": card.service_request_id or ""}
    about = lambda: t(  # noqa: E731 (said twice: in the city's language and in the reader's)
        "It is about “{service}”, at {place}.", service=say_service(card.service_code, card.service_name), place=place
    )
    lines: list[Callable[[], str]] = [
        lambda: t("Hello. I am a neighborhood liaison, and I call about request {number}.", **told),
        about,
        lambda: say_template(intent),
        lambda: t("Who am I speaking with, and by which day can I expect an answer?"),
    ]
    said = [_pair(one, city) for one in lines]
    if waiting:  # what was written stays as it was written
        said[2] = SaidPair(in_language(waiting[0].text, city.languages[0]))
    return said


def _pair(say: Callable[[], str], city: CityProfile) -> SaidPair:
    with using_locale(city.languages[0]):
        says = say().strip()
    means = say().strip()
    return SaidPair(says, "" if means == says else means)


def _dialled(number: str) -> str:
    return "".join(ch for ch in number if ch.isdigit() or ch == "+")
