"""Certificates in words: for the coordinators' desk, for their owners, and for whoever checks one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from liaison_app import practice_routes, routes, training_routes
from liaison_app.domain.certification import Fulfilment, Need
from liaison_app.domain.certification_rows import (
    CertificationPage,
    CertificationRow,
    CertificationSection,
    EndedLevel,
    HeldLevel,
    OwnStanding,
)
from liaison_app.domain.program import Level, Standing
from liaison_app.i18n import t, tn
from liaison_app.services.certifying import RENEWED_BEFORE
from liaison_app.services.suspending import AppealRow
from liaison_app.wording.dates import say_day, say_moment
from liaison_app.wording.reviews import say_standing_of
from liaison_app.wording.standing_letters import say_level

CODE_GROUP = 4


@dataclass(frozen=True)
class NeedLine:
    """One requirement: what is asked and what is there; for whom it is about, where to do it."""

    words: str = ""
    is_met: bool = False
    icon: str = "waiting"
    leads_to: str = ""
    way: str = ""


@dataclass(frozen=True)
class LevelLine:
    """A level of a person at the desk. `end`: what the button says that ends it, '' where it is over already."""

    key: str = ""
    level: str = ""
    words: str = ""
    end: str = ""


@dataclass(frozen=True)
class EndedLine:
    """A level that a coordinator ended early, and why."""

    words: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PersonLine:
    """One person at the desk. `box` is the name of the field that chooses them."""

    id: str = ""
    box: str = ""
    name: str = ""
    place: str = ""
    standing: str = ""
    kind: str = "waiting"
    until: str = ""
    levels: list[LevelLine] = field(default_factory=list)
    needs: list[NeedLine] = field(default_factory=list)
    is_ready: bool = False
    is_suspended: bool = False


@dataclass(frozen=True)
class SectionLine:
    """A section of the desk, as a chip."""

    key: str = ""
    label: str = ""
    count: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class AppealLine:
    """An appeal that waits for an answer."""

    id: str = ""
    name: str = ""
    reason: str = ""
    by: str = ""
    appeal: str = ""
    when: str = ""
    may_answer: bool = False


@dataclass(frozen=True)
class HeldLine:
    """A level that somebody holds or held. `code` is as people read it, `check_to` where anybody checks it."""

    level: str = ""
    until: str = ""
    code: str = ""
    check_to: str = ""


@dataclass(frozen=True)
class OwnLine:
    """A person's own standing. `kind` is the colour of the headline."""

    headline: str = ""
    words: str = ""
    kind: str = "waiting"
    held: list[HeldLine] = field(default_factory=list)
    ended: list[EndedLine] = field(default_factory=list)
    needs_title: str = ""
    needs: list[NeedLine] = field(default_factory=list)
    may_renew: bool = False
    reason: str = ""
    appeal: str = ""
    answer: str = ""
    may_appeal: bool = False
    may_print: bool = False


def say_code(code: str) -> str:
    """A code in groups, as it is read out."""
    return "-".join(code[at : at + CODE_GROUP] for at in range(0, len(code), CODE_GROUP))


def check_address(code: str, locale: str | None = None) -> str:
    """Where anybody checks a certificate."""
    return routes.localized(f"/c/{quote(code)}", locale)


def say_section(section: CertificationSection) -> str:
    return {
        CertificationSection.TRAINING: t("In training"),
        CertificationSection.ENDING: t("Ends soon"),
        CertificationSection.ENDED: t("Ended"),
        CertificationSection.SUSPENDED: t("Suspended"),
        CertificationSection.CERTIFIED: t("Certified"),
    }[section]


def section_lines(page: CertificationPage, chosen: CertificationSection) -> list[SectionLine]:
    """The sections with how many people are in each."""
    return [
        SectionLine(one.value, say_section(one), str(page.counts[one]), one is chosen) for one in CertificationSection
    ]


def person_lines(page: CertificationPage, zone: ZoneInfo, now: datetime) -> list[PersonLine]:
    """The people of a section in the active locale."""
    return [_person(row, zone, now) for row in page.rows]


def _person(row: CertificationRow, zone: ZoneInfo, now: datetime) -> PersonLine:
    is_due = all(one.ends_at <= now + RENEWED_BEFORE for one in row.held)
    is_good = row.standing in {Standing.CERTIFIED, Standing.NOT_ASKED}
    return PersonLine(
        id=row.account_id,
        box=f"who_{row.account_id}",
        name=row.name,
        place=row.neighborhood,
        standing=say_standing_of(row.standing),
        kind="fixed" if is_good else "waiting" if row.standing is Standing.TRAINEE else "late",
        until="" if row.held else _until(row.ends_at, zone, now),
        levels=[_level(one, zone, now) for one in row.held],
        needs=[say_need(one) for one in row.asked] if is_due else [],
        is_ready=row.is_ready and is_due,
        is_suspended=row.standing is Standing.SUSPENDED,
    )


def _level(one: HeldLevel, zone: ZoneInfo, now: datetime) -> LevelLine:
    level = say_level(one.level.value)
    end = t("End “{level}” early", level=level) if one.ends_at > now else ""
    return LevelLine(one.level.value, level, f"{level}: {_until(one.ends_at, zone, now)}", end)


