"""The activity log in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.activity import ActivityRow
from liaison_app.domain.ids import TicketId
from liaison_app.i18n import t, tn
from liaison_app.wording.activity_kinds import activity_kinds
from liaison_app.wording.dates import say_exact, say_moment

HEADING = ("at", "kind", "who_id", "who", "about", "about_name", "detail")


@dataclass(frozen=True)
class ActivityLine:
    """One entry. `about` is a ticket's number, a name or an id, '' for nothing; `leads_to` is the ticket's page."""

    id: str = ""
    when: str = ""
    exact: str = ""
    what: str = ""
    who: str = ""
    about: str = ""
    leads_to: str = ""


def say_activity(rows: Sequence[ActivityRow], zone: ZoneInfo, now: datetime) -> list[ActivityLine]:
    """Entries, in the order of `rows`. A kind that has no words is shown by its code."""
    kinds, today = activity_kinds(), now.astimezone(zone).date()
    return [
        ActivityLine(
            id=str(row.id),
            when=say_moment(row.at, zone, today),
            exact=say_exact(row.at, zone),
            what=kinds.get(row.kind, row.kind),
            who=_who(row),
            about=row.ticket_id or row.about_name or row.subject,
            leads_to=routes.ticket(TicketId(row.ticket_id)) if row.ticket_id else "",
        )
        for row in rows
    ]


def _who(row: ActivityRow) -> str:
    if row.who_id:
        return row.who or t("An account that is gone")
    return t("Nobody signed in, or the program itself")


def kind_choices() -> list[tuple[str, str]]:
    """Every kind, by its words."""
    return sorted(activity_kinds().items(), key=lambda one: one[1].casefold())


def say_shown(count: int) -> str:
    """How many entries stand on the page."""
    return tn("{count} entry shown", "{count} entries shown", count)


def activity_rows(rows: Iterable[ActivityRow], zone: ZoneInfo) -> Iterable[Sequence[str | int]]:
    """The entries as a table: times in the city's zone, kinds as codes, `detail` as JSON."""
    yield HEADING
    for row in rows:
        at = row.at.astimezone(zone).isoformat(timespec="seconds")
        detail = json.dumps(dict(row.detail), ensure_ascii=False, sort_keys=True) if row.detail else ""
        yield (at, row.kind, row.who_id, row.who, row.subject, row.about_name, detail)
