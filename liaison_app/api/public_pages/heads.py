"""What the heads of public pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from liaison_app import routes
from liaison_app.front_end.page_head import Head
from liaison_app.i18n import LOCALES, active_locale, t

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application


def head_of(application: Application, title: str, here: str, **more: Any) -> Head:
    """The head of the page at `here` (without its locale), its addresses in every language; `more` as of `Head`."""
    at = application.settings.public_url.rstrip("/")
    others = {locale: at + routes.localized(here, locale) for locale in LOCALES}
    return Head(title=titled(title), address=others[active_locale()], others=others, **more)


def crumbs(application: Application, *steps: tuple[str, str]) -> dict[str, Any]:
    """Where a page stands, for search engines, in schema.org's words: (name, address of ours) from the outside in."""
    at = application.settings.public_url.rstrip("/")
    listed = [
        {"@type": "ListItem", "position": place, "name": name, "item": at + path}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": listed}


def bare_head(title: str) -> Head:
    """The head of a page that has nothing for the public."""
    return Head(title=titled(title), is_listed=False)


def titled(page: str) -> str:
    """The text of `<title>`."""
    return t("{page} · Liaison", page=page)
