"""The coordinators' inbox of applications, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import application_routes
from liaison_app.domain.application_rows import DeskApplication, Inbox, InboxFilter, InboxRow, Result, Same, SameBy
from liaison_app.domain.applications import Act, acts_from
from liaison_app.domain.program import ApplicationSource, ApplicationState
from liaison_app.i18n import t, tn
from liaison_app.services.application_deciding import GONE, JOINED
from liaison_app.wording.dates import say_exact, say_moment
from liaison_app.wording.speakers import say_languages
from liaison_app.wording.tickets import BadgeWords

WHY_SHOWN = 160


@dataclass(frozen=True)
class StateChip:
    """A state to narrow the list to, with how many there are; `value` '' is all."""

    value: str = ""
    words: str = ""
    count: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class InboxLine:
    """An application of the list."""

    id: str = ""
    name: str = ""
    href: str = ""
    reach: str = ""
    confirmed: str = ""
    is_confirmed: bool = False
    place: str = ""
    languages: str = ""
    why: str = ""
    needs: str = ""
    when: str = ""
    exact: str = ""
    source: str = ""
    badge: BadgeWords = field(default_factory=BadgeWords)
    notes: str = ""
    same: str = ""


@dataclass(frozen=True)
class ResultLine:
    """What became of one chosen row."""

    name: str = ""
    says: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class NoteLine:
    """A note with who wrote it and when."""

    id: str = ""
    by: str = ""
    text: str = ""


@dataclass(frozen=True)
class SameLine:
    """Another application that may be of the same person."""

    id: str = ""
    name: str = ""
    href: str = ""
    says: str = ""


@dataclass(frozen=True)
class DeskWords:
    """A coordinator's page of one application. `may` flags say which decisions can be made."""

    line: InboxLine = field(default_factory=InboxLine)
    email: str = ""
    phone: str = ""
    why: str = ""
    decided: str = ""
    reason: str = ""
    language: str = ""
    is_forgotten: bool = False
    joined_href: str = ""
    seats: list[str] = field(default_factory=list)
    notes: list[NoteLine] = field(default_factory=list)
    same: list[SameLine] = field(default_factory=list)
    may_waitlist: bool = False
    may_decline: bool = False
    may_take_back: bool = False
    may_note: bool = False


def say_state(state: ApplicationState) -> str:
    """Where an application stands, as coordinators say it."""
    return {
        ApplicationState.APPLIED: t("To decide"),
        ApplicationState.WAITLISTED: t("Waitlist"),
        ApplicationState.INVITED: t("Seat offered"),
        ApplicationState.ENROLLED: t("Seat taken"),
        ApplicationState.DECLINED: t("Declined"),
        ApplicationState.WITHDRAWN: t("Withdrew"),
    }[state]


def say_source(source: ApplicationSource) -> str:
    """How an application came."""
    return {
        ApplicationSource.FORM: t("By the form"),
        ApplicationSource.LINK: t("By a cohort’s link"),
        ApplicationSource.IMPORT: t("From a list"),
        ApplicationSource.COORDINATOR: t("By a coordinator"),
    }[source]


def say_chips(counts: Mapping[ApplicationState, int], wanted: InboxFilter) -> list[StateChip]:
    """Every state with its count, and all of them."""
    chips = [
        StateChip(one.value, say_state(one), str(counts.get(one, 0)), one is wanted.state) for one in ApplicationState
    ]
    return [*chips, StateChip("", t("All of them"), str(sum(counts.values())), wanted.state is None)]


def say_inbox(found: Inbox, zone: ZoneInfo, now: datetime) -> list[InboxLine]:
    """The rows of the list."""
    return [_line(one, zone, now) for one in found.rows]


def say_results(results: Sequence[Result], act: Act) -> tuple[str, list[ResultLine]]:
    """What became of the chosen rows: in a sentence, and of each that was left alone why."""
    done = sum(not one.code for one in results)
    said = {
        Act.WAITLIST: tn("{count} is on the waitlist now.", "{count} are on the waitlist now.", done),
        Act.DECLINE: tn("{count} was declined.", "{count} were declined.", done),
        Act.TAKE_BACK: tn("{count} is to be decided again.", "{count} are to be decided again.", done),
    }[act]
    left = [ResultLine(one.name or t("Nobody"), _say_why_not(one.code)) for one in results if one.code]
    return said, left


