"""`/robots.txt` and `/sitemap.xml`: what search engines may read of ours, and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from liaison_app import routes
from liaison_app.api.answers import cached
from liaison_app.api.who import application_of
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES
from liaison_app.services import public_addresses

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

FRESH_S = 3600
# Doors, and what is there for programs: nothing that a person would search for.
NOT_FOR_ROBOTS = ("/api/", "/join/", "/letters", "/sign-in", "/_event", "/open311/")
BUT_THESE = ("/api/photos/",)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


async def robots(request: Request) -> Response:
    """Everybody may read all that is for people."""
    rules = [f"Allow: {path}" for path in BUT_THESE] + [f"Disallow: {path}" for path in NOT_FOR_ROBOTS]
    rules += [f"Disallow: /{locale}{path}" for locale in LOCALES for path in ("/join/", "/letters", "/sign-in")]
    body = "\n".join(["User-agent: *", *rules, "", f"Sitemap: {_site(application_of(request))}/sitemap.xml", ""])
    return cached(request, body.encode(), media_type="text/plain", seconds=FRESH_S)


async def sitemap(request: Request) -> Response:
    """The public pages, each once, with its address in every language."""
    application = application_of(request)
    found = await application.call(public_addresses.list_addresses)
    site = _site(application)
    rows = [_row(site, path, changed) for path, changed in _pages(found)]
    body = _HEAD + "\n".join(rows) + "\n</urlset>\n"
    return cached(request, body.encode(), media_type="application/xml", seconds=FRESH_S)


def _pages(found: public_addresses.PublicAddresses) -> Iterator[tuple[str, date | None]]:
    """Addresses without their locale, and the day each changed last where that is known."""
    yield from ((path, None) for path in routes.LISTED)
    yield from ((f"/n/{quote(one)}", None) for one in found.neighborhoods)
    yield from ((routes.how_service(one, DEFAULT_LOCALE), None) for one in found.services)
    yield from ((f"/t/{one}", changed) for one, changed in found.tickets)


def _row(site: str, path: str, changed: date | None) -> str:
    addresses = {locale: site + routes.localized(path, locale) for locale in LOCALES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{locale}" href={quoteattr(address)}/>'
        for locale, address in addresses.items()
    )
    day = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    return "\n".join(f"<url><loc>{escape(address)}</loc>{day}{others}</url>" for address in addresses.values())


def _site(application: Application) -> str:
    return application.settings.public_url.rstrip("/")


ROUTES = [Route("/robots.txt", robots), Route("/sitemap.xml", sitemap)]
