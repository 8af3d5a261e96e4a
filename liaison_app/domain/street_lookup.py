"""Streets by what people type: the exact name, else what begins like it, else what is a typo away."""

from __future__ import annotations

from collections import defaultdict
from typing import Generic, TypeVar

from liaison_app.domain.street_names import StreetName, edits_within

T = TypeVar("T")


class StreetLookup(Generic[T]):
    """Things that have street names; one may have several."""

    def __init__(self) -> None:
        self._by_bare: dict[str, list[tuple[StreetName, T]]] = defaultdict(list)

    def add(self, name: StreetName, thing: T) -> None:
        """Let `thing` be found by `name`."""
        self._by_bare[name.bare].append((name, thing))

    def named(self, name: StreetName) -> list[T]:
        """The things of that name; those of its kind where it says one and they are any. A typo is not in the first
        letter, which people get right."""
        bares = [name.bare] if name.bare in self._by_bare else []
        if not bares and len(name.bare) >= 4:
            bares = [bare for bare in self._by_bare if bare.startswith(name.bare)]
        if not bares and not name.bare[0].isdigit():
            limit = 1 if len(name.bare) < 8 else 2
            alike_bares = (bare for bare in self._by_bare if len(bare) > 3 and bare[0] == name.bare[0])
            bares = [bare for bare in alike_bares if edits_within(name.bare, bare, limit)]
        rows = [row for bare in bares for row in self._by_bare[bare]]
        alike = [thing for own, thing in rows if not name.kind or own.kind == name.kind]
        return list({id(thing): thing for thing in alike or [thing for _, thing in rows]}.values())