def say_application(found: DeskApplication, zone: ZoneInfo, now: datetime) -> DeskWords:
    """One application whole."""
    row, today = found.row, now.astimezone(zone).date()
    is_open = not found.is_forgotten and not found.joined_to
    acts = acts_from(row.state) if is_open else ()
    decided = say_moment(found.decided_at, zone, today) if found.decided_at else ""
    return DeskWords(
        line=_line(row, zone, now),
        email=row.email,
        phone=row.phone,
        why=row.why,
        decided=t("{when} by {name}", when=decided, name=found.decided_by) if found.decided_by else decided,
        reason=found.reason,
        language=say_languages([found.locale]),
        is_forgotten=found.is_forgotten,
        joined_href=application_routes.desk_application(found.joined_to) if found.joined_to else "",
        seats=[", ".join(part for part in (one.cohort_name, one.place) if part) for one in found.seats],
        notes=[
            NoteLine(one.id, t("{name}, {when}", name=one.author, when=say_moment(one.at, zone, today)), one.text)
            for one in found.notes
        ],
        same=[_same(one, zone, now) for one in found.same] if is_open else [],
        may_waitlist=Act.WAITLIST in acts,
        may_decline=Act.DECLINE in acts,
        may_take_back=Act.TAKE_BACK in acts,
        may_note=not found.is_forgotten,
    )


def say_waiting(count: int) -> str:
    """How many applications wait for a decision."""
    return tn("{count} application to decide", "{count} applications to decide", count) if count else t("Applications")


def _line(one: InboxRow, zone: ZoneInfo, now: datetime) -> InboxLine:
    return InboxLine(
        id=one.id,
        name=one.name or t("Data deleted"),
        href=application_routes.desk_application(one.id),
        reach=" · ".join(part for part in (one.email, one.phone) if part),
        confirmed=t("Confirmed") if one.confirmed_at else t("Not confirmed"),
        is_confirmed=one.confirmed_at is not None,
        place=one.neighborhood or t("No neighborhood"),
        languages=say_languages(one.languages),
        why=one.why if len(one.why) <= WHY_SHOWN else one.why[: WHY_SHOWN - 1].rstrip() + "…",
        needs=one.needs,
        when=say_moment(one.created_at, zone, now.astimezone(zone).date()),
        exact=say_exact(one.created_at, zone),
        source=say_source(one.source),
        badge=_badge(one.state),
        notes=tn("{count} note", "{count} notes", one.notes) if one.notes else "",
        same=tn("{count} may be the same person", "{count} may be the same person", one.same) if one.same else "",
    )


def _badge(state: ApplicationState) -> BadgeWords:
    kind, icon = {
        ApplicationState.APPLIED: ("waiting", "waiting"),
        ApplicationState.WAITLISTED: ("waiting", "list"),
        ApplicationState.INVITED: ("city", "send"),
        ApplicationState.ENROLLED: ("fixed", "check"),
        ApplicationState.DECLINED: ("closed", "close"),
        ApplicationState.WITHDRAWN: ("closed", "back"),
    }[state]
    return BadgeWords(say_state(state), kind, icon, "message")


def _same(one: Same, zone: ZoneInfo, now: datetime) -> SameLine:
    words = {SameBy.EMAIL: t("same e-mail"), SameBy.PHONE: t("same phone"), SameBy.NAME: t("alike name, same place")}
    by = ", ".join(words[each] for each in one.by)
    when = say_moment(one.created_at, zone, now.astimezone(zone).date())
    says = t("{by} · {state} · {when}", by=by, state=say_state(one.state), when=when)
    return SameLine(one.id, one.name, application_routes.desk_application(one.id), says)


def _say_why_not(code: str) -> str:
    return {
        GONE: t("It is not there any more."),
        JOINED: t("It was put together with another one."),
    }.get(code, t("It cannot be decided so from where it stands."))
