"""Looking after another's tickets, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_app.domain.ids import AccountId
from liaison_app.i18n import t
from liaison_app.services.covering import CoverRow, OwnCovers
from liaison_app.wording.dates import say_day
from liaison_app.wording.tickets import CardWords, card_words

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class CoverLine:
    """One arrangement. `words` say who looks after whose tickets, `when` from and until when."""

    id: str = ""
    words: str = ""
    when: str = ""
    may_end: bool = False


@dataclass(frozen=True)
class WhomWords:
    """Somebody to ask, as an option of a list."""

    value: str = ""
    words: str = ""


def cover_lines(found: OwnCovers, zone: ZoneInfo, now: datetime) -> list[CoverLine]:
    """What is in force or ahead."""
    return [_line(row, zone, now.astimezone(zone).date()) for row in found.rows]


def _line(row: CoverRow, zone: ZoneInfo, today: date) -> CoverLine:
    words = t("{name} looks after your tickets", name=row.name) if row.is_given else ""
    words = words or t("You look after the tickets of {name}", name=row.name)
    return CoverLine(row.id, words, _when(row, zone, today), row.may_end)


def _when(row: CoverRow, zone: ZoneInfo, today: date) -> str:
    first = say_day(row.starts_at.astimezone(zone).date(), today)
    if row.ends_at is None:
        return t("since {day}, for good", day=first)
    last = say_day((row.ends_at - A_SECOND).astimezone(zone).date(), today)
    return t("from {first} to {last}", first=first, last=last)


def whom_choices(neighbors: tuple[tuple[AccountId, str], ...]) -> list[WhomWords]:
    """Whom somebody may ask."""
    return [WhomWords(account_id, name) for account_id, name in neighbors]


def covered_cards(found: OwnCovers) -> list[CardWords]:
    """The tickets that are looked after, as cards."""
    return [card_words(one, found.today) for one in found.tickets]
