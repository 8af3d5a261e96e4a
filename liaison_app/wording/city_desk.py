"""The city's queue and its requests in words, for the person who answers for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from liaison_app.domain.answer_templates import AnswerWhen, templates_for
from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.media_links import PATH as SENT_PHOTOS
from liaison_app.domain.ports_city import DeskPage, DeskPhase, DeskRequest, DeskStep, DeskStepKind
from liaison_app.domain.tickets import promised_day
from liaison_app.i18n import active_locale, t, tn
from liaison_app.wording.dates import say_day, say_exact, say_moment
from liaison_app.wording.pairs import Told, answers_known, city_language, in_language, told_by_city
from liaison_app.wording.places import say_place
from liaison_app.wording.services import icon_of_service, say_service
from liaison_app.wording.step_words import StepWords
from liaison_app.wording.tickets import BadgeWords, CardWords

_MARKER = re.compile(r"\[ref NL-[0-9A-Z]{16}\]")
_SENT_PHOTO = re.compile(rf"{SENT_PHOTOS}/NL-[0-9A-Z]{{16}}/[1-9]-[0-9a-f]{{32}}\.jpg")


@dataclass(frozen=True)
class DeskAnswer:
    """A question of the service and the answer."""

    question: str = ""
    answer: str = ""


@dataclass(frozen=True)
class AnswerChoice:
    """An answer to pick: in the reader's language, and in the city's as it is sent."""

    value: str = ""
    words: str = ""
    sent: str = ""


@dataclass(frozen=True)
class DeskWords:
    """One request on the desk. `number` is '' where none is chosen; `asked` is what the reporter wrote last and has no
    answer to."""

    number: str = ""
    service: str = ""
    place: str = ""
    department: str = ""
    badge: BadgeWords = field(default_factory=BadgeWords)
    due: str = ""
    description: str = ""
    photos: list[str] = field(default_factory=list)
    answers: list[DeskAnswer] = field(default_factory=list)
    steps: list[StepWords] = field(default_factory=list)
    is_open: bool = False
    asked: str = ""
    to_acknowledge: list[AnswerChoice] = field(default_factory=list)
    to_ask: list[AnswerChoice] = field(default_factory=list)
    to_answer: list[AnswerChoice] = field(default_factory=list)
    to_close: list[AnswerChoice] = field(default_factory=list)


def queue_cards(page: DeskPage, today: date, zone: ZoneInfo) -> list[CardWords]:
    """The queue as cards; their address is the city's number, and `far` the day it came in."""
    return [_card(one, today, zone) for one in page.requests]


def say_queue(page: DeskPage) -> str:
    """How many there are."""
    return tn("{count} request", "{count} requests", page.total)


def desk_words(request: DeskRequest, today: date, zone: ZoneInfo, asked: Sequence[ServiceAttribute] = ()) -> DeskWords:
    """One request with its steps, newest first; `asked` are the questions of its service.

    What the catalogue does not know (any more) keeps its code.
    """
    due = promised_day(request.expected_at, zone)
    words, photos = _told(request)
    questions = {question.code: question for question in asked}
    return DeskWords(
        number=request.service_request_id,
        service=say_service(request.service_code, request.service_name),
        place=say_place(request.address),
        department=request.department,
        badge=_badge(request, today, zone),
        due=say_day(due, today) if due else "",
        description=words,
        photos=photos,
        answers=[_answer(code, values, questions.get(code)) for code, values in request.answers.items()],
        steps=[_step(step, today, zone) for step in reversed(request.steps)],
        is_open=request.is_open,
        asked=_asked(request),
        to_acknowledge=_choices(request.service_code, AnswerWhen.ACKNOWLEDGE),
        to_ask=_choices(request.service_code, AnswerWhen.ASK),
        to_answer=_choices(request.service_code, AnswerWhen.ANSWER),
        to_close=_choices(request.service_code, AnswerWhen.FIXED, AnswerWhen.NOT_FIXED),
    )


def _choices(service_code: str, *when: AnswerWhen) -> list[AnswerChoice]:
    """The answers of a service that go with this, in the reader's language where they are written down in it."""
    found = [one for one in templates_for(answers_known(), service_code) if one.when in when]
    words = [(one.words.get(city_language(), ""), one.words.get(active_locale(), "")) for one in found]
    return [AnswerChoice(f"{number}", mine or sent, sent) for number, (sent, mine) in enumerate(words) if sent]


