"""Our own components that a browser's script draws, as they stand in HTML written on the server.

Most are islands: a place with what the script is given, and what stands there until it comes, or where none does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """A component lacks what it needs; the message says what."""


@dataclass(frozen=True)
class Element:
    """An element to be written: React's names for its attributes, and children of any kind."""

    tag: str
    props: Mapping[str, Any] = field(default_factory=dict)
    children: Sequence[Any] = ()


Props = dict[str, Any]
Part = Callable[[Props, Sequence[Any]], Element | None]

# Seen only once its script is there: without one it could do nothing (assets/css/base.css).
NEEDS_SCRIPT = "needs-script"


def island(name: str, *, until_then: Element | None = None) -> Part:
    """A part that its script draws from what it is given; until then its children stand there, or `until_then`."""

    def place(props: Props, children: Sequence[Any]) -> Element:
        given = json.dumps(props, ensure_ascii=False, separators=(",", ":"))
        inside = children or ([until_then] if until_then else [])
        return Element("div", {"className": "island", "data-island": name, "data-given": given}, inside)

    return place


def _said(class_name: str) -> Element:
    return Element("span", {"role": "status", "className": class_name})


def _button(props: Props, children: Sequence[Any], name: str, **more: Any) -> Element:
    classes = f"{props.get('className', '')} {NEEDS_SCRIPT}".strip()
    return Element("button", {"type": "button", "className": classes, "data-island": name, **more}, children)


def _share_button(props: Props, children: Sequence[Any]) -> Element:
    more = {"data-copied": props.get("copied")}
    return _button(props, [*children, _said("share__said")], "ShareButton", **more)


def _print_button(props: Props, children: Sequence[Any]) -> Element:
    return _button(props, children, "PrintButton")


def _copy_button(props: Props, children: Sequence[Any]) -> Element:
    about = {"data-island": "CopyButton", "data-text": _needed(props, "text"), "data-copied": props.get("copied")}
    classes = f"{props.get('className', '')} {NEEDS_SCRIPT}".strip()
    button = Element("button", {"type": "button", "className": classes}, children)
    return Element("span", about, [button, _said("copied")])


def _nearest_place(props: Props, children: Sequence[Any]) -> Element:
    about = {f"data-{name}": _needed(props, name) for name in ("fills", "found", "failed")}
    button = _button(props, children, "NearestPlace", **about)
    return Element("div", {"className": "nearest"}, [button, Element("p", {"role": "status", "className": "small"})])


def _link(props: Props, children: Sequence[Any]) -> Element:
    return Element("a", {"href": _needed(props, "to"), **props}, children)


def _language_link(props: Props, children: Sequence[Any]) -> Element:
    to = _needed(props, "to")
    return Element("a", {**props, "href": to, "data-to": to, "data-island": "LanguageLink"}, children)


def _posted_form(props: Props, children: Sequence[Any]) -> Element:
    about = {
        "method": "post",
        "action": _needed(props, "action"),
        "noValidate": True,
        "className": props.get("className"),
        "data-island": "PostedForm",
        "data-unreachable": props.get("unreachable"),
    }
    return Element("form", about, [Element("div", {"role": "alert", "className": "live-region"}), *children])


def _keeping_up(props: Props, _children: Sequence[Any]) -> Element:
    about = {"data-said": props.get("said"), "data-offer": props.get("offer"), "data-island": "KeepingUp"}
    return Element("div", {"role": "status", "className": "keeping-up", **about})


def _nothing(_props: Props, _children: Sequence[Any]) -> None:
    """What only moves inside the app has nothing to show."""


def _needed(props: Props, name: str) -> Any:
    if name not in props:
        raise Refused(f"it has no {name}")
    return props.pop(name)


# The component's tag → what it is in HTML.
PARTS: dict[str, Part] = {
    "ReactRouterLink": _link,
    "LanguageLink": _language_link,
    "PageFocus": _nothing,
    "KeepingUp": _keeping_up,
    "PostedForm": _posted_form,
    "ShareButton": _share_button,
    "PrintButton": _print_button,
    "CopyButton": _copy_button,
    "NearestPlace": _nearest_place,
    "PlaceMap": island("PlaceMap", until_then=Element("div", {"className": "place-map"})),
    "PublicMap": island("PublicMap"),
    "PlacesList": island("PlacesList"),
}
