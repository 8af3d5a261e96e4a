"""Parts that are the same again and again (icons, badges, the navigation), built once for pages drawn on the server.

A list of thirty tickets has hundreds of elements, and each costs time to build. In Reflex's own pages every part is
built anew, because its compiler changes what it is given.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import reflex as rx

from liaison_app.i18n import active_locale

MOST = 1024
B = TypeVar("B", bound=Callable[..., rx.Component])
_on_the_server: ContextVar[bool] = ContextVar("drawing_on_the_server", default=False)


class _Drawn(rx.Component):
    """A part whose tree is there already."""

    def render(self) -> dict[str, Any]:
        return self._tree


@contextmanager
def drawing_on_the_server() -> Iterator[None]:
    """For the block that builds a page of plain values, to be written and thrown away."""
    token = _on_the_server.set(True)
    try:
        yield
    finally:
        _on_the_server.reset(token)


def is_on_the_server() -> bool:
    """Whether what is built now is for a page of plain values."""
    return _on_the_server.get()


def drawn_once(build: B) -> B:
    """What `build` gives for the same plain values in the same language is the same part; at most `MOST` are kept."""

    @functools.lru_cache(maxsize=MOST)
    def drawn(_locale: str, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> rx.Component:
        part = _Drawn.create()
        object.__setattr__(part, "_tree", build(*args, **dict(named)).render())
        return part

    @functools.wraps(build)
    def part(*args: Any, **named: Any) -> rx.Component:
        if not _on_the_server.get() or any(isinstance(one, rx.Var) for one in (*args, *named.values())):
            return build(*args, **named)
        return drawn(active_locale(), args, tuple(named.items()))

    return part
