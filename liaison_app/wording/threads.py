"""A ticket's thread in words: what was asked, by when an answer is due, what became of it, and what the city wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow, SeenRow
from liaison_app.domain.threads import CLOCKS_APART, Side
from liaison_app.domain.ticket_rows import ChangeRow, TicketDetail
from liaison_app.domain.tickets import ChangeKind
from liaison_app.i18n import t, tn
from liaison_app.wording.dates import one_stop, say_day, say_exact, say_moment, say_near_day, say_time
from liaison_app.wording.thread_intents import say_intent

_CITY_KINDS = frozenset({ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD})


@dataclass(frozen=True)
class ThreadLine:
    """One message, or what the city wrote. `kind` is as in `components.timeline.message`, or theirs; `is_city` says
    whose words they are.

    `clock` says by when an answer is due, how long it is past due, or when it came; `clock_kind` is open, late or done.
    `steps` are what followed when no answer came.
    `state` says what became of it, `seen` who of the other side had it before them, `refused` why the city did not take
    it or why it was not sent, and `again` is its id where this viewer may send it once more.
    """

    id: str = ""
    kind: str = ""
    is_city: bool = False
    is_private: bool = False
    who: str = ""
    when: str = ""
    exact: str = ""
    intent: str = ""
    text: str = ""
    state: str = ""
    seen: str = ""
    clock: str = ""
    clock_kind: str = ""
    steps: list[str] = field(default_factory=list)
    refused: str = ""
    again: str = ""


@dataclass(frozen=True)
class ThreadWords:
    """The thread, oldest first. `asks_as` and `writes_as` are the names under which this viewer's phone keeps a message
    to the city and one to our own side, '' where none can be written."""

    lines: list[ThreadLine] = field(default_factory=list)
    asks_as: str = ""
    writes_as: str = ""
    is_liaison: bool = False
    has_unseen: bool = False


def thread_words(detail: TicketDetail, zone: ZoneInfo, asker: str) -> ThreadWords:
    """The thread in the active locale, for the account `asker`."""
    thread = detail.thread
    told = [(row.at, _line(row, detail, zone)) for row in thread.messages]
    first = min((at for at, _ in told), default=None)
    told += [
        (_place(one.at, thread.messages), _of_city(one, one.at, detail, zone))
        for one in detail.changes
        if one.at and first and _is_part(one, one.at, first)
    ]
    name = f"{asker}/{detail.card.id}"
    return ThreadWords(
        lines=[line for _, line in sorted(told, key=lambda one: one[0])],
        asks_as=name if thread.may_ask_city and asker else "",
        writes_as=f"{name}/own" if thread.may_write_side and asker else "",
        is_liaison=thread.is_liaison,
        has_unseen=thread.has_unseen,
    )


def _place(at: datetime, messages: Sequence[MessageRow]) -> datetime:
    """Where what the city wrote stands: an answer below its question, though the city's clock were behind ours."""
    return max([at, *(row.at for row in messages if row.answered_at == at)])


def _is_part(change: ChangeRow, at: datetime, first: datetime) -> bool:
    """Whether the city wrote it after the thread began; what it wrote before stands in the history."""
    return change.kind in _CITY_KINDS and change.note != "" and at + CLOCKS_APART >= first


def _of_city(change: ChangeRow, at: datetime, detail: TicketDetail, zone: ZoneInfo) -> ThreadLine:
    return ThreadLine(
        kind="city",
        is_city=True,
        who=t("The city"),
        when=say_moment(at, zone, detail.today),
        exact=say_exact(at, zone),
        text=change.note,
    )


