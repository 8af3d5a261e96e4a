"""What search engines and messengers are told of a page with a variable address: title, description, picture.

Such a page leaves the server as a shell that is filled in the browser; what stands in its head is said here. To give a
page a head, write a function from (program, variable parts, locale) to `Head` and add it to `HEADS` under its route.
It runs off the event loop. `None` means that there is no such thing for the public: the answer is a 404 page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import NeighborhoodId, TicketId, read_ticket_id
from liaison_app.front_end.serving import Head, HeadOf
from liaison_app.i18n import t, using_locale
from liaison_app.services import ticket_lists, ticket_reading
from liaison_app.wording.ticket_page import ticket_page_words

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

MakeHead = Callable[["Application", Mapping[str, str]], Head | None]


def ticket_head(application: Application, variables: Mapping[str, str]) -> Head | None:
    """A public ticket's kind, place and standing. A private one and one that is not there have the same bare head."""
    ticket_id = read_ticket_id(variables.get("ticket_id", "")) or TicketId("")
    try:
        detail = application.use(ticket_reading.show, actor=PUBLIC, ticket_id=ticket_id)
    except NotFound:
        return Head(title=_titled(t("Ticket")))
    words = ticket_page_words(detail, application.ports["city_profile"])
    photo = f"{application.settings.public_url}{words.photos[0].address}" if words.photos else ""
    address = f"{application.settings.public_url}{routes.ticket(words.id)}"
    feed = routes.ticket_feed(words.id)
    return Head(title=_titled(words.title), description=words.sub, image=photo, address=address, feed=feed)


def neighborhood_head(application: Application, variables: Mapping[str, str]) -> Head | None:
    """A neighborhood's name and how much is open and late there; None where there is no such neighborhood."""
    one = NeighborhoodId(variables.get("neighborhood_id", ""))
    try:
        found = application.use(ticket_lists.list_in_neighborhood, neighborhood_id=one, standings=(), after="", limit=1)
    except NotFound:
        return None
    said = t("Open now: {open}, of them late: {late}.", open=found.counts.open, late=found.counts.late)
    address = f"{application.settings.public_url}{routes.neighborhood(one)}"
    feed = routes.neighborhood_feed(one)
    return Head(title=_titled(found.neighborhood_name), description=said, address=address, feed=feed)


def _titled(page: str) -> str:
    return t("{page} · Liaison", page=page)


# Route as in `routes.py` → what says its head.
HEADS: dict[str, MakeHead] = {routes.TICKET: ticket_head, routes.NEIGHBORHOOD: neighborhood_head}


def heads_of(application: Application, makers: Mapping[str, MakeHead] | None = None) -> dict[str, HeadOf]:
    """The heads for the serving layer, bound to one program; `makers` replace `HEADS`."""
    return {route: _bound(application, make) for route, make in (HEADS if makers is None else makers).items()}


def _bound(application: Application, make: MakeHead) -> HeadOf:
    def made(variables: Mapping[str, str], locale: str) -> Head | None:
        if "\x00" in "".join(variables.values()):  # nothing of ours is named so, and no database looks for it
            return None
        with using_locale(locale):
            return make(application, variables)

    async def head_of(variables: Mapping[str, str], locale: str) -> Head | None:
        return await asyncio.to_thread(made, variables, locale)

    return head_of
