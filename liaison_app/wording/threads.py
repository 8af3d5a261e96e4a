"""A ticket's thread in words: what was asked, by when an answer is due, what became of it, and what the city wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.channels import Channel, HeardRow
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.message_rows import MessageRow, SeenRow
from liaison_app.domain.quotes import QUOTED_KINDS, step_ref
from liaison_app.domain.threads import CLOCKS_APART, Side
from liaison_app.domain.ticket_rows import ChangeRow, TicketDetail
from liaison_app.i18n import active_locale, t, tn
from liaison_app.wording.channels import (
    heard_words,
    say_goes_as,
    say_left_out,
    say_send_by,
    say_went_as,
)
from liaison_app.wording.covered_text import TextPart, parts_of
from liaison_app.wording.dates import say_day, say_exact, say_moment, say_near_day
from liaison_app.wording.message_states import say_state
from liaison_app.wording.pairs import Told, in_language, told_by_city
from liaison_app.wording.public_asking import asking_act, say_asked
from liaison_app.wording.quotes import QuotableWords, QuotedWords, anchor_of, quotable_message, quotable_step, say_quote
from liaison_app.wording.thread_intents import say_intent


@dataclass(frozen=True)
class MessagePhotoWords:
    """A photo of a message: its small copy and itself; `said` is for who cannot see it."""

    thumb: str = ""
    address: str = ""
    said: str = ""


@dataclass(frozen=True)
class OtherWay:
    """A channel, and the words of its button."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class ThreadLine:
    """One message, or what the city wrote. `kind` is as in `components.timeline.message`, or theirs; `is_city` says
    that its words are in the city's language.

    `clock` says by when an answer is due, how long it is past due, or when it came; `clock_kind` is open, late or done.
    `steps` are what followed when no answer came.
    `state` says what became of it, `seen` who of the other side had it before them, `refused` why the city did not take
    it or why it was not sent, and `again` is its id where this viewer may send it once more. `parts` is `text` in runs.
    `asked` says whether neighbors may read it, `ask_act` what its author can do about that. `quoted` stands above the
    words; `anchor` is its place on the page. `changes_as` is the name under which its author's phone keeps other
    words, '' where it cannot be changed; one that cannot may still be one that its author `may_take_back`. `taken_back`
    stands where the words were; `has_versions` tells coordinators that earlier words are kept. `via` says how it
    went, and `others` are the ways that it may be sent by instead.
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
    parts: list[TextPart] = field(default_factory=list)
    asked: str = ""
    ask_act: str = ""
    anchor: str = ""
    changed: str = ""
    taken_back: str = ""
    changes_as: str = ""
    may_take_back: bool = False
    has_versions: bool = False
    photos: list[MessagePhotoWords] = field(default_factory=list)
    quoted: QuotedWords = field(default_factory=QuotedWords)
    quotable: QuotableWords = field(default_factory=QuotableWords)
    via: str = ""
    others: list[OtherWay] = field(default_factory=list)


@dataclass(frozen=True)
class ThreadWords:
    """The thread, oldest first. `asks_as` and `writes_as` are the names under which this viewer's phone keeps a message
    to the city and one to our own side, '' where none can be written. `goes_as` says how one goes to the city."""

    lines: list[ThreadLine] = field(default_factory=list)
    asks_as: str = ""
    goes_as: str = ""
    writes_as: str = ""
    is_liaison: bool = False
    has_unseen: bool = False
    sends_photos: bool = False
    summary_to: str = ""
    receipt_to: str = ""


def thread_words(detail: TicketDetail, zone: ZoneInfo, asker: str) -> ThreadWords:
    """The thread in the active locale, for the account `asker`."""
    thread = detail.thread
    name = f"{asker}/{detail.card.id}"
    told = [(row.at, _line(row, detail, zone, name)) for row in thread.messages]
    first = min((at for at, _ in told), default=None)
    told += [
        (_place(one.at, thread.messages), _of_city(one, one.at, detail, zone))
        for one in detail.changes
        if one.at and first and _is_part(one, one.at, first)
    ]
    told += [(_place(one.at, thread.messages), _heard(one, detail, zone)) for one in thread.heard]
    return ThreadWords(
        lines=[line for _, line in sorted(told, key=lambda one: one[0])],
        asks_as=name if thread.may_ask_city and asker else "",
        goes_as=say_goes_as(next(iter(thread.channels), None)),
        writes_as=f"{name}/own" if thread.may_write_side and asker else "",
        is_liaison=thread.is_liaison,
        has_unseen=thread.has_unseen,
        sends_photos=thread.sends_photos,
        summary_to=routes.summary(detail.card.id) if thread.is_read else "",
        receipt_to=routes.ticket_receipt(detail.card.id) if thread.is_read and thread.is_liaison else "",
    )


def _place(at: datetime, messages: Sequence[MessageRow]) -> datetime:
    """Where what the city wrote stands: an answer below its question, though the city's clock were behind ours."""
    return max([at, *(row.at for row in messages if row.answered_at == at)])


