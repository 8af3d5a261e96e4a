"""Chronic spots for the public: the list, and one with its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.api.public_pages.heads import bare_head, head_of
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import SpotId
from liaison_app.domain.spot_rows import SpotFilter
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import chronic_spots
from liaison_app.wording.spots import spot_list_words, spot_words

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application


def read_spots(application: Application, asked: Asked) -> Told:
    """A page of the list."""
    after = asked.query.get("after", "")
    try:
        wanted = SpotFilter.parse(asked.query.get("neighborhood", ""), asked.query.get("family", ""))
        found = application.use(chronic_spots.list_spots, wanted=wanted, after=after, limit=chronic_spots.PAGE_SIZE)
    except (NotFound, InputInvalid):
        return Told(bare_head(t("Chronic spots")))
    words = spot_list_words(found, wanted, application.ports["city_process"], after=after)
    said = t("Places where the same kind of problem came back after the city had closed it.")
    return Told(head_of(application, words.title, routes.SPOTS, description=said), words)


def read_spot(application: Application, asked: Asked) -> Told:
    """A spot. One that is not there, and one of which nothing is public, are told alike."""
    spot_id = SpotId(asked.variables.get("spot_id", ""))
    try:
        found = application.use(chronic_spots.show_spot, spot_id=spot_id)
    except NotFound:
        return Told(bare_head(t("Chronic spot")))
    words = spot_words(found, application.ports["city_process"])
    title = f"{words.headline}: {words.sign.plain}"
    return Told(head_of(application, title, f"/spots/{spot_id}", description=words.sub), words)
