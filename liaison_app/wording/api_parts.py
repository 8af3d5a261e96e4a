"""The parts of which the interface for other software is described, once: the OpenAPI document and the page read them.

Words are in the active locale; names and shapes are the same in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liaison_app.domain.api_keys import ApiPermission

Schema = Mapping[str, Any]

JSON, XML, ATOM, CSV, GEOJSON, PLAIN = (
    "application/json",
    "text/xml",
    "application/atom+xml",
    "text/csv",
    "application/geo+json",
    "text/plain",
)
BOTH = (JSON, XML)
TEXT: Schema = {"type": "string"}
# A part of a path; with a line end in it the framework knows no address at all.
PART: Schema = {"type": "string", "minLength": 1, "pattern": r"^[^/\u0000-\u001f\u007f]+$"}
WHOLE: Schema = {"type": "integer", "minimum": 1}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Parameter:
    """Something that is asked with. `place` is path, query or header; lists are words with commas between."""

    name: str
    about: str
    place: str = "query"
    shape: Schema = field(default_factory=lambda: TEXT)
    example: str = ""


@dataclass(frozen=True)
class FormField:
    """A field of a form that is posted."""

    name: str
    about: str
    shape: Schema = field(default_factory=lambda: TEXT)
    is_required: bool = False


@dataclass(frozen=True)
class Answer:
    """An answer: its status, what it means, and the schema of its JSON ('' where it has none)."""

    status: int
    about: str
    media_types: tuple[str, ...] = ()
    schema: str = ""


@dataclass(frozen=True)
class Operation:
    """One thing that other software may do. `example` is a command line after the program's own address."""

    id: str
    method: str
    path: str
    title: str
    about: str
    answers: tuple[Answer, ...]
    parameters: tuple[Parameter, ...] = ()
    form: tuple[FormField, ...] = ()
    permission: ApiPermission | None = None
    example: str = ""

    @property
    def command(self) -> str:
        """The example as a whole; the address is quoted, as it may hold an ampersand."""
        *before, path = self.example.split(" ")
        return " ".join(["curl", *before, f'"$LIAISON{path}"'])


@dataclass(frozen=True)
class Group:
    """Operations that belong together."""

    id: str
    title: str
    about: str
    operations: tuple[Operation, ...]
