"""Languages: gettext catalogues, and dates and numbers as people write them.

Every page is built once per locale, so the locale in force is a context variable: while a page is being built,
while an event of a page is handled, and while a REST answer is written. `t` looks a text up in that locale.
Catalogues are the `.po` files under `locales/`; they are read as they are, with no compile step to forget.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT_LOCALE = "en"
LOCALES = ("en", "es")
LOCALES_DIR = Path(__file__).parent / "locales"

_active: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


def catalogue_files(locale: str) -> list[Path]:
    """The catalogue files of a locale: `messages.po` and the parts in `messages.d`, in a fixed order."""
    folder = LOCALES_DIR / locale / "LC_MESSAGES"
    return [path for path in (folder / "messages.po", *sorted((folder / "messages.d").glob("*.po"))) if path.exists()]


@lru_cache
def catalogue(locale: str) -> gettext.NullTranslations:
    """The texts of one locale; the source texts themselves where there is no catalogue."""
    files = catalogue_files(locale)
    if not files:
        return gettext.NullTranslations()
    texts = Catalog(locale=locale, domain="messages")
    for path in files:
        with path.open("rb") as source:
            for message in read_po(source, locale=locale, domain="messages"):
                if message.id:
                    texts[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def active_locale() -> str:
    """The locale in force here: `en` unless `using_locale` says otherwise."""
    return _active.get()


def activate(locale: str) -> None:
    """Put a locale in force for the rest of this task; for event handlers, whose task ends with the event."""
    _active.set(locale if locale in LOCALES else DEFAULT_LOCALE)


@contextmanager
def using_locale(locale: str) -> Iterator[None]:
    """Put a locale in force for a block; an unknown one falls back to the default."""
    token = _active.set(locale if locale in LOCALES else DEFAULT_LOCALE)
    try:
        yield
    finally:
        _active.reset(token)


def t(text: str, /, **values: object) -> str:
    """`text` in the active locale, with `{name}` places filled from `values`."""
    found = catalogue(_active.get()).gettext(text)
    return found.format(**values) if values else found


def tn(one: str, many: str, count: int, /, **values: object) -> str:
    """`one` or `many` by `count` in the active locale; `{count}` is filled in with it."""
    return catalogue(_active.get()).ngettext(one, many, count).format(count=count, **values)
