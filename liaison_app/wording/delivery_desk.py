"""Tickets at the delivery desk, in words: since when and why they wait, what was tried, and what is possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.channels import Channel
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.delivery_steps import CLEAN_SEARCHES_NEEDED, AttemptResult
from liaison_app.domain.desk_rows import DeskRow
from liaison_app.i18n import t, tn
from liaison_app.services.delivery_candidates import Candidate
from liaison_app.services.delivery_handing import LIAISON, Colleague
from liaison_app.wording.channels import say_mail_why
from liaison_app.wording.covered_text import TextPart, parts_of
from liaison_app.wording.dates import one_stop, say_exact, say_moment
from liaison_app.wording.places import sign_of
from liaison_app.wording.services import say_service
from liaison_app.wording.tickets import BadgeWords, say_delivery_short


@dataclass(frozen=True)
class SecondLine:
    """A second number to decide about. `is_placeholder`: the city gave it for a number to come."""

    number: str = ""
    is_placeholder: bool = False


@dataclass(frozen=True)
class CandidateLine:
    """A number that a search found. `held_by` is the other ticket that was told it, '' where none was."""

    number: str = ""
    held_by: str = ""
    href: str = ""


@dataclass(frozen=True)
class ChoiceWords:
    """One entry of a list to choose from."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class DeskLine:
    """One ticket or message of the desk; `mark` says that it is a message.

    `quote` are the city's own words; `ref` is what the city's list may show of it. `parts` is `text` in runs.

    `handed` says who is to decide. What is possible: `is_held` everything a person may decide, `may_number` giving it
    the city's number.
    """

    id: str = ""
    mark: str = ""
    href: str = ""
    name: str = ""
    who: str = ""
    text: str = ""
    parts: list[TextPart] = field(default_factory=list)
    badge: BadgeWords = field(default_factory=BadgeWords)
    since: str = ""
    exact: str = ""
    why: str = ""
    quote: str = ""
    next: str = ""
    tried: str = ""
    ref: str = ""
    number: str = ""
    handed: str = ""
    handed_note: str = ""
    is_held: bool = False
    may_number: bool = False


@dataclass(frozen=True)
class Now:
    """What times are told against: the city's zone, this moment, and how patient delivery is."""

    zone: ZoneInfo
    at: datetime
    policy: DeliveryPolicy

    def say(self, moment: datetime) -> str:
        """A moment as people say it today."""
        return say_moment(moment, self.zone, self.at.astimezone(self.zone).date())

    def say_inside(self, moment: datetime) -> str:
        """The same in the middle of a sentence."""
        return say_moment(moment, self.zone, self.at.astimezone(self.zone).date(), is_inside=True)


def desk_line(row: DeskRow, now: Now) -> DeskLine:
    """One row of the desk in the active locale."""
    is_twice = bool(row.seconds)
    return DeskLine(
        id=row.key,
        mark=t("Message") if row.message_id else "",
        href=routes.ticket(row.id),
        name=name_of(row.service_code, row.service_name, row.address),
        who=_who(row),
        text=row.description,
        parts=parts_of(row.description),
        badge=BadgeWords(t("Twice at the city"), "late", "warning", "message") if is_twice else _badge(row.delivery),
        since=t("Since: {when}", when=now.say(row.since)),
        exact=say_exact(row.since, now.zone),
        why=_twice(row) if is_twice else say_why(row, now),
        quote="" if is_twice else row.city_words,
        next="" if is_twice else say_next(row, now),
        tried=tn("Tried {count} time", "Tried {count} times", row.attempts) if row.attempts else t("Not tried yet"),
        ref=row.ref,
        number=row.number or "",
        handed=_handed(row, now),
        handed_note=row.handed.note if row.handed else "",
        is_held=row.delivery in HELD,
        may_number=not row.message_id and row.delivery in HELD | {Delivery.UNKNOWN, Delivery.AWAITING_ID},
    )


def second_lines(row: DeskRow) -> list[SecondLine]:
    """The number of one ticket that is to be joined with its own; one after the other where there are several."""
    return [SecondLine(one.number, one.is_placeholder) for one in row.seconds[:1]]


def candidate_lines(found: Sequence[Candidate]) -> list[CandidateLine]:
    """What searches found for one ticket."""
    return [
        CandidateLine(one.number, one.held_by, routes.ticket(one.held_by)) if one.held_by else CandidateLine(one.number)
        for one in found
    ]


def colleague_choices(row: DeskRow, colleagues: Sequence[Colleague]) -> list[ChoiceWords]:
    """Whom a ticket can be handed to: its liaison, or another coordinator; a message to the latter only."""
    may_ask = row.filed_by_name and not row.message_id
    back = [ChoiceWords(LIAISON, t("{name}, who reported it", name=row.filed_by_name))] if may_ask else []
    return [*back, *(ChoiceWords(one.id, one.name) for one in colleagues)]


def name_of(service_code: str, service_name: str, address: str) -> str:
    """A ticket by what it is and where."""
    return " · ".join(part for part in (say_service(service_code, service_name), sign_of(address).plain) if part)


def _who(row: DeskRow) -> str:
    if row.message_id:
        return t("Written by {name}", name=row.filed_by_name)
    return t("Reported by {name}", name=row.filed_by_name) if row.filed_by_name else t("Reported by a program")


