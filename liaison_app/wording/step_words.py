"""One step of a history, as every page that tells one shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison_app.wording.covered_text import TextPart
from liaison_app.wording.quotes import QuotableWords


@dataclass(frozen=True)
class StepWords:
    """A step: what, when, somebody's own words, and the exact time for hover. `kind` as in `components.timeline`.

    `under` says who reads somebody's own words; `said` are words from which something may have been taken out.
    `anchor` is its place on the page, and `quotable` where it can be quoted; both are empty for who cannot write about
    the ticket. `origin` names the other ticket that it happened to. `is_paired` where the city's words are told in the
    reader's language; else `language` says in which they are, where that is another one.
    """

    what: str = ""
    when: str = ""
    kind: str = "city"
    icon: str = "city"
    quote: str = ""
    exact: str = ""
    under: str = ""
    said: list[TextPart] = field(default_factory=list)
    anchor: str = ""
    origin: str = ""
    origin_to: str = ""
    quotable: QuotableWords = field(default_factory=QuotableWords)
    is_paired: bool = False
    language: str = ""
