"""What the app adds to the city's service list: plain words, what the city will not do, and how careful we must be.

A service without guidance is offered by the city's own name, is public, and asks what the city asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.questions import Condition

Localized = Mapping[str, str]
DEFAULT_LOCALE = "en"


def in_locale(text: Localized, locale: str) -> str:
    """The text in `locale`, else in the default one, else ''."""
    return text.get(locale) or text.get(DEFAULT_LOCALE, "")


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """The service level as the city last published it: shown with its year, never counted with."""

    days: int
    is_business_days: bool
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Something the city does not do under this service. `call` is whom to call instead, '' where nobody.

    `instead` is the service to choose instead, None where there is none.
    """

    says: Localized
    call: str = ""
    is_emergency: bool = False
    instead: ServiceCode | None = None


@dataclass(frozen=True, slots=True)
class ServiceGuide:
    """Guidance on one service. `icon` is a name of ours for its picture, `rank` its place by how often people need it
    (1 is first), `past` the codes of its questions about a day that cannot lie ahead."""

    code: ServiceCode
    name: Localized = field(default_factory=dict)
    why: Localized = field(default_factory=dict)
    icon: str = "other"
    rank: int = 99
    is_private: bool = False
    is_house_linked: bool = False
    stops: tuple[Stop, ...] = ()
    level: ServiceLevel | None = None
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    past: frozenset[str] = frozenset()


class Guidance(Protocol):
    """Guidance on every service, and the search in plain words."""

    def of(self, code: ServiceCode) -> ServiceGuide:
        """The guidance on a service; a bare one where there is none."""

    def find(self, text: str, locale: str) -> Sequence[ServiceCode]:
        """Services that `text` may mean, the likeliest first; empty where it says nothing we know."""

    def in_words(self, text: str, locale: str) -> str:
        """A question or an answer of the city in `locale`; as the city wrote it where we have no words for it."""

    def knows(self, text: str, locale: str) -> bool:
        """Whether `in_words` has other words for the text in `locale`."""


class BareGuidance:
    """`Guidance` where a city brings none: the city's own list is all there is."""

    def of(self, code: ServiceCode) -> ServiceGuide:
        """A bare guide."""
        return ServiceGuide(code)

    def find(self, text: str, locale: str) -> Sequence[ServiceCode]:
        """Nothing: the caller looks through the city's own names and keywords."""
        return ()

    def in_words(self, text: str, locale: str) -> str:
        """As the city wrote it."""
        return text

    def knows(self, text: str, locale: str) -> bool:
        """Nothing."""
        return False
