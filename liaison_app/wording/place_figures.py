"""A neighborhood's figures in words and as drawings; each drawing has its numbers in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from babel.dates import format_date

from liaison_app import routes
from liaison_app.domain.months import Month, first_day
from liaison_app.domain.place_figures import MonthFigures, PlaceFigures, ServiceFigures, Spread
from liaison_app.i18n import active_locale, t, tn
from liaison_app.wording.clock_picture import DotRow, draw_dots
from liaison_app.wording.dates import say_days
from liaison_app.wording.numbers import NOT_KNOWN, say_number
from liaison_app.wording.services import icon_of_service, level_days, say_level, say_service

COMPARED, LISTED = 6, 6
FEW_PROMISES = 5
CHART_HEIGHT = 88
_BABEL = {"en": "en_US", "es": "es_US"}


@dataclass(frozen=True)
class SpreadWords:
    """How long a service took in one place. `half` stands at the right of the dots, `says` tells the row.

    `few` is said instead where there are too few to say anything; then there are no dots.
    """

    dots: DotRow = field(default_factory=DotRow)
    half: str = ""
    most: str = ""
    closed: str = ""
    kept: str = ""
    says: str = ""
    few: str = ""


@dataclass(frozen=True)
class ServiceTimes:
    """A service's card: here against the city, and against the city's published promise."""

    name: str = ""
    icon: str = "other"
    reported: str = ""
    promise: str = ""
    here: SpreadWords = field(default_factory=SpreadWords)
    city: SpreadWords = field(default_factory=SpreadWords)
    verdict: str = ""


@dataclass(frozen=True)
class ReportedLine:
    """A service in the list of what is reported most. `share` is its bar, in per cent of the longest."""

    name: str = ""
    icon: str = "other"
    number: str = ""
    share: str = "0%"
    href: str = ""


@dataclass(frozen=True)
class MonthBar:
    """A month in the chart: its two bars, as text that SVG takes, and its numbers. `label` is '' for some months."""

    month: str = ""
    label: str = ""
    reported: str = "0"
    closed: str = "0"
    x: str = "0%"
    x_closed: str = "0%"
    width: str = "0%"
    top: str = "0"
    height: str = "0"
    top_closed: str = "0"
    height_closed: str = "0"


@dataclass(frozen=True)
class TrendWords:
    """The chart over time; `peak` is what its top stands for."""

    bars: list[MonthBar] = field(default_factory=list)
    peak: str = ""
    said: str = ""


@dataclass(frozen=True)
class FigureWords:
    """All of it. `seen_base` says of how many closed ones somebody looked; `seen` what they saw."""

    times: list[ServiceTimes] = field(default_factory=list)
    reported: list[ReportedLine] = field(default_factory=list)
    trend: TrendWords = field(default_factory=TrendWords)
    fixed: str = "0"
    not_fixed: str = "0"
    seen_base: str = ""
    seen: str = ""


def say_figures(found: PlaceFigures) -> FigureWords:
    """A neighborhood's figures in the active locale."""
    most = max((one.reported for one in found.services), default=0)
    return FigureWords(
        times=[say_times(one) for one in found.services[:COMPARED] if one.here.count or one.city.count],
        reported=[_reported(one, most, found.id) for one in found.services[:LISTED] if one.reported],
        trend=draw_trend(found.months, peak_of([found])),
        fixed=say_of_looked_at(found.fixed, found),
        not_fixed=say_of_looked_at(found.not_fixed, found),
        seen_base=say_looked_at(found),
        seen=say_seen(found),
    )


def say_of_looked_at(count: int, found: PlaceFigures) -> str:
    """A count of what people saw; a dash where nobody looked, for then it is no zero."""
    return say_number(count) if found.looked_at else NOT_KNOWN


def say_looked_at(found: PlaceFigures) -> str:
    """Of how many closed ones somebody looked; '' where nobody did."""
    return t("of {count}", count=say_number(found.looked_at)) if found.looked_at else ""


def say_times(one: ServiceFigures) -> ServiceTimes:
    """A service's card."""
    span = span_of(one)
    promise = level_days(one.code)
    return ServiceTimes(
        name=say_service(one.code, one.name),
        icon=icon_of_service(one.code),
        reported=tn(
            "{number} reported here in 12 months",
            "{number} reported here in 12 months",
            one.reported,
            number=say_number(one.reported),
        ),
        promise=say_level(one.code),
        here=say_spread(one.here, t("Here"), promise, span),
        city=say_spread(one.city, t("City"), promise, span),
        verdict=say_verdict(one),
    )


