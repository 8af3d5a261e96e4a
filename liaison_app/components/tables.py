"""Tables that become cards on a phone, by style alone: the rows and their roles stay what they are."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.words import Words


def table_cards(columns: list[Words], *rows: Any, caption: Words) -> rx.Component:
    """A table with a caption for screen readers. Explicit roles survive the change of layout."""
    return rx.el.table(
        rx.el.caption(caption, class_name="unseen"),
        rx.el.thead(
            rx.el.tr(*[rx.el.th(name, scope="col", role="columnheader") for name in columns], role="row"),
            role="rowgroup",
        ),
        rx.el.tbody(*rows, role="rowgroup"),
        class_name="table-cards",
        role="table",
    )


def table_row(*cells: rx.Component) -> rx.Component:
    """One row of `table_cell`s."""
    return rx.el.tr(*cells, role="row")


def table_cell(*content: Any, label: Words = "", part: str = "") -> rx.Component:
    """One cell; `label` is its column's name, shown on a card. `part` is who, act or state for their places on it."""
    return rx.el.td(
        *content, role="cell", custom_attrs={"data-label": label}, class_name=f"table-cards__{part}" if part else ""
    )
