"""A concern of a meeting as a phone hands it over: the fields of a report and a few of its own, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liaison_app.domain.drafts import ANSWER, MAX_CHARACTERS, MAX_FIELDS, MAX_VALUES, OK, TicketDraft
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import Ref, is_ref
from liaison_app.domain.meetings import LINE_LENGTH
from liaison_app.domain.plain_text import one_line, plain

# What was typed for the place, and how it was understood: to be confirmed where `UNSURE` names it.
SEARCH, UNSURE = "search", "unsure"
# What stays for the next ones while a list is typed: it counts where the line says nothing else.
STICKY_STREET, STICKY_SERVICE = "sticky_street", "sticky_service"
# The open ticket that this concern stands behind instead; and those nearby that it is not the same as.
STANDS_BEHIND, NOT_SAME = "stands_behind", "not_same"
PLACE, SERVICE = "place", "service"
# Of the form of one concern alone: a place that was chosen, and that the words for it are all there is.
FOUND, IN_WORDS = "found", "in_words"

# Whom it was heard from, and the box that was ticked for it: told to who recorded it, and to nobody else.
OF_A_NEIGHBOR = ("heard", "heard_name", "heard_contact", "heard_consent")

_OF_A_REPORT = frozenset(
    {"how", "lat", "lon", "address", "is_moved", "place_words", "neighborhood", "words", "service", "description"}
    | {"photo", *OF_A_NEIGHBOR, OK}
)
_OF_A_MEETING = frozenset({SEARCH, UNSURE, STICKY_STREET, STICKY_SERVICE, STANDS_BEHIND, NOT_SAME})
_PLACE = frozenset({"lat", "lon", "address", "is_moved", "how"})
_OF_THE_FORM = frozenset({FOUND, IN_WORDS, "ask", "press", "ref"})
LONGEST_VALUE = 5_000
HIGHEST_REVISION = 1_000_000

Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """A concern as it was typed. `revision` is the one that was changed; 0 for a new one."""

    ref: Ref
    line: str
    fields: Fields
    revision: int

    @classmethod
    def parse(cls, told: Any) -> ItemEntry:
        """Read what a phone sends: `{"ref", "line", "fields", "revision"}`.

        Raises:
            InputInvalid: it is no such thing, or far larger than any form of ours; by field.
        """
        if not isinstance(told, dict) or not isinstance(told.get("ref"), str) or not is_ref(told["ref"]):
            raise InputInvalid({"form": "needed"})
        line, revision = told.get("line", ""), told.get("revision", 0)
        if not isinstance(line, str) or len(line) > 4 * LINE_LENGTH:
            raise InputInvalid({"line": "too_long"})
        is_number = isinstance(revision, int) and not isinstance(revision, bool)
        if not is_number or not 0 <= revision <= HIGHEST_REVISION:
            raise InputInvalid({"form": "needed"})
        line = one_line(plain(line))
        if len(line) > LINE_LENGTH:
            raise InputInvalid({"line": "too_long"})
        return cls(Ref(told["ref"]), line, read_fields(told.get("fields", {})), revision)


def read_fields(told: Any) -> Fields:
    """The fields that a concern has, each a list of texts; unknown names and empty lists are left out.

    Raises:
        InputInvalid: they are no fields, or far larger than any form of ours.
    """
    if not isinstance(told, Mapping) or len(told) > MAX_FIELDS:
        raise InputInvalid({"form": "too_long"})
    fields: Fields = {}
    for name, values in told.items():
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise InputInvalid({"form": "needed"})
        if len(values) > MAX_VALUES or any(len(one) > LONGEST_VALUE for one in values):
            raise InputInvalid({_shown(name): "too_long"})
        is_ours = name in _OF_A_REPORT or name in _OF_A_MEETING or (name.startswith(ANSWER) and len(name) < LINE_LENGTH)
        kept = [text for one in values if (text := plain(one).strip())]
        if is_ours and kept:
            fields[plain(name)] = kept
    if sum(len(one) for values in fields.values() for one in values) > MAX_CHARACTERS // 2:
        raise InputInvalid({"form": "too_long"})
    return fields


def _shown(name: str) -> str:
    return name if name in _OF_A_REPORT else "form"


def first(fields: Mapping[str, list[str]], name: str) -> str:
    """The value of a field, or ''."""
    values = fields.get(name) or [""]
    return values[0]


def without_neighbor(fields: Fields) -> Fields:
    """The fields without whom it was heard from."""
    return {name: values for name, values in fields.items() if name not in OF_A_NEIGHBOR}


def with_neighbor_of(before: Fields, after: Fields) -> Fields:
    """`after`, with whom it was heard from as it was before: whoever is not told of a neighbor does not change them."""
    return without_neighbor(after) | {name: values for name, values in before.items() if name in OF_A_NEIGHBOR}


def draft_of(ref: str, fields: Mapping[str, list[str]]) -> TicketDraft:
    """The report that a concern becomes, under its own marker."""
    return TicketDraft.parse({**fields, "ref": [ref]})


def changed(before: Fields, form: Fields) -> Fields:
    """The fields after somebody looked at all of them in a form and saved it; what the form does not show stays.

    Empty ones of the form are gone. `found` is a place that was chosen, as `lat,lon|address`; other words for the place
    are to be looked up anew. What it was the same as counts only while it is the same thing at the same place.
    """
    shown = {name: values for name, values in form.items() if name not in _OF_THE_FORM}
    after = {name: values for name, values in before.items() if name not in shown and name != UNSURE}
    after |= {name: values for name, values in read_fields(shown).items() if name != UNSURE}
    is_moved = after.get(SEARCH, []) != before.get(SEARCH, before.get("address", []))
    if is_moved or first(form, FOUND):
        after = {name: values for name, values in after.items() if name not in _PLACE}
        after |= _chosen(first(form, FOUND))
    if first(form, IN_WORDS):
        after = {name: values for name, values in after.items() if name not in _PLACE}
        after |= {"how": ["words"]} | ({"place_words": after[SEARCH]} if after.get(SEARCH) else {})
    else:
        after.pop("place_words", None)
    if {first(after, "heard_name"), first(after, "heard_contact")} != {""}:
        after["heard"] = ["yes"]
    if any(after.get(name) != before.get(name) for name in ("lat", "lon", "service")):
        after = {name: values for name, values in after.items() if name not in {STANDS_BEHIND, NOT_SAME}}
    return after


def _chosen(found: str) -> Fields:
    at, _, address = found.partition("|")
    lat, _, lon = at.partition(",")
    if not lat or not lon:
        return {}
    return read_fields({"lat": [lat], "lon": [lon], "address": [address], "how": ["map"]})
