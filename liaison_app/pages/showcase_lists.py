"""The showcase's photos, facts, tables and waiting states."""

from __future__ import annotations

import reflex as rx

from liaison_app.components.badges import badge
from liaison_app.components.buttons import button
from liaison_app.components.facts import fact, facts, receipt, receipt_number, seen_by, side_by_side, stat, stats
from liaison_app.components.pagination import pagination
from liaison_app.components.photos import photo_slot, photo_strip
from liaison_app.components.signs import corner_sign
from liaison_app.components.tables import table_cards, table_cell, table_row
from liaison_app.components.waiting import empty_state, progress_line, skeleton_list, too_many
from liaison_app.i18n import t


def photo_samples() -> rx.Component:
    """The slots that ask for photos; real photos come with real tickets."""
    return photo_strip(
        photo_slot(t("Add a photo"), input_id="photo-one"),
        photo_slot(t("Add another"), input_id="photo-two", small=True),
        label=t("Photos"),
    )


def fact_samples() -> rx.Component:
    """The check before sending, who sees what, figures, and the receipt."""
    return rx.el.div(
        facts(
            fact(t("Where"), corner_sign("52nd St", "Market St", block="5200", size="small"), change_to="#facts"),
            fact(t("What"), t("Illegal dumping"), change_to="#facts"),
            fact(t("Photos"), t("2 photos, ready")),
        ),
        side_by_side(
            seen_by(t("Everyone sees"), t("The place, the kind and the photos")),
            seen_by(t("Only you and the program see"), t("Who told you"), private=True),
        ),
        stats(
            stat("31", t("open now")),
            stat("6", t("of them late"), kind="late"),
            stat("46", t("closed ones seen fixed"), of=t("of {count}", count=65), kind="fixed"),
            stat("11", t("closed, not fixed")),
        ),
        receipt(receipt_number(t("Our number"), "T-7F3K9"), rx.el.p(t("The city has not answered yet."))),
        class_name="stack stack--loose",
    )


def table_samples() -> rx.Component:
    """A table of three, and the way to the rest."""
    people = [("Upper Kensington", 88, "ready"), ("Haddington", 71, "waiting"), ("Rittenhouse", 93, "ready")]
    return rx.el.div(
        table_cards(
            [t("Neighborhood"), t("Score"), t("State"), t("Act")],
            *[_person(name, score, is_ready=state == "ready") for name, score, state in people],
            caption=t("Trainees"),
        ),
        pagination(t("{first}–{last} of {count}", first=1, last=3, count=12), has_previous=False, next_to="#tables"),
    )


def _person(name: str, score: int, *, is_ready: bool) -> rx.Component:
    ready = badge(t("Ready"), kind="fixed", icon_name="check")
    return table_row(
        table_cell(rx.el.span(name, class_name="table-cards__name"), part="who"),
        table_cell(rx.el.span(str(score), class_name="num"), label=t("Score")),
        table_cell(ready if is_ready else badge(t("Not ready yet"), icon_name="clock"), part="state"),
        table_cell(button(t("Certify"), kind="ink", small=True, disabled=not is_ready), part="act"),
    )


def waiting_samples() -> rx.Component:
    """Loading, empty, more than fits, and how far something is."""
    return rx.el.div(
        skeleton_list(2),
        empty_state(
            t("No tickets yet"),
            t("What you report stands here, with what became of it."),
            button(t("Find out how it works")),
        ),
        progress_line(3, 5, t("{done} of {count} photos sent", done=3, count=5)),
        too_many(t("{shown} of {count} shown", shown=40, count=213), button(t("Show more"), small=True)),
        class_name="stack",
    )
