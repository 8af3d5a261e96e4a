"""A mail as plain text and as HTML of the same words: paragraphs, and one link at the end."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from liaison_app.domain.mail import Letter

_FRAME = (
    '<!doctype html><html lang="{locale}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font:16px/1.5 sans-serif;max-width:36rem;margin:0 auto;padding:16px">{inside}</body></html>'
)


def letter(subject: str, paragraphs: Sequence[str], *, link: str, link_words: str, locale: str) -> Letter:
    """The mail that says `paragraphs` and leads to `link`, an address of our own. Everything is escaped."""
    said = [one for one in paragraphs if one]
    plain = "\n\n".join([*said, f"{link_words}: {link}"]) + "\n"
    shown = "".join(f"<p>{escape(one)}</p>" for one in said)
    leads = f'<p><a href="{escape(link)}">{escape(link_words)}</a></p>'
    page = _FRAME.format(locale=escape(locale), title=escape(subject), inside=shown + leads)
    return Letter(subject=subject, text=plain, html=page)
