"""Looking after another's tickets, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_app.domain.ids import AccountId
from liaison_app.i18n import t
from liaison_app.services.cover_desk import DeskCover
from liaison_app.services.covering import CoverRow, OwnCovers
from liaison_app.wording.dates import say_day
from liaison_app.wording.tickets import CardWords, card_words

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class CoverLine:
    """One arrangement. `words` say who looks after whose tickets, `when` from and until when; `end` what its button
    says, `after` what follows from its end."""

    id: str = ""
    words: str = ""
    when: str = ""
    may_end: bool = False
    end: str = ""
    after: str = ""


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
    after = t("{name} has them alone again, and you see no more of them than anybody else.", name=row.name)
    end = t("End it") if row.is_given or row.ends_at is not None else t("Give them back")
    return CoverLine(row.id, words, _when(row, zone, today), row.may_end, end, "" if row.is_given else after)


def desk_lines(found: tuple[DeskCover, ...], zone: ZoneInfo, now: datetime) -> list[CoverLine]:
    """The same for coordinators, who can end all of it."""
    return [
        CoverLine(
            row.id,
            t("{name} looks after the tickets of {owner}", name=row.to_name, owner=row.from_name),
            _when(row, zone, now.astimezone(zone).date()),
            may_end=True,
            end=t("End it for {name}", name=row.from_name),
            after=t("{owner} has the tickets alone again, and {name} sees no more of them than anybody else.",
                    owner=row.from_name, name=row.to_name),
        )
        for row in found
    ]  # fmt: skip


def _when(row: CoverRow | DeskCover, zone: ZoneInfo, today: date) -> str:
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
