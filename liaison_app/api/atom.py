"""Feeds as Atom. Source: RFC 4287; ids are tag URIs (RFC 4151); places are GeoRSS points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from liaison_app.i18n import active_locale, t
from liaison_app.wording.feeds import EntryWords, FeedWords

ATOM = "http://www.w3.org/2005/Atom"
GEORSS = "http://www.georss.org/georss"
XML = "http://www.w3.org/XML/1998/namespace"
MEDIA_TYPE = "application/atom+xml"
# The year since which names of ours are tagged; it never changes, or every id would.
SINCE = "2026"
# What XML 1.0 cannot hold at all.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", ATOM)
register_namespace("georss", GEORSS)


@dataclass(frozen=True)
class FeedPlace:
    """Where a feed stands: the program's address, the feed's own path, and its pages."""

    public_url: str
    path: str
    page: int = 1
    has_more: bool = False

    def address(self, page: int) -> str:
        """The address of a page of this feed."""
        return f"{self.public_url}{self.path}" + (f"?page={page}" if page > 1 else "")

    def tag(self, key: str) -> str:
        """The id of what has the path `key` here, wherever it is served from tomorrow."""
        return f"tag:{urlsplit(self.public_url).hostname},{SINCE}:{quote(key)}"


def written(feed: FeedWords, place: FeedPlace) -> bytes:
    """The feed as a document."""
    root = Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": active_locale()})
    _text(root, "id", place.tag(place.path))
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _time(feed.updated))
    _text(_sub(root, "author"), "name", t("Neighborhood Liaison app"))
    _text(root, "icon", f"{place.public_url}/favicon.svg")
    _link(root, "self", place.address(place.page), MEDIA_TYPE)
    _link(root, "alternate", place.public_url + feed.path, "text/html")
    _link(root, "first", place.address(1), MEDIA_TYPE)
    if place.page > 1:
        _link(root, "previous", place.address(place.page - 1), MEDIA_TYPE)
    if place.has_more:
        _link(root, "next", place.address(place.page + 1), MEDIA_TYPE)
    for entry in feed.entries:
        _entry(_sub(root, "entry"), entry, place)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(under: Element, entry: EntryWords, place: FeedPlace) -> None:
    _text(under, "id", place.tag(entry.key))
    _text(under, "title", entry.title)
    _text(under, "updated", _time(entry.updated))
    _text(under, "published", _time(entry.published))
    _link(under, "alternate", place.public_url + entry.path, "text/html")
    _sub(under, "category", term=_clean(entry.service_code), label=_clean(entry.service))
    _text(under, "summary", entry.summary)
    if entry.at is not None:
        SubElement(under, f"{{{GEORSS}}}point").text = f"{entry.at.lat:.6f} {entry.at.lon:.6f}"


def _sub(under: Element, name: str, **attributes: str) -> Element:
    return SubElement(under, f"{{{ATOM}}}{name}", attributes)


def _text(under: Element, name: str, text: str) -> None:
    _sub(under, name).text = _clean(text)


def _link(under: Element, rel: str, href: str, media_type: str) -> None:
    _sub(under, "link", rel=rel, href=href, type=media_type)


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text)
