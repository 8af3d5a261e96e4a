"""A view of the map for other sites, in words."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from liaison_app import routes
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.domain.tickets import Standing
from liaison_app.domain.view_picture import ViewPicture
from liaison_app.i18n import t, tn
from liaison_app.wording.numbers import say_number
from liaison_app.wording.tickets import BADGE_KEYS, CardWords, card_words, say_standing

WIDTH, HEIGHT = 400, 620


@dataclass(frozen=True)
class KeyWords:
    """A line of the legend: `kind` is the colour and form of a dot."""

    kind: str
    words: str


@dataclass(frozen=True)
class EmbedWords:
    """What stands in the frame. `address` is the page with all of it; `dots` says what the picture shows."""

    title: str
    place: str
    said: str
    cards: list[CardWords]
    dots: str
    key: list[KeyWords]
    address: str
    more: str
    credit: str


def say_embed(found: ViewPicture, city: str, public_url: str) -> EmbedWords:
    """The frame of a view, in the active locale."""
    place, count = found.place or city, found.tally.count
    kinds = dict.fromkeys(dot.standing for dot in found.dots)
    dots = tn(
        "A map with one dot, for the newest ticket.",
        "A map with {count} dots, one for each of the newest tickets.",
        len(found.dots),
    )
    return EmbedWords(
        title=t("What is reported in {place}", place=place),
        place=place,
        said=_said(found),
        cards=[card_words(card, found.today) for card in found.cards],
        dots=dots,
        key=[KeyWords(BADGE_KEYS[one], _say_key(one)) for one in Standing if one in kinds],
        address=f"{public_url.rstrip('/')}{_page_of(found.wanted)}",
        more=tn("See the one ticket and what became of it", "See all {count} and what became of them", count),
        credit=t("Borders: {credit}", credit=found.credit) if found.credit else "",
    )


def embed_code(wanted: MapFilter, place: str, public_url: str) -> str:
    """The HTML that shows a view on another site, to be copied."""
    address = f"{public_url.rstrip('/')}{embed_address(wanted)}".replace("&", "&amp;")
    title = t("What is reported in {place}", place=place).replace('"', "&quot;")
    return (
        f'<iframe src="{address}" title="{title}" width="{WIDTH}" height="{HEIGHT}" '
        'style="border:0;max-width:100%" loading="lazy"></iframe>'
    )


def embed_address(wanted: MapFilter) -> str:
    """The path of a view for other sites."""
    words = wanted.words()
    near = {"n": words.pop("neighborhood")} if "neighborhood" in words else {}
    query = urlencode(near | words)
    return routes.localized("/embed") + (f"?{query}" if query else "")


def _say_key(standing: Standing) -> str:
    return t("Closed") if standing is Standing.CLOSED else say_standing(standing)


def _page_of(wanted: MapFilter) -> str:
    """Where all of it stands: the neighborhood's page, or the map."""
    if wanted.neighborhood_id:
        return routes.neighborhood(wanted.neighborhood_id)
    query = urlencode(wanted.words())
    return routes.localized(routes.MAP) + (f"?{query}" if query else "")


def _said(found: ViewPicture) -> str:
    """The count in a sentence, with its base."""
    tally = found.tally
    if found.wanted.show in {Show.OPEN, Show.ALL}:
        if not tally.late:
            return t("{open} open, none late", open=say_number(tally.open))
        return t("{open} open, of them {late} late", open=say_number(tally.open), late=say_number(tally.late))
    count = say_number(tally.count)
    return {
        Show.LATE: t("{count} late", count=count),
        Show.CLOSED: t("{count} closed, says the city", count=count),
        Show.FIXED: t("{count} seen fixed", count=count),
        Show.NOT_FIXED: t("{count} seen not fixed", count=count),
    }[found.wanted.show]
