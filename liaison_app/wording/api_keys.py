"""API keys in words, for the pages of the active locale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.api_keys import ApiKeyRow, ApiPermission
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_ago, say_day
from liaison_app.wording.numbers import say_number


@dataclass(frozen=True)
class KeyLine:
    """A key in words. `per_minute` and `per_day` are the figures as a form takes them."""

    id: str = ""
    name: str = ""
    about: str = ""
    ends: str = ""
    may: str = ""
    limits: str = ""
    per_minute: str = ""
    per_day: str = ""
    made: str = ""
    used: str = ""
    is_working: bool = False
    revoked: str = ""


def say_permission(permission: ApiPermission) -> str:
    """What a key may do, as people say it."""
    return {
        ApiPermission.FILE_REQUESTS: t("File requests"),
        ApiPermission.SEND_UPDATES: t("Send updates"),
        ApiPermission.CITY_UPDATES: t("Speak for the city"),
    }[permission]


def explain_permission(permission: ApiPermission) -> str:
    """What a permission means for those who give it."""
    return {
        ApiPermission.FILE_REQUESTS: t("Each becomes a ticket and goes to the city."),
        ApiPermission.SEND_UPDATES: t("Notes for the ticket’s people, on tickets that are public or its own."),
        ApiPermission.CITY_UPDATES: t("What it says counts as the city’s own word. Only for the city’s systems."),
    }[permission]


def say_keys(rows: Sequence[ApiKeyRow], zone: ZoneInfo, now: datetime) -> list[KeyLine]:
    """Keys, in the order of `rows`."""
    today = now.astimezone(zone).date()
    return [_line(row, zone, today) for row in rows]


def _line(row: ApiKeyRow, zone: ZoneInfo, today: date) -> KeyLine:
    return KeyLine(
        id=row.id,
        name=row.name,
        about=" · ".join(part for part in (row.purpose, row.contact) if part),
        ends=t("ends in {letters}", letters=row.hint),
        may=", ".join(say_permission(permission) for permission in row.permissions),
        limits=_limits(row),
        per_minute=str(row.limits.per_minute),
        per_day=str(row.limits.per_day),
        made=_who_and_when(row.made_by, row.made_at, zone, today),
        used=say_ago(row.used_at.astimezone(zone).date(), today) if row.used_at else t("Never"),
        is_working=row.revoked_at is None,
        revoked=_revoked(row, zone, today),
    )


def _limits(row: ApiKeyRow) -> str:
    minute = tn("{count} a minute", "{count} a minute", row.limits.per_minute)
    return t("{minute}, {number} a day", minute=minute, number=say_number(row.limits.per_day))


def _who_and_when(who: str, at: datetime, zone: ZoneInfo, today: date) -> str:
    day = say_day(at.astimezone(zone).date(), today)
    return t("{name}, {day}", name=who or t("Command line"), day=day)


def _revoked(row: ApiKeyRow, zone: ZoneInfo, today: date) -> str:
    if row.revoked_at is None:
        return ""
    return t("Revoked: {who_and_when}", who_and_when=_who_and_when(row.revoked_by, row.revoked_at, zone, today))
