"""Channels in words: how a message goes to the city, before it is sent and afterwards, and what the city said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.channels import CallOutcome, Channel, HeardRow
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import one_stop, say_day, say_time


@dataclass(frozen=True)
class HeardWords:
    """Who said it (or did not), and what stands under their words."""

    who: str
    under: list[str]
    is_city: bool


def say_goes_as(channel: Channel | None) -> str:
    """How what is written now goes to the city."""
    if channel is None:
        return ""
    return {
        Channel.UPDATE: t("This goes to the city as an update of its request."),
        Channel.REQUEST: t("This goes to the city as a new request that names this one."),
        Channel.EMAIL: t("This goes to the city as an e-mail."),
    }.get(channel, "")


def say_went_as(channel: Channel) -> str:
    """How a message went to the city."""
    return {
        Channel.UPDATE: t("Sent as an update of the city’s request"),
        Channel.REQUEST: t("Sent as a new request that names this one"),
        Channel.EMAIL: t("Sent as an e-mail"),
        Channel.PHONE: t("Asked by phone"),
    }.get(channel, "")


def say_send_by(channel: Channel) -> str:
    """The button that sends a message in another way."""
    return {
        Channel.UPDATE: t("Send it as an update"),
        Channel.REQUEST: t("Send it as a new request"),
        Channel.EMAIL: t("Send it as an e-mail"),
    }.get(channel, "")


def say_mail_state(row: MessageRow, zone: ZoneInfo, now: datetime) -> str:
    """Where a message that goes as a mail stands; '' where no more is to be said than of any."""
    if row.delivery is Delivery.SENDING and row.reason:
        if row.due_at is not None and row.due_at > now:
            then = say_time(row.due_at, zone)
            return one_stop(t("Saved. The mail server does not take it now; we try again at {time}.", time=then))
        return t("Saved. The mail server does not take it now; we try again by ourselves.")
    if row.delivery is Delivery.REJECTED:
        return t("The e-mail could not be delivered.")
    if row.delivery is Delivery.HUMAN:
        return _mail_for_a_person(row.reason)
    if row.delivery is Delivery.ACCEPTED:
        return t("The mail server took it. An answer by e-mail appears here.")
    return ""


def say_mail_why(delivery: Delivery, reason: str) -> str:
    """Why a message that goes as a mail stands where it stands, for a coordinator; '' where that is as for any."""
    if delivery is Delivery.SENDING:
        return t("The mail server does not take it now. It is tried again by itself.") if reason else ""
    if delivery is Delivery.REJECTED:
        if reason.startswith("recipient_refused"):
            return t("The mail server does not take mail for this address.")
        return t("The mail server refused the e-mail, or could not be reached for two days.")
    return _mail_for_a_person(reason) if delivery is Delivery.HUMAN else ""


def _mail_for_a_person(reason: str) -> str:
    if reason == "mail_bounced":
        return t("The e-mail came back: it did not reach the city.")
    return t("We could not find out whether the e-mail went out. Send it again if you know that it did not.")


def say_arrived(channel: Channel, number: str = "") -> str:
    """That the city has a message, and how its answer comes."""
    if channel is Channel.PHONE:
        return t("The city was asked by phone.")
    if channel is Channel.REQUEST:
        return t("The city has it under {number}. What it answers appears here.", number=number or "–")
    return t("The city has it. What it answers appears here.")


def heard_words(row: HeardRow, today: date) -> HeardWords:
    """What the city said outside of its system, for one of the ticket's people."""
    if row.channel is Channel.EMAIL:
        under = [t("From: {who}", who=row.reached)] if row.reached else []
        under += say_left_out(row.left_out, is_cut=row.is_cut)
        return HeardWords(t("The city, by e-mail:"), under, is_city=True)
    under = [t("Reached: {who}", who=row.reached)] if row.reached else []
    if row.next_on is not None:
        under.append(t("The day they named: {day}", day=say_day(row.next_on, today)))
    if row.channel is Channel.REQUEST:
        return HeardWords(t("The city, to the new request:"), under, is_city=True)
    if row.outcome is CallOutcome.NOBODY:
        who = t("You called the city and reached nobody") if row.is_mine else _nobody(row)
        return HeardWords(who, under, is_city=False)
    if row.outcome is CallOutcome.TOOK:
        under.insert(0, t("They took the question and will answer it."))
    who = t("The city, by phone, as you heard it:") if row.is_mine else _heard_by(row)
    return HeardWords(who, under, is_city=True)


def say_left_out(attachments: int, *, is_cut: bool) -> list[str]:
    """What of a mail is not here."""
    said = []
    if attachments:
        said.append(
            tn("{count} attachment was not taken over.", "{count} attachments were not taken over.", attachments)
        )
    return [*said, t("The mail was longer. Its end was cut off.")] if is_cut else said


def _nobody(row: HeardRow) -> str:
    return t("{name} called the city and reached nobody", name=row.by_name)


def _heard_by(row: HeardRow) -> str:
    return t("The city, by phone, as {name} heard it:", name=row.by_name)
