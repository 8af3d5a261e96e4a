"""What became of our message, told truthfully: what is saved, what waits, what we do by ourselves and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.domain.ticket_rows import DeliveryRow
from liaison_app.i18n import t
from liaison_app.wording.dates import one_stop, say_moment, say_time

# Why a queued message waits, where it is not simply its turn.
_WAITS_FOR = frozenset({AttemptResult.UNREACHABLE, AttemptResult.BUSY, AttemptResult.FORBIDDEN})


@dataclass(frozen=True)
class NoticeWords:
    """A notice; none where `title` is empty. `quote` are the city's own words. `kind` as in `components.notices`."""

    title: str = ""
    words: str = ""
    quote: str = ""
    kind: str = "waiting"


def delivery_notice(row: DeliveryRow, now: datetime, zone: ZoneInfo) -> NoticeWords:
    """What to tell the liaison about a message that the city has not taken; empty once it has."""
    if row.delivery is Delivery.ACCEPTED:
        return NoticeWords()
    if row.delivery is Delivery.WITHDRAWN:
        return NoticeWords(
            t("Not sent to the city"),
            t("A coordinator decided that it is not to be sent. The reason stands below under what happened."),
            kind="quiet",
        )
    if row.delivery is Delivery.REJECTED:
        return NoticeWords(t("The city did not take it"), _what_to_change(row), row.city_words, "late")
    if row.delivery is Delivery.HUMAN:
        return NoticeWords(
            t("A person has to look into it"),
            t("We could not settle it with the city’s system. It is saved, and your coordinator sees it."),
            row.city_words,
            "late",
        )
    if row.delivery is Delivery.IN_REVIEW:
        return NoticeWords(
            t("It waits for a coordinator"),
            t("It is saved whole. A coordinator looks at it before it goes to the city; you hear of it here."),
        )
    if row.delivery is Delivery.SENT_BACK:
        return NoticeWords(
            t("A coordinator sent it back to you"),
            t("Change it below and offer it again. This is what the coordinator wrote:"),
            row.reviewer_words,
            "late",
        )
    title, words = _waiting(row, now, zone)
    return NoticeWords(title, words)


def _what_to_change(row: DeliveryRow) -> str:
    if row.city_words:
        return t("It is saved here, but nobody at the city has it. This is what the city’s system wrote:")
    return t("It is saved here, but nobody at the city has it. Its system gave no reason.")


def _waiting(row: DeliveryRow, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    if row.delivery is Delivery.AWAITING_ID:
        return (
            t("The city has it. Its number follows"),
            t("The city’s system took it and gives it a number later. We ask until it is there."),
        )
    if row.delivery is Delivery.UNKNOWN:
        return (
            t("We are checking whether the city has it"),
            t(
                "We sent it, but the city’s answer got lost. We look it up there before we send it again, so that it "
                "is not filed twice."
            ),
        )
    if row.delivery is Delivery.QUEUED and row.reason in _WAITS_FOR:
        return t("Saved. It waits for the city’s system"), _what_it_waits_for(row, now, zone)
    return t("Saved. It is on its way to the city"), t("The city’s number appears here as soon as it is there.")


def _what_it_waits_for(row: DeliveryRow, now: datetime, zone: ZoneInfo) -> str:
    if row.reason == AttemptResult.FORBIDDEN:
        return t("The city’s system does not accept our key. A coordinator is told; it goes by itself afterwards.")
    next_try = _say_next(row.due_at, now, zone)
    if next_try:
        words = t("We saved it. The city’s system does not answer; we try again by ourselves: {time}.", time=next_try)
        return one_stop(words)
    return t("We saved it. The city’s system does not answer; we try again by ourselves.")


def _say_next(due_at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if due_at is None or due_at <= now:
        return ""
    today = now.astimezone(zone).date()
    if due_at.astimezone(zone).date() == today:
        return say_time(due_at, zone)
    return say_moment(due_at, zone, today, is_inside=True)
