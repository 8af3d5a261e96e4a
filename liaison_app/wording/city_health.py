"""How the exchange with the city stands, for liaisons: only what lasts, and what it means for them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.i18n import t
from liaison_app.wording.dates import say_moment
from liaison_app.wording.delivery import NoticeWords


def city_notice(
    *, unreachable_since: datetime | None, paused_at: datetime | None, now: datetime, zone: ZoneInfo
) -> NoticeWords:
    """The banner; empty while the city can be reached, or has been away for less than an hour."""
    today = now.astimezone(zone).date()
    if paused_at is not None:
        return NoticeWords(
            t(
                "The city’s system has not let us in since {since}",
                since=say_moment(paused_at, zone, today, is_inside=True),
            ),
            t("Keep reporting: we save everything. A coordinator is on it, and what waits goes by itself afterwards."),
        )
    if unreachable_since is not None:
        since = say_moment(unreachable_since, zone, today, is_inside=True)
        return NoticeWords(
            t("The city’s system has not answered since {since}", since=since),
            t("Keep reporting: we save everything and send it by ourselves when the city is back."),
        )
    return NoticeWords()
