"""A mail as plain text and as HTML of the same words: paragraphs, lists of links, and small print under a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from liaison_app.domain.mail import Letter

_FRAME = (
    '<!doctype html><html lang="{locale}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font:16px/1.5 sans-serif;max-width:36rem;margin:0 auto;padding:16px">{inside}</body></html>'
)


@dataclass(frozen=True, slots=True)
class Linked:
    """Words that lead to `link`, an address of our own; `after` stands behind them."""

    words: str
    link: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A heading and what stands under it."""

    heading: str
    lines: tuple[Linked, ...]


Part = str | Linked | Listed


def letter(subject: str, paragraphs: Sequence[str], *, link: str, link_words: str, locale: str) -> Letter:
    """The mail that says `paragraphs` and leads to `link`, an address of our own. Everything is escaped."""
    return letter_of(subject, [*paragraphs, Linked(link_words, link)], locale=locale)


def letter_of(subject: str, parts: Sequence[Part], *, locale: str, foot: Sequence[Part] = ()) -> Letter:
    """The mail that says `parts`, and `foot` in small print under a line. Everything is escaped; '' is left out."""
    said, below = [one for one in parts if one], [one for one in foot if one]
    plain = "\n\n".join([*map(_plain, said), *(["-- ", *map(_plain, below)] if below else [])]) + "\n"
    shown = "".join(map(_shown, said))
    if below:
        shown += f'<hr><div style="font-size:14px">{"".join(map(_shown, below))}</div>'
    page = _FRAME.format(locale=escape(locale), title=escape(subject), inside=shown)
    return Letter(subject=subject, text=plain, html=page)


def _plain(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Linked):
        return f"{part.words}: {part.link}"
    lines = [f"* {one.words}{_behind(one)}\n  {one.link}" for one in part.lines]
    return "\n".join([part.heading, *lines])


def _shown(part: Part) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part).replace(chr(10), '<br>')}</p>"
    if isinstance(part, Linked):
        return f"<p>{_anchor(part)}</p>"
    lines = "".join(f"<li>{_anchor(one)}{escape(_behind(one))}</li>" for one in part.lines)
    return f'<h2 style="font-size:17px">{escape(part.heading)}</h2><ul>{lines}</ul>'


def _behind(line: Linked) -> str:
    return f". {line.after}" if line.after else ""


def _anchor(line: Linked) -> str:
    return f'<a href="{escape(line.link)}">{escape(line.words)}</a>'
