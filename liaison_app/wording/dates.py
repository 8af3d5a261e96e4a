"""Days, times, ages and distances as people say them, in the active locale and the city's time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name

from liaison_app.i18n import active_locale, t, tn

# The country decides how a time is written: in the United States, Spanish too goes by twelve hours.
_BABEL = {"en": "en_US", "es": "es_US"}
_FULL_DAY = {"en": "EEEE, d MMMM y", "es": "EEEE, d 'de' MMMM 'de' y"}
_A_DAY = timedelta(days=1)
_KM_M = 1000
_NEAR_M = 10
_MONTH_DAYS, _LONG_DAYS, _YEAR_DAYS = 30, 60, 365


def _babel() -> str:
    return _BABEL[active_locale()]


def _plain(text: str) -> str:
    """Without the narrow spaces that fonts do not all have."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def say_day(day: date, today: date) -> str:
    """ "Tue 8 Dec"; with the year where it is not this one."""
    pattern = "E d MMM" if day.year == today.year else "E d MMM y"
    return _plain(format_date(day, pattern, locale=_babel()))


def say_short_day(day: date, today: date) -> str:
    """ "8 Dec"; with the year where it is not this one."""
    pattern = "d MMM" if day.year == today.year else "d MMM y"
    return _plain(format_date(day, pattern, locale=_babel()))


def say_month(day: date) -> str:
    """ "Dec": a day's month in short."""
    return _plain(format_date(day, "MMM", locale=_babel())).removesuffix(".")


def say_near_day(day: date, today: date, *, is_inside: bool = False) -> str:
    """ "Today", "Yesterday", "Tomorrow", or the day; `is_inside` a sentence, "today"."""
    near = {today: t("Today"), today - _A_DAY: t("Yesterday"), today + _A_DAY: t("Tomorrow")}
    said = near.get(day)
    if said and is_inside:
        return said.lower()
    return said or say_day(day, today)


def say_time(at: datetime, zone: ZoneInfo) -> str:
    """ "7:48 pm" in the city's zone."""
    said = _plain(format_time(at.astimezone(zone), "h:mm a", locale=_babel()))
    return said.replace("AM", "am").replace("PM", "pm") if active_locale() == "en" else said


def say_moment(at: datetime, zone: ZoneInfo, today: date, *, is_inside: bool = False) -> str:
    """ "Tue 1 Dec, 7:48 pm" in the city's zone; "Today, …" for this day, `is_inside` a sentence "today, …"."""
    day = say_near_day(at.astimezone(zone).date(), today, is_inside=is_inside)
    return t("{day}, {time}", day=day, time=say_time(at, zone))


def one_stop(sentence: str) -> str:
    """`sentence` with one full stop at its end, where a time such as "9:20 p.m." brought one of its own."""
    return sentence.removesuffix(".") if sentence.endswith("..") else sentence


def say_exact(at: datetime, zone: ZoneInfo) -> str:
    """The full date and time with its zone, for hover: "Tuesday, 1 December 2026, 7:48 pm EST"."""
    local = at.astimezone(zone)
    day = say_exact_day(local.date())
    name = get_timezone_name(local, width="short", locale=_babel())
    return t("{day}, {time} {zone}", day=day, time=say_time(at, zone), zone=name)


def say_exact_day(day: date) -> str:
    """The full date: "Tuesday, 1 December 2026"."""
    return _plain(format_date(day, _FULL_DAY[active_locale()], locale=_babel()))


def say_days(days: int) -> str:
    """ "1 day", "10 days"."""
    return tn("{count} day", "{count} days", days)


def say_age(since: date, today: date) -> str:
    """How old something is: "today", "10 days", "3 months", "2 years"."""
    days = (today - since).days
    if days < 1:
        return t("since today")
    if days <= _LONG_DAYS:
        return say_days(days)
    if days < _YEAR_DAYS:
        return tn("{count} month", "{count} months", days // _MONTH_DAYS)
    return tn("{count} year", "{count} years", days // _YEAR_DAYS)


def say_ago(since: date, today: date) -> str:
    """When it was, looking back: "Today", "Yesterday", "10 days ago", "3 months ago"."""
    days = (today - since).days
    if days <= 1:
        return say_near_day(since, today)
    if days <= _LONG_DAYS:
        return tn("{count} day ago", "{count} days ago", days)
    if days < _YEAR_DAYS:
        return tn("{count} month ago", "{count} months ago", days // _MONTH_DAYS)
    return tn("{count} year ago", "{count} years ago", days // _YEAR_DAYS)


def say_distance_away(metres: float) -> str:
    """ "40 m away", "1.2 km away"; under ten metres "right here"."""
    if metres < _NEAR_M:
        return t("right here")
    if metres < _KM_M:
        return t("{metres} m away", metres=round(metres / 10) * 10)
    return t("{km} km away", km=f"{metres / _KM_M:.1f}")
