"""What became of a message to the city, in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.channels import Channel
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow
from liaison_app.i18n import t
from liaison_app.wording.channels import say_arrived, say_mail_state
from liaison_app.wording.dates import one_stop, say_time


def say_state(row: MessageRow, now: datetime, zone: ZoneInfo) -> str:
    """Where it is now; by its mail where it goes as one."""
    if row.channel is Channel.EMAIL and (said := say_mail_state(row, zone, now)):
        return said
    if row.delivery is Delivery.QUEUED and row.reason:
        return _waiting(row, now, zone)
    return {
        Delivery.QUEUED: t("Saved. It is on its way to the city"),
        Delivery.SENDING: t("Saved. It is on its way to the city"),
        Delivery.ACCEPTED: say_arrived(row.channel, row.number),
        Delivery.REJECTED: t("The city did not take it."),
        Delivery.WITHDRAWN: t("A coordinator decided that it is not to be sent:"),
        Delivery.IN_REVIEW: t("Saved. A coordinator looks at it before it goes to the city."),
        Delivery.SENT_BACK: t("A coordinator sent it back. Change it, and it is offered again:"),
        Delivery.HUMAN: t("We could not find out whether the city has it. Send it again if you know that it does not."),
    }.get(row.delivery or Delivery.UNKNOWN, t("The city’s answer got lost. We are checking whether it has it."))


def _waiting(row: MessageRow, now: datetime, zone: ZoneInfo) -> str:
    if row.due_at is not None and row.due_at > now:
        then = say_time(row.due_at, zone)
        return one_stop(t("Saved. The city’s system does not take it now; we try again at {time}.", time=then))
    return t("Saved. The city’s system does not take it now; we try again by ourselves.")
