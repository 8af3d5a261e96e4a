"""The custody chain in words: whose hands a ticket has been in, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liaison_app.domain.delivery import DRAFTS, Delivery
from liaison_app.domain.ticket_rows import TicketDetail
from liaison_app.domain.tickets import Outcome, Standing, Status
from liaison_app.i18n import t
from liaison_app.wording.dates import say_short_day
from liaison_app.wording.ticket_origin import FROM_THE_CITY
from liaison_app.wording.tickets import say_late


@dataclass(frozen=True)
class HopWords:
    """One hop. `kind` as in `components.custody`; `said` is what its colour says, for who cannot see it."""

    name: str = ""
    icon: str = "check"
    kind: str = ""
    when: str = ""
    said: str = ""


def custody_words(detail: TicketDetail) -> list[HopWords]:
    """Saved, sent, city number, department, closed; solid only where it is known. What others told the city was never
    saved or sent by us."""
    if detail.origin in FROM_THE_CITY:
        return [_numbered(detail), _department(detail), _closed(detail)]
    return [_saved(detail), _sent(detail), _numbered(detail), _department(detail), _closed(detail)]


def hop_words(name: str, icon: str, kind: str = "", when: str = "") -> HopWords:
    """A hop that says in words what its colour says."""
    said = {
        "": t("not yet"),
        "moving": t("on its way"),
        "late": t("late"),
    }.get(kind, t("done"))
    return HopWords(name, icon, kind, when, said)


def _on(day: date | None, detail: TicketDetail) -> str:
    return say_short_day(day, detail.today) if day else ""


def _delivery(detail: TicketDetail) -> Delivery:
    if detail.own is not None:
        return detail.own.delivery.delivery
    return Delivery.ACCEPTED if detail.custody.accepted_on else Delivery.QUEUED


def _saved(detail: TicketDetail) -> HopWords:
    return hop_words(t("Saved"), "phone", "ours", _on(detail.custody.saved_on, detail))


def _sent(detail: TicketDetail) -> HopWords:
    delivery = _delivery(detail)
    if delivery in {Delivery.ACCEPTED, Delivery.AWAITING_ID}:
        return hop_words(t("Sent"), "send", "ours", _on(detail.custody.accepted_on, detail))
    if delivery is Delivery.REJECTED:
        return HopWords(t("Sent"), "send", "late", t("not taken"), t("not taken"))
    if delivery is Delivery.WITHDRAWN:
        return HopWords(t("Sent"), "close", "closed", t("not sent"), t("not sent"))
    if delivery in DRAFTS:
        return HopWords(t("Sent"), "people", "", t("a coordinator first"), t("not yet"))
    return hop_words(t("Sent"), "send", "moving")


def _numbered(detail: TicketDetail) -> HopWords:
    name = t("City")
    if detail.card.service_request_id:
        return hop_words(name, "city", "city", _on(detail.custody.accepted_on, detail))
    return hop_words(name, "city", "moving" if _delivery(detail) is Delivery.AWAITING_ID else "")


def _department(detail: TicketDetail) -> HopWords:
    name = t("Depart\u00adment")
    if detail.custody.with_department_on:
        return hop_words(name, "crew", "city", _on(detail.custody.with_department_on, detail))
    if detail.card.status is Status.CLOSED:
        return hop_words(name, "crew", "city")
    if detail.card.standing is Standing.LATE:
        return hop_words(name, "crew", "late", say_late(detail.card, detail.today))
    return hop_words(name, "crew", "moving" if detail.card.service_request_id else "")


def _closed(detail: TicketDetail) -> HopWords:
    looked = _on(detail.custody.looked_on, detail)
    if detail.card.outcome is Outcome.FIXED:
        return hop_words(t("Seen fixed"), "seen", "fixed", looked)
    if detail.card.outcome in {Outcome.NOT_FIXED, Outcome.PARTLY}:
        return HopWords(t("Not fixed"), "not-fixed", "late", looked, t("seen not fixed"))
    if detail.card.status is Status.CLOSED:
        return hop_words(t("City says closed"), "check", "closed", _on(detail.custody.closed_on, detail))
    if detail.card.standing is Standing.LATE and detail.custody.with_department_on:
        return hop_words(t("Closed"), "check", "late", say_late(detail.card, detail.today))
    return hop_words(t("Closed"), "check", "moving" if detail.custody.with_department_on else "")
