"""The addresses that stand in letters and feeds."""

from __future__ import annotations

from urllib.parse import quote

from liaison_app.localized_paths import localized

LETTERS = "/letters"


def letter_confirm(code: str, locale: str | None = None) -> str:
    return localized(f"{LETTERS}/confirm/{code}", locale)


def letter_stop(sealed: str, locale: str | None = None) -> str:
    return localized(f"{LETTERS}/stop/{sealed}", locale)


def letter_news(sealed: str, locale: str | None = None) -> str:
    """Where mails of some subjects to a person with an account end."""
    return localized(f"{LETTERS}/news/{sealed}", locale)


def letter_yours(sealed: str, locale: str | None = None) -> str:
    """All that a reader of letters follows."""
    return localized(f"{LETTERS}/yours/{sealed}", locale)


def co_sign_confirm(code: str, locale: str | None = None) -> str:
    return localized(f"{LETTERS}/co-sign/{code}", locale)


def co_sign_withdraw(sealed: str, locale: str | None = None) -> str:
    return localized(f"{LETTERS}/withdraw/{sealed}", locale)


def feed(locale: str | None = None) -> str:
    """The feed of all tickets."""
    return localized("/feeds/all.atom", locale)


def neighborhood_feed(neighborhood_id: str, locale: str | None = None) -> str:
    return localized(f"/feeds/neighborhoods/{quote(neighborhood_id)}.atom", locale)


def service_feed(code: str, locale: str | None = None) -> str:
    return localized(f"/feeds/services/{quote(code)}.atom", locale)


def ticket_feed(ticket_id: str, locale: str | None = None) -> str:
    return localized(f"/feeds/tickets/{ticket_id}.atom", locale)
