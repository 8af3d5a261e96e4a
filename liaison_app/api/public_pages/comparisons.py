"""Neighborhoods side by side, for the public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liaison_app.api.public_pages.heads import head_of
from liaison_app.domain.errors import InputInvalid, NotFound
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import place_figures
from liaison_app.wording.comparison import say_comparison

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

COMPARE_QUERY = frozenset({"n"})


def read_comparison(application: Application, asked: Asked) -> Told:
    """What the address asks for; with nothing chosen where that is not there or too much."""
    ids = [NeighborhoodId(one) for one in asked.query.get("n", "").split(",") if one]
    try:
        found = application.use(place_figures.compare, neighborhood_ids=ids)
    except (NotFound, InputInvalid):
        found = application.use(place_figures.compare, neighborhood_ids=[])
    words = say_comparison(found)
    head = head_of(application, words.title or t("Neighborhoods side by side"), "/compare")
    return Told(head, words)