def _asked(request: DeskRequest) -> str:
    said = [step.note for step in request.steps if step.kind is DeskStepKind.SAID]
    return in_language(_bare(said[-1]), active_locale()) if said and request.is_unanswered else ""


def _bare(note: str) -> str:
    """Somebody's words without our marker."""
    return _MARKER.sub("", note).strip()


def _answer(code: str, values: Sequence[str], question: ServiceAttribute | None) -> DeskAnswer:
    if question is None:
        return DeskAnswer(code, ", ".join(values))
    names = {choice.key: choice.name for choice in question.values}
    return DeskAnswer(question.description or code, ", ".join(names.get(value, value) for value in values))


def _told(request: DeskRequest) -> tuple[str, list[str]]:
    """What the reporter wrote, and the addresses of the photos we serve: neither our marker nor links stay in it."""
    lines, links = [], [request.media_url]
    for line in request.description.splitlines():
        if _sent_photo(line.strip()):
            links.append(line.strip())
        elif not _MARKER.fullmatch(line.strip()):
            lines.append(line)
    photos = dict.fromkeys(path for path in map(_sent_photo, links) if path)
    return "\n".join(lines).strip(), list(photos)


def _sent_photo(link: str) -> str:
    """The path of a photo that this app sent to the city; '' for any other text, so that no foreign address loads."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return parts.path if _SENT_PHOTO.fullmatch(parts.path) else ""


def _card(request: DeskRequest, today: date, zone: ZoneInfo) -> CardWords:
    badge = _badge(request, today, zone)
    return CardWords(
        id=request.service_request_id,
        place=say_place(request.address),
        what=" · ".join((say_service(request.service_code, request.service_name), request.service_request_id)),
        kind=badge.kind,
        icon=icon_of_service(request.service_code),
        badges=[badge, *([_wrote()] if request.is_unanswered else [])],
        far=say_day(request.requested_at.astimezone(zone).date(), today),
    )


def _wrote() -> BadgeWords:
    return BadgeWords(t("The reporter wrote"), "waiting", "ask")


def _badge(request: DeskRequest, today: date, zone: ZoneInfo) -> BadgeWords:
    if not request.is_open:
        if request.was_fixed is False:
            return BadgeWords(t("Closed, not fixed"), "not-fixed", "not-fixed")
        return BadgeWords(t("Closed"), "closed", "check")
    due = promised_day(request.expected_at, zone)
    if due is not None and today > due:
        return BadgeWords(tn("{count} day late", "{count} days late", (today - due).days), "late", "late")
    return {
        DeskPhase.RECEIVED: BadgeWords(t("New"), "waiting", "desk"),
        DeskPhase.ACKNOWLEDGED: BadgeWords(t("Acknowledged"), "open", "seen"),
        DeskPhase.SCHEDULED: BadgeWords(_scheduled(request, today), "open", "crew"),
        DeskPhase.ASKED: BadgeWords(t("Waits for an answer"), "waiting", "ask"),
    }.get(request.phase, BadgeWords(t("Open"), "open", "city"))


def _scheduled(request: DeskRequest, today: date) -> str:
    if request.scheduled_for is None:
        return t("On a crew’s list")
    return t("Crew on {day}", day=say_day(request.scheduled_for, today))


def _step(step: DeskStep, today: date, zone: ZoneInfo) -> StepWords:
    what, kind, icon = {
        DeskStepKind.RECEIVED: (t("It came in."), "ours", "desk"),
        DeskStepKind.ACKNOWLEDGED: (t("It was acknowledged."), "city", "seen"),
        DeskStepKind.SCHEDULED: (t("It was put on a crew’s list."), "city", "crew"),
        DeskStepKind.ASKED: (t("The reporter was asked."), "city", "ask"),
        DeskStepKind.REPLIED: (t("The reporter answered."), "ours", "ask"),
        DeskStepKind.CLOSED: (t("It was closed."), "closed", "check"),
        DeskStepKind.REOPENED: (t("It was opened again."), "city", "again"),
        DeskStepKind.SAID: (t("The reporter wrote."), "ours", "ask"),
    }[step.kind]
    if step.kind is DeskStepKind.REPLIED and step.by == "person":  # somebody here wrote it
        what, kind, icon = t("The reporter was answered."), "city", "send"
    note = _bare(step.note)
    told = Told(in_language(note, active_locale())) if step.by == "reporter" else told_by_city(note)
    when, exact = say_moment(step.at, zone, today), say_exact(step.at, zone)
    return StepWords(what, when, kind, icon, told.text, exact, is_paired=told.is_paired, language=told.language)
