"""Calendars as iCalendar files, by the library icalendar."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from liaison_app.domain.training_calendar import CalendarEvent, TrainingCalendar

PRODUCT = "-//Neighborhood Liaison//Training//EN"
# How often programs that subscribe look again.
LOOK_AGAIN = "PT1H"


class CalendarFiles:
    """Writes calendars with the description of their time zone."""

    def write(self, calendar: TrainingCalendar) -> bytes:
        made = Calendar()
        made.add("prodid", PRODUCT)
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", calendar.name)
        made.add("x-wr-timezone", calendar.zone.key)
        made.add("x-published-ttl", LOOK_AGAIN)
        for one in calendar.events:
            made.add_component(_event(one, calendar))
        if calendar.events:
            made.add_missing_timezones()
        written: bytes = made.to_ical()
        return written


def _event(one: CalendarEvent, calendar: TrainingCalendar) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", _whole(one.changed_at))
    event.add("last-modified", _whole(one.changed_at))
    event.add("dtstart", one.starts_at.astimezone(calendar.zone))
    event.add("dtend", one.ends_at.astimezone(calendar.zone))
    event.add("summary", one.title)
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    for name, words in (("location", one.place), ("description", one.words), ("url", one.link)):
        if words:
            event.add(name, words)
    return event


def _whole(at: datetime) -> datetime:
    """A moment in UTC, without parts of a second."""
    return at.astimezone(UTC).replace(microsecond=0)
