"""The mailbox: what the app wrote to people, and what became of it."""

from __future__ import annotations

import reflex as rx

from liaison_app import routes
from liaison_app.components.badges import shaped_badge
from liaison_app.components.buttons import button
from liaison_app.components.frame import back_link, page_frame, page_title, wrap
from liaison_app.components.notices import notice
from liaison_app.components.waiting import empty_state, skeleton_text, too_many
from liaison_app.components.words import page_language, shown
from liaison_app.domain.access import Audience
from liaison_app.i18n import t
from liaison_app.pages import Page
from liaison_app.states.mailbox import MailboxDesk
from liaison_app.wording.mailbox import MailLine


def build() -> rx.Component:
    """Why mails are here, then each of them; the words of one open on a tap."""
    none = empty_state(t("No mail yet"), t("What the app writes to people by e-mail is listed here."))
    listed = rx.el.div(
        rx.el.p(MailboxDesk.total, class_name="small quiet after"),
        rx.el.ul(rx.foreach(MailboxDesk.mails, _mail), class_name="decisions"),
        shown(
            MailboxDesk.next_page > 0,
            too_many(t("There are older ones."), button(t("Show more"), on_click=MailboxDesk.show_more)),
        ),
    )
    return page_frame(
        wrap(
            rx.el.section(
                back_link(t("Desk"), routes.localized(routes.DESK)),
                rx.el.h1(rx.cond(MailboxDesk.keeps, t("Mails that would have gone out"), t("Mails"))),
                shown(MailboxDesk.is_loaded & MailboxDesk.keeps, _kept()),
                class_name="section stack",
            ),
            rx.cond(MailboxDesk.is_loaded, rx.cond(MailboxDesk.mails.length() > 0, listed, none), skeleton_text(6)),
        ),
        here=routes.DESK_MAILBOX,
        audience="coordinator",
        current="desk",
    )


def _kept() -> rx.Component:
    return notice(
        t("Nobody gets these by e-mail"),
        t("No mail server is set up, so they stay here. Whoever runs the app can set one; later mails then go out."),
        kind="waiting",
        icon_name="no-signal",
    )


def _mail(line: rx.Var[MailLine]) -> rx.Component:
    words = rx.el.details(
        rx.el.summary(t("Read it"), class_name="desk-answer__name"),
        rx.el.p(line.text, class_name="as-typed after", lang=page_language(line.lang)),
        class_name="desk-answer",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.h2(line.subject, class_name="decision__what", lang=page_language(line.lang)),
            rx.el.p(
                shaped_badge(line.badge),
                " ",
                rx.el.time(line.when, title=line.exact, class_name="small quiet"),
            ),
            rx.el.p(t("To:"), " ", rx.el.span(line.recipient, class_name="email"), class_name="small quiet"),
            shown(line.trouble, rx.el.p(line.trouble)),
            shown(line.text, words),
            class_name="decision__words stack",
        ),
        class_name="decision decision--long",
        key=line.id,
    )


PAGE = Page(
    route=routes.DESK_MAILBOX,
    build=build,
    title=lambda: page_title(t("Mails")),
    on_load=(MailboxDesk.watch,),
    audience=Audience.COORDINATOR,
)
PAGES = (PAGE,)
