"""Pages of one sheet that stand outside the site: the poster, the embeddable map. Light, whole, and locked up tight.

Their style and script stand in the page and are let in by their hashes; nothing else runs, and nothing is loaded but
our own fonts and drawings. The same for everybody: no cookie is looked at.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from liaison_app.api.answers import cached
from liaison_app.i18n import active_locale

SHEETS = Path(__file__).parent / "sheets"
ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page. `body` and `head` are HTML in which whoever wrote them has escaped everything.

    `style` and `script` are names of files in `sheets`. `ancestors` says which sites may show the page in a frame,
    `forms` where its forms may be sent, `connects` where its script may ask.
    """

    title: str
    body: str
    style: str
    script: str = ""
    head: str = ""
    ancestors: str = "'none'"
    forms: str = "'none'"
    connects: str = ""
    locale: str = field(default_factory=active_locale)


@lru_cache
def sheet(name: str) -> str:
    """A file of `sheets`; '' for no name."""
    return (SHEETS / name).read_text(encoding="utf-8") if name else ""


def written(page: OwnPage) -> bytes:
    """The page as it goes out."""
    script = f"<script>{sheet(page.script)}</script>" if page.script else ""
    return (
        f'<!doctype html><html lang="{page.locale}"><head><meta charset="utf-8"/>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{escape(page.title)}</title>'
        f"{page.head}<style>{sheet(page.style)}</style></head><body>{page.body}{script}</body></html>"
    ).encode()


def policy_of(page: OwnPage) -> str:
    """What the page may do: its own style and script, our pictures and fonts, nothing else."""
    scripts = f"script-src {_hash(page.script)}; " if page.script else ""
    asks = f"connect-src {page.connects}; " if page.connects else ""
    return (
        f"default-src 'none'; style-src {_hash(page.style)}; {scripts}{asks}img-src 'self'; font-src 'self'; "
        f"base-uri 'none'; form-action {page.forms}; frame-ancestors {page.ancestors}"
    )


def answer(request: Request, page: OwnPage, *, seconds: int) -> Response:
    """The page for anybody to keep for `seconds`; 304 where the reader has it already."""
    found = cached(request, written(page), media_type="text/html; charset=utf-8", seconds=seconds)
    found.headers["Content-Security-Policy"] = policy_of(page)
    return found


def answer_to_one(page: OwnPage, status: int = 200) -> Response:
    """The page for whoever asked, and to be kept by nobody."""
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": policy_of(page)}
    return Response(written(page), status, media_type="text/html; charset=utf-8", headers=headers)


def address_to_type(address: str) -> str:
    """An address as people read and type it, as HTML: it breaks behind a slash, and its last piece stays whole."""
    *before, last = (address.partition("://")[2] or address).split("/")
    start = "".join(f"{escape(part)}/<wbr/>" for part in before)
    return f"{start}<span>{escape(last)}</span>"


@lru_cache
def _hash(name: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(sheet(name).encode()).digest()).decode()}'"
