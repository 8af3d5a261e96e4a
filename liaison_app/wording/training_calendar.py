"""A calendar of training sessions, worded for calendar programs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from liaison_app.domain.training_calendar import CalendarEvent, TrainingCalendar
from liaison_app.i18n import t
from liaison_app.services.training_calendar import CalendarRow, Sessions


def say_calendar(found: Sessions, zone: ZoneInfo, host: str) -> TrainingCalendar:
    """The calendar in the active locale; `host` makes the names of its events ours alone."""
    events = tuple(_event(one, host) for one in found.rows)
    return TrainingCalendar(found.name or t("Liaison training"), events, zone)


def _event(row: CalendarRow, host: str) -> CalendarEvent:
    one = row.session
    parts = [one.cohort_name, t("Trainer: {name}", name=one.trainer) if one.trainer else "", one.video_link]
    return CalendarEvent(
        uid=f"{one.id.lower()}@{host}",
        sequence=one.revision,
        changed_at=row.changed_at,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        title=one.topic,
        place=one.place or one.video_link,
        words="\n".join(part for part in parts if part),
        link=one.video_link,
        is_cancelled=one.is_cancelled,
    )
