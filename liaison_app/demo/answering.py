"""Answers to a service's questions, as a liaison of the demo would give them; read by the same rules as real ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from liaison_app.domain.city import AttributeType, ServiceAttribute
from liaison_app.domain.guidance import ServiceGuide
from liaison_app.domain.questions import Answer, asked, read_answers
from liaison_app.practice_city.catalogue import CityService

OPTIONAL = 0.5  # share of questions answered that need no answer
WORDS = ("Not sure", "Next to the corner house", "Neighbors know more", "None that I saw", "See the photo")


def answers_of(
    service: CityService, guide: ServiceGuide, requested_at: datetime, zone: ZoneInfo, dice: Random
) -> tuple[Answer, ...]:
    """An answer to every question that needs one and to some that do not."""
    given: dict[str, tuple[str, ...]] = {}
    for question in sorted(service.questions, key=lambda one: one.order):
        is_asked = question in asked(service.questions, guide.conditions, given)
        if question.variable and is_asked and (question.required or dice.random() < OPTIONAL):
            given[question.code] = _values(question, requested_at.astimezone(zone), dice)
    return read_answers(asked(service.questions, guide.conditions, given), given, zone)[0]


def _values(question: ServiceAttribute, local: datetime, dice: Random) -> tuple[str, ...]:
    keys = [value.key for value in question.values]
    match question.datatype:
        case AttributeType.SINGLE:
            return (dice.choice(keys),)
        case AttributeType.MULTI:
            return tuple(dice.sample(keys, min(len(keys), dice.choice((1, 1, 2)))))
        case AttributeType.NUMBER:
            return (str(dice.randint(2, 12)),)
        case AttributeType.DATETIME:
            before = local - timedelta(hours=dice.randint(2, 30))
            return (before.strftime("%Y-%m-%dT%H:%M"),)
        case _:
            return (dice.choice(WORDS),)