def say_spread(of: Spread, where: str, promise: int | None, span: int) -> SpreadWords:
    """How long it took in one place."""
    closed = tn("{number} closed", "{number} closed", of.count, number=say_number(of.count))
    if not of.is_enough:
        few = tn(
            "{where}: only {count} closed in 12 months, too few to say.",
            "{where}: only {count} closed in 12 months, too few to say.",
            of.count,
            where=where,
        )
        return SpreadWords(closed=closed, few=few)
    half, most = say_days(of.half_within), say_days(of.most_within)
    says = t("{where}: half within {half}, 9 of 10 within {most}, of {count} closed.",
             where=where, half=half, most=most, count=say_number(of.count))  # fmt: skip
    dots = draw_dots(of.days, promised=promise, span=span)
    return SpreadWords(dots=dots, half=half, most=most, closed=closed, kept=say_kept(of), says=says)


def say_kept(of: Spread) -> str:
    """How many were closed by their promised day, with the base; '' where too few had one."""
    if of.promised < FEW_PROMISES:
        return ""
    return t("{kept} of {promised} by the promised day", kept=say_number(of.kept), promised=say_number(of.promised))


def say_verdict(one: ServiceFigures) -> str:
    """Here against the city in a sentence; '' where there are too few of one of them."""
    if not (one.here.is_enough and one.city.is_enough):
        return ""
    more = one.here.half_within - one.city.half_within
    if more == 0:
        return t("Half are closed within {days}, here as in the whole city.", days=say_days(one.here.half_within))
    days = say_days(abs(more))
    if more > 0:
        return t("Here it takes {days} longer until half are closed.", days=days)
    return t("Here half are closed {days} sooner.", days=days)


def say_seen(found: PlaceFigures) -> str:
    """What people saw of what the city closed, with the bases."""
    if not found.looked_at:
        return tn(
            "The city closed {number}. Nobody has gone and looked yet.",
            "The city closed {number}. Nobody has gone and looked yet.",
            found.closed,
            number=say_number(found.closed),
        )
    share = round(100 * found.not_fixed / found.looked_at)
    return t(
        "Somebody went to see {looked} of {closed} that the city closed: {not_fixed} were not fixed ({share}%).",
        looked=say_number(found.looked_at),
        closed=say_number(found.closed),
        not_fixed=say_number(found.not_fixed),
        share=share,
    )


def peak_of(places: Sequence[PlaceFigures]) -> int:
    """The most that a month of any of them counts: charts beside each other share it as their top."""
    return max((max(one.reported, one.closed) for place in places for one in place.months), default=0)


def draw_trend(months: Sequence[MonthFigures], peak: int) -> TrendWords:
    """The chart of some months under a top of `peak`; without bars where that is 0."""
    if not peak:
        nothing = t("In {count} months nothing was reported here, and the city closed nothing.", count=len(months))
        return TrendWords(said=nothing)
    width = 100 / max(1, len(months))
    last = months[-1].month if months else None
    bars = [_bar(one, place, width, max(1, peak), is_last=one.month == last) for place, one in enumerate(months)]
    reported, closed = sum(one.reported for one in months), sum(one.closed for one in months)
    said = t(
        "In {count} months {reported} were reported, and the city closed {closed}. The running month is not over.",
        count=len(months),
        reported=say_number(reported),
        closed=say_number(closed),
    )
    return TrendWords(bars, say_number(peak), said)


def say_month(month: Month, *, is_short: bool = False) -> str:
    """ "November 2026", or "Nov"."""
    day: date = first_day(month)
    return str(format_date(day, "MMM" if is_short else "MMMM y", locale=_BABEL[active_locale()]))


def _bar(one: MonthFigures, place: int, width: float, peak: int, *, is_last: bool) -> MonthBar:
    reported, closed = (round(CHART_HEIGHT * count / peak) for count in (one.reported, one.closed))
    return MonthBar(
        month=say_month(one.month),
        label=say_month(one.month, is_short=True) if is_last or place % 3 == 0 else "",
        reported=say_number(one.reported),
        closed=say_number(one.closed),
        x=f"{place * width + width * 0.08:.2f}%",
        x_closed=f"{place * width + width * 0.5:.2f}%",
        width=f"{width * 0.38:.2f}%",
        top=str(CHART_HEIGHT - reported),
        height=str(reported),
        top_closed=str(CHART_HEIGHT - closed),
        height_closed=str(closed),
    )


def _reported(one: ServiceFigures, most: int, neighborhood_id: str) -> ReportedLine:
    asked = urlencode({"neighborhood": neighborhood_id, "service": one.code, "show": "all"})
    return ReportedLine(
        name=say_service(one.code, one.name),
        icon=icon_of_service(one.code),
        number=say_number(one.reported),
        share=f"{max(2, round(100 * one.reported / most))}%",
        href=f"{routes.localized(routes.MAP)}?{asked}",
    )


def span_of(one: ServiceFigures) -> int:
    """The days that both rows of a service reach over: nine of ten of the slower one, and beyond the promise."""
    promise = level_days(one.code) or 0
    slowest = max((of.most_within for of in (one.here, one.city) if of.is_enough), default=0)
    return max(round(slowest * 1.3), round(promise * 1.6), 7)
