"""What happened to a ticket, step by step, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from liaison_app import routes
from liaison_app.domain.decisions import CLOSING, NUMBERED, Decision
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.moderation import PublicWords
from liaison_app.domain.quotes import QUOTED_KINDS, step_ref
from liaison_app.domain.ticket_rows import ChangeRow, TicketDetail
from liaison_app.domain.tickets import ChangeKind, Status, TicketOrigin
from liaison_app.i18n import t
from liaison_app.wording.changes_told import changes_told
from liaison_app.wording.city_words import is_ending, is_question, say_city_update
from liaison_app.wording.dates import say_exact, say_exact_day, say_moment, say_near_day
from liaison_app.wording.decision_words import decision_icon, say_decision
from liaison_app.wording.looks import say_look, say_who_reads
from liaison_app.wording.pairs import Told, told_by_city
from liaison_app.wording.public_asking import place_among, public_step
from liaison_app.wording.quotes import anchor_of, quotable_step
from liaison_app.wording.step_words import StepWords
from liaison_app.wording.ticket_origin import FROM_THE_CITY

_QUOTED = frozenset(
    {ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD, ChangeKind.NOTE, ChangeKind.OUTCOME}
)

_OF_CITY = frozenset({ChangeKind.CITY_UPDATE, ChangeKind.STATUS, ChangeKind.NOT_UNDERSTOOD})


def history_words(detail: TicketDetail, zone: ZoneInfo) -> list[StepWords]:
    """All steps, newest first; the promised day that went by is one of them."""
    told: list[ChangeRow | PublicWords] = list(_told(detail))
    for words in detail.told:
        told.insert(place_among(words, told), words)
    steps = [
        (one.on, public_step(one, detail) if isinstance(one, PublicWords) else _step(one, detail, zone)) for one in told
    ]
    promised = detail.card.promised_on
    if promised is not None and _went_by(promised, detail):
        day_after = promised + timedelta(days=1)
        place = next((at for at, (on, _) in enumerate(steps) if on < day_after), len(steps))
        went_by = StepWords(
            what=t("The promised day went by."),
            when=say_near_day(day_after, detail.today),
            kind="late",
            icon="late",
            exact=say_exact_day(day_after),
        )
        steps.insert(place, (day_after, went_by))
    return [step for _, step in steps]


def _told(detail: TicketDetail) -> list[ChangeRow]:
    """What happened to it and to what counts together with it, newest first."""
    told = changes_told(detail.changes)
    for member in detail.together.members:
        told += changes_told([change for change in detail.together.changes if change.of == member.id])
    return sorted(told, key=lambda change: change.on, reverse=True) if detail.together.members else told


def _went_by(promised: date, detail: TicketDetail) -> bool:
    """Whether the promised day is known to have gone by before it was closed; the city may not say when that was."""
    if detail.card.status is Status.CLOSED:
        return detail.card.closed_on is not None and promised < detail.card.closed_on and promised < detail.today
    return promised < detail.today


def say_change(change: ChangeRow, detail: TicketDetail) -> str:
    """What one step is, in a sentence."""
    return _said(change, detail)[0]


def _step(change: ChangeRow, detail: TicketDetail, zone: ZoneInfo) -> StepWords:
    what, kind, icon = _said(change, detail)
    at, quote = change.at, _quoted(change)
    told = told_by_city(quote) if change.kind in _OF_CITY else Told(quote)
    return StepWords(
        what=what,
        when=say_moment(at, zone, detail.today) if at else say_near_day(change.on, detail.today),
        kind=kind,
        icon=icon,
        quote=told.text,
        is_paired=told.is_paired,
        language=told.language,
        exact=say_exact(at, zone) if at else say_exact_day(change.on),
        under=say_who_reads(change, detail) if change.kind is ChangeKind.OUTCOME else "",
        origin=t("On ticket {number}", number=change.of) if change.of else "",
        origin_to=routes.ticket(change.of) if change.of else "",
        **_quotable(change, detail),
    )


def _quotable(change: ChangeRow, detail: TicketDetail) -> dict[str, Any]:
    """Its place on the page and where it can be quoted, for the people of the ticket; the public gets neither."""
    if not (not change.of and change.note and change.kind in QUOTED_KINDS and detail.thread.is_read):
        return {}
    ref = step_ref(change.id)
    return {"anchor": anchor_of(ref), "quotable": quotable_step(ref, detail.thread)}


def _quoted(change: ChangeRow) -> str:
    """The words that go with a step: the city's, or those of who decided."""
    if change.kind is ChangeKind.DECISION:
        return "" if change.word in NUMBERED else change.note
    return change.note if change.kind in _QUOTED else ""


