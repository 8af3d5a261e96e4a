"""Elements of HTML with plain values, for pages that are drawn on the server and thrown away.

A component of Reflex is made for a compiler: it checks types, keeps variables and hooks, and takes about a tenth of a
millisecond; a page has hundreds. Where a page is drawn on the server, an element of plain values alone is made
without all that; any other one is Reflex's own. `tests/unit/front_end/test_light_elements.py` holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial, wraps
from types import MethodType
from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from liaison_app.components.drawn_once import is_on_the_server
from liaison_app.front_end.markup_parts import Element

_PLAIN = (str, int, float)  # truth values are whole numbers to Python
_CREATE = rx.Component.create.__func__  # type: ignore[attr-defined]


class _Light(rx.Component):
    """An element that is there already. It is made past `__init__`, and asked for nothing but this."""

    def render(self) -> Any:
        return self._element


def make_light() -> None:
    """From now on fragments and the elements of `rx.el` are light where a page is drawn on the server."""
    for name in dir(rx.el):
        made = getattr(rx.el, name)
        if _is_reflexs(made) and issubclass(made.__self__, BaseHTML):
            setattr(rx.el, name, _lightly(made, partial(_light, made.__self__)))
    if _is_reflexs(rx.fragment):
        rx.fragment = _lightly(rx.fragment, _together)


def _is_reflexs(made: Any) -> bool:
    return isinstance(made, MethodType) and made.__func__ is _CREATE


def _lightly(reflex: Any, light: Callable[..., rx.Component | None]) -> Any:
    """`reflex` or its light likeness. A method of its class as it was: Reflex counts what a method takes."""

    @wraps(reflex)
    def create(_cls: type[rx.Component], *children: Any, **props: Any) -> Any:
        made = light(children, props) if is_on_the_server() else None
        return reflex(*children, **props) if made is None else made

    return MethodType(create, reflex.__self__)


def _light(cls: type[BaseHTML], children: tuple[Any, ...], props: dict[str, Any]) -> _Light | None:
    given = _props(props)
    inside = None if given is None else _inside(children)
    if given is None or inside is None:
        return None
    return _there(Element(_tag(cls), given, inside))


def _together(children: tuple[Any, ...], props: dict[str, Any]) -> _Light | None:
    """A fragment."""
    inside = None if props else _inside(children)
    return None if inside is None else _there({"name": "", "props": [], "children": inside})


def _there(element: Any) -> _Light:
    light = object.__new__(_Light)
    object.__setattr__(light, "_element", element)
    return light


def _props(props: Mapping[str, Any]) -> dict[str, Any] | None:
    """As React names them, in the order of their names; None where one is not plain."""
    found: dict[str, Any] = {}
    for name, value in props.items():
        if name == "custom_attrs" and isinstance(value, dict):
            if any(isinstance(one, rx.Var) for one in value.values()):
                return None
            found |= value
        elif value is not None and name != "key":
            if not isinstance(value, _PLAIN) or isinstance(value, rx.Var) or name.startswith(("on_", "_")):
                return None
            found[_react_name(name)] = value
    return {name: found[name] for name in sorted(found)}


def _inside(children: tuple[Any, ...]) -> list[Any] | None:
    """What stands in it; None where a child is neither text, a number nor a component."""
    inside: list[Any] = []
    for child in children:
        if isinstance(child, rx.Component):
            inside.append(child.render())
        elif isinstance(child, str) and not isinstance(child, rx.Var):
            inside.append(child)
        elif isinstance(child, int | float) and not isinstance(child, bool):
            inside.append(str(child))
        else:
            return None
    return inside


@lru_cache(maxsize=512)
def _react_name(name: str) -> str:
    if name.startswith(("aria_", "data_")):
        return name.replace("_", "-")
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


@lru_cache(maxsize=256)
def _tag(cls: type[BaseHTML]) -> str:
    return str(cls.get_fields()["tag"].default)