def _ended(one: EndedLevel, zone: ZoneInfo, now: datetime) -> EndedLine:
    day = say_day(one.at.astimezone(zone).date(), now.astimezone(zone).date())
    return EndedLine(
        t("A coordinator ended “{level}” early, {day}.", level=say_level(one.level.value), day=day), one.reason
    )


def _until(at: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    if at is None:
        return ""
    day = say_day(at.astimezone(zone).date(), now.astimezone(zone).date())
    return t("ended {day}", day=day) if at <= now else t("until {day}", day=day)


def say_need(one: Fulfilment) -> NeedLine:
    """A requirement with what is there of it, such as "Sessions: 60 of 80 per cent"."""
    words = {
        Need.SHARE: t("Sessions attended: {has} %, {of} % needed", has=one.has, of=one.of),
        Need.SESSIONS: t("Sessions since: {has} of {of}", has=one.has, of=one.of),
        Need.MODULES: t("Modules passed: {has} of {of}", has=one.has, of=one.of),
        Need.PRACTICE: t("Practice room: {has} points, {of} needed", has=one.has, of=one.of),
        Need.LEVEL: t("The level that comes before") if one.is_met else t("The level that comes before is missing"),
        Need.HELD: t("Months with that level: {has} of {of}", has=one.has, of=one.of),
    }[one.need]
    return NeedLine(words, one.is_met, "check" if one.is_met else "waiting")


def _own_need(one: Fulfilment) -> NeedLine:
    """A requirement of one's own, with the way to what is missing."""
    said = say_need(one)
    ways = {
        Need.SHARE: (routes.PROGRAM, t("See when the sessions are")),
        Need.SESSIONS: (routes.PROGRAM, t("See when the sessions are: any of them counts, by the code on its wall")),
        Need.MODULES: (training_routes.TRAINING, t("Go on with the modules")),
        Need.PRACTICE: (practice_routes.PRACTICE, t("Go to the practice room")),
    }
    if said.is_met or one.need not in ways:
        return said
    to, way = ways[one.need]
    return replace(said, leads_to=routes.localized(to), way=way)


def appeal_lines(rows: Sequence[AppealRow], zone: ZoneInfo, now: datetime) -> list[AppealLine]:
    """The appeals in the active locale."""
    today = now.astimezone(zone).date()
    return [
        AppealLine(
            row.id,
            row.name,
            row.reason,
            row.by_name,
            row.appeal,
            say_moment(row.appealed_at, zone, today),
            not row.is_yours,
        )
        for row in rows
    ]


def say_certified(count: int) -> str:
    """What was done."""
    return tn("{count} person is certified.", "{count} people are certified.", count)


def level_choices() -> list[tuple[str, str]]:
    """The levels, for a list to choose from."""
    return [(one.value, say_level(one.value)) for one in Level]


def own_line(own: OwnStanding, zone: ZoneInfo, now: datetime) -> OwnLine:
    """A person's own standing in the active locale."""
    headline, words, kind = _own_words(own, zone, now)
    held = [
        HeldLine(
            say_level(one.level.value),
            _until(one.ends_at, zone, now),
            say_code(one.code),
            check_address(one.code),
        )
        for one in own.held
    ]
    asks = t("What the refresher asks for") if own.is_refresher else t("What the certificate asks for")
    suspended = own.suspension
    return OwnLine(
        headline=headline,
        words=words,
        kind=kind,
        held=held,
        ended=[_ended(one, zone, now) for one in own.ended],
        needs_title=asks if own.asked else "",
        needs=[_own_need(one) for one in own.asked],
        may_renew=own.may_renew,
        reason=suspended.reason if suspended else "",
        appeal=suspended.appeal if suspended else "",
        answer=suspended.answer if suspended else "",
        may_appeal=suspended is not None and not suspended.appeal,
        may_print=own.standing is not Standing.SUSPENDED and any(one.ends_at > now for one in own.held),
    )


def _own_words(own: OwnStanding, zone: ZoneInfo, now: datetime) -> tuple[str, str, str]:
    drafts = t("What you file is saved as a draft, and a coordinator looks at it before it goes to the city.")
    day = say_day(own.ends_at.astimezone(zone).date(), now.astimezone(zone).date()) if own.ends_at else ""
    direct = t("What you file goes to the city at once.")
    if own.standing is Standing.LAPSED and any(one.level is Level.LIAISON for one in own.ended):
        return t("You are not certified any more"), drafts, "late"
    return {
        Standing.NOT_ASKED: (t("You file directly"), direct, "fixed"),
        Standing.TRAINEE: (t("You are in training"), drafts, "waiting"),
        Standing.CERTIFIED: (t("You are certified until {day}", day=day), direct, "fixed"),
        Standing.LAPSED: (t("Your certificate ended {day}", day=day), drafts, "late"),
        Standing.SUSPENDED: (t("You are suspended from filing directly"), drafts, "late"),
    }[own.standing]
