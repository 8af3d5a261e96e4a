"""A form as one plain page, with what is wrong beside its fields: for browsers whose scripts do not run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from starlette.responses import HTMLResponse

from liaison_app.api.forms import status_of, waiting
from liaison_app.domain.errors import InputInvalid, LiaisonError
from liaison_app.i18n import active_locale
from liaison_app.wording.errors import say_error, say_field_errors

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:17px/1.5 'Atkinson Hyperlegible Next',system-ui,sans-serif}"
    "body{margin:2rem auto;max-width:30rem;padding:0 1rem}"
    "label{display:block;font-weight:700;margin-top:1.25rem}"
    "input:not([type=checkbox]),select,textarea{font:inherit;width:100%;box-sizing:border-box}"
    "input:not([type=checkbox]),select,textarea{min-height:52px;padding:.5rem .75rem}"
    ".error{font-weight:700;border-left:5px solid #a32a17;padding-left:.75rem;margin:.5rem 0}"
    ".check{display:flex;gap:.75rem;align-items:center;min-height:44px;font-weight:400}"
    "fieldset{margin:1.25rem 0 0;padding:0;border:0}legend{font-weight:700}"
    "button{font:inherit;font-weight:700;min-height:52px;width:100%;margin-top:1.25rem}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class FormPage:
    """A form: its title is that of its button, too. `hidden` fields go along; `inside` is HTML of the visible ones."""

    title: str
    action: str
    hidden: Mapping[str, str]
    inside: Sequence[str]
    back: str
    back_to: str

    def answer(self, error: LiaisonError) -> HTMLResponse:
        """The page, in the active locale, with the status of `error`."""
        title = escape(self.title)
        kept = {"locale": active_locale(), **self.hidden}
        hidden = "".join(f'<input type="hidden" name="{one}" value="{escape(kept[one])}"/>' for one in kept)
        page = (
            f'<!doctype html><html lang="{active_locale()}"><head><meta charset="utf-8"/>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{title}</title>'
            f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
            f'<form method="post" action="{escape(self.action)}">{hidden}{"".join(self.inside)}'
            f"<button>{title}</button></form>"
            f'<p><a href="{escape(self.back_to)}">{escape(self.back)}</a></p></main></body></html>'
        )
        return HTMLResponse(page, status_of(error), headers={**_HEADERS, **waiting(error)})


def said_beside(error: LiaisonError, otherwise: str) -> dict[str, str]:
    """What is wrong, by field; what concerns no field of its own is said at the field `otherwise`."""
    return say_field_errors(error) if isinstance(error, InputInvalid) else {otherwise: say_error(error)}


def typed(name: str, label: str, kind: str, fills: str, beside: Mapping[str, str], value: str = "") -> str:
    """A field of one line, as HTML."""
    said, points = _wrong(name, beside)
    return (
        f'<label for="{name}">{escape(label)}</label>{said}'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{fills}" value="{escape(value)}"{points}/>'
    )


def chosen(name: str, label: str, options: Mapping[str, str], beside: Mapping[str, str], value: str = "") -> str:
    """A field with one of a few `options` (their words by value), as HTML."""
    said, points = _wrong(name, beside)
    rows = "".join(
        f'<option value="{escape(one)}"{" selected" if one == value else ""}>{escape(words)}</option>'
        for one, words in options.items()
    )
    return f'<label for="{name}">{escape(label)}</label>{said}<select id="{name}" name="{name}"{points}>{rows}</select>'


def written(name: str, label: str, beside: Mapping[str, str], value: str = "") -> str:
    """A field of several lines, as HTML."""
    said, points = _wrong(name, beside)
    area = f'<textarea id="{name}" name="{name}" rows="3"{points}>\n{escape(value)}</textarea>'
    return f'<label for="{name}">{escape(label)}</label>{said}{area}'


def ticked(name: str, label: str, *, is_ticked: bool) -> str:
    """A box to tick, as HTML."""
    tick = " checked" if is_ticked else ""
    return f'<label class="check"><input type="checkbox" name="{name}" value="yes"{tick}/>{escape(label)}</label>'


def _wrong(name: str, beside: Mapping[str, str]) -> tuple[str, str]:
    words = beside.get(name, "")
    if not words:
        return "", ""
    said = f'<p class="error" id="{name}-error" role="alert">{escape(words)}</p>'
    return said, f' aria-invalid="true" aria-describedby="{name}-error"'
