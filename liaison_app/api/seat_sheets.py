"""Parts of the pages that people in a cohort open: whole in one answer, without a script, an account or a websocket."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from starlette.responses import Response

from liaison_app import routes
from liaison_app.api.forms import status_of, waiting
from liaison_app.api.own_pages import OwnPage, answer_to_one
from liaison_app.domain.errors import LiaisonError
from liaison_app.i18n import LOCALES, active_locale, t
from liaison_app.wording.seats import SessionWords

UNLISTED = '<meta name="robots" content="noindex"/><meta name="referrer" content="same-origin"/>'
OWN_NAMES = {"en": "English", "es": "Español"}


def sheet_page(title: str, body: str, *, to: Callable[[str], str], status: int = 200) -> Response:
    """A page of its own; `to` is its address in a locale, `body` HTML in which everything is escaped."""
    own = active_locale()
    others = "".join(
        f'<a href="{escape(to(one))}" lang="{one}" hreflang="{one}">{OWN_NAMES[one]}</a>'
        for one in LOCALES
        if one != own
    )
    bar = f"<nav class=bar aria-label='{escape(t('Language'))}'><b translate=no>Liaison</b>{others}</nav>"
    page = OwnPage(
        title=t("{page} · Liaison", page=title), body=f"{bar}<main>{body}{_foot()}</main>", style="seat.css",
        head=UNLISTED, forms="'self'",
    )  # fmt: skip
    return answer_to_one(page, status)


def trouble_page(title: str, words: str, error: LiaisonError, *, to: Callable[[str], str]) -> Response:
    """A page that has nothing to show but what is wrong."""
    found = sheet_page(title, f"<h1>{escape(title)}</h1>{paragraph(words, 'lead')}", to=to, status=status_of(error))
    found.headers.update(waiting(error))
    return found


def _foot() -> str:
    to = escape(routes.localized(routes.PROGRAM))
    return f'<footer><a href="{to}">{escape(t("The Neighborhood Liaison Program"))}</a></footer>'


def sign(title: str) -> str:
    return f"<h1 class=sign><span>{escape(title)}</span></h1>"


def paragraph(words: str, kind: str = "") -> str:
    """A paragraph; nothing for ''."""
    return f'<p class="{kind}">{escape(words)}</p>' if words else ""


def box(kind: str, title: str, *inside: str) -> str:
    """A box with a heading, where there is one; `inside` is HTML."""
    heading = f"<h2>{escape(title)}</h2>" if title else ""
    return f'<section class="box {kind}">{heading}{"".join(inside)}</section>'


def sessions_list(rows: Sequence[SessionWords]) -> str:
    """What is ahead, and what was."""
    if not rows:
        return paragraph(t("The sessions are not known yet."), "small")
    listed = "".join(
        f'<li class="{"off" if one.is_off else ""}"><b>{escape(one.topic)}</b>{paragraph(one.when)}'
        f"{paragraph(one.where, 'small')}{_link(one.video_link)}{_link(one.file_to, t('Into my calendar'))}</li>"
        for one in rows
    )
    return f"<h2>{escape(t('Sessions'))}</h2><ul class=sessions>{listed}</ul>"


def _link(to: str, words: str = "") -> str:
    return f'<p><a href="{escape(to)}">{escape(words or to)}</a></p>' if to else ""


def way(words: str, to: str, kind: str = "") -> str:
    """A link in the clothes of a button."""
    return f'<a class="button {kind}" href="{escape(to)}">{escape(words)}</a>'


def act(words: str, value: str, *, kind: str = "") -> str:
    """A form with nothing but a button."""
    return f'<form method=post><button class="{kind}" name=act value="{value}">{escape(words)}</button></form>'


def text_input(
    name: str, label: str, value: str, beside: Mapping[str, str], *, kind: str = "text", fills: str = "off",
    hint: str = "", most: int = 254, class_: str = "",
) -> str:  # fmt: skip
    """A field of one line."""
    said, points = _described(name, hint, beside)
    return (
        f'<label for="{name}">{escape(label)}</label>{said}<input id="{name}" name="{name}" type="{kind}" '
        f'autocomplete="{fills}" maxlength="{most}" value="{escape(value)}" class="{class_}"{points}/>'
    )


def text_block(name: str, label: str, value: str, beside: Mapping[str, str], *, most: int) -> str:
    """A field of several lines."""
    said, points = _described(name, "", beside)
    return (
        f'<label for="{name}">{escape(label)}</label>{said}'
        f'<textarea id="{name}" name="{name}" rows=3 maxlength="{most}"{points}>\n{escape(value)}</textarea>'
    )


def choice(
    name: str, label: str, options: Sequence[tuple[str, str]], value: str, beside: Mapping[str, str], *, first: str
) -> str:
    """One of a list; `first` asks for it."""
    said, points = _described(name, "", beside)
    rows = "".join(
        f'<option value="{escape(one)}"{" selected" if one == value else ""}>{escape(words)}</option>'
        for one, words in [("", first), *options]
    )
    return f'<label for="{name}">{escape(label)}</label>{said}<select id="{name}" name="{name}"{points}>{rows}</select>'


def ticks(legend: str, boxes: Sequence[tuple[str, str, bool]]) -> str:
    """Boxes to tick: (name, words, whether ticked)."""
    rows = "".join(
        f'<label class=check><input type=checkbox name="{name}" value=yes{" checked" if is_ticked else ""}/>'
        f"{escape(words)}</label>"
        for name, words, is_ticked in boxes
    )
    return f"<fieldset><legend>{escape(legend)}</legend><div class=ticks>{rows}</div></fieldset>"


def _described(name: str, hint: str, beside: Mapping[str, str]) -> tuple[str, str]:
    words = beside.get(name, "")
    said = f'<p class=small id="{name}-hint">{escape(hint)}</p>' if hint else ""
    said += f'<p class=error id="{name}-error" role=alert>{escape(words)}</p>' if words else ""
    ids = " ".join(f"{name}-{what}" for what, there in (("hint", hint), ("error", words)) if there)
    points = f' aria-describedby="{ids}"' if ids else ""
    return said, points + (' aria-invalid="true"' if words else "")
