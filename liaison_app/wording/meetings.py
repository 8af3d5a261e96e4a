"""Meetings in words: a list of them, one with its agenda and notes, and the form that arranges one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.speakers import LANGUAGES
from liaison_app.i18n import t, tn
from liaison_app.services.meetings import MeetingCard, Meetings, MeetingSheet
from liaison_app.wording.dates import say_exact, say_moment, say_month
from liaison_app.wording.speakers import LanguageChoice, say_languages


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list. `day` and `month` stand on its leaf of a calendar."""

    id: str = ""
    href: str = ""
    title: str = ""
    day: str = ""
    month: str = ""
    when: str = ""
    exact: str = ""
    where: str = ""
    brief_to: str = ""
    minutes_to: str = ""
    counts: str = ""


@dataclass(frozen=True)
class MeetingsWords:
    """The page of all meetings."""

    ahead: list[MeetingRow] = field(default_factory=list)
    past: list[MeetingRow] = field(default_factory=list)
    is_cut: bool = False


@dataclass(frozen=True)
class MeetingWords:
    """One meeting: its head and its facts; '' where something was not said."""

    id: str = ""
    title: str = ""
    when: str = ""
    exact: str = ""
    neighborhood: str = ""
    neighborhood_to: str = ""
    place: str = ""
    host: str = ""
    expected: str = ""
    languages: str = ""
    agenda: str = ""
    notes: str = ""
    arranged_by: str = ""
    amend_to: str = ""
    room_to: str = ""
    send_to: str = ""
    import_to: str = ""
    page_to: str = ""
    brief_to: str = ""
    minutes_to: str = ""
    brief_words: str = ""


@dataclass(frozen=True)
class MeetingFormWords:
    """What the form holds when it opens."""

    title: str = ""
    place: str = ""
    host: str = ""
    neighborhood: str = ""
    starts: str = ""
    expected: str = ""
    agenda: str = ""
    notes: str = ""
    languages: list[LanguageChoice] = field(default_factory=list)


def say_meetings(found: Meetings, zone: ZoneInfo) -> MeetingsWords:
    """All meetings of somebody; `zone` is the city's."""
    today = found.now.astimezone(zone).date()
    ahead, past = ([_row(card, zone, today) for card in cards] for cards in (found.ahead, found.past))
    return MeetingsWords(ahead, past, found.is_cut)


def _row(card: MeetingCard, zone: ZoneInfo, today: date) -> MeetingRow:
    local = card.starts_at.astimezone(zone)
    return MeetingRow(
        id=card.id,
        href=routes.meeting(card.id),
        title=card.title,
        day=str(local.day),
        month=say_month(local.date()),
        when=say_moment(card.starts_at, zone, today),
        exact=say_exact(card.starts_at, zone),
        where=" · ".join(part for part in (card.neighborhood_name, card.place) if part),
        brief_to=routes.meeting_brief(card.id),
        minutes_to=routes.meeting_minutes(card.id),
        counts=_counts(card),
    )


def _counts(card: MeetingCard) -> str:
    if not card.concerns:
        return ""
    concerns = tn("{count} concern", "{count} concerns", card.concerns)
    if not card.settled:
        return concerns
    return t("{concerns}, {sent} sent", concerns=concerns, sent=card.settled)


def say_meeting(sheet: MeetingSheet, zone: ZoneInfo) -> MeetingWords:
    """One meeting, for whoever works on it."""
    card, today = sheet.card, sheet.now.astimezone(zone).date()
    return MeetingWords(
        id=card.id,
        title=card.title,
        when=say_moment(card.starts_at, zone, today),
        exact=say_exact(card.starts_at, zone),
        neighborhood=card.neighborhood_name,
        neighborhood_to=routes.neighborhood(card.neighborhood_id),
        place=card.place,
        host=card.host,
        expected=tn("{count} person", "{count} people", sheet.expected) if sheet.expected is not None else "",
        languages=say_languages(sheet.languages),
        agenda=sheet.agenda,
        notes=sheet.notes,
        arranged_by=sheet.arranged_by,
        amend_to=routes.meeting_amend(card.id),
        room_to=routes.meeting_room(card.id),
        send_to=routes.meeting_send(card.id),
        import_to=routes.meeting_import(card.id),
        page_to=routes.meeting(card.id),
        brief_to=routes.meeting_brief(card.id),
        minutes_to=routes.meeting_minutes(card.id),
        brief_words=sheet.brief_words,
    )


def form_of(sheet: MeetingSheet, zone: ZoneInfo) -> MeetingFormWords:
    """The form with what a meeting has."""
    return MeetingFormWords(
        title=sheet.card.title,
        place=sheet.card.place,
        host=sheet.card.host,
        neighborhood=sheet.card.neighborhood_id,
        starts=sheet.card.starts_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        expected="" if sheet.expected is None else str(sheet.expected),
        agenda=sheet.agenda,
        notes=sheet.notes,
        languages=say_choices(sheet.languages),
    )


def say_choices(chosen: Sequence[str]) -> list[LanguageChoice]:
    """The languages that may be spoken at a meeting, each a tick of its own."""
    return [LanguageChoice(f"language_{code}", say_languages((code,)), code in chosen) for code in LANGUAGES]
