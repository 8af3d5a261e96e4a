"""A neighborhood's page for the public."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.api.public_pages.heads import head_of
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import neighborhood_pages, ticket_lists
from liaison_app.wording.letter_forms import neighborhood_letters
from liaison_app.wording.public_neighborhood import public_neighborhood

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

QUERY = frozenset({"show", "after"})


def read_neighborhood(application: Application, asked: Asked) -> Told | None:
    """A neighborhood with a page of its tickets; None where there is no such neighborhood.

    `show` is a word of `ticket_lists.SHOWN` (another one shows all), `after` the number of the last ticket before.
    """
    one = NeighborhoodId(asked.variables.get("neighborhood_id", ""))
    show, after = asked.query.get("show", ""), asked.query.get("after", "")
    show = show if show in ticket_lists.SHOWN else ""
    try:
        found = application.use(
            neighborhood_pages.show,
            neighborhood_id=one,
            standings=ticket_lists.SHOWN[show],
            after=after,
            limit=ticket_lists.PAGE_SIZE,
        )
    except NotFound:
        return None
    said = t("Open now: {open}, of them late: {late}.", open=found.figures.open, late=found.figures.late)
    feed = routes.neighborhood_feed(one)
    # A part of its list is listed nowhere as a page of its own: search engines are led to the page itself.
    head = head_of(application, found.figures.name, f"/n/{one}", description=said, feed=feed)
    is_offered = application.ports["letter_policy"].is_offered
    letters = neighborhood_letters(one, found.figures.name, is_offered=is_offered)
    page = public_neighborhood(found, application.settings.public_url, show=show, after=after)
    return Told(head, replace(page, letters=letters))
