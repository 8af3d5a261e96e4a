"""Every page, built: its link to the other language leads to itself, and it hears when its login session ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from liaison_app import routes
from liaison_app.domain.access import Audience
from liaison_app.i18n import LOCALES, using_locale
from liaison_app.liaison_app import _last
from liaison_app.pages import Page, all_pages

OTHER = {"en": "es", "es": "en"}
PUBLIC_PAGES = [
    page for page in all_pages() if page.audience is Audience.PUBLIC and not page.route.startswith(routes.SHOWCASE)
]


def language_links(node: Any) -> Iterator[str]:
    """Where the links to another language lead, as the browser's code has it."""
    if isinstance(node, dict):
        if node.get("name") == "LanguageLink":
            yield from (str(prop).removeprefix("to:") for prop in node["props"] if str(prop).startswith("to:"))
        node = list(node.values())
    if isinstance(node, list | tuple):
        for part in node:
            yield from language_links(part)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.route)
def test_the_language_link_leads_to_the_same_page(page: Page, locale: str):
    with using_locale(locale):
        found = set(language_links(page.build().render()))
    assert len(found) == 1, "all of a page's language links lead to the same place"
    (address,) = found
    # The app has none of a letter's pages, and no applicant's: they are drawn.
    route = page.route.replace(routes.LETTER, routes.LETTERS).replace(routes.APPLICATION, routes.APPLY)
    if "[" in route:  # the address is known once the page is open: the page's own state says it
        assert re.search(r"\.here_rx_state_\b", address), address
        assert ('"/es"+' in address) is (OTHER[locale] == "es")
    else:
        assert address == f'"{routes.localized(route, OTHER[locale])}"'


def sign_in_links(node: Any) -> Iterator[str]:
    """Where the links to signing in lead, as the browser's code has it."""
    if isinstance(node, dict):
        hrefs = (str(prop).removeprefix("href:") for prop in node.get("props", ()) if str(prop).startswith("href:"))
        yield from (href for href in hrefs if "/sign-in" in href)
        node = list(node.values())
    if isinstance(node, list | tuple):
        for part in node:
            yield from sign_in_links(part)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", PUBLIC_PAGES, ids=lambda page: page.route)
def test_signing_in_from_the_head_of_a_page_leads_back_to_it(page: Page, locale: str):
    with using_locale(locale):
        found = set(sign_in_links(page.build().render()))
        start, back = routes.localized(routes.SIGN_IN), routes.sign_in(routes.localized(page.route))
    if "[" in page.route:
        assert any("/sign-in?next=" in address for address in found), found
    else:
        assert f'"{start if page.route in {routes.MAP, routes.SIGN_IN} else back}"' in found


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.route)
def test_a_page_that_is_not_the_publics_hears_the_end_of_the_login_session(page: Page):
    hears = [one for one in (*page.on_load, *_last(page)) if one.is_background]
    assert page.audience is Audience.PUBLIC or len(hears) == 1, "one tab has one watch"
