"""Neighborhoods side by side, in words. Nothing here is a ranking: they stand in the order that was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app import routes
from liaison_app.domain.place_figures import Comparison, PlaceFigures, ServiceFigures
from liaison_app.i18n import DEFAULT_LOCALE, t
from liaison_app.wording.numbers import say_number
from liaison_app.wording.place_figures import (
    SpreadWords,
    TrendWords,
    draw_trend,
    peak_of,
    say_looked_at,
    say_of_looked_at,
    say_seen,
    say_spread,
    span_of,
)
from liaison_app.wording.services import icon_of_service, level_days, say_service

MOST, FEWEST = 4, 2


@dataclass(frozen=True)
class PlaceChoice:
    """A neighborhood to choose."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class ComparedService:
    """A service in one of the neighborhoods. `city` is how long half take in the whole city, '' where unknown."""

    name: str = ""
    icon: str = "other"
    spread: SpreadWords = field(default_factory=SpreadWords)
    city: str = ""


@dataclass(frozen=True)
class ComparedPlace:
    """A neighborhood beside others; `seen_base` is of how many closed ones somebody looked."""

    id: str = ""
    name: str = ""
    href: str = ""
    open: str = "0"
    late: str = "0"
    closed: str = "0"
    fixed: str = "0"
    not_fixed: str = "0"
    seen_base: str = ""
    seen: str = ""
    trend: TrendWords = field(default_factory=TrendWords)
    trend_label: str = ""
    services: list[ComparedService] = field(default_factory=list)


@dataclass(frozen=True)
class ComparisonWords:
    """The page. `chosen` has an entry for each of the four fields, '' where nothing is chosen; `is_ready` says that
    there is something to compare, `kind` how many stand side by side; `here` is the address, without its locale."""

    places: list[ComparedPlace] = field(default_factory=list)
    choices: list[PlaceChoice] = field(default_factory=list)
    chosen: list[str] = field(default_factory=lambda: [""] * MOST)
    is_ready: bool = False
    kind: str = "two"
    title: str = ""
    here: str = routes.COMPARE


def say_comparison(found: Comparison) -> ComparisonWords:
    """Neighborhoods side by side in the active locale; the charts and dots of all have the same scale."""
    peak = peak_of(found.places)
    spans = _spans(found.places)
    ids = [str(one.id) for one in found.places]
    return ComparisonWords(
        places=[_place(one, peak, spans) for one in found.places],
        choices=[PlaceChoice(key, name) for key, name in found.others],
        chosen=[*ids, *[""] * (MOST - len(ids))],
        is_ready=len(ids) >= FEWEST,
        kind={3: "three", 4: "four"}.get(len(ids), "two"),
        here=routes.compare(*ids, locale=DEFAULT_LOCALE),
        title=t("{places} side by side", places=", ".join(one.name for one in found.places)) if ids else "",
    )


def _place(one: PlaceFigures, peak: int, spans: dict[str, int]) -> ComparedPlace:
    return ComparedPlace(
        id=one.id,
        name=one.name,
        href=routes.neighborhood(one.id),
        open=say_number(one.open),
        late=say_number(one.late),
        closed=say_number(one.closed),
        fixed=say_of_looked_at(one.fixed, one),
        not_fixed=say_of_looked_at(one.not_fixed, one),
        seen_base=say_looked_at(one),
        seen=say_seen(one),
        trend=draw_trend(one.months, peak),
        trend_label=t("Reported and closed in {place}, by month", place=one.name),
        services=[_service(service, spans[service.code]) for service in one.services],
    )


def _service(one: ServiceFigures, span: int) -> ComparedService:
    spread = say_spread(one.here, t("Here"), level_days(one.code), span)
    city = say_spread(one.city, t("City"), level_days(one.code), span).half
    return ComparedService(
        say_service(one.code, one.name),
        icon_of_service(one.code),
        spread,
        t("City: {days}", days=city) if city else "",
    )


def _spans(places: tuple[PlaceFigures, ...]) -> dict[str, int]:
    """For each service the days that its dots reach over, the same in every neighborhood."""
    spans: dict[str, int] = {}
    for place in places:
        for one in place.services:
            spans[one.code] = max(spans.get(one.code, 0), span_of(one))
    return spans
