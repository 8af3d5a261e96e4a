"""What the head of one page says about it to search engines, messengers and feed readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

# What could end a script element, or start a comment in one, is written as JSON's own escape.
_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Head:
    """The tags of one page. Addresses are absolute but for `feed`; empty ones are left out.

    `others` are the addresses of the same page by language, `data` is a description in schema.org's words.
    """

    title: str
    description: str = ""
    image: str = ""
    address: str = ""
    feed: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    is_listed: bool = True

    def html(self) -> str:
        """The tags, with everything escaped."""
        tags = [f"<title>{escape(self.title)}</title>"]
        tags += [f'<meta name="{name}" content="{escape(value)}"/>' for name, value in self._named().items() if value]
        tags += [f'<meta property="{name}" content="{escape(value)}"/>' for name, value in self._shared() if value]
        tags += self._links()
        if self.data:
            said = json.dumps({"@context": "https://schema.org", **self.data}, ensure_ascii=False)
            tags.append(f'<script type="application/ld+json">{said.translate(_IN_SCRIPT)}</script>')
        return "".join(tags)

    def _named(self) -> dict[str, str]:
        return {
            "description": self.description,
            "robots": "" if self.is_listed else "noindex",
            # What else a messenger wants it takes from the properties below.
            "twitter:card": "summary_large_image" if self.image else "summary",
        }

    def _shared(self) -> list[tuple[str, str]]:
        return [
            ("og:type", "website"),
            ("og:site_name", "Liaison"),
            ("og:title", self.title),
            ("og:description", self.description),
            ("og:image", self.image),
            ("og:url", self.address),
        ]

    def _links(self) -> list[str]:
        links = [f'<link rel="canonical" href="{escape(self.address)}"/>'] if self.address else []
        links += [
            f'<link rel="alternate" hreflang="{escape(locale)}" href="{escape(address)}"/>'
            for locale, address in self.others.items()
        ]
        if self.feed:
            href, title = escape(self.feed), escape(self.title)
            links.append(f'<link rel="alternate" type="application/atom+xml" title="{title}" href="{href}"/>')
        return links