def _said_decision(change: ChangeRow) -> tuple[str, str, str]:
    kind = "closed" if change.word in CLOSING else "ours"
    return say_decision(Decision(change.word), change.note), kind, decision_icon(Decision(change.word))


def _said(change: ChangeRow, detail: TicketDetail) -> tuple[str, str, str]:
    number = change.word or detail.card.service_request_id
    say: dict[ChangeKind, Callable[[], tuple[str, str, str]]] = {
        ChangeKind.FILED: lambda: (_who_filed(detail), *_in_whose_hands(detail)),
        ChangeKind.SENT: lambda: (t("We sent it to the city."), "ours", "send"),
        ChangeKind.CITY_NUMBER: lambda: (
            t("The city took it and gave it number {number}.", number=number),
            "city",
            "city",
        ),
        ChangeKind.STATUS: lambda: _said_status(change),
        ChangeKind.NOT_UNDERSTOOD: lambda: (
            t("The city wrote “{word}”. We do not know what that means.", word=change.word),
            "city",
            "ask",
        ),
        ChangeKind.CITY_UPDATE: lambda: _said_update(change, detail),
        ChangeKind.OUTCOME: lambda: say_look(change, detail),
        ChangeKind.FILED_AGAIN: lambda: (t("It was filed again as {number}.", number=change.word), "ours", "again"),
        ChangeKind.DELIVERY: lambda: _said_delivery(change),
        ChangeKind.DECISION: lambda: _said_decision(change),
        ChangeKind.AMENDED: lambda: (t("It was changed, to be sent again."), "ours", "edit"),
        ChangeKind.NOTE: lambda: (t("Another program wrote about it:"), "ours", "ask"),
    }
    return say[change.kind]()


def _in_whose_hands(detail: TicketDetail) -> tuple[str, str]:
    return ("city", "people") if detail.origin in FROM_THE_CITY else ("ours", "save")


def _who_filed(detail: TicketDetail) -> str:
    if detail.origin in FROM_THE_CITY:
        return t("Somebody reported it to the city.")
    if detail.origin is TicketOrigin.API:
        return t("Another program reported it through us.")
    if detail.own is None:
        return t("A liaison reported it.")
    if detail.own.is_mine:
        return t("You reported it, and we saved it.")
    return t("{name} reported it.", name=detail.own.filed_by_name)


def _said_status(change: ChangeRow) -> tuple[str, str, str]:
    if change.word != Status.CLOSED:
        return t("The city opened it again."), "city", "again"
    return t("The city closed it."), "closed", "check"


def _said_update(change: ChangeRow, detail: TicketDetail) -> tuple[str, str, str]:
    if is_question(change.word) and change.note:
        is_mine = detail.own is not None and detail.own.is_mine
        if detail.origin in FROM_THE_CITY:
            return t("The city asks who reported it:"), "city", "ask"
        return t("The city asks you:") if is_mine else t("The city asks the liaison:"), "city", "ask"
    what = say_city_update(change.word)
    return (what, "closed", "check") if is_ending(change.word) else (what, "city", "city")


def _said_delivery(change: ChangeRow) -> tuple[str, str, str]:
    if change.word == "duplicate":
        return t("The city holds it twice, also under {number}.", number=change.note), "late", "warning"
    if change.word == "candidate":
        return t("The city’s list has {number}, which may be it.", number=change.note), "ours", "search"
    return {
        Delivery.REJECTED.value: (t("The city did not take it."), "late", "not-fixed"),
        Delivery.UNKNOWN.value: (t("The city’s answer got lost. We are checking whether it has it."), "ours", "search"),
        Delivery.HUMAN.value: (t("A person has to look into it."), "ours", "people"),
        Delivery.AWAITING_ID.value: (t("The city has it and will give it a number."), "city", "city"),
        Delivery.QUEUED.value: (t("It waits to be sent to the city."), "ours", "waiting"),
        Delivery.ACCEPTED.value: (t("The city has it."), "city", "city"),
        Delivery.IN_REVIEW.value: (t("It was saved as a draft. A coordinator looks at it first."), "ours", "people"),
    }.get(change.word, (t("We sent it to the city."), "ours", "send"))
