"""Under a message: its author changes it or takes it back; a coordinator reads what it said before."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.browser_parts import text_area
from liaison_app.components.buttons import button, buttons
from liaison_app.components.covered_text import covered_text
from liaison_app.components.kept_form import forget_kept, kept_form
from liaison_app.components.notices import live_region, notice
from liaison_app.components.personal import personal_question
from liaison_app.components.report_steps import said
from liaison_app.components.words import shown
from liaison_app.i18n import t
from liaison_app.services.city_messages import LONGEST
from liaison_app.states.message_changing import MessageChanging
from liaison_app.wording.threads import ThreadLine
from liaison_app.wording.versions import VersionWords

_changing = MessageChanging


def change_part(line: rx.Var[ThreadLine]) -> rx.Component:
    """The ways to change it, and what is under way; nothing for who can do nothing."""
    here = _changing.about == line.id
    under_way = rx.match(
        _changing.doing,
        ("changing", _form()),
        ("asking", shown(line.may_take_back, _sure())),
        ("reading", _versions()),
        rx.fragment(),
    )
    failed = live_region(shown(_changing.notice, notice(_changing.notice, kind="late")))
    return rx.fragment(
        rx.cond(here & (_changing.doing != ""), rx.fragment(), _ways(line)),
        rx.cond(here, rx.el.div(under_way, failed), rx.fragment()),
    )


def _ways(line: rx.Var[ThreadLine]) -> rx.Component:
    change = button(t("Change"), kind="plain", small=True, icon_name="edit", on_click=_changing.begin(line.id))
    back = button(t("Take back"), kind="plain", small=True, icon_name="remove", on_click=_changing.ask_back(line.id))
    before = button(
        t("What it said before"),
        kind="plain",
        small=True,
        icon_name="history",
        on_click=_changing.read_versions(line.id),
    )
    return rx.fragment(
        shown(line.may_take_back, rx.el.p(shown(line.changes_as, change), back, class_name="quote-buttons")),
        shown(line.has_versions, rx.el.p(before, class_name="quote-buttons")),
    )


def _form() -> rx.Component:
    words = text_area("changed", t("Your message"), most=LONGEST, error=said(_changing.errors, "changed"), rows="4")
    personal = shown(
        _changing.personal.length() > 0,
        personal_question(_changing.personal, _changing.personal_pieces, _changing.errors),
    )
    acts = buttons(
        button(t("Save the change"), kind="ink", type="submit", icon_name="save"),
        button(t("Leave it as it is"), on_click=_changing.leave),
    )
    return kept_form(
        rx.el.div(words, live_region(personal), acts, class_name="stack"),
        owner=_changing.kept_as,
        is_open=_changing.is_open,
        answered=_changing.answered,
        on_open=_changing.open,
        on_ask=_changing.ask,
        on_submit=_changing.submit,
        starts=_changing.starts,
        name="change-message",
    )


def _sure() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Take it back? Its words and photos go. That you wrote something stays.")),
        buttons(
            button(t("Yes, take it back"), kind="brick", icon_name="remove", on_click=_changing.take_back),
            button(t("Leave it as it is"), on_click=_changing.leave),
        ),
        class_name="stack message__under-way",
        role="alert",
    )


def _versions() -> rx.Component:
    def one(row: rx.Var[VersionWords]) -> rx.Component:
        return rx.el.li(
            rx.el.p(row.until, class_name="small quiet"), rx.el.p(covered_text(row.parts), class_name="as-typed")
        )

    return rx.el.div(
        rx.el.ol(rx.foreach(_changing.versions, one), class_name="stack"),
        rx.el.p(t("It is written down that you looked."), class_name="small quiet"),
        button(t("Close"), small=True, on_click=_changing.leave),
        class_name="stack message__under-way",
        role="status",
    )


def forget_changes() -> rx.Component:
    """Nothing to see: other words that were saved, or are not wanted, go from the phone."""
    return shown(_changing.forgotten, forget_kept(_changing.forgotten))
