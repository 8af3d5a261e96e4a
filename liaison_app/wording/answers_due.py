"""Questions that are past due in words, for the coordinators' desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.threads import Side
from liaison_app.i18n import t, tn
from liaison_app.services.answers_due import OverdueAnswers, OverdueRow
from liaison_app.wording.dates import say_moment
from liaison_app.wording.services import say_service
from liaison_app.wording.thread_intents import say_intent


@dataclass(frozen=True)
class OverdueLine:
    """One question: where, what it is about, who asked whom, how long it is past due, and what was done."""

    id: str = ""
    href: str = ""
    place: str = ""
    what: str = ""
    intent: str = ""
    asked: str = ""
    late: str = ""
    step: str = ""


@dataclass(frozen=True)
class UnreadLine:
    """One private message that no coordinator has read: where, what it is about, who wrote it and when."""

    id: str = ""
    href: str = ""
    place: str = ""
    what: str = ""
    intent: str = ""
    who: str = ""
    when: str = ""


def say_unread(found: OverdueAnswers, zone: ZoneInfo, now: datetime) -> list[UnreadLine]:
    """The private messages in the active locale."""
    today = now.astimezone(zone).date()
    return [
        UnreadLine(
            id=row.message_id,
            href=routes.ticket(row.ticket_id),
            place=row.address or row.ticket_id,
            what=say_service(row.service_code, row.service_name),
            intent=say_intent(row.intent) if row.intent else "",
            who=row.author_name,
            when=say_moment(row.at, zone, today),
        )
        for row in found.unread
    ]


def say_overdue(found: OverdueAnswers) -> list[OverdueLine]:
    """The list in the active locale."""
    return [_line(row, found.today) for row in found.rows]


def _line(row: OverdueRow, today: date) -> OverdueLine:
    days = (today - row.answer_by).days
    to_city = t("{name} asked the city", name=row.author_name)
    return OverdueLine(
        id=row.message_id,
        href=routes.ticket(row.ticket_id),
        place=row.address or row.ticket_id,
        what=say_service(row.service_code, row.service_name),
        intent=say_intent(row.intent),
        asked=to_city if row.side is Side.CITY else t("{name} asked privately", name=row.author_name),
        late=tn("{count} day past due", "{count} days past due", days),
        step=t("For the city’s contact") if row.contact_at else t("With the coordinators"),
    )