def _is_part(change: ChangeRow, at: datetime, first: datetime) -> bool:
    """Whether the city wrote it after the thread began; what it wrote before stands in the history."""
    return change.kind in QUOTED_KINDS and change.note != "" and at + CLOCKS_APART >= first


def _of_city(change: ChangeRow, at: datetime, detail: TicketDetail, zone: ZoneInfo) -> ThreadLine:
    told = told_by_city(change.note)
    return ThreadLine(
        kind="city",
        is_city=not told.is_paired,
        via=told.language,
        who=t("The city"),
        when=say_moment(at, zone, detail.today),
        exact=say_exact(at, zone),
        text=told.text,
        parts=parts_of(told.text),
        quotable=quotable_step(step_ref(change.id), detail.thread),
    )


def _line(row: MessageRow, detail: TicketDetail, zone: ZoneInfo, name: str) -> ThreadLine:
    clock, clock_kind = _clock(row, detail, zone)
    why_not = {Delivery.REJECTED: row.city_words, Delivery.WITHDRAWN: row.withdrawn_because}
    why_not[Delivery.SENT_BACK] = row.withdrawn_because
    is_own, text = row.side is Side.OWN, in_language(row.text, active_locale())
    return ThreadLine(
        id=row.id,
        kind=f"{'mine' if row.is_mine else 'theirs'}{' message--own' if is_own else ''}",
        is_private=is_own,
        who=_who(row),
        when=say_moment(row.at, zone, detail.today),
        exact=say_exact(row.at, zone),
        intent=say_intent(row.intent),
        text=text,
        state="" if is_own or row.taken_back_at else say_state(row, detail.read_at, zone),
        seen=_seen(row.seen, detail, zone),
        clock=clock,
        clock_kind=clock_kind,
        steps=_steps(row, detail, zone),
        refused=why_not.get(row.delivery, "") if row.delivery else "",
        again=row.id if row.may_send_again else "",
        parts=parts_of(text),
        asked=say_asked(row),
        ask_act=asking_act(row),
        anchor=anchor_of(row.id),
        **_changed(row, detail, zone, name),
        quoted=say_quote(row.quotes, row.quote),
        photos=_photos(row),
        quotable=quotable_message(row, detail.thread),
        via=_via(row),
        others=[OtherWay(one.value, say_send_by(one)) for one in row.others],
    )


def _via(row: MessageRow) -> str:
    if row.side is Side.CITY:
        return say_went_as(row.channel)
    return t("By e-mail") if row.by_mail else ""


def _heard(row: HeardRow, detail: TicketDetail, zone: ZoneInfo) -> ThreadLine:
    words = heard_words(row, detail.today)
    told = told_by_city(row.text) if row.channel is Channel.REQUEST else Told(row.text)
    in_city_language = row.channel is Channel.REQUEST and not told.is_paired
    return ThreadLine(
        id=row.id,
        is_city=in_city_language,
        kind="city" if words.is_city else "mine" if row.is_mine else "theirs",
        who=words.who,
        when=say_moment(row.at, zone, detail.today),
        exact=say_exact(row.at, zone),
        text=told.text,
        parts=parts_of(told.text),
        via=told.language,
        steps=words.under,
    )


def _changed(row: MessageRow, detail: TicketDetail, zone: ZoneInfo, name: str) -> dict[str, Any]:
    """What was done with it since, and what its author can do."""
    changed, back = row.changed_at, row.taken_back_at
    when = say_moment(changed, zone, detail.today, is_inside=True) if changed and not back else ""
    day = say_near_day(back.astimezone(zone).date(), detail.today, is_inside=True) if back else ""
    return {
        "changed": t("Changed {when}", when=when) if when else "",
        "taken_back": t("Taken back by its author, {day}", day=day) if day else "",
        "changes_as": f"{name}/change/{row.id}" if row.may_change else "",
        "may_take_back": row.may_take_back,
        "has_versions": row.has_versions,
    }


def _photos(row: MessageRow) -> list[MessagePhotoWords]:
    many = len(row.photos)
    return [
        MessagePhotoWords(
            thumb=routes.photo(key, is_thumb=True),
            address=routes.photo(key),
            said=t("Photo {number} of {many} with this message", number=number, many=many),
        )
        for number, key in enumerate(row.photos, start=1)
    ]


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
    said = say_left_out(row.left_out, is_cut=row.is_cut)
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
