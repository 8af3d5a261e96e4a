"""The parts of the practice room: the banner that says that nothing is sent, photos on offer, how a dimension went."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.badges import badge
from liaison_app.components.icons import icon
from liaison_app.components.links import link
from liaison_app.components.words import Words, shown
from liaison_app.i18n import t
from liaison_app.wording.practice import OfferedPhoto, SceneWords
from liaison_app.wording.practice_findings import GradeWords


def practice_mark() -> rx.Component:
    """That this is practice, and what that means."""
    return rx.el.p(
        icon("info", small=True),
        rx.el.span(rx.el.b(t("Practice.")), " ", t("Nothing is sent.")),
        class_name="practice-mark",
    )


def practice_banner(scene: rx.Var[SceneWords], *, instead_to: Words = "") -> rx.Component:
    """On every screen of a practice ticket: that it is one, the scene to look up, and the way of sending nothing."""
    return rx.el.aside(
        rx.el.div(
            practice_mark(),
            rx.el.details(
                rx.el.summary(t("What happened, and where"), class_name="practice-bar__open"),
                rx.el.p(scene.told),
                rx.el.p(rx.el.b(t("Where:")), " ", scene.where),
                class_name="practice-bar__scene",
            ),
            shown(instead_to, link(t("I would not send this"), to=instead_to, class_name="practice-bar__leave")),
            class_name="wrap practice-bar__in",
        ),
        class_name="practice-bar",
        aria_label=t("Practice"),
    )


def offered_photos(photos: rx.Var[list[OfferedPhoto]]) -> rx.Component:
    """Made-up photos to take along or not."""

    def one(photo: rx.Var[OfferedPhoto]) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="checkbox", name="offered", value=photo.key),
            rx.el.img(src=photo.src, alt="", loading="lazy", class_name="practice-photo__picture"),
            rx.el.span(photo.words, class_name="practice-photo__words"),
            class_name="practice-photo",
            key=photo.key,
        )

    chosen = rx.el.fieldset(
        rx.el.legend(t("Which of these photos would you send?"), class_name="field__label"),
        rx.el.div(rx.foreach(photos, one), class_name="practice-photos"),
        class_name="field",
    )
    return rx.cond(photos.length() > 0, chosen, rx.el.p(t("There is no photo of this."), class_name="quiet small"))


def chosen_photos(photos: rx.Var[list[OfferedPhoto]]) -> rx.Component:
    """Those that were taken along."""

    def one(photo: rx.Var[OfferedPhoto]) -> rx.Component:
        return rx.el.img(src=photo.src, alt=photo.words, class_name="practice-photo__small", key=photo.key)

    return rx.cond(
        photos.length() > 0, rx.el.div(rx.foreach(photos, one), class_name="practice-photos-small"), t("No photos.")
    )  # fmt: skip


def grade_card(grade: rx.Var[GradeWords]) -> rx.Component:
    """One dimension: how it went, what was found, and why it is so."""
    verdict = rx.match(
        grade.kind,
        ("right", badge(grade.verdict, kind="fixed", icon_name="check")),
        ("partly", badge(grade.verdict, kind="waiting", icon_name="partly")),
        badge(grade.verdict, kind="late", icon_name="close"),
    )
    found = rx.cond(
        grade.found.length() == 1,
        rx.el.p(grade.found[0]),
        rx.el.ul(rx.foreach(grade.found, rx.el.li), class_name="notice__list"),
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h3(icon(grade.icon), grade.name, class_name="grade__name"),
            verdict,
            rx.el.span(grade.points, class_name="grade__points small quiet"),
            class_name="grade__head",
        ),
        found,
        shown(grade.why, rx.el.p(grade.why, class_name="grade__why")),
        class_name="grade",
        key=grade.name,
    )
