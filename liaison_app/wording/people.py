"""The list of people with an account in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.access import Role
from liaison_app.domain.accounts import PersonRow
from liaison_app.domain.people_rows import PeoplePage, PeopleStanding
from liaison_app.domain.program import Level, Standing
from liaison_app.i18n import t, tn
from liaison_app.wording.accounts import say_role
from liaison_app.wording.dates import say_ago, say_day
from liaison_app.wording.reviews import say_standing_of
from liaison_app.wording.speakers import initials_of
from liaison_app.wording.standing_letters import say_level

_KINDS = {
    Standing.CERTIFIED: "fixed", Standing.NOT_ASKED: "fixed", Standing.TRAINEE: "waiting", Standing.LAPSED: "late",
    Standing.SUSPENDED: "late",
}  # fmt: skip


@dataclass(frozen=True)
class PersonLine:
    """An account in words. `standing` and `until` are those of a liaison, '' where nothing is to be said of it; `kind`
    is the colour of its badge."""

    id: str
    name: str
    initials: str
    email: str
    role: str
    role_words: str
    neighborhood: str
    seen: str
    is_active: bool
    is_you: bool
    named: str = ""
    has_factor: bool = False
    standing: str = ""
    kind: str = "waiting"
    until: str = ""
    levels: str = ""


def say_people(rows: Sequence[PersonRow], zone: ZoneInfo, now: datetime, you: str) -> list[PersonLine]:
    """Accounts, in the order of `rows`; `you` is the id of who looks."""
    return [_person(row, zone, now, you) for row in rows]


def _person(row: PersonRow, zone: ZoneInfo, now: datetime, you: str) -> PersonLine:
    today = now.astimezone(zone).date()
    is_liaison = row.is_active and row.role is Role.LIAISON
    return PersonLine(
        id=row.id,
        name=row.name,
        initials=initials_of(row.name),
        email=row.email,
        role=row.role.value,
        role_words=say_role(row.role) if row.is_active else t("Closed"),
        neighborhood=row.neighborhood,
        seen=say_ago(row.seen_at.astimezone(zone).date(), today) if row.seen_at else t("Not yet"),
        is_active=row.is_active,
        is_you=row.id == you,
        named=t("Named in public as {name}", name=row.shown_name) if row.shown_name else "",
        has_factor=row.has_second_factor and row.is_active,
        standing=say_standing_of(row.standing) if is_liaison else "",
        kind=_KINDS[row.standing],
        until=_until(row.certified_until, zone, now) if is_liaison else "",
        levels=" · ".join(say_level(one.value) for one in row.levels) if is_liaison else "",
    )


def _until(at: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    if at is None:
        return ""
    day = say_day(at.astimezone(zone).date(), now.astimezone(zone).date())
    return t("ended {day}", day=day) if at <= now else t("until {day}", day=day)


def say_people_standing(standing: PeopleStanding) -> str:
    """How people stand, as a choice of a list."""
    return {
        PeopleStanding.CERTIFIED: t("Certified"),
        PeopleStanding.ENDING: t("Ends soon"),
        PeopleStanding.LAPSED: t("Certificate ended"),
        PeopleStanding.TRAINEE: t("In training"),
        PeopleStanding.SUSPENDED: t("Suspended"),
        PeopleStanding.NOT_ASKED: t("No certificate asked for"),
        PeopleStanding.CLOSED: t("Account closed"),
    }[standing]


def people_levels() -> list[tuple[str, str]]:
    """The levels that somebody may hold, as choices of a list."""
    return [(one.value, say_level(one.value)) for one in Level]


def say_people_count(page: PeoplePage, shown: int) -> str:
    """How many people there are that fit, and how many of them stand on the page."""
    if shown < page.count:
        return t("{shown} of {count} people", shown=shown, count=page.count)
    return tn("{count} person", "{count} people", page.count)
