"""Messages to the city in words: what was written, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow
from liaison_app.i18n import t
from liaison_app.wording.dates import one_stop, say_exact, say_moment, say_time
from liaison_app.wording.step_words import StepWords


def message_step(row: MessageRow, today: date, now: datetime, zone: ZoneInfo) -> StepWords:
    """A message as a step of the ticket's history; `under` says what became of it."""
    is_late = row.delivery in {Delivery.REJECTED, Delivery.HUMAN}
    why_not = {Delivery.REJECTED: row.city_words, Delivery.WITHDRAWN: row.withdrawn_because}
    name = row.author_name
    return StepWords(
        what=t("You wrote to the city:") if row.is_mine else t("{name} wrote to the city:", name=name),
        when=say_moment(row.at, zone, today),
        kind="late" if is_late else "ours",
        icon="send",
        quote=row.text,
        exact=say_exact(row.at, zone),
        under=_state(row, now, zone),
        refused=why_not.get(row.delivery, ""),
        again=row.id if row.may_send_again else "",
    )


def _state(row: MessageRow, now: datetime, zone: ZoneInfo) -> str:
    if row.delivery is Delivery.QUEUED and row.reason:
        return _waiting(row, now, zone)
    return {
        Delivery.QUEUED: t("Saved. It is on its way to the city"),
        Delivery.SENDING: t("Saved. It is on its way to the city"),
        Delivery.ACCEPTED: t("The city has it. What it answers appears here."),
        Delivery.REJECTED: t("The city did not take it."),
        Delivery.WITHDRAWN: t("A coordinator decided that it is not to be sent:"),
        Delivery.HUMAN: t("We could not find out whether the city has it. Send it again if you know that it does not."),
    }.get(row.delivery, t("The city’s answer got lost. We are checking whether it has it."))


def _waiting(row: MessageRow, now: datetime, zone: ZoneInfo) -> str:
    if row.due_at is not None and row.due_at > now:
        then = say_time(row.due_at, zone)
        return one_stop(t("Saved. The city’s system does not take it now; we try again at {time}.", time=then))
    return t("Saved. The city’s system does not take it now; we try again by ourselves.")
