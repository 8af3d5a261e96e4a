"""What the demo is made of: how often which service occurs, how it fares, what people write, and who they are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from liaison_app.domain.ids import NeighborhoodId, ServiceCode

COORDINATOR, CITY, LIAISON = "coordinator@example.org", "city@example.org", "liaison@example.org"
FOLDER = Path(__file__).parent
ALL_YEAR = frozenset(range(1, 13))


@dataclass(frozen=True, slots=True)
class ServiceShare:
    """How often a service occurs and how it fares; `days` is the median time to closing, shares are 0 to 1.

    `again` is the share that is reported where the same was reported before.
    """

    code: ServiceCode
    weight: int
    days: float
    spread: float
    looked: float
    photos: float
    picture: str
    months: frozenset[int]
    again: float = 0.0


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences about one service; `es` are whole texts in Spanish."""

    what: tuple[str, ...]
    more: tuple[str, ...]
    es: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences. `slots` fills words in braces, `effect` fits any service, `other` is for services without own."""

    by_service: Mapping[str, Phrases]
    other: Phrases
    effect: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Career:
    """How long somebody of a large program has been in it. All are days before the load; less than 0: after it.

    `cohort` counts the large program's cohorts; `certificates` begin and end, oldest first. `left`, `suspended`: when
    the account was closed or suspended, None where it was not.
    """

    cohort: int
    joined: int
    certificates: tuple[tuple[int, int], ...] = ()
    left: int | None = None
    suspended: int | None = None

    @property
    def files_from(self) -> int:
        """From when on they file."""
        return self.certificates[0][0] if self.certificates else self.joined

    @property
    def files_until(self) -> int:
        """Until when they file directly; the later of both numbers is the earlier day."""
        ended = self.certificates[-1][1] if self.certificates else self.joined
        return max(0, ended, self.left or 0, self.suspended or 0)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up. `home` is '' for who has no neighborhood. Who has no `career` was there before all others.

    `languages` are what a person of a large program speaks, the first of them best.
    """

    name: str
    home: NeighborhoodId | None
    locale: str
    languages: tuple[str, ...] = ()
    career: Career | None = None


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part; the first liaison is the one of the demo account."""

    coordinator: Person
    city: Person
    liaisons: tuple[Person, ...]


@lru_cache
def service_shares() -> tuple[ServiceShare, ...]:
    """Every service that occurs in the demo."""
    raw = _read("services.toml")
    usual = raw["usual"]
    return tuple(
        ServiceShare(
            code=ServiceCode(code),
            weight=int(row["weight"]),
            days=float(row["days"]),
            spread=float(row.get("spread", usual["spread"])),
            looked=float(row.get("looked", usual["looked"])),
            photos=float(row.get("photos", usual["photos"])),
            picture=str(row.get("picture", usual["picture"])),
            months=frozenset(row.get("months", ALL_YEAR)),
            again=float(row.get("again", 0.0)),
        )
        for code, row in raw["service"].items()
    )


@lru_cache
def texts() -> Texts:
    """What liaisons of the demo write."""
    raw = _read("texts.toml")
    return Texts(
        by_service={code: _phrases(row) for code, row in raw["service"].items()},
        other=_phrases(raw["other"]),
        effect=tuple(raw["common"]["effect"]),
        slots={name: tuple(words) for name, words in raw["slot"].items()},
    )


@lru_cache
def people() -> People:
    """Who takes part in the demo."""
    raw = _read("people.toml")
    liaisons = [raw["liaison"], *raw["more_liaisons"]]
    return People(_person(raw["coordinator"]), _person(raw["city"]), tuple(_person(row) for row in liaisons))


def _phrases(row: Mapping[str, Any]) -> Phrases:
    return Phrases(tuple(row["what"]), tuple(row["more"]), tuple(row.get("es", ())))


def _person(row: list[str]) -> Person:
    name, home, locale = row
    return Person(name, NeighborhoodId(home) if home else None, locale)


def _read(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as source:
        return tomllib.load(source)
