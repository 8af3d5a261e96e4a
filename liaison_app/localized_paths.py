"""An address in one of the languages: `/report` in English is `/es/report` in Spanish."""

from __future__ import annotations

from urllib.parse import urlencode

from liaison_app.i18n import DEFAULT_LOCALE, LOCALES, active_locale


def localized(path: str, locale: str | None = None) -> str:
    """The address of `path` in `locale` (the active one when not given): `/report` → `/es/report`."""
    locale = locale or active_locale()
    if locale == DEFAULT_LOCALE:
        return path
    return f"/{locale}" if path == "/" else f"/{locale}{path}"


def locale_of(path: str) -> str:
    """The locale an address belongs to: `/es/report` → `es`, `/report` → `en`."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in LOCALES else DEFAULT_LOCALE


def in_locale(path: str, locale: str) -> str:
    """The same page in `locale`: `/es/mine?x=1` in English is `/mine?x=1`."""
    page, mark, question = path.partition("?")
    own = locale_of(page)
    plain = page if own == DEFAULT_LOCALE else page.removeprefix(f"/{own}") or "/"
    return localized(plain, locale) + mark + question


def with_query(asked: dict[str, str]) -> str:
    """What stands behind the `?`, with it; '' where nothing is asked."""
    return f"?{urlencode(asked)}" if asked else ""
