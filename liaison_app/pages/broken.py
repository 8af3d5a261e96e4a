"""What stands in place of a page that broke while it was drawn: Reflex's own is English and shows the code's insides.

One for all languages, and nothing in it that lives: whatever broke the page is out of order.
"""

from __future__ import annotations

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary

from liaison_app import routes
from liaison_app.components.buttons import buttons, link_button
from liaison_app.components.frame import page_title
from liaison_app.components.lost import lost
from liaison_app.i18n import t

#: Leads to where the reader is, and so loads the page again.
HERE = ""


def boundary() -> rx.Component:
    """What Reflex wraps every page in."""
    title = rx.el.title(page_title(t("This page broke")))  # React puts it where it belongs
    said = rx.el.main(title, lost(_said, role="alert"))
    return ErrorBoundary.create(fallback_render=rx.Var.create(said))


def _said() -> tuple[str, list[rx.Component]]:
    return t("This page broke"), [
        rx.el.p(t("The fault is ours. A report you had begun is kept on this device.")),
        buttons(
            link_button(t("Load it again"), to=HERE, kind="gold", full_load=True),
            link_button(t("To the map"), to=routes.localized(routes.MAP), full_load=True),
        ),
    ]