def _badge(delivery: Delivery) -> BadgeWords:
    if delivery is Delivery.REJECTED:
        return BadgeWords(t("Not taken by the city"), "late", "warning", "message")
    if delivery is Delivery.HUMAN:
        return BadgeWords(t("Not settled"), "waiting", "people", "message")
    kind = {Delivery.ACCEPTED: "open", Delivery.WITHDRAWN: "closed"}.get(delivery, "waiting")
    icon = {Delivery.UNKNOWN: "search", Delivery.WITHDRAWN: "close"}.get(delivery, "send")
    return BadgeWords(say_delivery_short(delivery), kind, icon, "message")


def _twice(row: DeskRow) -> str:
    others = ", ".join(one.number for one in row.seconds)
    return t("The city has it under {number}, and also under {others}.", number=row.number or "–", others=others)


def _handed(row: DeskRow, now: Now) -> str:
    if row.handed is None:
        return ""
    when = now.say(row.handed.at)
    if row.handed.is_liaison:
        return t("{name} was asked: {when}", name=row.handed.to_name, when=when)
    return t("Handed to {name}: {when}", name=row.handed.to_name, when=when)


def say_why(row: DeskRow, now: Now) -> str:
    """Why a ticket stands where it stands."""
    if row.channel is Channel.EMAIL and (said := say_mail_why(row.delivery, row.reason)):
        return said
    if row.delivery is Delivery.REJECTED:
        if row.city_words:
            return t("The city’s system refused it and wrote:")
        return t("The city’s system refused it and gave no reason.")
    if row.delivery is Delivery.HUMAN:
        return _why_a_person(row)
    if row.delivery is Delivery.UNKNOWN:
        return t("It was sent, and the city’s answer got lost. {found}", found=_searches(row, now))
    return {
        Delivery.AWAITING_ID: t("The city took it and gave a placeholder. Its number follows."),
        Delivery.SENDING: t("It is being sent now."),
        Delivery.ACCEPTED: t("The city has it.")
        if row.message_id
        else t("The city has it under {number}.", number=row.number or "–"),
        Delivery.WITHDRAWN: t("It was decided that it is not to be sent."),
    }.get(row.delivery, _why_it_waits(row))


def _why_it_waits(row: DeskRow) -> str:
    return {
        AttemptResult.UNREACHABLE: t("The city’s system could not be reached."),
        AttemptResult.BUSY: t("The city’s system asked us to wait."),
        AttemptResult.FORBIDDEN: t("The city’s system does not accept our key."),
        "not_there": t("Two complete searches found nothing at the city, so it goes out again."),
    }.get(row.reason, t("It is next in line."))


def _searches(row: DeskRow, now: Now) -> str:
    counts_from = (row.posted_at or row.since) + timedelta(seconds=now.policy.settle_s)
    if row.failures:
        return tn(
            "{count} search in a row could not see all of the city’s records.",
            "{count} searches in a row could not see all of the city’s records.",
            row.failures,
        )
    if row.clean_searches:
        return t("Complete searches that found nothing: {count} of {needed}.", count=row.clean_searches, needed=_NEEDED)
    if counts_from > now.at:
        return t(
            "A search that finds nothing counts from {when} on; until then the city may not show it.",
            when=now.say_inside(counts_from),
        )
    return t("No complete search has found it yet.")


_NEEDED = CLEAN_SEARCHES_NEEDED


def say_next(row: DeskRow, now: Now) -> str:
    """What happens by itself, and when; '' where a person has to act."""
    if row.due_at is None or row.delivery in HELD:
        return ""
    when = now.say_inside(max(row.due_at, now.at))
    is_now = row.due_at <= now.at
    if row.delivery is Delivery.UNKNOWN:
        give_up = (row.posted_at or row.since) + timedelta(seconds=now.policy.search_patience_s)
        look = t("We look now.") if is_now else one_stop(t("We look again: {when}.", when=when))
        return f"{look} {one_stop(t('A person decides at the latest: {when}.', when=now.say_inside(give_up)))}"
    if row.delivery is Delivery.AWAITING_ID:
        return t("We ask now.") if is_now else one_stop(t("We ask again: {when}.", when=when))
    if row.delivery is Delivery.QUEUED:
        turn = t("It goes out as soon as it is its turn.")
        return turn if is_now else one_stop(t("Next try: {when}.", when=when))
    return ""


def _why_a_person(row: DeskRow) -> str:
    return {
        "several_maybes": t("The city’s list has something like it, but nothing shows that it is ours."),
        "cannot_search": t("The city’s answer got lost, and its list could not be searched for three days."),
        "cannot_tell": t("The city’s answer got lost, and its list does not show whether the city has it."),
        "unclear_too_often": t("We sent it several times, and the city’s answer got lost every time."),
        "token_without_id": t("The city took it a week ago and has still given it no number."),
        "number_taken": t("The city answered with the number of another ticket."),
        "number_elsewhere": t("The city has it under a number that another ticket was given."),
        "number_given_back": t("Its number proved to be another ticket’s. The city may have it under another one."),
        "forbidden": t("The city’s system turns this one away and takes others. The words may be why."),
    }.get(row.reason, t("We could not settle it with the city’s system."))
