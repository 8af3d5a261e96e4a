"""Tickets that wait for a coordinator's decision, in words: since when, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.delivery import Delivery
from liaison_app.i18n import t, tn
from liaison_app.services.held_tickets import HeldTicket, HeldTickets
from liaison_app.wording.dates import say_moment
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import say_service
from liaison_app.wording.tickets import BadgeWords


@dataclass(frozen=True)
class HeldLine:
    """One ticket of the list. `quote` are the city's own words; `ref` is what the city's list may show of it."""

    id: str = ""
    href: str = ""
    name: str = ""
    who: str = ""
    text: str = ""
    badge: BadgeWords = field(default_factory=BadgeWords)
    since: str = ""
    why: str = ""
    quote: str = ""
    ref: str = ""


def say_held(found: HeldTickets, zone: ZoneInfo, now: datetime) -> list[HeldLine]:
    """The list in the active locale."""
    return [_line(one, zone, now) for one in found.tickets]


def say_held_total(found: HeldTickets) -> str:
    """How many there are."""
    return tn("{count} ticket waits", "{count} tickets wait", found.total)


def _line(one: HeldTicket, zone: ZoneInfo, now: datetime) -> HeldLine:
    since = say_moment(one.since, zone, now.astimezone(zone).date())
    return HeldLine(
        id=one.id,
        href=routes.ticket(one.id),
        name=" · ".join((say_service(one.service_code, one.service_name), sign_of(one.address).plain)),
        who=t("Reported by {name}", name=one.filed_by_name),
        text=one.description,
        badge=_badge(one.delivery),
        since=t("Since: {when}", when=since),
        why=_why(one),
        quote=one.city_words,
        ref=one.ref,
    )


def _badge(delivery: Delivery) -> BadgeWords:
    if delivery is Delivery.REJECTED:
        return BadgeWords(t("Not taken by the city"), "late", "warning", "message")
    return BadgeWords(t("Not settled"), "waiting", "people", "message")


def _why(one: HeldTicket) -> str:
    if one.delivery is Delivery.REJECTED:
        if one.city_words:
            return t("The city’s system refused it and wrote:")
        return t("The city’s system refused it and gave no reason.")
    return {
        "several_maybes": t("The city’s list has something like it, but nothing shows that it is ours."),
        "cannot_search": t("The city’s answer got lost, and its list could not be searched for three days."),
        "cannot_tell": t("The city’s answer got lost, and its list does not show whether the city has it."),
        "unclear_too_often": t("We sent it several times, and the city’s answer got lost every time."),
        "token_without_id": t("The city took it a week ago and has still given it no number."),
        "number_taken": t("The city answered with the number of another ticket."),
        "forbidden": t("The city’s system turns this one away and takes others. The words may be why."),
    }.get(one.reason, t("We could not settle it with the city’s system."))
