"""The custody chain: whose hands a ticket has been in.

Solid is known, dashed is moving, hatched is late, grey is not yet.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.words import Words, shown


def custody_chain(*hops: Any, label: Words) -> rx.Component:
    """The chain of `custody_hop`s from left to right; `label` names the list."""
    return rx.el.ol(*hops, class_name="custody-chain", aria_label=label)


def custody_hop(
    name: Words, *, icon_name: Words, kind: Words = "", when: Words = "", said: Words = "", **props: Any
) -> rx.Component:
    """One hop. `kind` is ours, city, moving, late, fixed, closed, or empty for not yet.

    `when` stands under the name; `said` is what the colour says, for a screen reader ("done", "not yet").
    """
    return rx.el.li(
        rx.el.span(icon(icon_name), class_name="custody-chain__stop"),
        rx.el.span(name, class_name="custody-chain__name"),
        shown(when, rx.el.span(when, class_name="custody-chain__when")),
        shown(said, rx.el.span(said, class_name="unseen")),
        class_name=f"custody-chain__hop custody-chain__hop--{kind}",
        **props,
    )
