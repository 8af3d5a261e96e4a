"""Components built with plain values, written as HTML on the server.

`Component.render()` gives a tree of dicts whose texts and attributes are JavaScript literals. Here it becomes HTML:
everything is escaped, and whatever is not known is an error, never left out. A value of the state, a condition on it,
a loop over it or an event handler has no place on such a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from liaison_app.front_end.markup_names import (
    ADDRESSES,
    AS_DRAWN,
    ATTRIBUTES,
    BOOLEAN,
    DRAWN,
    DROPPED,
    REFUSED,
    VOID,
    is_safe_address,
)
from liaison_app.front_end.markup_parts import PARTS, Element, Refused

Node = Mapping[str, Any]

_ELEMENT = re.compile(r"[a-z][a-z0-9]*")
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9]*|(aria|data)-[a-z0-9-]+")
_HANDLER = re.compile(r"on[A-Z]|on[a-z]+$")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_STYLE_NAME = re.compile(r"--[a-z0-9-]+|[a-z]+")
_STYLE_VALUE = re.compile(r"[\w.%#, ()+-]*")
# A key of an object, a text, the brackets of an object: what Reflex writes otherwise than JSON does.
_LITERAL = re.compile(r'\[("(?:[^"\\]|\\.)*")\] :|("(?:[^"\\]|\\.)*")|(\(\{)|(\}\))')
# What Reflex puts around the value of an input, for a state that may have none.
_PERHAPS = re.compile(r'\(isNotNullOrUndefined\((.*)\) \? \1 : ""\)', re.DOTALL)
_FIXED = {"true": True, "false": False, "null": None, "undefined": None}


class NotWritable(Exception):
    """A component that HTML cannot hold; the message says which part of it."""


@dataclass(frozen=True)
class Markup:
    """A page's HTML, and the names of the islands on it."""

    html: str
    islands: tuple[str, ...]


def markup_of(tree: Node) -> Markup:
    """A component's `render()` as HTML.

    Raises: NotWritable.
    """
    writer = _Writer()
    writer.node(tree)
    return Markup("".join(writer.out), tuple(sorted(writer.islands)))


class _Writer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.islands: set[str] = set()

    def node(self, node: Node | Element | str) -> None:
        if isinstance(node, str):
            self.out.append(escape(node, quote=False))
        elif isinstance(node, Element):
            self._element(node.tag, node.props, node.children)
        elif "contents" in node:
            self._text(node["contents"])
        elif node.keys() != {"name", "props", "children"}:
            raise NotWritable("a condition on the state, or a loop over it: use the helpers of components/words.py")
        else:
            self._component(node["name"], node["props"], node["children"])

    def nodes(self, nodes: Sequence[Any]) -> None:
        for node in nodes:
            self.node(node)

    def _text(self, contents: str) -> None:
        value = literal(contents)
        if isinstance(value, dict | list):
            raise NotWritable(f"no text: {contents[:80]}")
        if value is not None and not isinstance(value, bool):
            self.out.append(escape(str(value), quote=False))

    def _component(self, name: str, props: Sequence[str], children: Sequence[Node]) -> None:
        if name in {"Fragment", ""}:
            self.nodes(children)
            return
        given = dict(_prop(one) for one in props if not one.startswith(("ref:", "key:")))
        if name.startswith('"'):
            self._element(json.loads(name), given, children)
        elif name in PARTS:
            try:
                part = PARTS[name](given, children)
            except Refused as why:
                raise NotWritable(f"{name}: {why}") from why
            if part is not None:
                self.node(part)
        else:
            raise NotWritable(f"the component {name}: give it a place in front_end/markup_parts.py")

    def _element(self, tag: str, props: Mapping[str, Any], children: Sequence[Any]) -> None:
        if tag in REFUSED or not (_ELEMENT.fullmatch(tag) or tag in DRAWN):
            raise NotWritable(f"the element {tag}")
        props, children = _with_its_value(tag, props, children)
        self.out.append(f"<{tag}")
        for name, value in props.items():
            self._attribute(tag, name, value)
        if tag in VOID:
            if children:
                raise NotWritable(f"something inside of {tag}")
            self.out.append("/>")
            return
        self.out.append(">")
        self.nodes(children)
        self.out.append(f"</{tag}>")

    def _attribute(self, tag: str, name: str, value: Any) -> None:
        known = _attribute_name(tag, name)
        if known is None or value is None:
            return
        said = _attribute_value(known, value)
        if said is None or (known in ADDRESSES and not is_safe_address(said)):
            return
        if known == "data-island":
            self.islands.add(said)
        self.out.append(f' {known}="{escape(said)}"')


