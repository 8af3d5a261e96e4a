"""Lists of tickets in words: chips that filter, sections with their headings, and the year's figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from liaison_app.domain.ticket_rows import NeighborhoodTickets, OwnTickets, StandingCounts, YearFigures
from liaison_app.domain.tickets import Standing
from liaison_app.i18n import t
from liaison_app.wording.numbers import NOT_KNOWN
from liaison_app.wording.tickets import (
    ICONS,
    CardWords,
    card_words,
    own_card_words,
    say_standing,
    say_standing_short,
)

# The order of a liaison's own list, as in `services.ticket_lists`: what needs somebody comes first.
ORDER = (
    Standing.LATE,
    Standing.NOT_FIXED,
    Standing.CLOSED,
    Standing.WITH_CITY,
    Standing.OURS,
    Standing.FIXED,
    Standing.WITHDRAWN,
)
_RED = frozenset({Standing.LATE.value, Standing.NOT_FIXED.value})


@dataclass(frozen=True)
class ChipWords:
    """A filter with how many it holds; `key` is the standing, or '' for all."""

    key: str = ""
    label: str = ""
    icon: str = ""
    count: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class SectionWords:
    """A part of a list under its heading. `count` counts all of it, also what is not shown yet."""

    key: str = ""
    heading: str = ""
    icon: str = "check"
    count: str = ""
    is_late: bool = False
    rows: list[CardWords] = field(default_factory=list)


@dataclass(frozen=True)
class YearWords:
    """A liaison's year: four figures, two with their base."""

    heading: str = ""
    sent: str = "0"
    fixed: str = "0"
    fixed_of: str = ""
    not_fixed: str = "0"
    heard_from: str = "0"


def chip_words(counts: StandingCounts, chosen: str) -> list[ChipWords]:
    """The filters of a list: all, then every standing that there is one of; the chosen one stays."""
    chips = [ChipWords("", t("All"), "", str(counts.total), not chosen)]
    for standing in ORDER:
        if counts.of(standing) or standing.value == chosen:
            label, count = say_standing_short(standing), str(counts.of(standing))
            chips.append(ChipWords(standing.value, label, ICONS[standing], count, standing.value == chosen))
    return chips


def own_sections(found: OwnTickets, *, is_search: bool) -> list[SectionWords]:
    """A liaison's own rows by where they stand. A search counts what it found, not what there is."""
    cards = [own_card_words(row, found.today) for row in found.rows]
    return _sections(cards, None if is_search else found.counts)


def join_sections(earlier: Sequence[SectionWords], later: Sequence[SectionWords]) -> list[SectionWords]:
    """Two pages of a list one after the other; a section that was cut becomes whole."""
    if not earlier or not later or earlier[-1].key != later[0].key:
        return [*earlier, *later]
    first, last = later[0], earlier[-1]
    whole = SectionWords(last.key, last.heading, last.icon, last.count, last.is_late, [*last.rows, *first.rows])
    return [*earlier[:-1], whole, *later[1:]]


def _sections(cards: Sequence[CardWords], counts: StandingCounts | None) -> list[SectionWords]:
    sections = []
    for key, group in groupby(cards, lambda card: card.section):
        rows = list(group)
        standing = Standing(key)
        count = len(rows) if counts is None else counts.of(standing)
        sections.append(SectionWords(key, say_standing(standing), ICONS[standing], str(count), key in _RED, rows))
    return sections


def year_words(year: YearFigures) -> YearWords:
    """The figures of a year, each with its base where it has one."""
    return YearWords(
        heading=t("This year"),
        sent=str(year.sent),
        fixed=_of_looked_at(year.seen_fixed, year),
        fixed_of=t("of {count}", count=year.looked_at) if year.looked_at else "",
        not_fixed=_of_looked_at(year.not_fixed, year),
        heard_from=str(year.heard_from),
    )


def _of_looked_at(count: int, year: YearFigures) -> str:
    """What people saw; where nobody looked, it is no zero."""
    return str(count) if year.looked_at else NOT_KNOWN


def neighborhood_cards(found: NeighborhoodTickets) -> list[CardWords]:
    """A neighborhood's rows as cards, newest first."""
    return [card_words(row, found.today) for row in found.rows]
