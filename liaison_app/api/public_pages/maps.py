"""The map page and the list of neighborhoods for the public: whole before any script has come, and without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.api.public_pages.heads import head_of
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.map_feed import MapFilter, Show
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import map_feed, ticket_finding
from liaison_app.wording.public_map import place_words, public_map_words

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

MAP_QUERY = frozenset({"show", "kind", "service", "since", "until", "neighborhood", "after"})


def read_map(application: Application, asked: Asked) -> Told:
    """The newest tickets that fit the address; what an address cannot mean is as if it were not there."""
    try:
        wanted, after = MapFilter.read(asked.query), asked.query.get("after", "")
        found = application.use(ticket_finding.in_view, view=None, wanted=wanted, after=after)
    except InputInvalid:
        wanted = MapFilter()
        found = application.use(ticket_finding.in_view, view=None, wanted=wanted, after="")
    said = t("What neighbors report, what became of it, and how long it takes.")
    head = head_of(application, t("Map"), routes.MAP, description=said, feed=routes.feed())
    return Told(head, public_map_words(found, wanted))


def read_places(application: Application, _asked: Asked) -> Told:
    """Every neighborhood with what is open and late there."""
    found = application.use(map_feed.neighborhoods, wanted=MapFilter(show=Show.ALL))
    said = t("Open one to see what is reported there, what is late, and what was seen fixed.")
    head = head_of(application, t("Neighborhoods"), routes.PLACES, description=said)
    return Told(head, [place_words(one) for one in found])
