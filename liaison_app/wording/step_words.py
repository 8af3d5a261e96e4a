"""One step of a history, as every page that tells one shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StepWords:
    """A step: what, when, somebody's own words, and the exact time for hover. `kind` as in `components.timeline`.

    `under` says who reads somebody's own words.
    """

    what: str = ""
    when: str = ""
    kind: str = "city"
    icon: str = "city"
    quote: str = ""
    exact: str = ""
    under: str = ""
