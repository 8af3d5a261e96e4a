"""Public pages with a variable address, written on the server for visitors who are not signed in.

A page of this kind is read and drawn with plain values, once for everybody who asks for the same within a few seconds,
away from the event loop. What is kept is bounded by number and by size, whatever addresses are asked for.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

from liaison_app.front_end.kept import Kept
from liaison_app.front_end.markup import markup_of
from liaison_app.front_end.page_head import Head
from liaison_app.front_end.plain_pages import Template
from liaison_app.front_end.plain_words import plain_words
from liaison_app.i18n import using_locale
from liaison_app.pools import Pool

# How long a page is taken for the truth here. A cache between us and the reader adds its own time (`serving`).
LIFE_S = 5.0
MOST, MOST_BYTES = 2000, 24 * 1024 * 1024
# So many pages wait to be written, and so many of them for one network: nobody alone keeps the others out.
WAITING, OF_ONE = 128, 16
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Asked:
    """What a page is asked for: the variable parts of its address, its language, and what stands behind the `?`."""

    variables: Mapping[str, str]
    locale: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What the public is told: the head, and the words that the page is drawn from; None where there is nothing.

    Both are the same for what is private and for what is not there.
    """

    head: Head
    words: Any = None


@dataclass(frozen=True)
class PublicPage:
    """How a page is read and drawn; both run in a thread, in the page's language.

    `read` gives None where there is no such address, for nobody. `draw` makes a tree of components of the words that
    were read, and a page that says so of None; without `draw` only the head is the server's. Of the query no other
    names than those in `query` are looked at. What is `is_personal` is for the holder of its address alone: it is kept
    nowhere, and whoever is signed in gets the same. Where there is a `version`, what was kept of another one is old at
    once: the page is asked for each time, here and in every cache on the way.
    """

    read: Callable[[Asked], Told | None]
    draw: Callable[[Any], Mapping[str, Any]] | None = None
    query: frozenset[str] = frozenset()
    is_personal: bool = False
    version: Callable[[Asked], str] | None = None

    def told(self, asked: Asked) -> Told | None:
        """What the public is told."""
        if "\x00" in "".join(asked.variables.values()):  # nothing of ours is named so, and no database looks for it
            return None
        with using_locale(asked.locale):
            return self.read(asked)

    def known(self, query: Mapping[str, str]) -> dict[str, str]:
        """What of a query this page looks at, in a fixed order; a value with a NUL in it asks for nothing of ours."""
        told = {name: query[name] for name in sorted(self.query & query.keys())}
        return {name: value[:LONGEST_VALUE] for name, value in told.items() if value and "\x00" not in value}


@dataclass(frozen=True)
class Written:
    """A page as it goes out: packed, with its status and its entity tag."""

    status: int
    packed: bytes
    etag: str

    @property
    def html(self) -> bytes:
        return gzip.decompress(self.packed)


def write_page(page: PublicPage, asked: Asked, template: Template) -> Written:
    """Read and draw a page.

    Raises: NotWritable, where a component of it has no form without scripts; whatever reading raises.
    """
    assert page.draw is not None  # noqa: S101 (only drawn pages come here)
    told = page.told(asked) or Told(Head("Liaison", is_listed=False))
    with using_locale(asked.locale):
        markup = markup_of(page.draw(plain_words(told.words)))
    body = template.page(told.head.html(), markup.html, markup.islands)
    return packed(body, status=404 if told.words is None else 200)


def packed(html: str, *, status: int) -> Written:
    """A page's HTML, ready to go out."""
    body = html.encode("utf-8", "replace")
    return Written(status, gzip.compress(body, 5, mtime=0), f'"{sha256(body).hexdigest()[:24]}"')


class KeptPages:
    """The pages written in the last few seconds. One writes for all who wait for the same."""

    def __init__(
        self,
        *,
        life_s: float = LIFE_S,
        most: int = MOST,
        most_bytes: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._life_s = life_s
        self._pool = Pool("pages", threads=2, waiting=WAITING, of_one=OF_ONE)
        self._kept: Kept[Written] = Kept(
            size=lambda page: len(page.packed), most=most, most_bytes=most_bytes, clock=clock
        )

    async def once(self, write: Callable[[], Written], *, who: str = "") -> Written:
        """A page that is kept for nobody. Raises: as `page`."""
        return await self._pool.run_for(who, write)

    async def page(self, key: str, write: Callable[[], Written], *, who: str = "") -> Written:
        """The page kept under `key`, which names all that it depends on; `write` makes it, for the network `who`.

        Raises: TooMany when too many pages wait to be written, or too many of this network; whatever `write` raises.
        """
        written, _ = await self._kept.of(key, partial(self._pool.run_for, who, write), life_s=self._life_s)
        return written

    def size(self) -> tuple[int, int]:
        """How many pages are kept, and how many bytes they take."""
        return self._kept.size()
