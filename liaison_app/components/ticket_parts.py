"""A ticket as its words come from the state: badges in the shape of their truth, and cards of a list."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app.components.badges import badge, city_stamp, message_tab, seen_pill
from liaison_app.components.tickets import ticket_card
from liaison_app.wording.tickets import BadgeWords, CardWords


def worded_badge(one: rx.Var[BadgeWords]) -> rx.Component:
    """A badge whose shape comes with its words."""
    given: Any = one
    return rx.match(
        given.shape,
        ("city", city_stamp(given.words, kind=given.kind)),
        ("seen", seen_pill(given.words, kind=given.kind)),
        ("message", message_tab(given.words, kind=given.kind, icon_name=given.icon)),
        badge(given.words, kind=given.kind, icon_name=given.icon),
    )


def worded_card(card: rx.Var[CardWords], *, act: rx.Component | None = None) -> rx.Component:
    """A ticket's card out of `wording.tickets`, for `rx.foreach` inside a `ticket_list`."""
    given: Any = card
    return rx.cond(given.has_clock, _card(given, act, has_clock=True), _card(given, act, has_clock=False))


def _card(given: Any, act: rx.Component | None, *, has_clock: bool) -> rx.Component:
    return ticket_card(
        place=given.place,
        what=given.what,
        to=given.to,
        kind=given.kind,
        icon_name=given.icon,
        badges=[rx.foreach(given.badges, worded_badge)],
        age=given.age if has_clock else None,
        due=given.due if has_clock else None,
        far=given.far,
        act=act,
    )
