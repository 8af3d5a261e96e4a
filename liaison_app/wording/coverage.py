"""Coverage in words: every flag says in a sentence what it stands for; what is not known is said to be so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from liaison_app import application_routes, routes
from liaison_app.domain.application_tables import guarded
from liaison_app.domain.coverage import (
    ACTIVE_WITHIN,
    RELIANCE_LEAST,
    RELIANCE_PERCENT,
    Coverage,
    CoverageOrder,
    CoverageRow,
    Flag,
    ordered,
)
from liaison_app.domain.need_tables import ID, LANGUAGES, NAME, PEOPLE, SOURCE, YEAR, need_cells
from liaison_app.i18n import active_locale, t, tn
from liaison_app.wording.dates import say_ago
from liaison_app.wording.numbers import say_number
from liaison_app.wording.speakers import say_languages

ICONS = {Flag.EMPTY: "people", Flag.SILENT: "waiting", Flag.RELIANCE: "warning", Flag.LANGUAGES: "language"}
KINDS = {Flag.EMPTY: "late", Flag.SILENT: "late", Flag.RELIANCE: "waiting", Flag.LANGUAGES: "open"}
HEADING = (
    ID, NAME, "flags", "certified", "active", "in_training", "applied", "languages_spoken", LANGUAGES,
    "languages_missing", PEOPLE, "requests_12_months", "requests_per_1000", "filed_last_year", "most_by_one_person",
    "that_person", "last_active", SOURCE, YEAR,
)  # fmt: skip


@dataclass(frozen=True)
class FlagLine:
    """A flag of a neighborhood."""

    words: str = ""
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True)
class FlagChoice:
    """A flag to narrow the list to; '' as its key is all neighborhoods."""

    key: str = ""
    label: str = ""
    icon: str = ""
    count: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class CoverageLine:
    """One neighborhood."""

    id: str = ""
    name: str = ""
    page_to: str = ""
    flags: list[FlagLine] = field(default_factory=list)
    liaisons: str = ""
    coming: str = ""
    spoken: str = ""
    needed: str = ""
    missing: str = ""
    rate: str = ""
    rate_of: str = ""
    rests: str = ""
    last: str = ""
    recruit_to: str = ""
    recruit: str = ""
    applied_to: str = ""


def say_flag(flag: Flag) -> str:
    """A flag by its name."""
    return {
        Flag.EMPTY: t("Empty seat"),
        Flag.SILENT: t("Silent"),
        Flag.RELIANCE: t("Rests on one person"),
        Flag.LANGUAGES: t("Language gap"),
    }[flag]


def order_choices() -> list[tuple[str, str]]:
    """In what order the list may stand."""
    words = {
        CoverageOrder.FLAGS: t("What needs a look first"),
        CoverageOrder.NAME: t("Name"),
        CoverageOrder.LIAISONS: t("Fewest active liaisons"),
        CoverageOrder.RATE: t("Most requests per 1,000 people"),
        CoverageOrder.RELIANCE: t("Rests most on one person"),
        CoverageOrder.ACTIVITY: t("Longest without activity"),
    }
    return [(order.value, said) for order, said in words.items()]


def definitions() -> list[tuple[str, str]]:
    """What each flag stands for."""
    days = ACTIVE_WITHIN.days
    return [
        (say_flag(Flag.EMPTY), t("No certified liaison speaks for this neighborhood.")),
        (
            say_flag(Flag.SILENT),
            t("There are certified liaisons, and none of them filed or signed in within {days} days.", days=days),
        ),
        (
            say_flag(Flag.RELIANCE),
            t(
                "One person filed more than {percent}% of what liaisons filed here in the last year, of at least "
                "{least} tickets.",
                percent=RELIANCE_PERCENT,
                least=RELIANCE_LEAST,
            ),
        ),
        (say_flag(Flag.LANGUAGES), t("A language is needed here that no certified liaison told us they speak.")),
    ]


def flag_choices(found: Coverage, chosen: str) -> list[FlagChoice]:
    """The chips: all, then each flag with how many neighborhoods have it."""
    counts = Counter(flag for row in found.rows for flag in row.flags)
    chips = [FlagChoice("", t("All"), "", say_number(len(found.rows)), not chosen)]
    return chips + [
        FlagChoice(flag.value, say_flag(flag), ICONS[flag], say_number(counts[flag]), chosen == flag.value)
        for flag in Flag
    ]


def say_coverage(
    found: Coverage, zone: ZoneInfo, *, flag: str, order: CoverageOrder, find: str
) -> tuple[list[CoverageLine], str]:
    """The neighborhoods that fit, and how many those are in words."""
    words, today = find.casefold().split(), found.now.astimezone(zone).date()
    fitting = tuple(
        row
        for row in found.rows
        if all(word in row.name.casefold() for word in words) and (not flag or flag in row.flags)
    )
    lines = [_line(row, today, zone) for row in ordered(fitting, order)]
    count = t("{count} of {all} neighborhoods", count=say_number(len(lines)), all=say_number(len(found.rows)))
    return lines, count


def _line(row: CoverageRow, today: date, zone: ZoneInfo) -> CoverageLine:
    need = row.need
    return CoverageLine(
        id=row.id,
        name=row.name,
        page_to=routes.neighborhood(row.id),
        flags=[FlagLine(say_flag(flag), KINDS[flag], ICONS[flag]) for flag in row.flags],
        liaisons=_say_liaisons(row),
        coming=_say_coming(row),
        spoken=say_languages(row.spoken) or t("None told"),
        needed=t("Not known") if need.languages is None else say_languages(need.languages) or t("None told"),
        missing=t("Missing: {languages}", languages=say_languages(row.missing)) if row.missing else "",
        rate=_say_rate(row) or t("Not known"),
        rate_of=_say_people(row),
        rests=_say_rests(row),
        last=say_ago(row.last_at.astimezone(zone).date(), today) if row.last_at else t("Never"),
        recruit_to=application_routes.apply(row.id),
        recruit=t("Recruit for {name}", name=row.name),
        applied_to=routes.localized(routes.DESK_APPLICATIONS) + f"?neighborhood={quote(row.id)}" if row.applied else "",
    )


def _say_liaisons(row: CoverageRow) -> str:
    if not row.certified:
        return t("Nobody")
    active = tn("{count} active", "{count} active", row.active)
    return active + " · " + tn("{count} certified", "{count} certified", row.certified)


def _say_coming(row: CoverageRow) -> str:
    parts = (
        tn("{count} in training", "{count} in training", row.training) if row.training else "",
        tn("{count} applied", "{count} applied", row.applied) if row.applied else "",
    )
    return " · ".join(part for part in parts if part)


def _say_rate(row: CoverageRow) -> str:
    rate = row.per_thousand
    return "" if rate is None else str(format_decimal(round(rate, 1), locale=active_locale()))


def _say_people(row: CoverageRow) -> str:
    requests = tn("{count} request", "{count} requests", row.requests)
    need = row.need
    if need.population is None:
        return requests + " · " + t("people not known")
    people = t("{people} people ({source}, {year})", people=say_number(need.population), source=need.source,
               year=need.year)  # fmt: skip
    return f"{requests} · {people}"


def _say_rests(row: CoverageRow) -> str:
    if not row.filed:
        return t("Liaisons filed nothing in the last year")
    if row.share is None:
        return tn("{count} filed: too few to say", "{count} filed: too few to say", row.filed)
    told = {"percent": row.share, "some": say_number(row.by_one), "all": say_number(row.filed)}
    return t("{name}: {some} of {all} ({percent}%)", name=row.rests_on or t("An account that is closed"), **told)


def coverage_rows(found: Coverage, zone: ZoneInfo) -> Iterator[list[str | int]]:
    """The table as a file: a heading for programs, then a row each. What is not known is an empty cell."""
    yield list(HEADING)
    for row in found.rows:
        people, languages, source, year = need_cells(row.need)
        rate = row.per_thousand
        cells: Sequence[str | int] = (
            row.id, row.name, "; ".join(row.flags), row.certified, row.active, row.training, row.applied,
            "; ".join(row.spoken), languages, "; ".join(row.missing), people, row.requests,
            "" if rate is None else f"{rate:.1f}", row.filed, row.by_one, row.rests_on,
            row.last_at.astimezone(zone).date().isoformat() if row.last_at else "", source, year,
        )  # fmt: skip
        yield [guarded(cell) if isinstance(cell, str) else cell for cell in cells]
