"""What a ticket's page says below its headline: who has it, and what its reader can do now."""

from __future__ import annotations

import re
from collections.abc import Callable

from liaison_app.domain.mirrored import MIRRORED
from liaison_app.domain.ticket_rows import ChangeRow, TicketCard, TicketDetail
from liaison_app.domain.tickets import ChangeKind, Outcome, Standing
from liaison_app.i18n import t
from liaison_app.wording.changes_told import changes_told
from liaison_app.wording.city_words import is_ending, is_question
from liaison_app.wording.dates import say_day

_CITY_NUMBER = re.compile(r"(?<![\w-])\d{6,12}(?![\w-])")


def say_sub(detail: TicketDetail) -> str:
    """Who has it, or what the city asks."""
    card, today = detail.card, detail.today
    closed = say_day(card.closed_on, today) if card.closed_on else ""
    if question := _question(detail):
        return _asked(detail, question)
    say: dict[Standing, Callable[[], str]] = {
        Standing.OURS: lambda: t("We have saved it. The city has not taken it yet."),
        Standing.WITH_CITY: lambda: _with_whom(detail),
        Standing.LATE: lambda: t("The city has it and has not closed it."),
        Standing.CLOSED: lambda: (
            t("The city closed it on {day}. Nobody has looked yet.", day=closed)
            if closed
            else t("Nobody has looked yet.")
        ),
        Standing.NOT_FIXED: lambda: _not_fixed(card, closed),
        Standing.FIXED: lambda: t("A person looked, and it is fixed."),
        Standing.WITHDRAWN: lambda: t("A coordinator decided that it is not to be sent."),
    }
    said = say[card.standing]()
    if not detail.status_word:
        return said
    word = t("It calls its status “{word}”, a word we do not know.", word=detail.status_word)
    return f"{said} {word}"


def _not_fixed(card: TicketCard, closed: str) -> str:
    if card.outcome is Outcome.PARTLY:
        seen = t("A person looked, and only part of it is fixed.")
        return t("The city closed it on {day}.", day=closed) + f" {seen}" if closed else seen
    if not closed:
        return t("A person looked, and it is not fixed.")
    return t("The city closed it on {day}. A person looked, and it is not fixed.", day=closed)


def say_next_step(detail: TicketDetail, line: str) -> str:
    """What comes next; `line` is the city's telephone line. '' where nothing is to be said."""
    standing = detail.card.standing
    if _question(detail):
        if detail.origin in MIRRORED:
            return ""
        if detail.own is None:
            return t("Next: the liaison who reported it answers, and the city goes on.")
        return t("Next: call {line}, say the city number and answer. The city waits for it.", line=line)
    if standing is Standing.LATE:
        return t("Next: call {line} and say the city number. They can ask the department.", line=line)
    if standing is Standing.CLOSED:
        return _closed(detail, line)
    if standing is Standing.NOT_FIXED:
        return t("Next: call {line} with the city number and say that it is not fixed.", line=line)
    if standing is Standing.WITH_CITY:
        return t("Next: the city sends somebody. What it tells us appears here by itself.")
    return ""


def _with_whom(detail: TicketDetail) -> str:
    who, is_promised = detail.department, detail.card.promised_on is not None
    if who and is_promised:
        return t("The city has it: {department}.", department=who)
    if who:
        return t("The city has it: {department}. It has named no day.", department=who)
    return t("The city has it.") if is_promised else t("The city has it. It has named no day.")


def _question(detail: TicketDetail) -> str:
    """What the city asked and has no answer to: its newest word on an open ticket is a question."""
    newest = _newest(detail, lambda change: change.kind is ChangeKind.CITY_UPDATE)
    is_open = detail.card.standing in {Standing.WITH_CITY, Standing.LATE}
    return newest.note if newest is not None and is_open and is_question(newest.word) else ""


def _asked(detail: TicketDetail, question: str) -> str:
    if detail.own is not None and detail.own.is_mine:
        return t("The city asks you: “{question}”", question=question)
    if detail.origin in MIRRORED:
        return t("The city asks who reported it: “{question}”", question=question)
    return t("The city asks the liaison: “{question}”", question=question)


def _closed(detail: TicketDetail, line: str) -> str:
    ending = _newest(detail, lambda change: change.kind is ChangeKind.CITY_UPDATE and is_ending(change.word))
    if ending is None or ending.word.strip().lower() != "duplicate":
        return t("Next: go and look. If it is still there, call {line} and say the city number.", line=line)
    earlier = [number for number in _CITY_NUMBER.findall(ending.note) if number != detail.card.service_request_id]
    if not earlier:
        return t(
            "The city goes on under an earlier request and did not name it. Next: go and look. If it is still there, "
            "call {line}, say the city number and ask for the earlier one.",
            line=line,
        )
    return t(
        "The city goes on under the earlier request {number}. Next: go and look. If it is still there, call {line} "
        "and say that number.",
        number=earlier[0],
        line=line,
    )


def _newest(detail: TicketDetail, fits: Callable[[ChangeRow], bool]) -> ChangeRow | None:
    return next((change for change in changes_told(detail.changes) if fits(change)), None)
