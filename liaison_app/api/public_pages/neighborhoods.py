"""A neighborhood's page for the public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.api.public_pages.heads import head_of
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import ticket_lists

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application


def read_neighborhood(application: Application, asked: Asked) -> Told | None:
    """A neighborhood with how much is open and late there; None where there is no such neighborhood."""
    one = NeighborhoodId(asked.variables.get("neighborhood_id", ""))
    try:
        found = application.use(ticket_lists.list_in_neighborhood, neighborhood_id=one, standings=(), after="", limit=1)
    except NotFound:
        return None
    said = t("Open now: {open}, of them late: {late}.", open=found.counts.open, late=found.counts.late)
    head = head_of(
        application, found.neighborhood_name, f"/n/{one}", description=said, feed=routes.neighborhood_feed(one)
    )
    return Told(head)
