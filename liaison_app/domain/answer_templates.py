"""Answers that a city's staff give often, each written down in every language, so that nobody has to translate it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.guidance import Localized


class AnswerWhen(StrEnum):
    """What the answer goes with."""

    ACKNOWLEDGE = "acknowledge"
    ASK = "ask"
    ANSWER = "answer"
    FIXED = "fixed"  # closed, and done
    NOT_FIXED = "not_fixed"  # closed without


@dataclass(frozen=True, slots=True)
class AnswerTemplate:
    """One answer in all languages; for every service where `services` is empty."""

    when: AnswerWhen
    words: Localized
    services: frozenset[str] = frozenset()


def templates_for(templates: Sequence[AnswerTemplate], service_code: str) -> tuple[AnswerTemplate, ...]:
    """Those for a service: its own first, then those for all."""
    own = [one for one in templates if service_code in one.services]
    return (*own, *(one for one in templates if not one.services))
