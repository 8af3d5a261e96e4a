"""The week's schedule in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_app import cohort_routes
from liaison_app.domain.cohort_rows import SessionRow
from liaison_app.i18n import t, tn
from liaison_app.wording.cohorts import SessionLine, say_session
from liaison_app.wording.dates import say_day, say_near_day, say_short_day

DAYS = 7


@dataclass(frozen=True)
class DayWords:
    """A day of the week with its sessions."""

    name: str = ""
    is_today: bool = False
    rows: list[SessionLine] = field(default_factory=list)


@dataclass(frozen=True)
class WeekWords:
    """A week. `clashes` says how many trainers' sessions overlap, '' where none do."""

    title: str = ""
    count: str = ""
    clashes: str = ""
    before_to: str = ""
    after_to: str = ""
    now_to: str = ""
    days: list[DayWords] = field(default_factory=list)


def say_week(monday: date, rows: Sequence[SessionRow], zone: ZoneInfo, now: datetime) -> WeekWords:
    """The week that begins on `monday`, in the city's zone."""
    today = now.astimezone(zone).date()
    sunday = monday + timedelta(days=DAYS - 1)
    clashing = sum(one.clashes for one in rows)
    is_now = monday <= today <= sunday
    return WeekWords(
        title=t("{first} to {last}", first=say_short_day(monday, today), last=say_short_day(sunday, today)),
        count=tn("{count} session", "{count} sessions", len(rows)) if rows else t("No session this week"),
        clashes=_clashes(clashing),
        before_to=cohort_routes.week((monday - timedelta(days=DAYS)).isoformat()),
        after_to=cohort_routes.week((monday + timedelta(days=DAYS)).isoformat()),
        now_to="" if is_now else cohort_routes.week(),
        days=[_day(monday + timedelta(days=place), rows, zone, now) for place in range(DAYS)],
    )


def _clashes(count: int) -> str:
    if not count:
        return ""
    return tn(
        "{count} session has a trainer who is needed elsewhere at the same time.",
        "{count} sessions have a trainer who is needed elsewhere at the same time.",
        count,
    )


def _day(day: date, rows: Sequence[SessionRow], zone: ZoneInfo, now: datetime) -> DayWords:
    today = now.astimezone(zone).date()
    own = [say_session(one, zone, now) for one in rows if one.starts_at.astimezone(zone).date() == day]
    return DayWords(say_near_day(day, today) if day == today else say_day(day, today), day == today, own)
