"""Notices: something to know before going on, said where it matters."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx

from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, jump, link
from liaison_app.components.words import Words, shown
from liaison_app.i18n import t

NoticeKind = Literal["info", "waiting", "late", "fixed", "stop", "quiet"]

_ICONS: dict[NoticeKind, str] = {
    "info": "info",
    "waiting": "phone",
    "late": "warning",
    "fixed": "done",
    "stop": "danger",
    "quiet": "info",
}


def notice(
    title: Words,
    *content: Any,
    kind: NoticeKind = "info",
    icon_name: str = "",
    act: rx.Component | None = None,
    live: bool = False,
) -> rx.Component:
    """A notice with a title and, in `content`, what it means and what to do.

    `info` is the city's blue, `waiting` gold (in our hands), `late` brick (a warning or an error), `fixed` leaf (it
    worked), `stop` white on brick (danger; nothing else on the page comes before it), `quiet` no colour. `live`
    notices are read out when they appear; put them inside an element that is always there (`live_region`).
    """
    return rx.el.div(
        icon(icon_name or _ICONS[kind]),
        rx.el.div(
            rx.el.p(title, class_name="notice__title"),
            *[rx.el.p(part) if not isinstance(part, rx.Component) else part for part in content],
            rx.el.div(act, class_name="notice__act") if act is not None else rx.fragment(),
        ),
        class_name=f"notice notice--{kind}",
        **({"role": "alert" if kind in {"late", "stop"} else "status"} if live else {}),
    )


def live_region(*content: rx.Component) -> rx.Component:
    """A place whose changes are read out, politely: put what appears and goes (saved, sent, found) into it."""
    return rx.el.div(*content, aria_live="polite", class_name="live-region")


def danger_notice() -> rx.Component:
    """Above every choice of what is wrong: a person in danger is not a ticket."""
    return notice(
        t("Someone in danger? Gas, wires down, fire?"),
        rx.el.p(full_load_link(t("Call 911 now."), to="tel:911"), " ", t("Come back when it is safe.")),
        kind="stop",
    )


def error_summary(title: Words, errors: rx.Var[list[Any]] | list[tuple[str, str]]) -> rx.Component:
    """What is still to be mended in a form, each a link to its field. A state gives rows with `field` and `words`."""
    if isinstance(errors, rx.Var):
        listed = rx.foreach(errors, lambda one: rx.el.li(jump(one.words, to_id=one.field)))
        return shown(errors.length() > 0, _summary(title, listed))
    return shown(bool(errors), _summary(title, *[rx.el.li(jump(words, to_id=at)) for at, words in errors]))


def _summary(title: Words, *items: Any) -> rx.Component:
    return notice(title, rx.el.ul(*items, class_name="notice__list"), kind="late", live=True)


def not_found(title: Words, words: Words, *, to: Words, way: Words) -> rx.Component:
    """A page that has nothing to show, with the way to one that has."""
    return notice(title, words, kind="quiet", act=link(way, to=to))
