"""Decisions as the delivery desk lists them: about which ticket, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app import routes
from liaison_app.domain.decisions import CLOSING, NUMBERED
from liaison_app.domain.desk_rows import DecisionRow
from liaison_app.i18n import t
from liaison_app.wording.dates import say_exact
from liaison_app.wording.decision_words import decision_icon, say_decision
from liaison_app.wording.delivery_desk import Now, name_of


@dataclass(frozen=True)
class DecisionLine:
    """One decision: about which ticket, what, by whom and when, and the words that go with it."""

    id: str = ""
    ticket_id: str = ""
    href: str = ""
    name: str = ""
    what: str = ""
    by: str = ""
    exact: str = ""
    note: str = ""
    kind: str = "ours"
    icon: str = "edit"


def decision_line(row: DecisionRow, now: Now) -> DecisionLine:
    """One decision in the active locale."""
    name = row.by_name or t("Somebody")
    return DecisionLine(
        id=str(row.id),
        ticket_id=row.ticket_id,
        href=routes.ticket(row.ticket_id),
        name=name_of(row.service_code, row.service_name, row.address),
        what=say_decision(row.decision, row.note),
        by=t("Decided by {name}: {when}", name=name, when=now.say(row.at)),
        exact=say_exact(row.at, now.zone),
        note="" if row.decision in NUMBERED else row.note,
        kind="closed" if row.decision in CLOSING else "ours",
        icon=decision_icon(row.decision),
    )
