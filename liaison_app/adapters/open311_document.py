"""From the bytes of a GeoReport answer to rows, whichever of the two formats, and whatever a city wrapped them in.

A row is a mapping of names to text, numbers, booleans, None, rows, or lists of these. XML knows only text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from liaison_app.adapters.open311_wire import ErrorAnswer, ErrorRow, Unreadable, UnreadableAnswer

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Row: TypeAlias = Mapping[str, object]

MAX_DEPTH = 24
MAX_CODE = 32
# Of either format: more tags or brackets than any list of requests has. Small ones would fill the memory.
MAX_MARKS = 500_000
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_HTML = re.compile(rb"^(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)?(<!doctype html|<html)", re.DOTALL)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Lists inside a row, and what their items are called in XML.
ITEM_NAMES = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}
# What cities wrap their rows in, as an XML root or a JSON key.
ROW_ROOTS = frozenset(
    {
        "services",
        "service_requests",
        "requests",
        "service_request_updates",
        "request_updates",
        "updates",
        "errors",
        "error",
        "discovery",
        "service_definition",
        "service_definitions",
    }
)
ERROR_ROOTS = frozenset({"errors", "error"})
SINGLE_ROOTS = frozenset({"discovery", "service_definition", "request", "service", "request_update"})
OUR_KEYS = frozenset({"service_code", "service_request_id", "token", "update_id", "endpoints", "changeset"})


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed answer: its rows, none for an empty list."""

    rows: tuple[Row, ...]


def parse(body: bytes) -> Document:
    """The rows of an answer. The format is read off the bytes, because content types in the wild are wrong.

    Raises:
        UnreadableAnswer: there is nothing that could be rows.
        ErrorAnswer: it is a list of errors, also under HTTP 200.
    """
    text = _utf8(body).strip()
    if not text:
        raise UnreadableAnswer(Unreadable.EMPTY)
    head = text[:200].lower()
    if _HTML.search(head):
        raise UnreadableAnswer(Unreadable.HTML)
    if not head.startswith((b"<", b"[", b"{")):
        raise UnreadableAnswer(Unreadable.NEITHER_FORMAT)
    if sum(text.count(mark) for mark in (b"<", b"[", b"{")) > MAX_MARKS:
        raise UnreadableAnswer(Unreadable.TOO_LONG)
    rows = _rows_of_xml(text) if head.startswith(b"<") else _rows_of_json(text)
    errors = tuple(error for row in rows if (error := _error_in(row)) is not None)
    if errors:
        raise ErrorAnswer(errors)
    # What is no row stays one without anything: an answer that says something else must not pass for an empty list.
    told = tuple(row if isinstance(row, Mapping) else {} for row in rows)
    if told and not any(told):
        raise UnreadableAnswer(Unreadable.ROWS_WITHOUT_ID)
    return Document(told)


def _utf8(body: bytes) -> bytes:
    """`body` without its byte order mark; with that of UTF-16, written anew."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        told = body.decode("utf-16", errors="replace").encode("utf-8", errors="replace").strip()
        return _DECLARATION.sub(b"", told)
    return body.removeprefix(b"\xef\xbb\xbf")


def items(value: object) -> tuple[object, ...]:
    """A list's items, whether it came as a list, as one bare item, or wrapped in its item's name once more."""
    if value is None or value == "":
        return ()
    if isinstance(value, Mapping) and len(value) == 1:
        (name, inner), *_ = value.items()
        if name in ITEM_NAMES.values():
            return items(inner)
    if isinstance(value, list):
        return tuple(value)
    return (value,)


def _rows_of_json(text: bytes) -> list[object]:
    try:
        # Real answers hold raw line breaks inside strings, and bytes of other encodings.
        value: object = json.loads(text.decode("utf-8", errors="replace"), strict=False)
    except RecursionError:
        raise UnreadableAnswer(Unreadable.TOO_DEEP) from None
    except ValueError as error:
        raise UnreadableAnswer(Unreadable.MALFORMED) from error
    if _is_too_deep(value):
        raise UnreadableAnswer(Unreadable.TOO_DEEP)
    return _unwrapped(value)


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        inner: list[object] = []
        for item in level:
            inner += item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        if not inner:
            return False
        level = inner
    return True


def _unwrapped(value: object) -> list[object]:
    if isinstance(value, list):
        return [{"error": row} if isinstance(row, str) else row for row in value]
    if not isinstance(value, Mapping):
        return []
    roots = [key for key in value if key in ROW_ROOTS]
    inner = [value[key] for key in roots]
    if len(inner) != 1 or OUR_KEYS & set(value):
        return [value]
    if isinstance(inner[0], list) and (inner[0] or roots[0] not in ERROR_ROOTS):
        return _unwrapped(inner[0])
    if isinstance(inner[0], Mapping):
        only = list(inner[0].values())
        return only[0] if len(only) == 1 and isinstance(only[0], list) else [inner[0]]
    return [value]


def _rows_of_xml(text: bytes) -> list[object]:
    try:
        root = _parsed(text)
    except UnreadableAnswer as error:
        if error.reason is not Unreadable.MALFORMED:
            raise
        root = _parsed(_mended(text))
    if len(root) == 1 and _name(root) not in ROW_ROOTS and _name(root[0]) in ROW_ROOTS:
        root = root[0]  # an envelope
    name = _name(root)
    if name == "html":
        raise UnreadableAnswer(Unreadable.HTML)
    words = (root.text or "").strip()
    if not len(root) and (words or name in ERROR_ROOTS):
        return [{"error": words}]  # a sentence is no empty list
    if name in SINGLE_ROOTS or name == "error":
        return [_value(root, 0)]
    return [{"error": child} if isinstance(child := _value(part, 0), str) else child for part in root]


def _parsed(text: bytes) -> Element:
    try:
        return ElementTree.fromstring(text, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise UnreadableAnswer(Unreadable.UNSAFE) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise UnreadableAnswer(Unreadable.MALFORMED) from error


def _mended(text: bytes) -> bytes:
    """XML without what most often breaks it: a bare `&`, control characters, bytes that are no UTF-8."""
    told = _DECLARATION.sub(b"", text).decode("utf-8", errors="replace")
    return _BARE_AMPERSAND.sub("&amp;", _NOT_XML.sub("", told)).encode()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _value(element: Element, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise UnreadableAnswer(Unreadable.TOO_DEEP)
    name = _name(element)
    if name in ITEM_NAMES:
        return [_value(child, depth + 1) for child in element]
    if not len(element):
        return (element.text or "").strip() or None
    row: dict[str, object] = {}
    for child in element:
        key, value = _name(child), _value(child, depth + 1)
        if key in row:
            before = row[key]
            row[key] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            row[key] = value
    return row


def storable(text: str) -> str:
    """`text` without what no database takes: NUL, and halves of surrogate pairs."""
    return _NOT_STORABLE.sub("", text)


def _error_in(row: object) -> ErrorRow | None:
    if not isinstance(row, Mapping) or OUR_KEYS & set(row) or "datatype" in row:
        return None
    if not {"code", "error", "errors"} & set(row):
        return None
    inner = row.get("error")
    if isinstance(inner, Mapping):
        return _error_in(inner)
    words = next((row[key] for key in ("description", "errors", "error", "detail", "message") if row.get(key)), "")
    code = row.get("code")
    return ErrorRow("" if code is None else storable(str(code))[:MAX_CODE], storable(str(words)).strip())