def literal(script: str) -> Any:
    """The value of a JavaScript literal as Reflex writes it.

    Raises: NotWritable when it is anything that a browser would have to work out.
    """
    if perhaps := _PERHAPS.fullmatch(script):
        script = perhaps[1]
    if script in _FIXED:
        return _FIXED[script]
    try:
        if script.startswith('"'):
            return json.loads(script)
        if _NUMBER.fullmatch(script):
            return json.loads(script)
        if script.startswith(("({", "[")):
            return json.loads(_LITERAL.sub(_as_json, script))
    except ValueError:
        pass
    raise NotWritable(f"a value that only a browser knows: {script[:80]}")


def _as_json(found: re.Match[str]) -> str:
    key, text, opening, _closing = found.groups()
    if key:
        return f"{key}:"
    return text or ("{" if opening else "}")


def _prop(text: str) -> tuple[str, Any]:
    if text.startswith('"'):
        name, end = json.JSONDecoder().raw_decode(text)
        script = text[end + 1 :]
    else:
        name, _, script = text.partition(":")
    if _HANDLER.match(name):
        raise NotWritable(f"an event handler: {name}")
    return name, literal(script)


def _with_its_value(
    tag: str, props: Mapping[str, Any], children: Sequence[Any]
) -> tuple[Mapping[str, Any], Sequence[Any]]:
    """React's values to begin with, where HTML has them: an attribute, or a text area's text."""
    if "defaultValue" not in props and "defaultChecked" not in props:
        return props, children
    rest = {name: value for name, value in props.items() if name not in {"defaultValue", "defaultChecked"}}
    value = props.get("defaultValue", props.get("value"))
    if tag == "textarea":
        # A browser leaves the first line break out.
        return rest, [f"\n{value}"] if value else []
    if tag != "input":
        raise NotWritable(f"a value to begin with on {tag}")
    return rest | {"value": value, "checked": props.get("defaultChecked")}, children


def _attribute_name(tag: str, name: str) -> str | None:
    """The attribute's name in HTML; None for what is React's own."""
    if name in DROPPED:
        return None
    if name in ATTRIBUTES:
        return ATTRIBUTES[name]
    if _HANDLER.match(name):
        raise NotWritable(f"an event handler: {name}")
    if name in AS_DRAWN or _ATTRIBUTE.fullmatch(name):
        return name
    raise NotWritable(f"the attribute {name} of {tag}")


def _attribute_value(name: str, value: Any) -> str | None:
    """The attribute's value; None where it is left out."""
    if name == "css":
        raise NotWritable(f"a style of its own: {value}")
    if name == "style":
        return _style(value)
    if isinstance(value, dict | list):
        raise NotWritable(f"the value of {name}: {value}")
    if isinstance(value, bool):
        if name in BOOLEAN:
            return "" if value else None
        return "true" if value else "false"
    return str(value)


def _style(value: Any) -> str:
    if not isinstance(value, dict):
        raise NotWritable(f"the style {value}")
    for name, said in value.items():
        is_known = isinstance(said, str) or (name.startswith("--") and not isinstance(said, bool))
        if not (is_known and _STYLE_NAME.fullmatch(name) and _STYLE_VALUE.fullmatch(str(said))):
            raise NotWritable(f"the style {name}: {said}")
    return ";".join(f"{name}:{said}" for name, said in value.items())
