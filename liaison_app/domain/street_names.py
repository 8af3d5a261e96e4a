"""Street names as people type them, and as the city writes them.

"s. 52 street", "S 52ND ST" and "52nd" mean one street. A name is split into a direction, a bare name and a kind.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

KINDS = {
    "street": "st", "str": "st", "st": "st", "avenue": "ave", "ave": "ave", "av": "ave", "aven": "ave",
    "boulevard": "blvd", "blvd": "blvd", "boul": "blvd", "bulevar": "blvd", "road": "rd", "rd": "rd", "lane": "ln",
    "ln": "ln", "drive": "dr", "dr": "dr", "parkway": "pkwy", "pkwy": "pkwy", "pky": "pkwy", "pike": "pike",
    "highway": "hwy", "hwy": "hwy", "terrace": "ter", "ter": "ter", "court": "ct", "ct": "ct", "place": "pl",
    "pl": "pl", "square": "sq", "sq": "sq", "mall": "mall",
}  # fmt: skip
LEADING_KINDS = {"calle": "st", "avenida": "ave", "avda": "ave", "bulevar": "blvd"}
DIRECTIONS = {
    "n": "N", "no": "N", "north": "N", "norte": "N", "s": "S", "so": "S", "south": "S", "sur": "S",
    "e": "E", "east": "E", "este": "E", "w": "W", "west": "W", "oeste": "W",
}  # fmt: skip
SPELLED = {"mount": "mt", "saint": "st", "ben": "benjamin", "martin": "martin"}
_FIRST_TWENTY = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
ORDINAL_WORDS = {word: number for number, word in enumerate(_FIRST_TWENTY, start=1)}
_ORDINAL = re.compile(r"^0*(\d{1,3})(?:st|nd|rd|th|er|ra|da|ta|va|na|ma|a)?$")


@dataclass(frozen=True, slots=True)
class StreetName:
    """A street's name in parts. `bare` is folded and has no spaces ("52nd", "cobbscreek"); '' means not said."""

    direction: str
    bare: str
    kind: str


def folded(text: str) -> str:
    """Lower case without accents, with single spaces; punctuation other than `& @ / + # -` becomes a space."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch)).casefold()
    return " ".join(re.sub(r"[^\w&@/+#-]|_", " ", plain.replace("'", "").replace("\u2019", "")).split())


def ordinal(number: int) -> str:
    """`52` as `52nd`."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def cased(text: object) -> str:
    """Cities write in capitals: "S 52ND ST" becomes "S 52nd St"."""
    return " ".join(word.capitalize() for word in str(text or "").split())


def parse_street(text: str) -> StreetName | None:
    """The parts of a street name, or None where `text` holds none."""
    words = folded(text).replace("-", " ").split()
    kind = ""
    if words and words[0] in LEADING_KINDS and len(words) > 1:
        kind = LEADING_KINDS[words.pop(0)]
    direction = ""
    if len(words) > 1 and words[0] in DIRECTIONS and words[1] not in KINDS:
        direction = DIRECTIONS[words.pop(0)]
    if len(words) > 1 and words[-1] in DIRECTIONS and words[-2] in KINDS:
        direction = DIRECTIONS[words.pop()]
    if len(words) > 1 and words[-1] in KINDS:
        kind = KINDS[words.pop()]
    bare = _bare(words)
    return StreetName(direction, bare, kind) if bare else None


def _bare(words: list[str]) -> str:
    if len(words) == 1:
        if words[0] in ORDINAL_WORDS:
            return ordinal(ORDINAL_WORDS[words[0]])
        if found := _ORDINAL.match(words[0]):
            return ordinal(int(found[1]))
    return "".join(SPELLED.get(word, word) for word in words if word.isalnum())


def edits_within(one: str, other: str, limit: int) -> bool:
    """Whether `one` becomes `other` by at most `limit` letters put in, left out, exchanged or swapped."""
    if abs(len(one) - len(other)) > limit:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row = row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > limit:
            return False
    return row[-1] <= limit
