"""A service's name as people say it, and its picture. What the city's guidance does not name keeps the city's name."""

from __future__ import annotations

import math

from liaison_app.domain.guidance import DEFAULT_LOCALE, BareGuidance, Guidance
from liaison_app.domain.ids import ServiceCode
from liaison_app.i18n import active_locale, t, tn

BUSINESS_DAYS = 5  # of a week
_guidance: Guidance = BareGuidance()


def use_guidance(guidance: Guidance) -> None:
    """Take the names of a city's services from `guidance` from now on, in this process."""
    global _guidance  # noqa: PLW0603 (words are asked for while pages are built, where no port can be handed in)
    _guidance = guidance


def say_service(code: str, city_name: str) -> str:
    """The service's plain name in the active locale; the city's own name where there is none."""
    return _guidance.of(ServiceCode(code)).name.get(active_locale()) or city_name.strip()


def knows_service(code: str) -> bool:
    """Whether the city's guidance knows the service."""
    return bool(_guidance.of(ServiceCode(code)).name)


def say_as_city(text: str) -> str:
    """A question or an answer of the city in the active locale; as the city wrote it where nobody put it in words."""
    return _guidance.in_words(text, active_locale())


def is_in_words(text: str) -> bool:
    """Whether a question or an answer of the city is put in words in the active locale; English is the city's own."""
    return active_locale() == DEFAULT_LOCALE or _guidance.knows(text, active_locale())


def icon_of_service(code: str) -> str:
    """The name of the service's icon (`front_end/icons.py`)."""
    return _guidance.of(ServiceCode(code)).icon


def level_days(code: str) -> int | None:
    """About how many calendar days the published service level is, for a line in a picture; None where unknown."""
    level = _guidance.of(ServiceCode(code)).level
    if level is None:
        return None
    return math.ceil(level.days * 7 / BUSINESS_DAYS) if level.is_business_days else level.days


def say_level(code: str) -> str:
    """The service level as the city last published it, with its year; '' where none is known."""
    level = _guidance.of(ServiceCode(code)).level
    if level is None:
        return ""
    if level.is_business_days:
        days = tn("{count} business day", "{count} business days", level.days)
    else:
        days = tn("{count} day", "{count} days", level.days)
    return t("{days}, last published {year}", days=days, year=level.year) if level.year else days
