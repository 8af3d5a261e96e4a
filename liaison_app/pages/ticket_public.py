"""A ticket's page for whoever is not signed in, written on the server: the same parts, complete without scripts."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx

from liaison_app import routes
from liaison_app.components.frame import back_link, page_frame, section, split, wrap
from liaison_app.components.letter_forms import co_sign_section, letters_section
from liaison_app.components.share import share_button
from liaison_app.components.signs import plate
from liaison_app.i18n import t
from liaison_app.pages import ticket_parts
from liaison_app.wording.public_ticket import PublicTicket

Section = Callable[[PublicTicket], rx.Component]


def draw(ticket: PublicTicket | None) -> rx.Component:
    """The whole page; for None one that says that there is nothing for these eyes."""
    back = back_link(t("Map"), routes.localized(routes.MAP))
    if ticket is None:
        head = plate(t("Nothing here"), bar=[back], page=True)
        return page_frame(wrap(ticket_parts.missing()), here=routes.MAP, head=head, link_to_server="none")
    here = f"/t/{ticket.page.id}"
    return page_frame(
        wrap(split(rx.el.div(*[part(ticket) for part in MAIN]), rx.el.div(*[part(ticket) for part in ASIDE]))),
        here=here,
        head=ticket_parts.answer_plate(ticket.page, here=here, back=back, acts=rx.fragment()),
        link_to_server="asking",
    )


def _share(ticket: PublicTicket) -> rx.Component:
    """The page's address stands there to be copied by hand, for where no script can do it."""
    return section(
        t("Pass it on"),
        rx.el.p(ticket.address, class_name="address"),
        rx.el.p(share_button("button", with_word=True), class_name="after"),
        name="share",
    )


# What stands on the page, in its order. Whoever adds to the page adds a part here and its words to `PublicTicket`;
# a form there is a `posted_form` or an `asking_form`, which work without scripts.
MAIN: tuple[Section, ...] = (
    lambda ticket: ticket_parts.chain(ticket.page),
    lambda ticket: ticket_parts.together(ticket.page),
    lambda ticket: ticket_parts.linked(ticket.page),
    lambda ticket: ticket_parts.clock(ticket.page),
    lambda ticket: ticket_parts.photos(ticket.page),
    lambda ticket: ticket_parts.history(ticket.page),
    lambda ticket: co_sign_section(ticket.co_sign),
    lambda ticket: letters_section(ticket.letters, title=t("Follow by e-mail")),
)
ASIDE: tuple[Section, ...] = (
    lambda ticket: ticket_parts.where(ticket.page),
    lambda ticket: ticket_parts.published(ticket.page),
    _share,
)