def _line(row: MessageRow, detail: TicketDetail, zone: ZoneInfo) -> ThreadLine:
    clock, clock_kind = _clock(row, detail, zone)
    why_not = {Delivery.REJECTED: row.city_words, Delivery.WITHDRAWN: row.withdrawn_because}
    is_own = row.side is Side.OWN
    return ThreadLine(
        id=row.id,
        kind=f"{'mine' if row.is_mine else 'theirs'}{' message--own' if is_own else ''}",
        is_private=is_own,
        who=_who(row),
        when=say_moment(row.at, zone, detail.today),
        exact=say_exact(row.at, zone),
        intent=say_intent(row.intent),
        text=row.text,
        state="" if is_own else _state(row, detail.read_at, zone),
        seen=_seen(row.seen, detail, zone),
        clock=clock,
        clock_kind=clock_kind,
        steps=_steps(row, detail, zone),
        refused=why_not.get(row.delivery, "") if row.delivery else "",
        again=row.id if row.may_send_again else "",
    )


def _who(row: MessageRow) -> str:
    name = row.author_name
    if row.side is Side.CITY:
        return t("You wrote to the city:") if row.is_mine else t("{name} wrote to the city:", name=name)
    if row.by_liaison:
        return t("You wrote to the coordinators:") if row.is_mine else t("{name} wrote to the coordinators:", name=name)
    return t("You wrote to the liaison:") if row.is_mine else t("{name} wrote to the liaison:", name=name)


def _clock(row: MessageRow, detail: TicketDetail, zone: ZoneInfo) -> tuple[str, str]:
    """What the clock of a message says. It runs where the message has arrived; until then its state says what is."""
    if row.answer_by is None or (row.side is Side.CITY and row.delivery is not Delivery.ACCEPTED):
        return "", ""
    if row.answered_at is not None:
        day = say_near_day(row.answered_at.astimezone(zone).date(), detail.today, is_inside=True)
        return t("Answered {day}", day=day), "done"
    late = (detail.today - row.answer_by).days
    if late > 0:
        return tn("No answer: {count} day past due", "No answer: {count} days past due", late), "late"
    if late == 0:
        return t("Answer due today"), "open"
    return t("Answer due {day}", day=say_day(row.answer_by, detail.today)), "open"


def _steps(row: MessageRow, detail: TicketDetail, zone: ZoneInfo) -> list[str]:
    """Who heard that no answer came, and when; and what a coordinator wrote of one that came in another way."""
    said = []
    if row.raised_at is not None:
        day = say_near_day(row.raised_at.astimezone(zone).date(), detail.today, is_inside=True)
        said.append(t("Coordinators were told that no answer came: {day}", day=day))
    if row.contact_at is not None:
        day = say_near_day(row.contact_at.astimezone(zone).date(), detail.today, is_inside=True)
        said.append(t("Marked for the city’s contact: {day}", day=day))
    if row.contact_at is not None and detail.thread.contact:
        said.append(t("The city’s contact: {contact}", contact=detail.thread.contact))
    if row.answered_how:
        said.append(t("A coordinator: {words}", words=row.answered_how))
    return said


def _seen(seen: tuple[SeenRow, ...], detail: TicketDetail, zone: ZoneInfo) -> str:
    """Who had it before them first, and how many others since."""
    if not seen:
        return ""
    first, others = seen[0], len(seen) - 1
    when = say_moment(first.at, zone, detail.today, is_inside=True)
    if not first.name:
        return t("Read at the city’s desk, {when}", when=when)
    said = t("Read by {name}, {when}", name=first.name, when=when)
    more = tn("{said}, and by {count} other", "{said}, and by {count} others", others, said=said)
    return more if others else said


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
    }.get(row.delivery or Delivery.UNKNOWN, t("The city’s answer got lost. We are checking whether it has it."))


def _waiting(row: MessageRow, now: datetime, zone: ZoneInfo) -> str:
    if row.due_at is not None and row.due_at > now:
        then = say_time(row.due_at, zone)
        return one_stop(t("Saved. The city’s system does not take it now; we try again at {time}.", time=then))
    return t("Saved. The city’s system does not take it now; we try again by ourselves.")
