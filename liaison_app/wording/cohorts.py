"""Cohorts in words, for coordinators: the list of them, a session, the form of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_app import cohort_routes
from liaison_app.domain.cohort_rows import CohortCard, Cohorts, CohortSheet, SessionRow
from liaison_app.domain.program import CohortState
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import say_day, say_exact, say_moment, say_month, say_near_day, say_time
from liaison_app.wording.speakers import LanguageChoice, say_languages


@dataclass(frozen=True)
class CohortLine:
    """A cohort in the list. `seated` and `invited` are shares of its seats, in percent."""

    id: str = ""
    href: str = ""
    name: str = ""
    kind: str = ""
    state: str = ""
    day: str = ""
    month: str = ""
    when: str = ""
    next: str = ""
    where: str = ""
    languages: str = ""
    seats: str = ""
    waiting: str = ""
    seated: str = "0%"
    invited: str = "0%"


@dataclass(frozen=True)
class CohortsWords:
    """The list, in both halves."""

    alive: list[CohortLine] = field(default_factory=list)
    over: list[CohortLine] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True)
class OptionWords:
    """One of a list to choose from."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class SessionLine:
    """A session. From `day` on: what its form begins with."""

    id: str = ""
    cohort: str = ""
    cohort_to: str = ""
    topic: str = ""
    leaf_day: str = ""
    leaf_month: str = ""
    when: str = ""
    exact: str = ""
    hours: str = ""
    where: str = ""
    trainer: str = ""
    there: str = ""
    clash: str = ""
    is_cancelled: bool = False
    roster_to: str = ""
    wall_to: str = ""
    day: str = ""
    begins: str = ""
    ends: str = ""
    own_place: str = ""
    own_video_link: str = ""
    trainer_id: str = ""
    trainer_name: str = ""


@dataclass(frozen=True)
class CohortFormWords:
    """What the form of a cohort begins with."""

    name: str = ""
    capacity: str = "12"
    place: str = ""
    access_words: str = ""
    video_link: str = ""
    about: str = ""
    languages: list[LanguageChoice] = field(default_factory=list)
    neighborhoods: list[LanguageChoice] = field(default_factory=list)


def say_cohort_state(state: CohortState) -> str:
    return {
        CohortState.PLANNED: t("Planned"),
        CohortState.OPEN: t("Gives seats"),
        CohortState.CLOSED: t("No more seats given"),
        CohortState.GRADUATED: t("Graduated"),
        CohortState.CANCELLED: t("Called off"),
    }[state]


COHORT_KINDS = {
    CohortState.PLANNED: "closed",
    CohortState.OPEN: "waiting",
    CohortState.CLOSED: "open",
    CohortState.GRADUATED: "fixed",
    CohortState.CANCELLED: "late",
}


def say_cohorts(found: Cohorts, zone: ZoneInfo) -> CohortsWords:
    """All cohorts; `zone` is the city's."""
    today = found.now.astimezone(zone).date()
    alive, over = ([say_card(card, zone, today) for card in cards] for cards in (found.alive, found.over))
    return CohortsWords(alive, over, found.is_cut)


def say_card(card: CohortCard, zone: ZoneInfo, today: date) -> CohortLine:
    """A cohort at a glance."""
    starts = card.starts_at.astimezone(zone).date() if card.starts_at else None
    return CohortLine(
        id=card.id,
        href=cohort_routes.cohort(card.id),
        name=card.name,
        kind=COHORT_KINDS[card.state],
        state=say_cohort_state(card.state),
        day=str(starts.day) if starts else "–",
        month=say_month(starts) if starts else "",
        when=_span(card, zone, today),
        next=t("Next: {when}", when=say_moment(card.next_at, zone, today)) if card.next_at else "",
        where=", ".join(card.neighborhoods) or t("All neighborhoods"),
        languages=say_languages(card.languages),
        seats=_seats(card),
        waiting=tn("{count} waits", "{count} wait", card.waiting) if card.waiting else "",
        seated=_share(card.seated - card.invited, card.capacity),
        invited=_share(card.invited, card.capacity),
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part // max(1, whole)}%"


def _seats(card: CohortCard) -> str:
    said = t("{taken} of {count} seats taken", taken=card.seated - card.invited, count=card.capacity)
    if not card.invited:
        return said
    return t("{seats}, {count} offered", seats=said, count=card.invited)


def _span(card: CohortCard, zone: ZoneInfo, today: date) -> str:
    sessions = tn("{count} session", "{count} sessions", card.sessions)
    if card.starts_at is None or card.ends_at is None:
        return t("No sessions yet")
    first, last = (say_day(at.astimezone(zone).date(), today) for at in (card.starts_at, card.ends_at))
    if first == last:
        return t("{sessions} · {day}", sessions=sessions, day=first)
    return t("{sessions} · {first} to {last}", sessions=sessions, first=first, last=last)


def say_session(one: SessionRow, zone: ZoneInfo, now: datetime) -> SessionLine:
    """A session, for who arranges or trains it."""
    starts, ends, today = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone), now.astimezone(zone).date()
    hours = t("{begin} to {end}", begin=say_time(starts, zone), end=say_time(ends, zone))
    counted = one.starts_at <= now or one.present
    return SessionLine(
        id=one.id,
        cohort=one.cohort_name,
        cohort_to=cohort_routes.cohort(one.cohort_id),
        topic=one.topic,
        leaf_day=str(starts.day),
        leaf_month=say_month(starts.date()),
        when=t("{day}, {hours}", day=say_near_day(starts.date(), today), hours=hours),
        exact=say_exact(one.starts_at, zone),
        hours=hours,
        where=one.place or one.video_link,
        trainer=one.trainer or t("No trainer yet"),
        there=t("{count} of {all} there", count=one.present, all=one.expected) if counted and one.expected else "",
        clash=t("{name} has another session at this time", name=one.trainer) if one.clashes else "",
        is_cancelled=one.is_cancelled,
        roster_to=cohort_routes.roster(one.id),
        wall_to=cohort_routes.roster_wall(one.id),
        day=starts.date().isoformat(),
        begins=starts.strftime("%H:%M"),
        ends=ends.strftime("%H:%M"),
        own_place=one.own_place,
        own_video_link=one.own_video_link,
        trainer_id=one.trainer_id,
        trainer_name="" if one.trainer_id else one.trainer,
    )


def form_of(sheet: CohortSheet | None, neighborhoods: Sequence[tuple[str, str]]) -> CohortFormWords:
    """The form with what a cohort has, empty for None; `neighborhoods` are (id, name), its own come first."""
    own = sheet.neighborhood_ids if sheet else ()
    listed = sorted(neighborhoods, key=lambda one: one[0] not in own)
    there = [LanguageChoice(f"neighborhood_{id_}", name, id_ in own) for id_, name in listed]
    spoken = sheet.card.languages if sheet else ()
    tongues = [LanguageChoice(f"language_{code}", say_languages((code,)), code in spoken) for code in LANGUAGES]
    if sheet is None:
        return CohortFormWords(languages=tongues, neighborhoods=there)
    return CohortFormWords(
        name=sheet.card.name, capacity=str(sheet.card.capacity), place=sheet.place, access_words=sheet.access_words,
        video_link=sheet.video_link, about=sheet.about, languages=tongues, neighborhoods=there,
    )  # fmt: skip
