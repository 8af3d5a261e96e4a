"""The map page and the list of neighborhoods for whoever is not signed in, as the server writes them, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from liaison_app import routes
from liaison_app.domain.map_feed import MapFilter, NeighborhoodTally, Show
from liaison_app.i18n import t
from liaison_app.services.ticket_finding import TicketPage
from liaison_app.wording.numbers import say_number
from liaison_app.wording.tickets import CardWords, card_words


@dataclass(frozen=True)
class ShowWords:
    """One of the answers to "which tickets?": a link to the page that shows those."""

    words: str
    to: str
    is_here: bool


@dataclass(frozen=True)
class PublicMapWords:
    """The newest tickets that fit the address; `more_to` leads to the next page, '' at the end."""

    count: str = ""
    late: str = ""
    cards: list[CardWords] = field(default_factory=list)
    shows: list[ShowWords] = field(default_factory=list)
    more_to: str = ""


@dataclass(frozen=True)
class PlaceWords:
    """A neighborhood in a list; `late` is empty where nothing is."""

    name: str
    to: str
    open: str
    late: str


def say_show(show: Show) -> str:
    """Which tickets, in one or two words."""
    return {
        Show.OPEN: t("Open"),
        Show.LATE: t("Late"),
        Show.CLOSED: t("Closed"),
        Show.FIXED: t("Seen fixed"),
        Show.NOT_FIXED: t("Seen not fixed"),
        Show.ALL: t("All"),
    }[show]


def public_map_words(found: TicketPage, wanted: MapFilter) -> PublicMapWords:
    """The page for a filter, in the active locale. Its links keep the rest of the filter."""
    words = wanted.words()
    others = {name: word for name, word in words.items() if name != "show"}
    return PublicMapWords(
        count=_say_count(wanted.show, say_number(found.tally.count)),
        late=t("{count} late", count=say_number(found.tally.late)) if found.tally.late else "",
        cards=[card_words(card, found.today) for card in found.cards],
        shows=[
            ShowWords(
                say_show(one), _to(others if one is Show.OPEN else {"show": one.value, **others}), one is wanted.show
            )
            for one in Show
        ],
        more_to=_to({**words, "after": found.next_page}) if found.next_page else "",
    )


def place_words(one: NeighborhoodTally) -> PlaceWords:
    """A neighborhood with what is open and late there."""
    return PlaceWords(
        name=one.name,
        to=routes.neighborhood(one.id),
        open=t("{count} open", count=say_number(one.tally.open)),
        late=t("{count} late", count=say_number(one.tally.late)) if one.tally.late else "",
    )


def _say_count(show: Show, count: str) -> str:
    return {
        Show.OPEN: t("{count} open here", count=count),
        Show.LATE: t("{count} late here", count=count),
        Show.CLOSED: t("{count} closed here", count=count),
        Show.FIXED: t("{count} seen fixed here", count=count),
        Show.NOT_FIXED: t("{count} seen not fixed here", count=count),
        Show.ALL: t("{count} here", count=count),
    }[show]


def _to(words: dict[str, str]) -> str:
    home = routes.localized(routes.MAP)
    return f"{home}?{urlencode(words)}" if words else home
