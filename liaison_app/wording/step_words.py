"""One step of a history, as every page that tells one shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StepWords:
    """A step: what, when, somebody's own words, and the exact time for hover. `kind` as in `components.timeline`.

    `under` says what became of a message, `refused` why the city did not take it or why it was not sent, and `again`
    is its id where this viewer may send it once more.
    """

    what: str = ""
    when: str = ""
    kind: str = "city"
    icon: str = "city"
    quote: str = ""
    exact: str = ""
    under: str = ""
    refused: str = ""
    again: str = ""
