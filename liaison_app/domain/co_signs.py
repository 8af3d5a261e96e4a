"""Co-signs: a second household or liaison standing behind an open ticket instead of a duplicate."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoSigns:
    """How many stand behind a ticket; never who."""

    households: int = 0
    liaisons: int = 0

    @property
    def total(self) -> int:
        return self.households + self.liaisons


NOBODY = CoSigns()
