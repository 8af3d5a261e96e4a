"""Who speaks for a neighborhood: those who agreed to be named, or the empty seat and how to take it."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.badges import avatar
from liaison_app.components.frame import section
from liaison_app.components.links import full_load_link
from liaison_app.components.words import each, has_any, shown
from liaison_app.i18n import t
from liaison_app.wording.speakers import SpeakersWords, SpeakerWords


def speakers_section(words: SpeakersWords | rx.Var[SpeakersWords]) -> rx.Component:
    """The people by name; gold is who has it in their hands, and a dashed place is an empty seat."""
    return section(
        t("Who speaks here"),
        shown(has_any(words.named), lambda: rx.el.ul(each(words.named, _speaker), class_name="speakers")),
        shown(words.unnamed, lambda: rx.el.p(words.unnamed, class_name="quiet")),
        shown(words.is_empty, lambda: _empty(words)),
        name="speakers",
    )


def _speaker(one: SpeakerWords | rx.Var[SpeakerWords]) -> rx.Component:
    return rx.el.li(
        avatar(one.initials),
        rx.el.div(
            rx.el.p(one.name, class_name="speakers__name"),
            shown(one.languages, lambda: rx.el.p(one.languages, class_name="small")),
            shown(one.line, lambda: rx.el.p(one.line, class_name="quiet small")),
        ),
    )


def _empty(words: SpeakersWords | rx.Var[SpeakersWords]) -> rx.Component:
    """How to take it: the form stands on a page of its own, which the server writes."""
    return rx.el.div(
        avatar("", kind="empty"),
        rx.el.div(
            rx.el.p(words.said),
            rx.el.p(
                t("A liaison is a neighbor whom the city trains, and who enters requests straight into its system."),
                class_name="quiet small",
            ),
            rx.el.p(full_load_link(t("Could it be you? Apply for this seat"), to=words.apply_to)),
        ),
        class_name="speakers__empty",
    )
