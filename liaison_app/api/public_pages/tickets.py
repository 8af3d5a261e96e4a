"""A ticket's page for the public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.api.public_pages.heads import bare_head, crumbs, head_of
from liaison_app.domain.access import PUBLIC
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import TicketId, read_ticket_id
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import ticket_reading
from liaison_app.services.moderation_history import moderated_at
from liaison_app.wording.letter_forms import co_sign_words, ticket_letters
from liaison_app.wording.public_ticket import PublicTicket
from liaison_app.wording.ticket_page import ticket_page_words

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application


def version_of_ticket(application: Application, asked: Asked) -> str:
    """What a coordinator hides, or an author takes back, is gone from the page with the next look at it."""
    ticket_id = read_ticket_id(asked.variables.get("ticket_id", "")) or TicketId("")
    return application.use(moderated_at, ticket_id=ticket_id)


def read_ticket(application: Application, asked: Asked) -> Told:
    """A public ticket. A private one and one that is not there are told alike."""
    ticket_id = read_ticket_id(asked.variables.get("ticket_id", "")) or TicketId("")
    try:
        detail = application.use(ticket_reading.show, actor=PUBLIC, ticket_id=ticket_id)
    except NotFound:
        return Told(bare_head(t("Ticket")))
    words = ticket_page_words(detail, application.ports["city_profile"])
    photo = f"{application.settings.public_url}{words.photos.first}" if words.photos.first else ""
    way = [(words.place.neighborhood, words.place.neighborhood_to)] if words.place.neighborhood else []
    head = head_of(
        application,
        words.title,
        f"/t/{words.id}",
        description=words.sub,
        image=photo,
        feed=words.feed_to,
        data=crumbs(application, *way, (words.title, routes.ticket(words.id))),
    )
    is_offered = application.ports["letter_policy"].is_offered
    letters = ticket_letters(detail.card, is_offered=is_offered)
    return Told(head, PublicTicket(words, head.address, letters, co_sign_words(detail.card, is_offered=is_offered)))
