"""Who speaks for a neighborhood, as the public sees it: a liaison who agreed to be named, in words of their own.

Nothing of the account is in it: the name is what the liaison wrote for this, which need not be the account's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.plain_text import one_line

SHOWN_NAME_LONGEST = 60
LINE_LONGEST = 140
# ISO 639 codes; `ase` is American Sign Language. Those spoken most in the city's homes come first.
LANGUAGES = ("en", "es", "ase", "zh", "vi", "ru", "ar", "fr", "ht", "pt", "km", "ko")
YES = "yes"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A liaison who agreed to be named. `languages` are codes of `LANGUAGES`; `line` may be ''."""

    name: str
    languages: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who speaks for a neighborhood. `unnamed` counts liaisons who did not agree to be named; none at all: empty."""

    named: tuple[Speaker, ...] = ()
    unnamed: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.named and not self.unnamed


@dataclass(frozen=True, slots=True)
class Seat:
    """A neighborhood's seat in the program, and who sits there."""

    neighborhood_id: NeighborhoodId
    neighborhood_name: str
    speakers: Speakers


@dataclass(frozen=True, slots=True)
class OwnNaming:
    """What a liaison sees of it. While `is_named` is false, `speaker` is a suggestion that nobody else sees."""

    is_named: bool
    speaker: Speaker


def read_naming(fields: Mapping[str, str]) -> Speaker | None:
    """What a liaison's form says: how to be named, or None where they do not want to be.

    Raises:
        InputInvalid: `shown_name` is missing or too long, or `line` is too long.
    """
    if fields.get("is_named") != YES:
        return None
    name, line = one_line(fields.get("shown_name", "")), one_line(fields.get("line", ""))
    errors = {"shown_name": "needed"} if not name else {}
    if len(name) > SHOWN_NAME_LONGEST:
        errors["shown_name"] = "too_long"
    if len(line) > LINE_LONGEST:
        errors["line"] = "too_long"
    if errors:
        raise InputInvalid(errors)
    return Speaker(name, tuple(one for one in LANGUAGES if fields.get(f"speaks_{one}") == YES), line)


def suggestion(account_name: str) -> Speaker:
    """What stands in the form before anybody agreed: the first name, which says little to strangers."""
    return Speaker(account_name.split(" ", maxsplit=1)[0][:SHOWN_NAME_LONGEST], (), "")
