"""Which form the four steps are built for: whose states are behind them, where they lead, what stands above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from liaison_app import routes
from liaison_app.components.report_parts import photo_picker
from liaison_app.components.words import Words
from liaison_app.i18n import t
from liaison_app.states.report_check import CheckStep, ReportCheck
from liaison_app.states.report_details import DetailsStep, ReportDetails
from liaison_app.states.report_draft import ReportDraft
from liaison_app.states.report_office import STEPS, Step
from liaison_app.states.report_what import ReportWhat, WhatStep
from liaison_app.states.report_where import ReportWhere, WhereStep


@dataclass(frozen=True)
class FormKind:
    """`name` begins the ids of the forms; `here` gives a step's address without its locale, `to` with it.

    `key` makes the form anew when it changes. `above` stands between the head and the step on every screen; `photos` is
    what the third step offers, `chosen_photos` what the fourth shows of it.
    """

    name: str
    where: type[WhereStep]
    what: type[WhatStep]
    details: type[DetailsStep]
    check: type[CheckStep]
    owner: rx.Var[str]
    here: Callable[[Step], Words]
    to: Callable[[Step], Words]
    back_to: Words
    leave_to: Words
    current: str
    may_wait: bool
    photos: Callable[[], rx.Component]
    chosen_photos: Callable[[], rx.Component]
    check_hint: str
    send: str
    who_sees: str
    above: Callable[[], rx.Component] | None = None
    key: Any = None

    def kept(self, step: Step, state: Any, **more: Any) -> dict[str, Any]:
        """What each step's kept form is given."""
        key = {} if self.key is None else {"key": self.key}
        return {
            "may_wait": self.may_wait,
            "owner": self.owner,
            "is_open": state.is_open,
            "answered": state.answered,
            "on_open": state.open,
            "on_ask": state.ask,
            "on_submit": state.submit,
            "start_at": self.to(Step.WHERE),
            "name": f"{self.name}-{step}",
            **key,
            **more,
        }

    def framed(self, step: Step) -> dict[str, Any]:
        """What each step's frame is given."""
        return {
            "here": self.here(step),
            "leave_to": self.leave_to,
            "current": self.current,
            "above": self.above() if self.above is not None else None,
        }


def city_form() -> FormKind:
    """The report: what is sent becomes a ticket."""
    limits = {"most": ReportDraft.most_photos, "most_bytes": ReportDraft.most_bytes}
    return FormKind(
        name="report",
        where=ReportWhere,
        what=ReportWhat,
        details=ReportDetails,
        check=ReportCheck,
        owner=ReportDraft.owner,
        here=lambda step: STEPS[step],
        to=lambda step: routes.localized(STEPS[step]),
        back_to=routes.localized(routes.MINE),
        leave_to=routes.localized(routes.MINE),
        current="report",
        may_wait=True,
        photos=lambda: photo_picker(owner=ReportDraft.owner, **limits),
        chosen_photos=lambda: photo_picker(owner=ReportDraft.owner, is_short=True, **limits),
        check_hint=t("This goes to the city as you see it."),
        send=t("Send request"),
        who_sees=t("Who sees what"),
    )
