"""What a liaison's phone keeps to work without a signal, in words: kinds with their questions, and own lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from liaison_app.domain.city import ServiceAttribute
from liaison_app.domain.drafts import ANSWER
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.questions import Condition
from liaison_app.i18n import t
from liaison_app.services.catalogue import OfferedKind
from liaison_app.services.meetings_kept import KeptMeeting
from liaison_app.wording.dates import say_exact
from liaison_app.wording.report import say_kind, say_question
from liaison_app.wording.tickets import CardWords

#: Counted up when a phone's script would not understand what it kept before.
VERSION = 1

Questions = Callable[[str], Sequence[ServiceAttribute]]


def say_kept_kinds(kinds: Sequence[OfferedKind], questions: Questions, guidance: Guidance) -> list[dict[str, Any]]:
    """Every kind in the active locale, with what it asks and what it warns of."""
    return [_kept_kind(kind, questions(kind.code), guidance) for kind in kinds]


def _kept_kind(kind: OfferedKind, questions: Sequence[ServiceAttribute], guidance: Guidance) -> dict[str, Any]:
    words, conditions = say_kind(kind), guidance.of(kind.code).conditions
    return {
        "code": kind.code,
        "name": words.name,
        "group": kind.group or t("Everything else"),
        "why": words.why,
        "stops": [[stop.says, stop.call, stop.href, stop.is_emergency] for stop in words.stops],
        "asks": [_kept_question(one, conditions) for one in sorted(questions, key=lambda one: one.order)],
    }


def _kept_question(question: ServiceAttribute, conditions: Mapping[str, Condition]) -> dict[str, Any]:
    words, condition = say_question(question, {}), conditions.get(question.code)
    return {
        "name": words.name,
        "label": words.label,
        "hint": words.hint,
        "kind": words.kind,
        "needed": question.required,
        "lang": words.lang,
        "choices": [[one.value, one.words] for one in words.choices],
        "when": [f"{ANSWER}{condition.code}", sorted(condition.values)] if condition else None,
    }


def say_kept_cards(cards: Sequence[CardWords]) -> list[dict[str, Any]]:
    """Tickets as the phone shows them: where, what, and where it stood."""
    return [
        {
            "id": card.id,
            "href": card.href,
            "place": card.place,
            "what": card.what,
            "kind": card.kind,
            "said": [badge.words for badge in card.badges if badge.words],
        }
        for card in cards
    ]


def say_kept_meetings(meetings: Sequence[KeptMeeting], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Meetings to write concerns down for."""
    return [{"id": one.id, "title": one.title, "when": say_exact(one.starts_at, zone)} for one in meetings]
